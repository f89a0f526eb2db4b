"""What is done for one chat ends with the time for which this process attends it; what outlives it is no part of it."""

import asyncio
import logging

import pytest

from bots.engine.runtime.lease import HeartbeatLease
from bots.engine.runtime.tasks import Supervisor
from bots.engine.runtime.tenure import Tenure, current

pytestmark = pytest.mark.looptime


async def test_all_of_it_is_cancelled_and_nothing_more_begins() -> None:
    """What runs, what it has started as part of it, and what waits."""
    tenure, done = Tenure("discord", "1", 3), list[str]()
    async with Supervisor(logging.getLogger("test")) as tasks:

        async def answer() -> None:
            await asyncio.sleep(5.0)
            done.append("answered")

        async def begin() -> None:
            tasks.start_here(answer(), "an answer")
            tasks.start(answer(), "something else")

        tasks.start(tenure.work(begin)(), "a question")
        waits = tenure.work(begin)
        await asyncio.sleep(1.0)
        busy = not tenure.is_idle
        tenure.end()
        await tenure.ended()
        await waits()

    assert busy
    assert tenure.is_idle
    assert done == ["answered"]


async def test_work_knows_for_which_chat_it_is_done() -> None:
    """And what outlives that does not."""
    tenure, seen = Tenure("discord", "1", 3), dict[str, Tenure | None]()

    async def note(who: str) -> None:
        seen[who] = current()

    async with Supervisor(logging.getLogger("test")) as tasks:

        async def work() -> None:
            await note("work")
            tasks.start_here(note("part"), "a part of it")
            tasks.start(note("other"), "something else")

        tasks.start(tenure.work(work)(), "work")

    assert seen == {"work": tenure, "part": tenure, "other": None}
    assert current() is None


async def test_a_lease_lasts_from_the_beginning_of_a_heartbeat() -> None:
    """One that was taken late is worth less, and without one all wait. Time counts while the process is stopped."""
    now = 100.0
    lease = HeartbeatLease(1.2, lambda: now)
    waits = asyncio.ensure_future(lease.held())
    await asyncio.sleep(0.1)
    before = waits.done()
    lease.renew(99.5)
    await asyncio.sleep(0.1)
    held = lease.is_held
    now = 100.8

    assert not before
    assert waits.done()
    assert held
    assert not lease.is_held
