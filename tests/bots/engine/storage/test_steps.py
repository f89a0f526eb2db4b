"""Steps of long work are as large as takes a moment."""

import pytest

from bots.engine.storage.steps import LEAST, LONG, MOST, SHORT, Steps
from bots.engine.storage.store import Store
from tests.bots.engine.house import open_database

pytestmark = pytest.mark.looptime


async def test_a_step_that_took_long_is_followed_by_smaller_ones() -> None:
    """Down to a few rows; where it is quick again they grow back, and what lies between changes nothing."""
    store, now = Store(open_database()), 0.0
    steps, seen = Steps(store, lambda: now), list[int]()

    def job(sql: object, seconds: float) -> None:
        nonlocal now
        now += seconds

    for seconds in (2 * LONG, (LONG + SHORT) / 2, *[2 * LONG] * 5, *[SHORT / 2] * 5):
        await steps.run(job, seconds)
        seen.append(steps.rows)
    await store.close()

    assert seen[:3] == [MOST // 2, MOST // 2, MOST // 4]
    assert seen[6] == LEAST
    assert seen[-1] == MOST
