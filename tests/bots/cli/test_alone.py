"""Two Parleys on one database: the second waits for the first, then says who that is."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bots.cli.alone import PATIENCE, alone
from bots.engine.storage.file_lock import FileLock
from bots.engine.storage.records import StoreError
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime


def url(folder: Path, name: str = "parley.db") -> str:
    return f"sqlite:///{folder / name}"


async def taken(url: str, clock: VirtualClock, stop: asyncio.Event) -> tuple[bool, float]:
    """Whether the database was ours in the end, and when."""
    async with alone(url, clock, stop) as ours:
        return ours, clock.now()


async def test_a_deploy_that_overlaps_waits_for_the_other_to_end(tmp_path: Path) -> None:
    """It begins within a second of the other's end, and not before."""
    clock, stop = VirtualClock(), asyncio.Event()
    async with alone(url(tmp_path), clock, stop) as first:
        second = asyncio.create_task(taken(url(tmp_path), clock, stop))
        await asyncio.sleep(20.0)
        early = second.done()
    ours, at = await second

    assert (first, early, ours) == (True, False, True)
    assert 20.0 <= at < 21.0


async def test_the_other_one_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """With its process and since when, after half a minute; while it waits, the log says for whom."""
    clock, stop = VirtualClock(), asyncio.Event()
    async with alone(url(tmp_path), clock, stop):
        with pytest.raises(StoreError) as caught:
            await taken(url(tmp_path), clock, stop)
        waited = clock.now()

    who = f"process {os.getpid()}, since 2027-01-15 08:00:00 UTC"
    assert who in str(caught.value)
    assert "storage.url" in str(caught.value)
    assert [who in record.message for record in caplog.records] == [True]
    assert waited == pytest.approx(PATIENCE, abs=1.0)


async def test_a_stop_ends_the_wait(tmp_path: Path) -> None:
    """A service manager that stops the second one need not kill it."""
    clock, stop = VirtualClock(), asyncio.Event()
    async with alone(url(tmp_path), clock, stop):
        second = asyncio.create_task(taken(url(tmp_path), clock, stop))
        await asyncio.sleep(5.0)
        stop.set()

        assert (await second)[0] is False


async def test_another_path_to_the_same_file_is_the_same_database(tmp_path: Path) -> None:
    """Another file, and a database in memory, are others."""
    clock, stop = VirtualClock(), asyncio.Event()
    (tmp_path / "parley.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "parley.db")
    async with (
        alone(url(tmp_path), clock, stop),
        alone(url(tmp_path, "other.db"), clock, stop) as other,
        alone("sqlite://", clock, stop) as memory,
        alone("sqlite://", clock, stop) as more,
    ):
        with pytest.raises(StoreError):
            await taken(url(tmp_path, "link.db"), clock, stop)

    assert other
    assert memory
    assert more


HOLDER = """
import sys, time
from bots.engine.storage.file_lock import FileLock
lock = FileLock(sys.argv[1])
print(lock.take(1.0), flush=True)
time.sleep(60)
"""


def test_a_file_that_a_killed_process_left_blocks_nobody(tmp_path: Path) -> None:
    """While it lives it is named; after kill -9 its file is there and locks nothing. Only the owner reads it."""
    path = tmp_path / "parley.db"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "None\n"
        lock = FileLock(str(path))
        held = lock.take(2.0)
        process.kill()
        process.wait()
        left = (tmp_path / "parley.db.lock").stat()

    assert held is not None
    assert (held.pid, held.since) == (process.pid, 1.0)
    assert left.st_mode & 0o777 == 0o600
    assert lock.take(3.0) is None
    lock.release()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"pid": "x", "since": null}', b"\xff"])
async def test_a_lock_that_names_nobody_still_locks(content: bytes, tmp_path: Path) -> None:
    """What another version wrote there is no error of ours."""
    first, second = FileLock(str(tmp_path / "a.db")), FileLock(str(tmp_path / "a.db"))
    first.take(1.0)
    (tmp_path / "a.db.lock").write_bytes(content)
    holder = second.take(2.0)
    first.release()

    assert str(holder) == "another process"
