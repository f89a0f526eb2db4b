"""How many answers of one provider are read at a time: others wait in the order in which they came.

What a provider takes at a time it says only by refusing (HTTP 429). Then fewer are let in than were being read, and
with time one more after the other.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from provider.contract import Trust
from provider.limits import Limits

ACCOUNT: Final = 256
"""Answers at a time of a provider with an account, if the config names no number."""
LOCAL: Final = 4
"""Answers at a time of a server on this machine or network, if the config names no number."""
KEPT: Final = 0.75
"""The part of the answers that were being read that may be, after a 429."""
LEAST: Final = 4
"""How many are let in whatever the provider says: their number is not its reason."""
GROWS_EVERY: Final = 10.0
"""Seconds without a 429 after which one more is let in."""


def most(limits: Limits, trust: Trust) -> int:
    """The answers that are read at a time of a provider with these limits."""
    return limits.max_streams or (LOCAL if trust == "local" else ACCOUNT)


class StreamQueue:
    """The turns of one provider. `now`: a clock in seconds. Belongs to one event loop."""

    def __init__(self, most: int, now: Callable[[], float]) -> None:
        self.taken = 0
        self._most = most
        self._now = now
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._found = most
        self._found_at = float("-inf")

    @property
    def waiting(self) -> int:
        """The answers that wait."""
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether who comes now has to wait."""
        return bool(self._waiting) or self.taken >= self.room

    @property
    def room(self) -> int:
        """How many may be taken at a time by now."""
        if self._found == self._most:
            return self._most
        return min(self._most, self._found + int((self._now() - self._found_at) / GROWS_EVERY))

    async def take(self) -> None:
        """Wait for a turn; give it back with `give_back`."""
        if not self.full:
            self.taken += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._waiting.remove(turn)
            else:  # it was given and cancelled in the same step of the loop
                self.give_back()
            raise

    def give_back(self) -> None:
        """Let in who is next."""
        self.taken -= 1
        while self._waiting and self.taken < self.room:
            turn = self._waiting[0]
            if turn.cancelled():  # its task has not run since
                return
            self._waiting.popleft()
            self.taken += 1
            turn.set_result(None)

    def refused(self) -> None:
        """Note that the provider answers so many at a time no more."""
        self._found = min(self.room, max(LEAST, int(self.taken * KEPT)), self._most)
        self._found_at = self._now()
