"""When a gateway session may be started: so many at a time, one in five seconds of each, and so many a day.

Discord counts those of all processes together: whoever starts one keeps the others from it for these seconds.

Whoever starts more than Discord allows a day loses the token. So the last ones of a day are spread over its rest: a bot
that is thrown out again and again connects ever more rarely, but it does connect.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from bots.discord_bot.errors import UNREADABLE
from bots.discord_bot.limits import IDENTIFY_EVERY, STARTS
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor, nobody
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.shares import Shares, Undivided

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

    def __init__(self, clock: Clock, ask: Ask, tasks: Supervisor) -> None:
        self._clock = clock
        self._ask = ask
        self._tasks = tasks
        self._shares: Shares = Undivided()
        self._name = ""
        self._at_once = 1
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._count_of_starts = 0
        self._total = self._left = STARTS
        self._anew = self._learned = 0.0

    def learn(self, gateway: Mapping[str, Any]) -> None:
        """Note the count that Discord hands out with the gateway's address."""
        limit: Mapping[str, Any] = gateway.get("session_start_limit") or {}
        self._learned = self._clock.now()
        self._total = int(limit.get("total", STARTS))
        self._left = int(limit.get("remaining", self._total))
        self._anew = self._learned + int(limit.get("reset_after", 0)) / 1000
        self._at_once = max(1, int(limit.get("max_concurrency", 1)))

    def among(self, shares: Shares, name: str) -> None:
        """Wait from now on for the other processes that start sessions of the bot of that name."""
        self._shares, self._name = shares, name

    @asynccontextmanager
    async def turn(self, shard: int, held: Held) -> AsyncIterator[None]:
        """The turn of one shard, from before it connects until it has said `started`."""
        at_once = shard % self._at_once
        async with AsyncExitStack() as turn:
            await turn.enter_async_context(self._turns[at_once])
            ours = await turn.enter_async_context(self._shares.of(f"{self._name} starts {at_once}", 1))
            while not ours.parts:
                await ours.changed()
            await self._until_allowed(held)
            before = self._count_of_starts
            try:
                yield
            finally:
                if self._count_of_starts > before:
                    self._tasks.start(self._pass_on(turn.pop_all()), "the next start of a session", nobody)

    async def _pass_on(self, turn: AsyncExitStack) -> None:
        """End a turn once Discord allows the next one."""
        async with turn:
            await self._clock.sleep(IDENTIFY_EVERY)

    def started(self) -> None:
        """Note that a session is started now."""
        self._count_of_starts += 1
        self._left -= 1

    async def _until_allowed(self, held: Held) -> None:
        if self._clock.now() - self._learned > FRESH / self._at_once:
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
