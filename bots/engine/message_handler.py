"""Acts on the decision about each message: ignores it, says why it gets no answer, or answers it."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from functools import partial

from bots.engine.conversation.together import keys
from bots.engine.delivery.sending import Sender
from bots.engine.delivery.threads import open_thread
from bots.engine.exchanges import Exchanges
from bots.engine.language.phrases import say
from bots.engine.questions import Ask, Decline, Ignore, Late, Questions
from bots.engine.reply.answering import Answers
from bots.engine.reply.failures import Failures
from bots.engine.seam.platform import LearnsPlaces, OpensThreads, shows_outcome
from bots.engine.seam.values import Again, Incoming, Origin, ToChat
from bots.engine.storage.records import OpenReply, StoredAnswer
from bots.engine.told import Told


class MessageHandler:
    """Takes messages, one after the other."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        questions: Questions,
        told: Told,
        exchanges: Exchanges,
        answers: Answers,
        failures: Failures,
    ) -> None:
        self._senders = senders
        self._questions = questions
        self._told = told
        self._exchanges = exchanges
        self._answers = answers
        self._failures = failures
        self._anew: dict[int, Again] = {}  # who gives which answer anew, or goes on with it
        self._asked_anew: set[int] = set()  # their questions: an answer that grows has a row of its own

    def claims(self, again: Again) -> bool:
        """Whether that press or command gives the answer anew, or goes on with it; False while another one does.

        Who claims an answer hands it to `take`, which lets go of it at its end.
        """
        return self._anew.setdefault(again.answer, again) is again

    def unclaim(self, again: Again) -> None:
        """Let go of an answer that was claimed and not handed to `take`."""
        if self._anew.get(again.answer) is again:
            del self._anew[again.answer]

    async def take(self, incoming: Incoming) -> None:
        """Take a message; returns before it is answered. An error is told to its author.

        Raises:
            StoreError: it is committed, and can be taken again.
        """
        self._introduce(incoming.origin)
        if not keys(incoming):
            await self._failures.guarded(self._take(incoming), incoming.origin)
        elif not await self._failures.of_question(self._take(incoming), incoming.origin):
            await self._exchanges.let_go(incoming)

    async def take_up(self, incoming: Incoming, left: OpenReply) -> bool:
        """Give an answer that an earlier run left, where it stands; returns False if that is not possible now."""
        place, again = left.target.place, incoming.again
        self._introduce(incoming.origin)
        origin = replace(incoming.origin, target=left.target)
        if place != origin.place:  # a thread was opened for it
            origin = replace(origin, place=place, linear=True)
            incoming = replace(incoming, reply_to="")
        stored = await self._answers.stored(Again(left.row)) if left.row is not None else None
        if stored is None or (again is not None and not self.claims(again)):
            return False
        incoming = replace(incoming, origin=origin, text=stored.text or incoming.text)
        taking_up = self._taken_up(incoming, left)
        if again is not None:
            taking_up = _until_over(taking_up, partial(self._anew.pop, again.answer))
        return await taking_up is not None

    def _introduce(self, origin: Origin) -> None:
        """Tell the platform of the place: another process may have heard what was said there."""
        platform = self._senders[origin.place.platform].platform
        if isinstance(platform, LearnsPlaces):
            platform.learn(origin)

    async def _taken_up(self, incoming: Incoming, left: OpenReply) -> asyncio.Task[object] | None:
        sender = self._senders[incoming.origin.place.platform]
        incoming = replace(incoming, taken_at=sender.clock.now())
        match await self._questions.decision(incoming, sender.clock.wall()):
            case Ask() as ask:
                chat = not shows_outcome(sender.platform)
                begun = await self._exchanges.take_up(ask, left, chat=chat)
                if begun is not None:
                    giving = self._answers.give(sender, ask.incoming, begun.exchange, ask.here, begun.charge, left)
                    return self._failures.begin(giving, incoming.origin)
        return None

    async def _take(self, incoming: Incoming) -> None:
        again = incoming.again
        if again is None:
            await self._act(incoming)
            return
        if not self.claims(again):  # a command that a terminal got back
            await self._nothing_follows(incoming)
            return
        await _until_over(self._act(incoming), partial(self._anew.pop, again.answer))

    async def _act(self, incoming: Incoming) -> asyncio.Task[object] | None:
        """Do what was decided about the message; returns what gives its answer there, if there will be one."""
        origin = incoming.origin
        clock = self._senders[origin.place.platform].clock
        incoming = replace(incoming, taken_at=incoming.taken_at or clock.now())
        match await self._questions.decision(incoming, clock.wall()):
            case Ignore():
                await self._exchanges.let_go(incoming)
            case Decline() as decline:
                await self._told.decline(origin, decline)
                await self._exchanges.let_go(incoming)
            case Late() as late:
                await self._told.late(late)
            case Ask() as ask if await self._joins(ask):
                self._told.answered(origin)
            case Ask() as ask if not ask.incoming.again and not self._makes_room(ask):
                await self._exchanges.let_go(incoming)
            case Ask() as ask if ask.here.where == "thread" and self._opens_thread(ask.incoming):
                threaded = self._failures.see_through(partial(self._answer_in_thread, ask), origin, incoming.name)
                self._failures.begin(threaded, origin)
            case Ask() as ask:
                return await self._answer(ask)
        return None

    async def _joins(self, ask: Ask) -> bool:
        """Whether the message has joined a question of its author that is on its way. In a terminal none does."""
        platform = self._senders[ask.incoming.origin.place.platform].platform
        return not shows_outcome(platform) and await self._exchanges.join(ask)

    def _makes_room(self, ask: Ask) -> bool:
        """Whether the message is asked even if the place is busy. What a command asks is never ignored."""
        origin = ask.incoming.origin
        if shows_outcome(self._senders[origin.place.platform].platform):
            return True  # what is typed ahead waits
        return self._answers.make_room(origin, ask.here) or ask.incoming.asked

    async def _answer(self, ask: Ask) -> asyncio.Task[object] | None:
        again = ask.incoming.again
        if again is None:
            return await self._begin(ask, None)
        stored = await self._answers.stored(again)
        # Another press or command was quicker, or somebody wrote on meanwhile.
        if stored is None or stored.continued or stored.question in self._asked_anew:
            await self._nothing_follows(ask.incoming)
            return None
        self._asked_anew.add(stored.question)
        return await _until_over(self._begin(ask, stored), partial(self._asked_anew.discard, stored.question))

    async def _begin(self, ask: Ask, stored: StoredAnswer | None) -> asyncio.Task[object] | None:
        """Begin an answer, in place of `stored` if there is one; returns None if there will be none."""
        origin = ask.incoming.origin
        sender = self._senders[origin.place.platform]
        begun = await self._exchanges.begin(ask, stored, chat=not shows_outcome(sender.platform))
        if isinstance(begun, Decline):
            await self._told.decline(origin, begun)
            await self._exchanges.let_go(ask.incoming)
            return None
        if begun is None:
            await self._nothing_follows(ask.incoming)
            return None
        self._told.answered(origin)
        giving = self._answers.give(sender, ask.incoming, begun.exchange, ask.here, begun.charge)
        return self._failures.begin(giving, origin)

    async def _nothing_follows(self, incoming: Incoming) -> None:
        """End what waits for an answer: the one that was to be given anew or to go on is gone, or does so."""
        origin = incoming.origin
        platform = self._senders[origin.place.platform].platform
        if shows_outcome(platform):
            platform.settled(origin.target, complete=False, notice=say("go_on_late"))
        await self._exchanges.let_go(incoming)

    def _opens_thread(self, incoming: Incoming) -> bool:
        origin = incoming.origin
        platform = self._senders[origin.place.platform].platform
        can = isinstance(platform, OpensThreads) and isinstance(origin.target, ToChat)
        return can and bool(origin.server) and not origin.place.thread and not incoming.again

    async def _answer_in_thread(self, ask: Ask) -> None:
        """Answer in a new thread; the question belongs to it too, so that what is written there goes on from it."""
        incoming, origin = ask.incoming, ask.incoming.origin
        target = await open_thread(self._senders[origin.place.platform], origin.target, incoming.text)
        if target is not None:
            await self._questions.opened(target.place, origin.person)
            origin = replace(origin, place=target.place, target=target, linear=True)
            ask = replace(ask, incoming=replace(incoming, origin=origin, reply_to=""))
        await self._answer(ask)


async def _until_over(
    beginning: Coroutine[None, None, asyncio.Task[object] | None], let_go: Callable[[], object]
) -> asyncio.Task[object] | None:
    """What gives the answer that begins; `let_go` is called at its end, or at once if there will be none."""
    giving = None
    try:
        giving = await beginning
    finally:
        if giving is None:
            let_go()
        else:
            giving.add_done_callback(lambda _: let_go())
    return giving
