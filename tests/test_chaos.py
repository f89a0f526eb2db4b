"""The short form of `make chaos`: the same scenarios, smaller, with the program in this process and its time fast."""

from functools import partial
from pathlib import Path

import pytest

from benchmarks.chaos import floods, senders, stalls
from benchmarks.chaos.scenarios import PAGE, Play
from benchmarks.chaos.stands import PLATFORMS, Platform, Stand, a_town
from tests.program import SPEED, running

PLAYS: dict[str, Play] = {
    "strangers at /help": partial(floods.flood, strangers=6, seconds=3, members=1),
    "a batch of strangers": partial(floods.batch, strangers=300, members=1),
    "look-ups on Telegram": partial(stalls.telegram_lookups, places=3, members=1),
    "look-ups on Discord": partial(stalls.discord_lookups, places=3, members=1),
    "a server that sleeps": partial(stalls.sleeper, platform="telegram", questions=2),
    "a dead chat": partial(stalls.dead_chat, platform="telegram", fault=PAGE),
    "hasty polls": partial(senders.hasty, seconds=3.0, members=1),
    "a refused token": partial(senders.refused_token, status=401),
}


@pytest.mark.parametrize("play", PLAYS.values(), ids=PLAYS)
async def test_a_member_is_served_in_the_middle_of_trouble(play: Play, tmp_path: Path) -> None:
    """Soon, whole and once; nothing is lost, and nothing is left that looks alive."""
    rows = await play(Stand(lambda variables: running(variables, tmp_path), SPEED))

    for row in rows:
        assert [goal for goal in row.goals if not goal.is_reached] == []
        assert (row.lost, row.twice, row.alive) == (0, 0, 0)
        assert row.settled is not None


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_an_answer_that_grows_looks_alive(platform: Platform, tmp_path: Path) -> None:
    """Or the chaos could not tell that nothing was left looking so."""
    stand = Stand(lambda variables: running(variables, tmp_path), SPEED)
    async with a_town(stand, platform, 1, length=1500, rate=30) as town, town.program():
        town.ask(1)
        await stand.until(lambda: len(town.city.posts(1)) == 1, 10.0)
        await stand.sleep(2.0)
        [growing] = town.fates()

    assert growing.alive == 1
    assert not growing.is_settled
