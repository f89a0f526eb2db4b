"""The story of one message, without its details: is it for us, may they, whose turn is it, answer."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bots.engine import triggers
from bots.engine.access import ANSWERS_AT_ONCE, Verdict, refusal
from bots.engine.answers import Answers, ReplyStyle, broken, frames, new_trace
from bots.engine.clock import Clock
from bots.engine.command import Role
from bots.engine.commands import BY_NAME
from bots.engine.commands.models import complete_model, model_pressed
from bots.engine.commands.talking import stop_pressed
from bots.engine.conversations import Conversations
from bots.engine.delivery import deliver
from bots.engine.desk import Desk
from bots.engine.gate import Gate
from bots.engine.model import (
    Answer,
    Incoming,
    Invocation,
    Message,
    Origin,
    Person,
    Place,
    Press,
    Response,
    Surface,
    Target,
    ToChat,
    ToInteraction,
    Typed,
)
from bots.engine.phrases import explain, say
from bots.engine.platform import Outcome, Platform, PlatformError
from bots.engine.scheduler import Scheduler
from bots.engine.store import OpenReply, Store, StoreError
from bots.engine.turns import Turns
from bots.text.units import whole
from provider import Catalog
from provider.errors import ProviderError

log = logging.getLogger("parley")

SETTLE_WITHIN = 2.0
"""Seconds that the answers which a shutdown ends have for their last frames, however impatient it is."""

CHOICES = 25
"""Values that a platform shows while somebody types."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the config says about talking. `max_turns`: messages of a conversation that the model reads."""

    owners: frozenset[Person] = frozenset()
    everyone: bool = False
    default_model: str = "auto"
    max_turns: int = 40
    style: ReplyStyle = field(default_factory=ReplyStyle)


