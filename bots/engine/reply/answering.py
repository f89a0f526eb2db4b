"""One answer from its question to its last frame: the model's stream is read, shown as it grows, and kept."""

import asyncio
import logging
from contextlib import AsyncExitStack, nullcontext, suppress
from dataclasses import replace
from functools import partial
from typing import Protocol

from bots.engine.conversation.asked import Asked, Ended
from bots.engine.conversation.exchange import Exchange
from bots.engine.conversation.kept import as_pressed
from bots.engine.conversation.queue import ReplyQueue, Running
from bots.engine.conversation.together import keys, pieces_of
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.buttons import Phase
from bots.engine.reply.changes import Change, Changes
from bots.engine.reply.failures import Failures
from bots.engine.reply.finishing import WHOLE
from bots.engine.reply.journal import StoreJournal
from bots.engine.reply.keeping import Keeping, is_kept
from bots.engine.reply.knowing import facts_of
from bots.engine.reply.known_words import details
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.measuring import Measure
from bots.engine.reply.openings import Openings
from bots.engine.reply.orphans import disarm
from bots.engine.reply.part import Standing
from bots.engine.reply.queue_notice import QueueNotice, Waiting
from bots.engine.reply.reading import Reader
from bots.engine.reply.shape import Beginning, goes_on_in, in_place_of, style_of
from bots.engine.reply.slot import NOTHING_BEFORE, Before
from bots.engine.reply.style import Delivery, ReplyDefaults
from bots.engine.reply.versions import Versions, buttons_of, first_frame, is_one_message, length_of
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.runtime.tasks import Supervisor, beside
from bots.engine.seam.platform import Platform, shows_outcome
from bots.engine.seam.targets import next_target
from bots.engine.seam.values import (
    Again,
    Frame,
    Incoming,
    Message,
    Origin,
    Person,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from bots.engine.settings.table import Here
from bots.engine.spending.ledger import Charge
from bots.engine.spending.newcomers import is_new
from bots.engine.storage import answers, inbox, replies, servers
from bots.engine.storage.records import OpenReply, StoredAnswer, StoreError
from bots.engine.storage.store import Store
from bots.text.visible import is_visible

log = logging.getLogger("parley")

NOTED_EVERY = 15.0
"""Seconds between two notes that the program is at the answers that are under way."""


class HasStyle(Protocol):
    """The part of the policy that is read here."""

    @property
    def style(self) -> ReplyDefaults:
        """How answers look unless somebody chose otherwise."""


class Answers:
    """Gives answers."""

    def __init__(
        self,
        store: Store,
        queue: ReplyQueue,
        policy: Current[HasStyle],
        tasks: Supervisor,
        reader: Reader,
        failures: Failures,
    ) -> None:
        self._store = store
        self._queue = queue
        self._policy = policy
        self._tasks = tasks
        self._reader = reader
        self._failures = failures
        self._keeping = Keeping(store, tasks)
        self._closing = False
        self._clearing: set[asyncio.Task[object]] = set()
        self._begun = asyncio.Event()
        self.changes = Changes()

    def close(self) -> None:
        """End every further answer at once as interrupted: the bot goes down."""
        self._closing = True

    async def keep_noting(self, clock: Clock) -> None:
        """Note now and then that the program is at what is under way, so that a start knows when it died."""
        while True:
            await self._begun.wait()
            await clock.sleep(NOTED_EVERY)
            if running := [answer.key for answer in self._queue.all()]:
                with suppress(StoreError):
                    await self._store.run(replies.alive, running, clock.wall())
            else:
                self._begun.clear()

    async def cleared(self) -> None:
        """Wait until nothing shows any more that a question waits whose turn has come."""
        while self._clearing:
            await asyncio.wait(self._clearing)

    def _clears(self, notice: QueueNotice) -> None:
        if notice.clearing is not None:
            self._clearing.add(notice.clearing)
            notice.clearing.add_done_callback(self._clearing.discard)

    def growing(self, question: int) -> Asked | None:
        """The question with that row if it waits or is answered. An answer that goes on is not given anew meanwhile."""
        return self._queue.question(question)

    def offer(self, sender: Sender, stored: StoredAnswer, edited: str) -> None:
        """Put a button under an answer that gives it anew, because its question was edited. Returns at once.

        `edited`: the id of the question's message.
        """
        if stored.messages and not stored.apart:
            self.changes.offer(stored.question, edited)
            self._tasks.start(self._offer(sender, stored, edited), "offering an answer to an edit")

    async def _offer(self, sender: Sender, stored: StoredAnswer, edited: str) -> None:
        versions = await self._versions(stored.question)
        buttons = replace(buttons_of(sender.platform, stored, versions), edited=edited)
        number = 1 if is_one_message(sender.platform, stored) else len(stored.messages)  # files stand below the words
        rows = buttons.under(Phase.OVER, length=length_of(stored), number=number)
        await sender.put_buttons(Message(stored.place, stored.messages[number - 1]), rows)

    async def _versions(self, question: int) -> Versions:
        """The answers to the question in that row; none if the store fails, and then nobody turns between them."""
        try:
            return await self._store.run(answers.versions, question)
        except StoreError as error:
            log.error("the versions of an answer could not be read: %s", error)
            return ()

    async def give(
        self,
        sender: Sender,
        incoming: Incoming,
        exchange: Exchange,
        here: Here,
        charge: Charge,
        left: OpenReply | None = None,
    ) -> None:
        """Answer a question, as soon as its conversation, its asker and its channel are free; settle its charge.

        `left`: how far an earlier run has come; None if none has begun the answer.
        """
        is_left = False
        attempts = left.attempts if left is not None else ()
        try:
            await self._give(Asking(sender, incoming, exchange, here, charge, attempts), left)
        except asyncio.CancelledError:
            is_left = bool(keys(incoming))  # the next start gives it, and settles this
            raise
        finally:
            if not is_left:
                await charge.settle()  # unless that is done

    async def _give(self, asking: Asking, left: OpenReply | None) -> None:
        sender, incoming, exchange, here = asking.sender, asking.incoming, asking.exchange, asking.here
        platform, origin, key = sender.platform, incoming.origin, exchange.reply
        stands = left.surfaces if left is not None else ()
        openings = Openings(key, exchange.opened, stands if left is not None else None)
        queue_notice = QueueNotice(
            sender, self._waiting(asking, openings), self._store, self._tasks, stands[0] if stands else None
        )
        said = queue_notice.moved if _is_seen(asking) else _unseen

        def moved(before: int) -> None:
            exchange.ahead.drop()
            said(before)

        async with AsyncExitStack() as turn:
            channel = "" if origin.private or incoming.again else str(origin.place)
            asked = turn.enter_context(self._queue.asked(incoming, exchange.question))
            if left is not None and is_visible(left.text):  # people have read words of it, and write in that knowledge
                asked.opening.open()
            await self._without_deleted(asked)
            async with beside(queue_notice.show()):
                new = is_new(origin, sender.clock.wall())
                seat = self._queue.turn(exchange.key, origin.person, channel, moved, asked, new=new)
                await turn.enter_async_context(seat)
                waited = await queue_notice.end()
            self._clears(queue_notice)
            if asked.gone:
                await self._drop(asking, (waited,) if waited else (), Result(_measure(asking)))
                if shows_outcome(platform):
                    platform.settled(origin.target, complete=False, notice="")
                return
            if self._closing and keys(incoming):
                return  # the next start gives it
            versions = await self._older(asking)
            began = await self._beginning(asking, versions, waited, stands)
            with nullcontext() if exchange.onward else self.changes.open(asked):
                while True:
                    live, result = await self._grown(asking, asked, began, versions, openings)
                    follows, changes = self.changes.take(asked)
                    for each in changes:
                        turn.push_async_callback(each.charge.settle)
                    if not follows:
                        break
                    began = in_place_of(live, began)
                    if changes:
                        await self._keeping.replaced(asking, result)
                        result.measure.outcome = "replaced"
                        _count(asking, live, result)
                        asking = _changed(asking, changes[-1])
                    else:
                        asking.charge.dropped()
                        asking = replace(asking, incoming=asked.incoming)
            self.changes.ended(exchange.question, sender.clock.now())
            _count(asking, live, result)
            if _is_cut(asking, asked) and not await is_kept(result):
                await self._keeping.suspend(live, asking, result)
            elif live.delivery is Delivery.WITHDRAWN:
                await self._drop(asking, () if live.untouched else live.surfaces, result)
            else:
                await self._keeping.keep(live, asking, result)
            if live.delivery is not Delivery.SHOWN:
                log.info("%s: the answer %d was %s.", origin.place, key, live.delivery.value)
            if live.refusal:
                self._failures.refused(origin, live.refusal)
            elif live.delivery is Delivery.SHOWN:
                self._failures.shown(origin)
            if live.untouched and live.notice and not shows_outcome(platform):
                self._failures.say_apart(origin, live.notice)
            if shows_outcome(platform):
                complete = result.ending is WHOLE and live.delivery is Delivery.SHOWN
                platform.settled(origin.target, complete=complete, notice=live.notice)
        if live.delivery is Delivery.SHOWN:
            self._reader.shown(asking, result)
            await self._notify(sender, origin, live, here.notify if result.ending else 0.0)
        saying = self._failures.say_in_the_end(live.last_words())
        self._tasks.start(_show_late(live, saying), "showing the last frame once more")

    def _waiting(self, asking: Asking, openings: Openings) -> Waiting:
        """What is known of the question for what is seen of its wait."""
        origin, exchange, incoming = asking.origin, asking.exchange, asking.incoming
        message = pieces_of(incoming)[0].id if isinstance(origin.target, ToChat) else ""
        return Waiting(
            partial(openings.target, origin.target),
            Message(origin.place, message) if message else None,
            exchange.reply,
            partial(self._queue.ahead, exchange.key, origin.person),
        )

    async def _older(self, asking: Asking) -> Versions:
        """The answers to the question that there are already; nobody turns between those in a terminal."""
        exchange = asking.exchange
        has_others = (exchange.anew or exchange.onward) and not asking.terminal
        return await self._versions(exchange.question) if has_others else ()

    async def _beginning(
        self, asking: Asking, versions: Versions, waited: Surface | None, stands: tuple[Surface, ...]
    ) -> Beginning:
        """Where the answer begins. `waited`: the line about the queue. `stands`: messages that an earlier run noted."""
        exchange, again = asking.exchange, asking.incoming.again
        if stands and not exchange.onward:
            return Standing(stands[0]), stands[1:]
        if exchange.onward:
            return goes_on_in(asking, exchange.onward, versions), ()
        if again and not asking.terminal:
            return await self._stood(asking.sender.platform, again, versions)
        return (Standing(waited) if waited else None), ()

    async def _grown(
        self, asking: Asking, asked: Asked, began: Beginning, versions: Versions, openings: Openings
    ) -> tuple[LiveReply, Result]:
        """The answer, once all of it is shown or its question is gone or has changed, and what is known of it."""
        sender, exchange = asking.sender, asking.exchange
        standing, others = began
        asked.affords = partial(_affords, asking.charge)
        journal = StoreJournal(self._store, sender.clock, exchange.reply, exchange.answer, asking.attempts)
        live = LiveReply(
            sender,
            asking.origin.target,
            style_of(asking, self._policy.value.style, versions),
            journal,
            standing,
            Before(exchange.onward.said, exchange.onward.sources) if exchange.onward else NOTHING_BEFORE,
        )
        live.opens_by(openings.part)
        live.opens(asked.opening)
        live.begins(partial(self._take_away, sender, *others))
        result = Result(_measure(asking))
        if keys(asking.incoming):  # what is not committed ends with the program
            live.ends(partial(self._words_kept, live, asking, result, asked))
            live.sends(journal.sends)
        await self._grow(live, asking, asked, result)
        self._take_away(sender, *live.stale)
        if live.attempts:
            self._tasks.start(disarm(self._store, sender, live.attempts), "taking buttons away")
        return live, result

    async def _without_deleted(self, asked: Asked) -> None:
        """Take out of the question what of it was deleted before it was kept."""
        origin = asked.incoming.origin
        gone = tuple(each.id for each in pieces_of(asked.incoming) if each.id not in asked.messages)
        if gone and asked.messages:
            await self._store.run(servers.forget_messages, origin.place, gone)

    async def _stood(self, platform: Platform, again: Again, versions: Versions) -> Beginning:
        """The first message of an answer that is to be given anew, and its further messages."""
        stored = as_pressed(await self._store.run(answers.stored_answer, again.answer), again)
        if stored is None or not stored.messages or (stored.apart and again.surface):
            # What one person alone sees is reached by what they pressed, and by nothing else.
            return (Standing(again.surface, older=True) if again.surface else None), ()
        first, *others = (Message(stored.place, message) for message in stored.messages)
        if is_one_message(platform, stored):  # the others are files and pictures, which are kept nowhere else
            others = []
        surface = again.surface if again.surface and not others else first
        return Standing(surface, older=True, frame=first_frame(platform, stored, versions, alone=not others)), tuple(
            others
        )

    def _take_away(self, sender: Sender, *surfaces: Surface) -> None:
        """Take away, in tasks of their own, messages that others have replaced."""
        for surface in surfaces:
            self._tasks.start(sender.take_away(surface, say("older_part")), "taking a message away")

    async def _drop(self, asking: Asking, surfaces: tuple[Surface, ...], result: Result) -> None:
        """Take away what was shown for a question that is gone, and what was kept of it."""
        sender, target = asking.sender, asking.origin.target
        for surface in surfaces:
            self._tasks.start(sender.take_away(surface, say("stopped")), "taking a message away")
        if isinstance(target, ToInteraction) and not surfaces and not asking.incoming.again:
            frame = Frame(say("stopped"))  # until something stands there, Discord shows that the bot is thinking
            self._tasks.start(sender.deliver(target, frame, attempts=3), "saying that nothing comes")
        await self._keeping.drop(asking, result)

    async def _words_kept(self, live: LiveReply, asking: Asking, result: Result, asked: Asked) -> bool:
        """Keep all words before the last frame, unless the end of the program has cut the answer: it is given anew."""
        if _is_cut(asking, asked):
            return False
        return await self._keeping.say(live, asking, result)

    async def _grow(self, live: LiveReply, asking: Asking, asked: Asked, result: Result) -> None:
        """Read and show side by side; either may end the other."""
        origin = asking.origin
        if asking.here.details:
            live.closes_with(lambda: details(facts_of(asking, live, result)))
        async with asyncio.TaskGroup() as group:
            acts = partial(self._acts, asking, asked)
            reader = group.create_task(self._reader.read(live, asking, result, acts))

            def stop(by: Ended) -> None:
                asked.stopped = by
                if live.finish(say(by)):
                    result.measure.outcome = "interrupted" if by == "interrupted" else "stopped"
                live.hurry()
                reader.cancel()

            def withdraw() -> None:
                if asking.exchange.onward and asked.deleted:
                    stop("stopped")  # what stands was finished before
                elif live.withdraw(words=asked.deleted or asked.changed):
                    live.hurry()
                    reader.cancel()

            running = Running(asking.exchange.reply, origin.place, origin.person, stop, live.hurry, asking.exchange.key)
            self._begun.set()
            async with self._queue.running(running):
                if self._closing or asked.stopped:
                    stop(asked.stopped or "interrupted")
                with asked.ended_by(withdraw):
                    await live.show()
            reader.cancel()

    async def _acts(self, asking: Asking, asked: Asked) -> None:
        """Note that a tool that acts is called: neither an edit nor what joins the question asks it anew, nor a start.

        Raises:
            StoreError: this cannot be noted.
        """
        if asked.acted:
            return
        if mine := keys(asking.incoming):
            await self._store.run(inbox.end, mine)
        asked.acted = True

    async def _notify(self, sender: Sender, origin: Origin, live: LiveReply, after: float) -> None:
        """Tell the asker that a long answer in a shared place is there, because edits notify nobody."""
        if origin.private or not after or live.seconds < after:
            return
        target = origin.target if isinstance(origin.target, ToChat) else next_target(origin.target)
        self._tasks.start(self._ping(sender, target, origin.person), "telling the asker")

    async def _ping(self, sender: Sender, target: Target, person: Person) -> None:
        await sender.deliver(target, Frame(say("ready"), ping=person.id), attempts=3)


async def _show_late(live: LiveReply, after: asyncio.Task[object]) -> None:
    await asyncio.wait((after,))
    await live.show_late()


def _is_cut(asking: Asking, asked: Asked) -> bool:
    """Whether the end of the program has ended an answer that the next start gives anew: nothing was done for it."""
    lasts = bool(keys(asking.incoming)) and not asking.exchange.onward
    return asked.stopped == "interrupted" and lasts and not asked.acted


def _is_seen(asking: Asking) -> bool:
    """Whether it is shown that the question waits: not in a terminal, nor where an older answer stands."""
    return not asking.terminal and asking.incoming.again is None


def _unseen(before: int) -> None:
    """Show nothing."""


async def _affords(charge: Charge, more: int) -> bool:
    """Whether there is room for one more request that reads so many tokens more; if so, it is reserved."""
    return await charge.again(more) is None


def _changed(asking: Asking, change: Change) -> Asking:
    """The same question with its new words. A model that was chosen for the answer stays."""
    before = asking.incoming
    incoming = replace(change.incoming, origin=before.origin, again=before.again)
    incoming = replace(incoming, model=incoming.model or before.model)
    return replace(asking, incoming=incoming, here=change.here, charge=change.charge)


def _measure(asking: Asking) -> Measure:
    """The measure of an answer that begins."""
    clock = asking.sender.clock
    return Measure(clock.now, asking.incoming.taken_at or clock.now(), asking.charge)


def _count(asking: Asking, live: LiveReply, result: Result) -> None:
    """Count an answer that has ended."""
    platform = asking.origin.place.platform
    over = result.measure.over(platform, result.asked, live.delivery, live.first_words_at)
    asking.sender.scheduler.meters.answered(over)
