"""The database: it survives kills and restarts; a file is private, and says what is wrong with it."""

import asyncio
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from bots.engine.seam.places import ToChat
from bots.engine.storage import grants, messages, owners, replies, settings, usage
from bots.engine.storage.backend import Beside
from bots.engine.storage.database import Database
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import MESSAGES
from bots.engine.storage.sqlite import CHECKPOINT_AFTER, SQLite
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, EVER, HERE, NOON, file_of, opened, said, texts
from tests.waiting import until

T = TypeVar("T")


@pytest.fixture
def file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'parley.db'}"


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


async def test_a_restart_keeps_everything(url: str) -> None:
    """What one run was told, the next one knows."""
    async with opened(url) as store:
        await store.run(settings.change, "telegram:42", "model", "demo/demo", by=str(ANN), at=NOON)
        await store.run(owners.claim_first, ANN, NOON)
        await store.run(grants.decide, "discord:server:99", "allowed", by=str(ANN), at=NOON)
        row = await said(store, "hello", id="1")
        key = await store.run(replies.open_reply, ToChat(HERE, "1"), at=NOON, row=row)
        await store.run(usage.count, HERE, ANN, provider="demo", model="demo", at=NOON)

    async with opened(url) as store:
        assert await store.run(settings.values, ["telegram:42"]) == {("telegram:42", "model"): "demo/demo"}
        assert await store.run(owners.claimed) == {ANN}
        assert await store.run(grants.grant, "discord:server:99") == "allowed"
        assert await store.run(messages.find, HERE, "1") == row
        assert await texts(store, row) == ["hello"]
        assert [reply.key for reply in await store.run(replies.left_open)] == [key]
        assert [used.answers for used in await store.run(usage.by, ANN, EVER)] == [1]


async def test_only_its_owner_reads_the_file(file: str, tmp_path: Path) -> None:
    """The file and its log are made with mode 0600."""
    async with opened(file) as store:
        await said(store, "hello")
        modes = modes_in(tmp_path)

    assert modes == {"parley.db": 0o600, "parley.db-wal": 0o600, "parley.db-shm": 0o600}


async def wrote_much(store: Store) -> None:
    """So much that a checkpoint is due."""
    for number in range(CHECKPOINT_AFTER // 100):
        await store.run(grow, number)
    await store.checkpointed()


def grow(sql: Connection, number: int) -> None:
    """Write a hundred rows."""
    for each in range(100):
        grants.decide(sql, f"discord:server:{number}:{each}", "allowed", by=str(ANN), at=NOON)


def kept_without_its_log(path: Path, table: str = "grants") -> int:
    """How many rows of a table stand in the file itself."""
    alone = path.with_name("alone.db")
    alone.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(alone)) as sql:
        ((count,),) = sql.execute(f"SELECT count(*) FROM {table}")
    return int(count)


async def test_what_is_kept_is_written_into_the_file_beside_jobs(file: str, tmp_path: Path) -> None:
    """So the end of no transaction has to, for which all jobs would wait; and the log begins anew."""
    path, log = tmp_path / "parley.db", tmp_path / "parley.db-wal"
    await Store.open(file).close()
    async with opened(file) as store:
        await store.run(grow, -1)
        before = kept_without_its_log(path)
        await wrote_much(store)
        await until(lambda: kept_without_its_log(path) > 0)
        size = log.stat().st_size
        for _ in range(3):
            await wrote_much(store)
        grown = log.stat().st_size

    assert before == 0
    assert grown < 2 * size


async def test_what_an_opening_has_written_stands_in_the_file(file: str, tmp_path: Path) -> None:
    """The first job does not wait until all that an upgrade has made is written there."""
    store = Store.open(file)
    tables = kept_without_its_log(tmp_path / "parley.db", "sqlite_master")
    await store.close()

    assert tables > 0


async def test_a_file_that_is_moved_away_keeps_its_log(file: str, tmp_path: Path) -> None:
    """Nothing is made in its place: beside a new file, which is empty, SQLite would delete the log."""
    async with opened(file) as store:
        (tmp_path / "parley.db").rename(tmp_path / "moved.db")
        for _ in range(2):
            await wrote_much(store)
        names = set(modes_in(tmp_path))

    assert names == {"moved.db", "parley.db-wal", "parley.db-shm"}


class SlowDisk(SQLite):
    """A file whose checkpoints last until `released`. `met`: of each erasing, whether it met one."""

    def __init__(self, path: str) -> None:
        super().__init__(path, 5.0)
        self.released = threading.Event()
        self.met: list[bool] = []
        self._under_way = False

    def checkpoint(self) -> None:
        self._under_way = True
        super().checkpoint()
        self.released.wait()
        self._under_way = False

    def erase(self) -> bool:
        self.met.append(self._under_way)
        return super().erase()


