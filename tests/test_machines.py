"""The short form of `make chaos SCENARIO=machines`: processes of their own on one PostgreSQL, and one is killed."""

from pathlib import Path

import pytest

from benchmarks.chaos import machines
from benchmarks.chaos.stands import Stand
from tests.postgresql import Server
from tests.process import parley

pytestmark = pytest.mark.real_time


async def test_of_two_processes_one_is_killed(tmp_path: Path, postgresql: Server) -> None:
    """All that people ask meanwhile is answered, and nothing looks alive."""
    stand = Stand(lambda variables: parley(tmp_path, variables))
    [row] = await machines.harmed(stand, "telegram", harm="killed", times=1, count=2, people=6)

    assert [goal for goal in row.goals if goal.name != "second whole answers" and not goal.is_reached] == []
    assert row.settled is not None
