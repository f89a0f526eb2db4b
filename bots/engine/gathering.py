"""Messages that show themselves that more of them is to come are held until it is there, and then taken as one.

Everything else is handed on at once. Nobody waits for what somebody else sends, or sends elsewhere.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import inf

from bots.engine.conversation.together import belongs, questions
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Person, Place
from provider.values import replace

FOLLOWED_WITHIN = 0.3
"""Seconds for which a message is held whose author's next one came at the same time: it is on its way through here."""

BEHIND_WITHIN = 1.0
"""Seconds behind a message that addresses the bot within which its author's forward or album is what that is about.

Whoever forwards something with a comment sends the comment first, and the platform hands the two on one by one.
"""


@dataclass(slots=True)
class _Held:
    """Messages of one person in one place, in order. `until`: when they are handed on, by the clock."""

    pieces: list[Incoming]
    until: float
    waiting: "asyncio.Task[object] | None" = field(default=None)


class Gathering:
    """Holds messages; `hand_on` takes what they are together."""

    def __init__(self, clock: Clock, tasks: Supervisor, hand_on: Callable[[Incoming], Awaitable[None]]) -> None:
        self._clock = clock
        self._tasks = tasks
        self._hand_on = hand_on
        self._held: dict[tuple[Place, Person], _Held] = {}
        self._addressed: LRU[tuple[Place, Person], float] = LRU()

    async def take(self, incoming: Incoming) -> None:
        """Hand on a message, at once or with what follows it."""
        key = incoming.origin.place, incoming.origin.person
        incoming = self._with_what_it_is_about(key, incoming)
        held, wait = self._held.get(key), max(incoming.more, FOLLOWED_WITHIN if incoming.followed else 0.0)
        if held is not None and held.pieces and belongs(incoming, questions(held.pieces)[-1], most=0):
            held.pieces.append(incoming)
            held.until = self._clock.now() + wait
            if not wait:
                await self._flush(key)
            return
        await self._flush(key)
        if not wait:
            await self._hand_on(incoming)
            return
        held = self._held[key] = _Held([incoming], self._clock.now() + wait)
        held.waiting = self._tasks.start(self._wait(key, held), "waiting for the rest of a message")

    def _with_what_it_is_about(self, key: tuple[Place, Person], incoming: Incoming) -> Incoming:
        """The message; it addresses the bot if it is what one just before it is about."""
        now = self._clock.now()
        if incoming.addressed:
            self._addressed.keep(key, now)
        elif incoming.more and not incoming.cut and now - self._addressed.get(key, -inf) <= BEHIND_WITHIN:
            return replace(incoming, addressed=True)
        return incoming

    def waits(self, incoming: Incoming) -> float:
        """Seconds for which a message will be held at least; 0 if it is handed on at once, alone."""
        wait = max(incoming.more, FOLLOWED_WITHIN if incoming.followed else 0.0)
        return wait or (FOLLOWED_WITHIN if (incoming.origin.place, incoming.origin.person) in self._held else 0.0)

    def expects(self, incoming: Incoming) -> bool:
        """Whether a message may be part of one that is for the bot, though it does not show that itself."""
        key = incoming.origin.place, incoming.origin.person
        return key in self._held or bool(incoming.more) or incoming.followed

    async def flush(self, origin: Origin) -> None:
        """Hand on what that person has begun to send there: something follows that is no part of it."""
        await self._flush((origin.place, origin.person))

    async def flush_all(self) -> None:
        """Hand on all that is held."""
        for key in tuple(self._held):
            await self._flush(key)

    def edited(self, incoming: Incoming) -> Incoming | None:
        """Put a message that was edited in its own place; returns it as it is held now, or None if it is not."""
        for held in self._held.values():
            for number, piece in enumerate(held.pieces):
                if (piece.origin.place, piece.id) == (incoming.origin.place, incoming.id):
                    held.pieces[number] = now = replace(
                        incoming,
                        more=piece.more,
                        cut=piece.cut,
                        followed=piece.followed,
                        delivery=piece.delivery,
                        committed=piece.committed,
                    )
                    return now
        return None

    def deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Drop messages that people deleted."""
        for (there, _), held in self._held.items():
            if (there.platform, there.chat) == (place.platform, place.chat):
                held.pieces = [piece for piece in held.pieces if piece.id not in messages]

    def holds(self, origin: Origin) -> bool:
        """Whether that person has begun to send something there."""
        return (origin.place, origin.person) in self._held

    def drop(self, origin: Origin) -> tuple[Incoming, ...]:
        """Drop what that person has begun to send there; returns its messages."""
        held = self._pop((origin.place, origin.person))
        return tuple(held.pieces) if held else ()

    def forget(self, person: Person) -> None:
        """Drop what that person has sent, wherever."""
        for key in [key for key in self._held if key[1] == person]:
            self._pop(key)

    async def _wait(self, key: tuple[Place, Person], held: _Held) -> None:
        while (left := held.until - self._clock.now()) > 0.0:
            await self._clock.sleep(left)
        if self._held.get(key) is held:
            del self._held[key]
            await self._give(held)

    async def _flush(self, key: tuple[Place, Person]) -> None:
        if held := self._pop(key):
            await self._give(held)

    def _pop(self, key: tuple[Place, Person]) -> _Held | None:
        held = self._held.pop(key, None)
        if held is not None and held.waiting is not None:
            held.waiting.cancel()
        return held

    async def _give(self, held: _Held) -> None:
        for question in questions(held.pieces):
            await self._hand_on(question)
