"""Whose file is read next: one at a time, and first that of the person who has had the fewest seconds of late."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

MOST_SECONDS: Final = 120.0
"""Seconds of reading that one person may have used; beyond it, nothing of theirs is read until some are given back."""
REFILL: Final = 0.2
"""Seconds that are given back for each second that passes: all of them in ten minutes."""


class FairQueue:
    """Gives turns, one at a time. `now`: monotonic seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []
        self._is_taken = False
        self._used: dict[str, tuple[float, float]] = {}

    def may_read(self, whose: str) -> bool:
        """Whether that person has seconds left."""
        return self.used(whose, self._now()) < MOST_SECONDS

    def used(self, whose: str, now: float) -> float:
        """The seconds that the person has used by then and was not given back."""
        seconds, since = self._used.get(whose, (0.0, 0.0))
        return max(0.0, seconds - REFILL * (now - since))

    @asynccontextmanager
    async def turn(self, whose: str) -> AsyncIterator[None]:
        """Wait for a turn of that person's; what is done in it counts as theirs."""
        await self._wait(whose)
        began = self._now()
        try:
            yield
        finally:
            self._count(whose, self._now() - began)
            self._pass_on()

    async def _wait(self, whose: str) -> None:
        if not self._is_taken:
            self._is_taken = True
            return
        mine = asyncio.get_running_loop().create_future()
        self._waiting.append((whose, mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.cancelled():
                self._waiting.remove((whose, mine))
            else:  # it came at the same moment
                self._pass_on()
            raise

    def _count(self, whose: str, seconds: float) -> None:
        now = self._now()
        used = self.used(whose, now) + seconds
        self._used = {other: had for other, had in self._used.items() if self.used(other, now)}
        self._used[whose] = used, now

    def _pass_on(self) -> None:
        self._is_taken = bool(self._waiting)
        if self._waiting:
            now = self._now()
            next_one = min(self._waiting, key=lambda each: self.used(each[0], now))  # of equal ones, who came first
            self._waiting.remove(next_one)
            next_one[1].set_result(None)
