"""A value that outlives the program: whoever waits for a change of it hears of its end. In virtual time."""

import asyncio
import logging
from typing import Any

import pytest

from bots.engine.owner.kept import Kept, Where
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage import settings
from bots.engine.storage.store import Store
from tests.bots.engine.house import open_database
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

WHERE = Where("tests", "count", "a count")


def counted(kept: Any) -> int:
    return int(kept or 0)


async def test_a_defect_in_keeping_lets_nobody_wait_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    """What is kept by another process is such that the change breaks: there is one line in the log, and an end."""
    store, tasks = Store(open_database()), Supervisor(logging.getLogger("parley.test"))
    await store.run(settings.change, WHERE.scope, WHERE.key, "2")
    kept = Kept(store, VirtualClock(), tasks, WHERE, counted, int)
    async with asyncio.timeout(5.0):
        before = await kept.change(lambda count: 12 // (2 - count))
    await tasks.aclose()
    await store.close()

    assert before is None
    assert "ZeroDivisionError" in caplog.text
