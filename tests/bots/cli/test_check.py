"""`parley check`."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bots.cli.check import check
from bots.config.loading import load
from provider.known.prices import table
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.memory import NOON, VirtualClock
from tests.program import model

DAY = 86_400.0


@pytest.mark.parametrize(("days", "says"), [(90, False), (91, True)])
async def test_it_says_that_the_prices_are_old(
    days: int, says: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With their date, from the day on which the table is over ninety days old; it is no failure."""
    later = datetime.combine(table().taken, time(12), UTC).timestamp() + days * DAY - NOON
    async with ChatCompletions(models=("test-model",)) as server:
        status = await check(load(None, model(server), tmp_path), VirtualClock(later))
    out = capsys.readouterr().out

    assert status == 0
    assert (f"ok   prices: The table of prices is of {table().taken}, {days} days old" in out) == says