class Engine:
    """Takes what the platforms hand in (`Inbox`). Lives inside `async with`."""

    def __init__(self, store: Store, catalog: Catalog, scheduler: Scheduler, clock: Clock, rules: Rules) -> None:
        self._store = store
        self._catalog = catalog
        self._scheduler = scheduler
        self._clock = clock
        self._rules = rules
        self._platforms: dict[str, Platform] = {}
        self._turns = Turns(ANSWERS_AT_ONCE)
        self._conversations = Conversations(store, rules.max_turns)
        self._answers = Answers(
            store, catalog, self._conversations, self._turns, scheduler, clock, rules.style, self._spawn
        )
        self.gate = Gate(store, clock, self._platforms, self._tell, owners=rules.owners, everyone=rules.everyone)
        self._desk = Desk(
            store, catalog, self.gate, self._turns, clock, self._platforms, self._tell, rules.default_model
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._sayings: set[asyncio.Task[None]] = set()
        self._unreadable_hint: set[str] = set()
        self._told_full: set[Person] = set()
        self._left: tuple[OpenReply, ...] = ()

    def attach(self, *platforms: Platform) -> None:
        """Serve these platforms too."""
        self._platforms.update({platform.name: platform for platform in platforms})

    async def __aenter__(self) -> "Engine":
        await self.gate.load()
        self._left = await self._store.open_replies()
        return self

    async def __aexit__(self, *_: object) -> None:
        while tasks := tuple(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def drain(self, seconds: float) -> None:
        """Let the answers that grow come to their end for so long, then end them as interrupted."""
        self._answers.close()
        with suppress(TimeoutError):
            await self._clock.within(seconds, self._turns.idle())
        for answer in self._turns.all():
            answer.stop(say("interrupted"))
        with suppress(TimeoutError):
            await self._clock.within(max(seconds, SETTLE_WITHIN), self._last_words())

    async def _last_words(self) -> None:
        """The answers that were ended stand, and what the bot itself had to say is said."""
        await self._turns.idle()
        while self._sayings:
            await asyncio.wait(tuple(self._sayings))

    async def begin(self, place: Place) -> None:
        """Start a new conversation in a place."""
        await self._store.begin(place, self._clock.wall())

    # What the platforms hand in.

    async def on_ready(self, platform: str) -> None:
        """The platform can be called: settle what an earlier run left half-way there."""
        mine = [reply for reply in self._left if reply.target.place.platform == platform]
        self._left = tuple(reply for reply in self._left if reply not in mine)
        for reply in mine:
            self._spawn(self._answers.settle(self._platforms[platform], reply))

    async def on_message(self, incoming: Incoming) -> None:
        """Take a message; returns before it is answered."""
        if not triggers.is_for_us(incoming):
            return
        try:
            await self._take(replace(incoming, text=whole(incoming.text), quoted=whole(incoming.quoted)))
        except StoreError as error:
            await self._turn_down(incoming.origin.target, broken(error))

    async def _take(self, incoming: Incoming) -> None:
        origin = incoming.origin
        verdict = await self.gate.verdict(origin)
        if verdict is not Verdict.WELCOME:
            words = await self.gate.turn_away(origin, verdict)
            # An interaction waits for an answer each time; whoever only writes is told now and then.
            if isinstance(origin.target, ToInteraction) or not self.gate.hushed(origin):
                await self._turn_down(origin.target, words)
            return
        if incoming.unreadable:
            if str(origin.place) not in self._unreadable_hint:
                self._unreadable_hint.add(str(origin.place))
                await self._turn_down(origin.target, say("unreadable"))
            return
        if not triggers.has_words(incoming):
            await self._turn_down(origin.target, say("only_text"))
            return
        if self._turns.is_full(str(origin.place) if origin.linear else "", origin.person):
            await self._queue_is_full(origin)  # and what will not be answered is not kept either
            return
        exchange = await self._conversations.take(incoming, self._clock.wall())
        model = (await self._desk.model_here(origin)).value
        if self._turns.is_full(exchange.key, origin.person):
            await self._queue_is_full(origin)
            return
        self._told_full.discard(origin.person)
        platform = self._platforms[origin.place.platform]
        self._spawn(self._answers.give(platform, incoming, exchange, model), sorry=origin.target)

    async def _queue_is_full(self, origin: Origin) -> None:
        if origin.person not in self._told_full or isinstance(origin.target, ToInteraction):
            self._told_full.add(origin.person)
            await self._turn_down(origin.target, say("queue_full"))

    async def _turn_down(self, target: Target, words: str) -> None:
        """Say why a message gets no answer."""
        platform = self._platforms[target.place.platform]
        if isinstance(platform, Outcome):
            platform.settled(target, complete=False, notice=words)
        else:
            await self.say(target, Answer(words))

    async def on_command(self, invocation: Invocation) -> Answer | Incoming:
        """Run a command."""
        try:
            return await self._run(invocation)
        except StoreError as error:
            return Answer(broken(error))
        except ProviderError as error:
            return Answer(explain(error))

    async def _run(self, invocation: Invocation) -> Answer | Incoming:
        origin = invocation.origin
        command = BY_NAME.get(invocation.name)
        if command is None:
            return Answer(say("unknown_command", name=invocation.name))
        if command.role != "anyone":
            verdict = await self.gate.verdict(origin)
            if verdict is not Verdict.WELCOME:
                return Answer(await self.gate.turn_away(origin, verdict))
        role: Role = "member" if command.role in ("anyone", "member") else await self.gate.role(origin)
        if reason := refusal(command, origin, role):
            return Answer(say(reason))
        for option in command.options:
            if option.required and not invocation.options.get(option.name, "").strip() and not invocation.quoted:
                return Answer(say("missing_option", name=command.name, example=command.example))
        return await command.run(self._desk, invocation)

    async def on_press(self, press: Press) -> Answer | Incoming:
        """Do what a button says."""
        try:
            return await self._do(press)
        except StoreError as error:
            return Answer(broken(error))
        except ProviderError as error:
            return Answer(explain(error))

    async def _do(self, press: Press) -> Answer | Incoming:
        origin, action = press.origin, press.action
        if action.name in ("allow", "deny"):
            words = await self.gate.decide(origin.person, action.argument, allow=action.name == "allow")
            return Answer(words, replace=origin.person in self.gate.owners)
        if await self.gate.verdict(origin) is not Verdict.WELCOME:
            return Answer(say("denied"))
        if action.name == "stop":
            return await stop_pressed(self._desk, origin, action.argument)
        if action.name == "model":
            return await model_pressed(self._desk, origin, action.argument)
        return Answer(say("unknown_button"))

    async def on_typed(self, typed: Typed) -> tuple[str, ...]:
        """Values that fit what somebody types."""
        try:
            if await self.gate.verdict(typed.origin) is not Verdict.WELCOME:
                return ()
        except StoreError as error:
            broken(error)
            return ()
        command = BY_NAME.get(typed.command)
        if command is None or not any(option.name == typed.option and option.complete for option in command.options):
            return ()
        return (await complete_model(self._desk, typed.origin, typed.text))[:CHOICES]

    async def on_moved(self, old: Place, new: Place) -> None:
        """A chat changed its id; what was kept for it goes along."""
        self._turns.moved(old, new)
        try:
            await self._store.move(old, new)
        except StoreError as error:
            log.error("%s is %s now, and what was kept for it could not go along: %s", old, new, error)

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Messages were deleted by people."""

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """The bot is in that server or group."""

    async def on_removed(self, platform: str, server: str) -> None:
        """The bot was removed from a server or group."""

    async def say(self, where: Target | Surface, answer: Answer) -> None:
        """Show an answer of the bot itself, some time soon; returns at once."""
        self._sayings.add(task := self._spawn(self._say(where, answer)))
        task.add_done_callback(self._sayings.discard)

    async def _say(self, where: Target | Surface, answer: Answer) -> None:
        platform = self._platforms[where.place.platform]
        parts = frames(platform, answer.text)
        for number, frame in enumerate(parts):
            buttons = answer.buttons if number == len(parts) - 1 else ()
            target = _following(where) if number else where
            await deliver(platform, self._scheduler, self._clock, target, replace(frame, buttons=buttons))

    def _tell(self, person: Person, answer: Answer) -> None:
        self._spawn(self._say_alone(person, answer))

    async def _say_alone(self, person: Person, answer: Answer) -> None:
        platform = self._platforms.get(person.platform)
        if platform is None:
            return
        try:
            target = await platform.private_chat(person)
        except PlatformError as error:
            log.warning("%s cannot be written to: %s", person, error)
            return
        await self._say(target, answer)

    def _spawn(self, work: Coroutine[None, None, None], *, sorry: Target | None = None) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guard(work, sorry))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may have been cancelled before it began
        return task

    async def _guard(self, work: Coroutine[None, None, None], sorry: Target | None) -> None:
        """The last fence: a defect in one answer is logged whole and takes no other answer down.

        `sorry`: where somebody waits for that answer.
        """
        try:
            await work
            return
        except StoreError as error:
            words = broken(error)
        except Exception:
            trace = new_trace()
            log.exception("trace %s: a defect in Parley", trace)
            words = say("failed_inside", trace=trace)
        if sorry is not None:
            await self._turn_down(sorry, words)


def _following(where: Target | Surface) -> Target:
    """Where the next message goes after one that went there."""
    match where:
        case ToInteraction():
            return replace(where, follow_up=True)
        case Response():
            return ToInteraction(where.place, where.app, where.token, where.expires, follow_up=True)
        case Message():
            return ToChat(where.place)
        case ToChat():
            return replace(where, reply_to="")
