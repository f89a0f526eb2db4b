"""Sessions are started one by one, and never as often as would cost the token."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from bots.discord_bot.limits import IDENTIFY_EVERY
from bots.discord_bot.sessions import KEPT, SPREAD_BELOW, SessionStarts, pause
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.errors import NotSent
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

DAY = 86_400.0
TASKS = Supervisor(logging.getLogger("parley"))


class Discord:
    """Counts the sessions of each day, as Discord does, and hands out what is left of the day's."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._born = clock.now()
        self.total = 1000
        self.started: list[float] = []
        self.days = Counter[int]()
        self.answers = True

    def start(self) -> None:
        self.started.append(self._clock.now())
        self.days[self._today()] += 1

    def _today(self) -> int:
        return int((self._clock.now() - self._born) // DAY)

    async def gateway(self) -> Mapping[str, Any]:
        if not self.answers:
            raise NotSent("no connection")
        over = self._born + (self._today() + 1) * DAY - self._clock.now()
        left = self.total - self.days[self._today()]
        return {"session_start_limit": {"total": self.total, "remaining": left, "reset_after": int(over * 1000) + 1}}


async def start(starts: SessionStarts, discord: Discord, held: list[float]) -> None:
    """Start one session."""
    async with starts.turn(0, lambda _, seconds: held.append(seconds)):
        starts.started()
        discord.start()


@pytest.mark.parametrize("answers", [True, False])
async def test_a_bot_that_is_thrown_out_again_and_again_keeps_its_token(answers: bool) -> None:
    """It connects ever more rarely, but at least every quarter of an hour, whether Discord tells the count or not."""
    clock, held = VirtualClock(), list[float]()
    discord = Discord(clock)
    starts = SessionStarts(clock, discord.gateway, TASKS)
    starts.learn(await discord.gateway())
    discord.answers = answers

    while clock.now() < 2 * DAY:
        await start(starts, discord, held)
        await clock.sleep(45.0)
    waits = [later - earlier for earlier, later in zip(discord.started, discord.started[1:], strict=False)]

    assert discord.total - SPREAD_BELOW < max(discord.days.values()) <= discord.total - KEPT
    assert max(waits) < 900.0
    assert held


async def test_one_in_five_seconds() -> None:
    """However many shards want to start at once; none is held back while there are plenty."""
    clock, held = VirtualClock(), list[float]()
    discord = Discord(clock)
    starts = SessionStarts(clock, discord.gateway, TASKS)
    starts.learn(await discord.gateway())

    await asyncio.gather(*(start(starts, discord, held) for _ in range(20)))

    assert [at - discord.started[0] for at in discord.started] == pytest.approx([n * IDENTIFY_EVERY for n in range(20)])
    assert held == []


@pytest.mark.parametrize(
    ("left", "seconds", "expected"),
    [
        (1000, DAY, 0.0),
        (SPREAD_BELOW + 1, DAY, 0.0),
        (SPREAD_BELOW, DAY, 960.0),
        (KEPT + 1, 60.0, 60.0),
        (0, 60.0, 60.0),
        (0, -1.0, 0.0),
    ],
)
def test_the_last_ones_are_spread(left: int, seconds: float, expected: float) -> None:
    """Over the time until all are there again."""
    assert pause(left, seconds) == expected


async def test_a_gateway_that_names_no_limit() -> None:
    """Another server than Discord's own."""
    clock, held = VirtualClock(), list[float]()
    discord = Discord(clock)
    starts = SessionStarts(clock, discord.gateway, TASKS)

    starts.learn({"url": "wss://gateway.example"})
    await start(starts, discord, held)

    assert held == []
