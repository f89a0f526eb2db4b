"""Parleys on one database of a server share it, and keep off a restore; a lock that is lost is taken again."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from bots.cli.alone import alone
from bots.engine.runtime.clock import RealClock
from bots.engine.storage.records import StoreError
from bots.engine.storage.session_lock import SessionLock
from bots.engine.storage.urls import read
from tests.postgresql import Server
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.real_time


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


FAST = 200.0
"""Seconds of the clock in one of the machine's."""


MINE = "FROM pg_stat_activity WHERE application_name LIKE 'process %' AND datname = current_database()"


def end_sessions(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as sql:
        sql.execute(f"SELECT pg_terminate_backend(pid, 5000) {MINE}")


def sessions(url: str) -> int:
    with psycopg.connect(url) as sql:
        return sql.execute(f"SELECT pid {MINE}").rowcount


async def test_several_run_and_a_restore_waits_for_none_of_them(url: str) -> None:
    """It says which process uses the database, on which machine and since when."""
    clock, stop = RealClock(FAST), asyncio.Event()
    async with alone(url, clock, stop) as first, alone(url, clock, stop) as second:
        holder = SessionLock(read(url)).take(0.0)

    assert first
    assert second
    assert re.match(rf"process {os.getpid()} on \S+, since 20\d\d-", str(holder))


async def test_nobody_runs_beside_a_restore(url: str) -> None:
    """After half a minute there is a sentence about it."""
    restoring = SessionLock(read(url))
    assert restoring.take(0.0) is None
    with pytest.raises(StoreError, match=rf"process {os.getpid()} on \S+, since 20\d\d-.*storage.url"):
        async with alone(url, RealClock(FAST), asyncio.Event()):
            pass
    restoring.release()


HOLDER = """
import asyncio, sys, time
from bots.engine.runtime.clock import RealClock
from bots.engine.storage.locks import lock_of
lock = lock_of(sys.argv[1])
print(asyncio.run(lock.take(1.0)), flush=True)
time.sleep(60)
"""


async def test_a_process_that_was_killed_blocks_nobody(url: str) -> None:
    """The server drops the lock with its session."""
    lock = SessionLock(read(url))
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDER, url, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"None\n"
    held = lock.take(2.0)
    process.kill()
    await process.wait()

    async with asyncio.timeout(PATIENCE):
        while lock.take(3.0) is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    lock.release()
    assert str(process.pid) in str(held)


async def test_a_lock_that_was_lost_is_taken_again(url: str) -> None:
    """The server was started anew: the process goes on, and a restore still finds the database in use."""
    clock, stop = RealClock(FAST), asyncio.Event()
    async with alone(url, clock, stop):
        end_sessions(url)
        await until(lambda: sessions(url) == 1)
        holder = SessionLock(read(url)).take(1.0)

    assert str(os.getpid()) in str(holder)
    assert not stop.is_set()


async def test_a_lock_that_another_one_took_ends_the_process(url: str) -> None:
    """A restore may have begun meanwhile: the one that was cut off stops, with the same sentence."""
    clock, stop = RealClock(FAST), asyncio.Event()
    other = SessionLock(read(url))

    async def cut_off() -> None:
        async with alone(url, clock, stop):
            end_sessions(url)
            while other.take(1.0) is not None:
                end_sessions(url)
            await until(stop.is_set)

    with pytest.raises(StoreError, match="in use by another Parley"):
        await cut_off()
    other.release()

    assert stop.is_set()
