"""Whether this process may still act for what it holds: only for a while after others last heard that it is alive."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from bots.engine.runtime.uptime import uptime


class Lease(Protocol):
    """What a call waits for."""

    async def held(self) -> None:
        """Wait until the process may act."""


class Always:
    """The lease of a process that shares nothing."""

    async def held(self) -> None:
        """Return at once."""


class HeartbeatLease:
    """Runs from the moment in which a heartbeat began that was taken. `now`: counts while the process is stopped."""

    def __init__(self, seconds: float, now: Callable[[], float] = uptime) -> None:
        self._seconds = seconds
        self._now = now
        self._since = float("-inf")
        self._renewed = asyncio.Event()

    @property
    def is_held(self) -> bool:
        """Whether no other process can hold what this one does."""
        return self.age < self._seconds

    @property
    def age(self) -> float:
        """Seconds since the last heartbeat began that was taken."""
        return self._now() - self._since

    def renew(self, began: float) -> None:
        """Note that a heartbeat that began then was taken."""
        self._since = began
        if self.is_held:
            self._renewed.set()

    async def held(self) -> None:
        while not self.is_held:
            self._renewed.clear()
            await self._renewed.wait()
