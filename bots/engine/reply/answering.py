"""One answer from its question to its last frame: the model's stream is read, shown as it grows, and kept."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from secrets import token_bytes
from typing import Protocol

from bots.engine.conversation.history import Conversations, Exchange, QuestionGone
from bots.engine.conversation.queue import Asked, ReplyQueue, Running
from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender, ended, frames, next_target
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import AnswerButtons, Phase
from bots.engine.reply.failures import Failures, broken
from bots.engine.reply.journal import StoreJournal
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.part import Standing
from bots.engine.reply.queue_notice import QueueNotice
from bots.engine.reply.style import Delivery, ReplyDefaults, ReplyStyle
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.runtime.defects import fenced
from bots.engine.runtime.tasks import Supervisor, beside
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import Deletes, Platform, ShowsOutcome
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
from bots.engine.spending.admission import over_budget
from bots.engine.spending.ledger import Charge
from bots.engine.spending.limits import OverBudget
from bots.engine.storage import exchanges, messages, replies
from bots.engine.storage.exchanges import Bill
from bots.engine.storage.records import OpenReply, StoredAnswer, StoreError
from bots.engine.storage.store import Store
from bots.text.visible import is_visible
from provider import Catalog
from provider.contract import Answering, Event, Reasoning, Text, Usage
from provider.errors import EmptyAnswer, ProviderError
from provider.routing.fallback import Tried

log = logging.getLogger("parley")

_KEY = token_bytes(16)


@dataclass(slots=True)
class _Result:
    """What the reader found out. `awaited`: who was said to answer, until its first word is there."""

    provider: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    complete: bool = False
    awaited: str = ""
    tried: Tried = field(default_factory=Tried)
    told: set[str] = field(default_factory=set)

    def failed(self) -> Mapping[str, ProviderError]:
        """What those said that failed since this was asked last, by their full names."""
        news = {name: error for name, error in self.tried.errors.items() if name not in self.told}
        self.told.update(news)
        return news


@dataclass(frozen=True, slots=True)
class _Asking:
    """What the model is asked, and how it stands with the place."""

    exchange: Exchange
    here: Here
    model: str
    charge: Charge


class HasStyle(Protocol):
    """The part of the policy that is read here."""

    @property
    def style(self) -> ReplyDefaults:
        """How answers look where nobody chose otherwise."""


class Answers:
    """Gives answers."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        conversations: Conversations,
        queue: ReplyQueue,
        clock: Clock,
        policy: Current[HasStyle],
        tasks: Supervisor,
        failures: Failures,
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._conversations = conversations
        self._queue = queue
        self._clock = clock
        self._policy = policy
        self._tasks = tasks
        self._failures = failures
        self._closing = False

    def close(self) -> None:
        """From now on a question is told at once that the bot goes down."""
        self._closing = True

    async def give(self, sender: Sender, incoming: Incoming, exchange: Exchange, here: Here, charge: Charge) -> None:
        """Answer a question, as soon as its conversation, its asker and its channel are free; settle its charge."""
        try:
            await self._give(sender, incoming, exchange, here, charge)
        finally:
            await charge.settle()  # unless that is done

    async def _give(self, sender: Sender, incoming: Incoming, exchange: Exchange, here: Here, charge: Charge) -> None:
        platform, origin = sender.platform, incoming.origin
        key = exchange.reply
        queue_notice = QueueNotice(sender, origin.target, self._store, key)
        async with AsyncExitStack() as turn:
            channel = "" if origin.private or incoming.again else str(origin.place)
            asked = turn.enter_context(self._queue.asked(origin.place, incoming.id, origin.person))
            async with beside(queue_notice.show()):
                seat = self._queue.turn(exchange.key, origin.person, channel, queue_notice.moved, asked)
                await turn.enter_async_context(seat)
                waited = await queue_notice.end()
            if asked.gone:
                await self._drop(sender, incoming, exchange, (waited,) if waited else (), charge, _Result())
                if isinstance(platform, ShowsOutcome):
                    platform.settled(origin.target, complete=False, notice="")
                return
            if incoming.again:
                standing, others = await self._stood(sender.platform, incoming.again)
            else:
                standing, others = (Standing(waited) if waited else None), ()
            live = LiveReply(
                sender,
                origin.target,
                self._style(sender, origin, key, exchange, here, incoming.model or here.model),
                StoreJournal(self._store, self._clock, key, exchange.answer, partial(self._clear, sender, others)),
                standing,
            )
            asking = _Asking(exchange, here, incoming.model or here.model, charge)
            result = await self._grow(live, sender, origin, asking, key, asked)
            for surface in live.stale:
                self._tasks.start(self._take_away(sender, surface), "taking a message away")
            if live.delivery is Delivery.WITHDRAWN:
                await self._drop(sender, incoming, exchange, () if live.untouched else live.surfaces, charge, result)
            else:
                await self._keep(live, origin, exchange, charge, result)
            if live.delivery is not Delivery.SHOWN:
                log.info("%s: the answer %d was %s.", origin.place, key, live.delivery.value)
            if live.refusal:
                self._failures.refused(origin, live.refusal)
            if live.untouched and live.notice and not isinstance(platform, ShowsOutcome):
                for frame in frames(platform, live.notice):
                    await sender.deliver(origin.target, frame, attempts=3)
            if isinstance(platform, ShowsOutcome):
                complete = result.complete and live.delivery is Delivery.SHOWN
                platform.settled(origin.target, complete=complete, notice=live.notice)
        if live.delivery is Delivery.SHOWN:
            await self._notify(sender, origin, live, here.notify if result.complete else 0.0)
        self._tasks.start(live.show_late(), "showing the last frame once more")

    async def _stood(self, platform: Platform, again: Again) -> tuple[Standing | None, tuple[Message, ...]]:
        """The first message of an answer that is to be given anew, and its others."""
        stored = await self._store.run(messages.stored_answer, again.answer)
        if stored is None or not stored.messages or (stored.apart and again.surface):
            # What one person alone sees is reached by what they pressed, and by nothing else.
            return (Standing(again.surface, older=True) if again.surface else None), ()
        first, *others = (Message(stored.place, message) for message in stored.messages)
        surface = again.surface if again.surface and not others else first
        return Standing(surface, older=True, frame=_first_frame(platform, stored, alone=not others)), tuple(others)

    def _clear(self, sender: Sender, others: tuple[Message, ...]) -> None:
        """Further parts of an answer that another has replaced go."""
        for other in others:
            self._tasks.start(self._take_away(sender, other), "taking a message away")

    async def _drop(
        self,
        sender: Sender,
        incoming: Incoming,
        exchange: Exchange,
        surfaces: tuple[Surface, ...],
        charge: Charge,
        result: _Result,
    ) -> None:
        """The question is gone: what was shown for it goes, and what was kept."""
        target = incoming.origin.target
        for surface in surfaces:
            await self._take_away(sender, surface, say("stopped"))
        if isinstance(target, ToInteraction) and not surfaces and not incoming.again:
            frame = Frame(say("stopped"))  # until something stands there, Discord shows that the bot is thinking
            await sender.deliver(target, frame, attempts=3)
        try:
            bill = self._bill(incoming.origin, charge, result)
            await self._store.run(exchanges.drop, exchange.question, exchange.answer, bill)
            charge.settled()
            await self._store.erase_log()
        except StoreError as error:
            log.error("a question that is gone could not be dropped: %s", error)

    async def _take_away(self, sender: Sender, surface: Surface, instead: str = "") -> None:
        """Delete a message of ours; where that cannot be done, `instead` stands in it."""
        platform = sender.platform
        if isinstance(platform, Deletes):
            try:
                async with sender.scheduler.grant(platform.budgets(surface), lambda: (Priority.SEALED, 0.0)):
                    await platform.delete(surface)
                return
            except PlatformError as error:
                log.info("%s: a message could not be taken away: %s", surface.place, error)
        frame = Frame(instead or say("older_part"), silent=True)
        await sender.deliver(surface, frame, attempts=3)

    async def _keep(self, live: LiveReply, origin: Origin, exchange: Exchange, charge: Charge, result: _Result) -> None:
        """Note what was said, where it stands, what it cost; if that fails, what people see is whole all the same."""
        answer, reply, bill = exchange.answer, exchange.reply, self._bill(origin, charge, result)
        forgotten = None if exchange.kept else exchange.question
        try:
            if live.untouched or (exchange.anew and not live.surfaces):  # the older answer stands
                await self._store.run(exchanges.give_up, answer, reply, bill, forgotten)
            else:
                text = live.text if exchange.kept else ""
                await self._store.run(exchanges.finish, answer, reply, text, live.surfaces, bill, forgotten)
            charge.settled()
            if not exchange.kept:
                await self._store.erase_log()  # what was noted while it grew
        except StoreError as error:
            log.error("the answer %d could not be kept: %s", reply, error)

    def _bill(self, origin: Origin, charge: Charge, result: _Result) -> Bill:
        return Bill(
            charge.key,
            charge.had,
            origin.place,
            origin.person,
            self._clock.wall(),
            result.provider,
            result.model,
            result.input_tokens,
            result.output_tokens,
        )

    async def _grow(
        self, live: LiveReply, sender: Sender, origin: Origin, asking: "_Asking", key: int, asked: Asked
    ) -> _Result:
        """Read and show side by side; either may end the other."""
        result = _Result()
        async with asyncio.TaskGroup() as group:
            reader = group.create_task(self._read(live, sender, origin, asking, result))

            def stop(notice: str) -> None:
                live.finish(notice)
                reader.cancel()

            def withdraw() -> None:
                if live.withdraw():
                    reader.cancel()

            async with self._queue.running(Running(key, origin.place, origin.person, stop)):
                if self._closing:
                    stop(say("interrupted"))
                with asked.ended_by(withdraw):
                    await live.show()
            reader.cancel()
        return result

    async def _read(self, live: LiveReply, sender: Sender, origin: Origin, asking: "_Asking", result: _Result) -> None:
        """Feed the reply from the model's stream; what goes wrong becomes one sentence below the text."""

        def defect(trace: str) -> None:
            live.finish(self._failures.defect(trace))  # the text that came stays

        await fenced(self._follow(live, sender, origin, asking, result), log, defect)

    async def _follow(
        self, live: LiveReply, sender: Sender, origin: Origin, asking: "_Asking", result: _Result
    ) -> None:
        """Feed the reply event by event, and finish it. An error that has a name becomes the last sentence."""
        here, model, charge = asking.here, asking.model, asking.charge
        try:
            request = await self._conversations.read(asking.exchange, persona=here.persona, names=here.names)
            request = replace(request, asker=opaque(origin.person))
            over = await charge.read(request)
            if over is not None:
                live.finish(over_budget(over, self._clock.wall()))
                return
            terminal = isinstance(sender.platform, ShowsOutcome)
            stream = self._catalog.stream(model, request, chat=not terminal, attempts=charge, tried=result.tried)
            async with aclosing(stream) as events:
                if not await live.pull(events, partial(self._heed, charge, result)):
                    return
            if not is_visible(live.text):
                raise EmptyAnswer
        except ProviderError as error:
            who = f"{result.provider}/{result.model}" if result.provider else model
            seen = bool(live.surfaces) or isinstance(sender.platform, ShowsOutcome)
            begun, failed = is_visible(live.text), result.failed()
            live.finish(self._failures.of_model(who, error, origin, failed=failed, begun=begun, seen=seen))
        except QuestionGone:
            live.withdraw()
        except StoreError as error:
            live.finish(broken(error))
        else:
            result.complete = True
            live.finish()

    async def _heed(self, charge: Charge, result: _Result, event: Event | Answering) -> str:
        """Note what an event says about the answer; where it costs more than it may, the sentence that ends it."""
        over: OverBudget | None = None
        match event:
            case Text(text) | Reasoning(text):
                if result.awaited and isinstance(event, Text):
                    self._failures.answered(result.awaited)
                    result.awaited = ""
                over = await charge.grew(text)
            case Answering(provider, name, wanted):
                result.provider, result.model = provider, name
                over = await charge.answered_by(f"{provider}/{name}")
                result.awaited = f"{provider}/{name}"
                if wanted:
                    self._failures.stood_in(result.awaited, wanted, result.failed())
            case Usage(read, written):
                result.input_tokens, result.output_tokens = read, written
                charge.counted(read, written)
        return "" if over is None else say("cut_by_budget", sentence=over_budget(over, self._clock.wall()))

    def _style(
        self, sender: Sender, origin: Origin, key: int, exchange: Exchange, here: Here, model: str
    ) -> ReplyStyle:
        defaults = self._policy.value.style
        terminal = isinstance(sender.platform, ShowsOutcome)
        return ReplyStyle(
            mode=here.streaming,
            max_parts=min(
                defaults.max_parts_private if origin.private else defaults.max_parts_shared, _most_parts(origin)
            ),
            buttons=AnswerButtons(
                key, exchange.answer, kept=exchange.kept, to_command=isinstance(origin.target, ToInteraction)
            ),
            model=model,
            notices=not terminal,
            reasoning="off" if terminal else here.reasoning,
        )

    async def _notify(self, sender: Sender, origin: Origin, live: LiveReply, after: float) -> None:
        """Edits notify nobody: after a long answer in a shared place the asker is told that it is there."""
        if origin.private or not after or live.seconds < after:
            return
        target = origin.target
        if isinstance(target, ToInteraction):
            target = replace(target, follow_up=True)
        self._tasks.start(self._ping(sender, target, origin.person), "telling the asker")

    async def _ping(self, sender: Sender, target: Target, person: Person) -> None:
        await sender.deliver(target, Frame(say("ready"), ping=person.id), attempts=3)

    async def settle(self, sender: Sender, reply: OpenReply) -> None:
        """End a reply that an earlier run left half-way: what it shows stays, marked as interrupted."""
        older = await self._store.run(messages.older, reply.row) if reply.row is not None else None
        if reply.row is not None and older is not None:
            if not is_visible(reply.text):
                await self._put_back(sender, reply, reply.row, older)
                return
            self._clear(sender, tuple(Message(older.place, message) for message in older.messages))
        notice = say("interrupted")
        where = reply.surfaces[-1] if reply.surfaces else reply.target
        shown = ended(sender.platform, reply.text, notice)
        if self._reaches(sender, where):
            for number, frame in enumerate(shown):
                following = next_target(reply.target) if number else where
                await sender.deliver(following, frame)
        if reply.row is not None and len(reply.surfaces) <= 1:
            await self._store.run(messages.set_text, reply.row, reply.text)
        await self._store.run(replies.close, reply.key)
        log.info("%s: an answer that was interrupted is marked so.", reply.target.place)

    async def _put_back(self, sender: Sender, reply: OpenReply, row: int, older: StoredAnswer) -> None:
        """An answer that was to be replaced, and nobody knows that it was: it stands as before, and a word says why."""
        for surface in reply.surfaces:  # the first frame of the new one was on its way there
            first = _first_frame(sender.platform, older, alone={surface.id, *older.messages} == {surface.id})
            if first is not None and self._reaches(sender, surface):
                await sender.deliver(surface, first)
        if self._reaches(sender, reply.target):
            notice = Frame(say("interrupted"), silent=True)
            await sender.deliver(next_target(reply.target), notice)
        await self._store.run(messages.withdraw, row)
        await self._store.run(replies.close, reply.key)
        log.info("%s: an answer that was to be given anew was interrupted; the older one stands.", reply.target.place)

    def _reaches(self, sender: Sender, where: Target | Surface) -> bool:
        """Whether what is there can still be changed: what a terminal showed has gone with it, and tokens end."""
        expires = 0.0 if isinstance(where, ToChat | Message) else where.expires
        return not isinstance(sender.platform, ShowsOutcome) and (not expires or expires > self._clock.wall())


def opaque(person: Person) -> str:
    """What tells people apart, and says of nobody who they are: it is another one after each start."""
    return blake2b(str(person).encode(), digest_size=8, key=_KEY).hexdigest()


def _first_frame(platform: Platform, older: StoredAnswer, *, alone: bool) -> Frame | None:
    """What the first message of an answer shows, if its words were kept. `alone`: it is the only one."""
    if not older.said:
        return None
    buttons = AnswerButtons(0, older.answer).under(Phase.OVER) if alone else ()
    return replace(frames(platform, older.said)[0], buttons=buttons)


def _most_parts(origin: Origin) -> int:
    """A guest has five further messages: four for the answer, one to say that it is there."""
    return 5 if origin.guest else 1000
