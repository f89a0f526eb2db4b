"""How the program is while something really holds it up: the loop, or the file of the store."""

import asyncio
import logging
import sqlite3
import time
from pathlib import Path

import pytest

from bots.engine.conversation.queue import ReplyQueue
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tasks import Supervisor, beside
from bots.engine.storage.store import Store
from bots.engine.upkeep.health import HOLDS_FOR, Health
from bots.engine.upkeep.load import Load
from tests.waiting import until

pytestmark = pytest.mark.real_time

LOG = logging.getLogger("parley")


async def test_a_held_up_loop_is_late() -> None:
    """Something blocks it in the middle of a beat; how long is said as soon as it turns again."""
    late: list[float] = []
    clock, tasks, store = RealClock(speed=20.0), Supervisor(LOG), Store.open("sqlite://")
    async with beside(Health(store, clock, {}, tasks, Load(ReplyQueue(2), Scheduler(clock), store)).beat(late.append)):
        await asyncio.sleep(0)
        time.sleep(0.2)  # noqa: ASYNC251 - that is what is tested
        await until(lambda: late)
    await store.close()

    assert late[0] > 1.0


async def test_a_locked_file_is_not_waited_for(tmp_path: Path) -> None:
    """Another program holds it: whoever asks hears so while it does, and afterwards that it is free again."""
    clock, tasks = RealClock(speed=50.0), Supervisor(LOG)
    store = Store.open(f"sqlite:///{tmp_path / 'parley.db'}", patience=60.0)
    known = Health(store, clock, {}, tasks, Load(ReplyQueue(2), Scheduler(clock), store))
    other = sqlite3.connect(tmp_path / "parley.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    held = await known.store_writes()
    other.execute("ROLLBACK")
    other.close()
    async with asyncio.timeout(60.0):
        while not (free := await known.store_writes()):
            await clock.sleep(HOLDS_FOR)
    await tasks.aclose()
    await store.close()

    assert (held, free) == (False, True)
