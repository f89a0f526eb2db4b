"""When a gateway session may be started: one at a time, one in five seconds, and so many a day.

Whoever starts more than Discord allows a day loses the token. So the last ones of a day are spread over its rest: a bot
that is thrown out again and again connects ever more rarely, but it does connect.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bots.discord_bot.errors import UNREADABLE
from bots.discord_bot.limits import IDENTIFY_EVERY, STARTS
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import PlatformError

SPREAD_BELOW = 100
"""Starts that are left, below which they are spread over the time until there are all again."""

KEPT = 10
"""Starts that are never used: others may start the same bot, and Discord's count is a moment behind."""

FRESH = 60.0
"""Seconds for which Discord's count is taken as it is, less what was started since."""

DAY = 86_400.0
"""Seconds after which Discord counts anew."""

Ask = Callable[[], Awaitable[Mapping[str, Any]]]
"""Asks Discord for the gateway, and with it for the count."""

Held = Callable[[int, float], None]
"""Called when a start is held back: with how many are left, and for how many seconds it waits."""


def pause(left: int, seconds: float) -> float:
    """Seconds to wait before the next start, if `left` are left for the next `seconds`."""
    return 0.0 if left > SPREAD_BELOW else max(0.0, seconds) / max(1, left - KEPT)


class SessionStarts:
    """Hands out the turns in which a session may be started. `learn` the count before the first one."""

    def __init__(self, clock: Clock, ask: Ask) -> None:
        self._clock = clock
        self._ask = ask
        self._turn = asyncio.Lock()
        self._started = float("-inf")
        self._total = self._left = STARTS
        self._anew = self._learned = 0.0

    def learn(self, gateway: Mapping[str, Any]) -> None:
        """Note the count that Discord hands out with the gateway's address."""
        limit: Mapping[str, Any] = gateway.get("session_start_limit") or {}
        self._learned = self._clock.now()
        self._total = int(limit.get("total", STARTS))
        self._left = int(limit.get("remaining", self._total))
        self._anew = self._learned + int(limit.get("reset_after", 0)) / 1000

    @asynccontextmanager
    async def turn(self, held: Held) -> AsyncIterator[None]:
        """The turn of one shard, from before it connects until it has said `started`."""
        async with self._turn:
            await self._until_allowed(held)
            await self._clock.sleep(self._started + IDENTIFY_EVERY - self._clock.now())
            yield

    def started(self) -> None:
        """Note that a session is started now."""
        self._started = self._clock.now()
        self._left -= 1

    async def _until_allowed(self, held: Held) -> None:
        if self._clock.now() - self._learned > FRESH:
            await self._count()
        while (seconds := pause(self._left, self._anew - self._clock.now())) > 0.0:
            held(self._left, seconds)
            await self._clock.sleep(seconds)
            await self._count()
            if self._left > KEPT:
                return

    async def _count(self) -> None:
        """Ask how many are left. If Discord does not say, our own count holds, which begins anew each day."""
        try:
            self.learn(await self._ask())
        except (PlatformError, *UNREADABLE):
            if self._clock.now() >= self._anew:
                self._left, self._anew = self._total, self._clock.now() + DAY
