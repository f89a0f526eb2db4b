"""One answer from its question to its last frame: the model's stream is read, shown as it grows, and kept."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import Literal

from bots.engine.clock import Clock
from bots.engine.conversations import Conversations, Exchange
from bots.engine.delivery import deliver
from bots.engine.live_reply import Delivery, LiveReply, Manner
from bots.engine.model import Action, Button, Frame, Incoming, Origin, Person, Surface, Target, ToChat, ToInteraction
from bots.engine.phrases import explain, say
from bots.engine.platform import Outcome, Platform
from bots.engine.scheduler import Scheduler
from bots.engine.store import OpenReply, Store, StoreError
from bots.engine.turns import Running, Turns
from bots.text.heal import closed
from provider import Catalog
from provider.contract import Answering, Reasoning, Text, Usage
from provider.errors import EmptyAnswer, ProviderError

log = logging.getLogger("parley")

RENEW_EVERY = 0.5
"""Seconds between two notes of how far a reply in flight has come: after a crash people keep what they could read."""


@dataclass(frozen=True, slots=True)
class ReplyStyle:
    """How answers look. `notify_after`: seconds after which the asker in a shared place is told that it is ready."""

    mode: Literal["live", "calm", "off"] = "live"
    max_parts_private: int = 6
    max_parts_shared: int = 2
    notify_after: float = 20.0


@dataclass(slots=True)
class _Result:
    """What the reader found out."""

    provider: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    complete: bool = False


class Answers:
    """Gives answers. `spawn` starts work that nobody waits for, in the engine's task group."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        conversations: Conversations,
        turns: Turns,
        scheduler: Scheduler,
        clock: Clock,
        style: ReplyStyle,
        spawn: Callable[[Coroutine[None, None, None]], object],
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._conversations = conversations
        self._turns = turns
        self._scheduler = scheduler
        self._clock = clock
        self._style = style
        self._spawn = spawn
        self._closing = False

    def close(self) -> None:
        """From now on a question is told at once that the bot goes down."""
        self._closing = True

    async def give(self, platform: Platform, incoming: Incoming, exchange: Exchange, model: str) -> None:
        """Answer a question, as soon as its conversation and its asker are free."""
        origin = incoming.origin
        async with self._turns.turn(exchange.key, origin.person):
            key = await self._store.open_reply(origin.target, at=self._clock.wall(), row=exchange.answer)
            live = LiveReply(
                platform,
                self._scheduler,
                self._clock,
                origin.target,
                self._manner(platform, origin, key, model),
                _Journal(self._store, self._clock, key, exchange.answer),
            )
            result = await self._grow(live, platform, origin, exchange, key, model)
            await self._keep(live, exchange, key)
            if live.delivery is not Delivery.SHOWN:
                log.info("%s: the answer %d was %s.", origin.place, key, live.delivery.value)
            if isinstance(platform, Outcome):
                complete = result.complete and live.delivery is Delivery.SHOWN
                platform.settled(origin.target, complete=complete, notice=live.notice)
        if live.delivery is Delivery.SHOWN and result.complete:
            await self._notify(platform, origin, live)
        self._spawn(live.show_late())
        if result.provider:
            await self._count(origin, result)

    async def _keep(self, live: LiveReply, exchange: Exchange, key: int) -> None:
        """Note what was said and where it stands; where that fails, what people see is whole all the same."""
        try:
            await self._store.set_text(exchange.answer, live.text)
            for surface in live.surfaces:
                await stands_for(self._store, exchange.answer, surface)
            await self._store.close_reply(key)
        except StoreError as error:
            log.error("the answer %d could not be kept: %s", key, error)

    async def _count(self, origin: Origin, result: _Result) -> None:
        try:
            await self._store.count(
                origin.place,
                origin.person,
                provider=result.provider,
                model=result.model,
                at=self._clock.wall(),
                input_tokens=result.input_tokens,
                output_tokens=result.output_tokens,
            )
        except StoreError as error:
            log.error("an answer could not be counted: %s", error)

    async def _grow(
        self, live: LiveReply, platform: Platform, origin: Origin, exchange: Exchange, key: int, model: str
    ) -> _Result:
        """Read and show side by side; either may end the other."""
        result = _Result()
        async with asyncio.TaskGroup() as group:
            reader = group.create_task(self._read(live, platform, exchange, model, result))

            def stop(notice: str) -> None:
                live.finish(notice)
                reader.cancel()

            async with self._turns.running(Running(key, origin.place, origin.person, stop)):
                if self._closing:
                    stop(say("interrupted"))
                await live.show()
            reader.cancel()
        return result

    async def _read(self, live: LiveReply, platform: Platform, exchange: Exchange, model: str, result: _Result) -> None:
        """Feed the reply from the model's stream; what goes wrong becomes one sentence below the text."""
        try:
            request = await self._conversations.read(exchange)
            terminal = isinstance(platform, Outcome)
            async with aclosing(self._catalog.stream(model, request, chat=not terminal)) as events:
                async for event in events:
                    match event:
                        case Text(text):
                            live.feed(text)
                        case Reasoning():
                            live.thinks()
                        case Answering(provider, name, wanted):
                            result.provider, result.model = provider, name
                            if wanted:
                                log.warning("%s/%s answers instead of %s.", provider, name, wanted)
                        case Usage(given, made):
                            result.input_tokens, result.output_tokens = given, made
            if not live.text.strip():
                raise EmptyAnswer
        except ProviderError as error:
            trace = new_trace()
            who = f"{result.provider}/{result.model}" if result.provider else model
            log.warning("trace %s: %s failed: %s: %s", trace, who, type(error).__name__, error)
            live.finish(say("failed", sentence=explain(error, begun=bool(live.text.strip())), trace=trace))
        except StoreError as error:
            live.finish(broken(error))
        except Exception:  # as the engine's last fence, but the text that came stays and gets its sentence
            trace = new_trace()
            log.exception("trace %s: a defect in Parley", trace)
            live.finish(say("failed_inside", trace=trace))
        else:
            result.complete = True
            live.finish()

    def _manner(self, platform: Platform, origin: Origin, key: int, model: str) -> Manner:
        style = self._style
        return Manner(
            mode=style.mode,
            max_parts=style.max_parts_private if origin.private else style.max_parts_shared,
            stop=Button(say("stop_button"), Action("stop", str(key))),
            model=model,
            notices=not isinstance(platform, Outcome),
        )

    async def _notify(self, platform: Platform, origin: Origin, live: LiveReply) -> None:
        """Edits notify nobody: after a long answer in a shared place the asker is told that it is there."""
        if origin.private or not self._style.notify_after or live.seconds < self._style.notify_after:
            return
        target = origin.target
        if isinstance(target, ToInteraction):
            target = replace(target, follow_up=True)
        self._spawn(self._ping(platform, target, origin.person))

    async def _ping(self, platform: Platform, target: Target, person: Person) -> None:
        await deliver(platform, self._scheduler, self._clock, target, Frame(say("ready"), ping=person.id), attempts=3)

    async def settle(self, platform: Platform, reply: OpenReply) -> None:
        """End a reply that an earlier run left half-way: what it shows stays, marked as interrupted."""
        notice = say("interrupted")
        where = reply.surfaces[-1] if reply.surfaces else reply.target
        whole = f"{closed(reply.text).rstrip()}\n\n{notice}" if reply.text.strip() else notice
        shown = frames(platform, whole)
        if len(shown) > 1:  # what was never shown does not begin to be: the last part as it stood, and the notice
            shown = [frames(platform, reply.text)[0], *frames(platform, notice)]
        expires = 0.0 if isinstance(where, ToChat) else getattr(where, "expires", 0.0)
        on_screen = not isinstance(platform, Outcome)  # what a terminal showed has gone with it
        if on_screen and (not expires or expires > self._clock.wall()):
            for number, frame in enumerate(shown):
                following = _following(reply.target) if number else where
                await deliver(platform, self._scheduler, self._clock, following, frame)
        if reply.row is not None and len(reply.surfaces) <= 1:
            await self._store.set_text(reply.row, reply.text)
        await self._store.close_reply(reply.key)
        log.info("%s: an answer that was interrupted is marked so.", reply.target.place)


