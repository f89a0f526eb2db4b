"""Ages by a server's clock."""

from email.utils import formatdate

import pytest

from bots.engine.runtime.server_time import ServerTime
from tests.fakes.memory import NOON, VirtualClock

pytestmark = pytest.mark.looptime


async def test_until_the_server_says_what_time_it_is_our_clock_counts() -> None:
    """What is still to come is not old, and what has no time has no age."""
    time = ServerTime(VirtualClock())

    assert time.age(NOON - 50) == pytest.approx(50)
    assert time.age(NOON + 50) == 0.0
    assert time.age(0.0) == 0.0


@pytest.mark.parametrize("wrong", [-86_400.0, 86_400.0])
async def test_a_wrong_clock_of_ours_makes_nothing_old_or_new(wrong: float) -> None:
    """The server's own date counts."""
    clock = VirtualClock(wrong)
    time = ServerTime(clock)
    time.heard(formatdate(NOON, usegmt=True))
    await clock.sleep(20)
    time.heard("no date")

    assert time.age(NOON) == pytest.approx(20, abs=1)
    assert time.age(NOON - 600) == pytest.approx(620, abs=1)
