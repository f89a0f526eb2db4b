"""The short form of `make chaos SCENARIO=machines`: processes on one PostgreSQL, one of which is killed or ends."""

from pathlib import Path

import pytest

from benchmarks.chaos import machines
from benchmarks.chaos.stands import PLATFORMS, Platform, Stand
from tests.postgresql import Server
from tests.process import parley

pytestmark = pytest.mark.real_time

SPEEDS = ("takeover, p50", "takeover, p95", "takeover, longest")
"""Goals that only a machine with nothing else to do can reach."""


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_of_two_processes_one_is_killed(platform: Platform, tmp_path: Path, postgresql: Server) -> None:
    """All that people ask meanwhile is answered, in order, and nothing looks alive."""
    stand = Stand(lambda variables: parley(tmp_path, variables))
    [row] = await machines.harmed(stand, platform, harm="killed", times=1, processes=2, each=2, database=postgresql)

    missed = {goal.name for goal in row.goals if not goal.is_reached}
    assert missed <= {"second whole answers", *SPEEDS}
    assert row.settled is not None


async def test_a_deploy_cuts_no_answer(tmp_path: Path, postgresql: Server) -> None:
    """A process is replaced while answers grow: each is given to its end by the one that began it."""
    stand = Stand(lambda variables: parley(tmp_path, variables))
    [row] = await machines.rolled(
        stand, "telegram", processes=1, answers=6, a_second=4.0, length=300, rate=50.0, database=postgresql
    )

    assert [goal for goal in row.goals if not goal.is_reached] == []
    assert row.settled is not None