def frames(platform: Platform, text: str) -> list[Frame]:
    """A finished text in as many frames as it takes."""
    found: list[Frame] = []
    while text:
        piece = platform.render(text, last=True)
        found.append(Frame(piece.text, piece.entities, silent=bool(found)))
        text = piece.rest
    return found


def new_trace() -> str:
    """What connects a sentence that a member saw with a line of the log."""
    return secrets.token_hex(4)


def broken(error: StoreError) -> str:
    """What a member is told when the database fails; the log says more."""
    trace = new_trace()
    log.error("trace %s: %s", trace, error)
    return say("failed_inside", trace=trace)


def _following(target: ToChat | ToInteraction) -> ToChat | ToInteraction:
    return replace(target, follow_up=True) if isinstance(target, ToInteraction) else target


async def stands_for(store: Store, row: int, surface: Surface) -> None:
    """Note that a part of the answer stands there, unless its chat has got a new id meanwhile."""
    with suppress(ValueError):  # the row went to the new place
        await store.add_surface(row, surface.place, surface.id)


class _Journal:
    """Notes in the store where a reply stands and how far it has come, so that a crash leaves nothing looking alive."""

    def __init__(self, store: Store, clock: Clock, key: int, row: int) -> None:
        self._store = store
        self._clock = clock
        self._key = key
        self._row = row
        self._surface = ""
        self._noted = 0.0

    async def __call__(self, surface: Surface, source: str) -> None:
        now = self._clock.now()
        new = surface.id != self._surface
        if not new and now - self._noted < RENEW_EVERY:
            return
        self._surface, self._noted = surface.id, now
        try:
            if new:
                await stands_for(self._store, self._row, surface)
            await self._store.renew_reply(self._key, surface, source, self._clock.wall())
        except StoreError as error:  # people read on; should the process die now, this answer is left as it stands
            log.error("the answer %d could not be noted: %s", self._key, error)