async def test_a_checkpoint_is_never_in_the_way_of_erasing(tmp_path: Path) -> None:
    """Whoever deletes something hears that it is gone from the log, too; jobs wait for neither."""
    disk = SlowDisk(str(tmp_path / "parley.db"))
    disk.open()
    threads = [ThreadPoolExecutor(max_workers=1) for _ in range(2)]
    store = Store(Database(disk, threads[0], 5.0, threads[1]))
    for number in range(CHECKPOINT_AFTER // 100 + 1):
        await store.run(grow, number)
    erasing = asyncio.create_task(store.erase_log())
    for number in range(3):
        await store.run(grow, -number)
    before = tuple(disk.met)
    disk.released.set()
    erased = await erasing
    await store.close()

    assert before == ()
    assert disk.met == [False]
    assert erased


class BrokenCheckpoints(SQLite):
    """A file whose checkpoints fail in a way that nobody has thought of."""

    def checkpoint(self) -> None:
        raise MemoryError


async def test_a_checkpoint_that_breaks_holds_nobody_up(tmp_path: Path) -> None:
    """What was deleted is erased all the same, and the next checkpoint is tried."""
    disk = BrokenCheckpoints(str(tmp_path / "parley.db"), 5.0)
    disk.open()
    threads = [ThreadPoolExecutor(max_workers=1) for _ in range(2)]
    store = Store(Database(disk, threads[0], 5.0, threads[1]))
    for number in range(CHECKPOINT_AFTER // 100 + 1):
        await store.run(grow, number)
    async with asyncio.timeout(9.0):
        erased = await store.erase_log()
    await store.close()

    assert erased


class FarAway:
    """A database of a server, as far as the store knows, whose erasing lasts until `released`."""

    name = "The database far away"

    def __init__(self) -> None:
        self._kept = SQLite("", 5.0)
        self.released = threading.Event()

    def open(self) -> None:
        self._kept.open()

    def run(
        self, job: Callable[[Connection], T], until: float, beside: Beside = "as if alone", *, lasting: bool = True
    ) -> T:
        return self._kept.run(job, until, beside, lasting=lasting)

    def erase(self) -> bool:
        return self.released.wait()

    def close(self) -> None:
        self._kept.close()


async def test_a_server_erases_beside_jobs() -> None:
    """However long that takes there: whoever asks meanwhile does not wait for it."""
    far = FarAway()
    far.open()
    threads = [ThreadPoolExecutor(max_workers=1) for _ in range(2)]
    store = Store(Database(far, threads[0], 5.0, threads[1]))
    erasing = asyncio.create_task(store.erase_log())
    row = await said(store, "hello")
    before = erasing.done()
    far.released.set()
    erased = await erasing
    await store.close()

    assert row == 1
    assert not before
    assert erased


async def test_memory_works_too() -> None:
    """`sqlite://` keeps everything until it is closed."""
    async with opened("sqlite://") as store:
        row = await said(store, "hello")

        assert await texts(store, row) == ["hello"]


WRITER = """
import asyncio, sys
from bots.engine.seam.places import Place
from bots.engine.storage import messages
from bots.engine.storage.store import Store

async def main():
    store = Store.open(sys.argv[1])
    parent = None
    while True:
        parent = await store.run(
            messages.add_message,
            Place("telegram", "42"),
            id="",
            parent=parent,
            role="user",
            text="x" * 300,
            author="",
            at=1.0,
        )
        print(parent, flush=True)

asyncio.run(main())
"""


def is_sound(url: str) -> bool:
    path = file_of(url)
    if path is None:
        return True  # a server's pages are its own affair
    with closing(sqlite3.connect(path)) as raw:
        return bool(raw.execute("PRAGMA integrity_check").fetchone() == ("ok",))


async def test_a_kill_loses_nothing_that_was_acknowledged(url: str) -> None:
    """Three times kill -9 in the middle of writing: every row that was reported is there, and a file is sound."""
    acknowledged: list[int] = []
    for _ in range(3):
        writer = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, url, stdout=asyncio.subprocess.PIPE)
        assert writer.stdout is not None
        for _ in range(25):
            acknowledged.append(int(await writer.stdout.readline()))
        writer.kill()
        acknowledged += [int(line) for line in (await writer.stdout.read()).split(b"\n")[:-1]]
        await writer.wait()

    async with opened(url) as store:
        kept = await store.run(lambda sql: {int(row) for row in sql.scalars(select(MESSAGES.c.row))})
    assert len(acknowledged) >= 75
    assert set(acknowledged) <= kept
    assert is_sound(url)


async def test_a_cancelled_caller_leaves_whole_jobs(store: Store) -> None:
    """Callers that are cancelled while they wait: each of their messages is there with its platform's id."""
    tasks = [asyncio.create_task(said(store, f"m{number}", id=str(number))) for number in range(30)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    rows = [await store.run(messages.find, HERE, str(number)) for number in range(30)]

    assert all(task.cancelled() for task in tasks)
    assert [await texts(store, row) for row in rows if row is not None] == [[f"m{number}"] for number in range(30)]


async def test_closing_finishes_what_was_asked_for(url: str) -> None:
    """A close right behind a write does not take it back; afterwards the store says that it is closed."""
    store = Store.open(url)
    write = asyncio.create_task(said(store, "hello", id="1"))
    await asyncio.sleep(0)
    await store.close()
    await store.close()

    row = await write

    with pytest.raises(StoreError, match="closed"):
        await store.run(messages.root, row)
    async with opened(url) as again:
        assert await again.run(messages.find, HERE, "1") == row


def not_a_database(folder: Path) -> str:
    (folder / "parley.db").write_bytes(b"These are no tables. " * 400)
    return f"sqlite:///{folder / 'parley.db'}"


def damaged(folder: Path) -> str:
    path = folder / "parley.db"
    asyncio.run(Store.open(f"sqlite:///{path}").close())
    content = bytearray(path.read_bytes())
    content[100:4096] = b"\x99" * 3996
    path.write_bytes(content)
    return f"sqlite:///{path}"


def foreign(folder: Path) -> str:
    with sqlite3.connect(folder / "parley.db") as raw:
        raw.execute("CREATE TABLE photos (name TEXT)")
    raw.close()
    return f"sqlite:///{folder / 'parley.db'}"


def without_version(folder: Path) -> str:
    path = folder / "parley.db"
    asyncio.run(Store.open(f"sqlite:///{path}").close())
    with sqlite3.connect(path) as raw:
        raw.execute("DELETE FROM parley")
    raw.close()
    return f"sqlite:///{path}"


@pytest.mark.parametrize(
    ("make", "cure"),
    [
        (not_a_database, "no SQLite database"),
        (damaged, "restore a backup"),
        (foreign, "another program"),
        (without_version, "lost its row.*restore a backup"),
        (lambda folder: f"sqlite:///{folder}", "name a file"),
        (lambda folder: f"sqlite:///{folder}/none/parley.db", "make the directory"),
        (lambda folder: "postgresql://ann:hunter2@127.0.0.1:1/db", "db on 127.0.0.1 cannot be reached"),
        (lambda folder: "postgresql://ann:hunter2@127.0.0.1:1", "names no database"),
        (lambda folder: "postgresql://ann:hunter2@127.0.0.1:x/db", "no database URL"),
        (lambda folder: "mysql://ann:hunter2@host/db", "sqlite:///parley.db"),
        (lambda folder: "hunter2", "sqlite:///parley.db"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(make: Callable[[Path], str], cure: str, tmp_path: Path) -> None:
    """The start fails with one sentence that names the cure and quotes no password."""
    with pytest.raises(StoreError, match=cure) as caught:
        Store.open(make(tmp_path), patience=0.1)

    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


async def test_a_locked_database_says_who_may_hold_it(file: str) -> None:
    """Another program that holds the file is an error with a cure, and the store works again when it is gone."""
    async with opened(file, patience=0.02) as store:
        other = sqlite3.connect(file.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreError, match="another program") as caught:
            await said(store, "a secret word")
        other.close()

        assert "secret" not in repr(caught.value) + repr(caught.value.__cause__)
        assert await texts(store, await said(store, "again")) == ["again"]


async def test_all_who_ask_a_locked_database_hear_of_it_together(file: str) -> None:
    """However many wait for their turn, each for as long as its patience, so that an end does not take minutes."""
    patience, callers = 0.5, 20
    began = time.monotonic()
    async with opened(file, patience=patience) as store:
        other = sqlite3.connect(file.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        asked = [said(store, "x", id=str(number)) for number in range(callers)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        other.close()

    assert [type(each) for each in found] == [StoreError] * callers
    assert time.monotonic() - began < callers * patience / 2


async def test_a_hundred_callers_at_once(store: Store) -> None:
    """A hundred concurrent callers get a hundred rows of their own."""
    rows = await asyncio.gather(*(said(store, f"m{number}", id=str(number)) for number in range(100)))

    assert len(set(rows)) == 100
    assert [await store.run(messages.find, HERE, str(number)) for number in range(100)] == rows
