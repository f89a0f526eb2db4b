"""The clock, handed in everywhere, so that tests can control time."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """A clock in seconds. `now` is monotonic, and only its differences mean something; `wall` is Unix time."""

    def now(self) -> float: ...

    def wall(self) -> float: ...

    def real(self, seconds: float) -> float:
        """The duration in the event loop's own seconds, for timeouts of libraries."""

    async def sleep(self, seconds: float) -> None: ...

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        """Await `work`; cancel it and raise TimeoutError if it takes longer than `seconds`."""


class RealClock:
    """The event loop's clock, `speed` times as fast (1 outside of tests)."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._born = time.time()

    def now(self) -> float:
        return asyncio.get_running_loop().time() * self._speed

    def wall(self) -> float:
        return self._born + (time.time() - self._born) * self._speed

    def real(self, seconds: float) -> float:
        return max(0.0, seconds) / self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(self.real(seconds))

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        async with asyncio.timeout(self.real(seconds)):
            return await work
