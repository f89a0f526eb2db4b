"""The updates that no poll may confirm yet: Telegram forgets what is confirmed, and a crash would lose it."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from math import inf

from bots.engine.runtime.clock import Clock

UNCONFIRMED_FOR = 5.0
"""Seconds for which an update is not confirmed while it is handled; one that is being committed never is."""


class Unconfirmed:
    """Numbers of updates, each with the time until which it is not confirmed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[int, float] = {}
        self._emptied = asyncio.Event()

    def __len__(self) -> int:
        return len(self._until)

    def __iter__(self) -> Iterator[int]:
        return iter(self._until)

    def handled(self, id: int | None) -> None:
        """Hold back an update that is being handled; it may have no number."""
        if id is not None:
            self._until[id] = self._clock.now() + UNCONFIRMED_FOR

    def committed(self, id: int | None) -> None:
        """Hold back an update that is being committed, however long that takes."""
        if id is not None:
            self._until[id] = inf

    def let_go(self, *ids: int | None) -> None:
        """Hold these back no longer."""
        for id in ids:
            if id is not None:
                self._until.pop(id, None)
        if not self._until:
            self._emptied.set()

    def let_old_go(self) -> None:
        """Hold back no longer what is handled for so long that the others would wait."""
        now = self._clock.now()
        self.let_go(*[id for id, until in self._until.items() if until < now])

    def make_room(self) -> None:
        """Hold back only what is being committed: an answer was full of updates that are held back, and more wait."""
        self.let_go(*[id for id, until in self._until.items() if until < inf])

    async def emptied(self, seconds: float) -> None:
        """Wait until nothing is held back, but no longer than that."""
        self._emptied.clear()
        if self._until:
            with suppress(TimeoutError):
                await self._clock.within(seconds, self._emptied.wait())
