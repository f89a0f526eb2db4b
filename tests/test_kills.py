"""The short form of the kills of `make chaos`: the program as a process of its own, killed and started again."""

from pathlib import Path

import pytest

from benchmarks.chaos import kills
from benchmarks.chaos.stands import PLATFORMS, Platform, Stand
from tests.process import parley

pytestmark = pytest.mark.real_time


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_kill_loses_nothing_and_doubles_nothing(platform: Platform, tmp_path: Path) -> None:
    """Whatever people do meanwhile: each question has its answer or a word about it, and nothing looks alive."""
    stand = Stand(lambda variables: parley(tmp_path, variables))
    [row] = await kills.killed(stand, platform, times=1, in_a_row=1, questions=5)

    assert [goal for goal in row.goals if not goal.is_reached] == []
    assert row.settled is not None
