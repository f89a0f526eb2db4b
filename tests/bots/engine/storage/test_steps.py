"""Steps of long work are as large as takes a moment, and give way to whoever asks a question."""

import asyncio
import sqlite3
from threading import Event

import pytest
from sqlalchemy import Connection, text

from bots.engine.runtime.clock import RealClock
from bots.engine.storage.database import GIVES_WAY, QUIET
from bots.engine.storage.records import StoreError
from bots.engine.storage.steps import LEAST, LONG, MOST, SHORT, Steps
from bots.engine.storage.store import Store
from tests.bots.engine.house import open_database
from tests.bots.engine.stores import file_of
from tests.waiting import until


class Done:
    """Notes the jobs in the order in which they were done."""

    def __init__(self, store: Store) -> None:
        self.jobs: list[str] = []
        store.report_to(self)

    def failed(self, job: str, error: StoreError, seconds: float) -> None:
        pass

    def worked(self, job: str, seconds: float) -> None:
        self.jobs.append(job)


def erase(sql: Connection) -> None:
    """A step."""


def ask(sql: Connection) -> None:
    """A job of a question."""


@pytest.mark.looptime
async def test_a_step_that_took_long_is_followed_by_smaller_ones() -> None:
    """Down to a few rows; where it is quick again they grow back, and what lies between changes nothing."""
    store, now = Store(open_database()), 0.0
    steps, seen = Steps(store, lambda: now), list[int]()

    def job(sql: object, seconds: float) -> None:
        nonlocal now
        now += seconds

    for seconds in (*[SHORT / 2] * 5, 2 * LONG, (LONG + SHORT) / 2, *[2 * LONG] * 5, *[SHORT / 2] * 5):
        await steps.run(job, seconds)
        seen.append(steps.rows)
    await store.close()

    assert seen[:5] == [2 * LEAST, 4 * LEAST, 8 * LEAST, MOST, MOST]
    assert seen[5:8] == [MOST // 2, MOST // 2, MOST // 4]
    assert seen[11] == LEAST
    assert seen[-1] == MOST


@pytest.mark.looptime
async def test_nothing_is_known_of_a_machine_at_first() -> None:
    """So the first step is one of few rows; and how long it has waited for others is no reason for smaller ones."""
    store = Store(open_database())
    loop = asyncio.get_running_loop()
    steps = Steps(store, loop.time)
    first = steps.rows
    await store.run(ask)
    before = loop.time()

    await steps.run(erase)
    await store.close()

    assert first == LEAST
    assert loop.time() - before == pytest.approx(QUIET)
    assert steps.rows == 2 * LEAST


async def test_the_clock_of_the_program_can_be_read(store: Store) -> None:
    """It is that of the event loop, which has none on the thread of the database."""
    steps = Steps(store, RealClock().now)

    await steps.run(erase)

    assert steps.rows >= LEAST


async def test_whoever_comes_meets_one_step_at_most(store: Store) -> None:
    """However much long work is under way, and however many jobs a question needs, one after the other."""
    done, began, goes_on = Done(store), Event(), Event()

    def first(sql: Connection) -> None:
        began.set()
        goes_on.wait(5.0)

    works = [asyncio.ensure_future(Steps(store, asyncio.get_running_loop().time).run(first))]
    works += [asyncio.ensure_future(Steps(store, asyncio.get_running_loop().time).run(erase)) for _ in range(3)]
    await until(began.is_set)

    async def question() -> None:
        for _ in range(4):
            await store.run(ask)

    asked = asyncio.ensure_future(question())
    await asyncio.sleep(0.01)
    goes_on.set()
    await asyncio.gather(asked, *works)

    assert done.jobs == ["first", "ask", "ask", "ask", "ask", "erase", "erase", "erase"]


@pytest.mark.looptime
async def test_no_step_comes_between_the_jobs_of_a_question() -> None:
    """Even if the question thinks for a moment between two of them."""
    store = Store(open_database())
    done, over = Done(store), False

    async def work() -> None:
        steps = Steps(store, asyncio.get_running_loop().time)
        while not over:
            await steps.run(erase)
            await asyncio.sleep(0)

    async def question() -> None:
        nonlocal over
        for _ in range(5):
            await store.run(ask)
            await asyncio.sleep(QUIET / 2)
        over = True

    await asyncio.gather(work(), work(), question())
    await store.close()

    first = done.jobs.index("ask")
    assert first <= 2
    assert done.jobs[first : first + 5] == ["ask"] * 5


@pytest.mark.looptime
async def test_long_work_goes_on_where_somebody_always_asks() -> None:
    """Each of its steps then gives way for a while, and no longer."""
    store = Store(open_database())
    loop = asyncio.get_running_loop()
    done, end = Done(store), loop.time() + 4 * GIVES_WAY

    async def work() -> None:
        steps = Steps(store, loop.time)
        while loop.time() < end:
            await steps.run(erase)

    async def questions() -> None:
        while loop.time() < end:
            await store.run(ask)
            await asyncio.sleep(QUIET / 2)

    await asyncio.gather(questions(), work())
    await store.close()

    assert done.jobs.count("erase") == pytest.approx(4, abs=1)
    assert done.jobs.count("ask") > 100


async def test_a_step_does_not_wait_for_the_disk(store: Store, url: str) -> None:
    """What a power cut undoes of it is done again by the next round; all that others ask for waits for the disk."""
    words = "PRAGMA synchronous" if file_of(url) else "SHOW synchronous_commit"

    def says(sql: Connection) -> object:
        if file_of(url):
            driver = sql.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            return driver.execute(words).fetchone()[0]
        return sql.scalar(text(words))

    before = await store.run(says)
    step = await Steps(store, asyncio.get_running_loop().time).run(says)
    after = await store.run(says)

    normal, full = (1, 2) if file_of(url) else ("off", "on")
    assert (before, step, after) == (full, normal, full)
