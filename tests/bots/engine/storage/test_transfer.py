"""Moving between a file and a server: a backup is the same file whatever it was made of, and fills either."""

import asyncio
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from bots.engine.seam.places import Message, ToChat
from bots.engine.storage import exchanges, grants, messages, replies, settings, spending
from bots.engine.storage.backup import back_up, back_up_to
from bots.engine.storage.exchanges import Question
from bots.engine.storage.locks import lock_of
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.records import StoreError
from bots.engine.storage.restore import restore, restore_from
from bots.engine.storage.schema import METADATA, VERSION
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, HERE, NOON, opened, said, texts
from tests.postgresql import Server

Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def server_url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "parley.db"


async def filled(store: Store) -> int:
    """A conversation with a branch, choices, an answer in flight, a reservation; returns the last row of it."""
    await store.run(settings.change, "telegram:42", "model", "demo/demo", by=str(ANN), at=NOON)
    await store.run(grants.decide, "discord:server:99", "allowed", by=str(ANN), at=NOON)
    row = await said(store, "héllo 🙂\n'quoted' \\ back", id="1")
    for number in range(700):
        row = await said(store, f"m{number}", id=f"m{number}", parent=row)
    question = Question(HERE, "q", ANN, "Why?", "Why?", ToChat(HERE, "q"), NOON, reply_to="m699")
    wanted: Wanted[str] = Wanted((Counted("bot|all"),), Spent(1, 2000, 0.25), NOON, lambda before: None)
    begun = (await store.run(exchanges.begin, question, wanted)).begun
    assert begun is not None
    await store.run(exchanges.grew, begun.answer, begun.reply, Message(HERE, "a"), "Bec", NOON)
    gone = await said(store, "gone")
    await store.run(messages.delete_rows, [gone])
    return gone


async def everything(store: Store) -> Rows:
    """Every row of every table."""
    tables = [table for table in METADATA.sorted_tables if table is not VERSION]
    return await store.run(
        lambda sql: {
            table.name: [tuple(row) for row in sql.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }
    )


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


async def test_a_file_moves_to_a_server_and_back(file: Path, server_url: str, tmp_path: Path) -> None:
    """Every row is the same at the end, and no number is used again on either."""
    async with opened(url_of(file)) as store:
        gone = await filled(store)
        before = await everything(store)
    back_up(url_of(file), tmp_path / "one.db", overwrite=False)
    restore(server_url, tmp_path / "one.db", NOON)
    async with opened(server_url) as store:
        on_server = await everything(store)
        next_one = await said(store, "next")
        await store.run(messages.delete_rows, [next_one])
    done = back_up(server_url, tmp_path / "two.db", overwrite=False)
    restore(url_of(tmp_path / "back.db"), tmp_path / "two.db", NOON)
    async with opened(url_of(tmp_path / "back.db")) as store:
        back = await everything(store)
        last = await said(store, "last")

    assert before == on_server == back
    assert gone < next_one < last
    assert done.database.startswith("test_")


async def test_it_moves_through_a_pipe(file: Path, server_url: str) -> None:
    """`parley backup -` and `parley restore -`, as with files."""
    async with opened(url_of(file)) as store:
        await filled(store)
        before = await everything(store)
    first, second = io.BytesIO(), io.BytesIO()
    back_up_to(url_of(file), first)
    first.seek(0)
    restore_from(server_url, first, NOON)
    back_up_to(server_url, second)
    async with opened(server_url) as store:
        assert await everything(store) == before
    assert second.getvalue().startswith(b"SQLite format 3\0")


async def test_a_backup_of_a_running_bot_leaves_out_what_goes_on(server_url: str, tmp_path: Path) -> None:
    """Its answers end in the bot; in the backup they are over, with the words that they had."""
    lock = lock_of(server_url)
    assert lock is not None
    async with opened(server_url) as store:
        await filled(store)
        await lock.take(NOON)
        back_up(server_url, tmp_path / "copy.db", overwrite=False)
        still = await store.run(replies.left_open)
    await lock.release()
    async with opened(url_of(tmp_path / "copy.db")) as store:
        row = await store.run(messages.find, HERE, "a")
        assert row is not None

        assert len(still) == 1
        assert await store.run(replies.left_open) == ()
        assert (await texts(store, row, 2))[-1] == "Bec"
        assert await store.run(spending.settle_all) == 0


async def test_a_backup_sees_one_moment(server_url: str, tmp_path: Path) -> None:
    """Others write meanwhile: no row in it names one that is not there."""
    async with opened(server_url) as store:
        row = await said(store, "m", id="1")
        writing = True

        async def write() -> None:
            parent = row
            while writing:
                parent = await said(store, "m", id=str(parent + 1), parent=parent)

        task = asyncio.create_task(write())
        for number in range(3):
            await asyncio.to_thread(back_up, server_url, tmp_path / f"{number}.db", overwrite=False)
        writing = False
        await task
    for number in range(3):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as sql:
            assert sql.execute("PRAGMA foreign_key_check").fetchall() == []
            assert (
                sql.execute("SELECT count(*) FROM surfaces").fetchone()
                == sql.execute("SELECT count(*) FROM messages").fetchone()
            )


async def test_what_is_in_a_database_already_stays(file: Path, server_url: str) -> None:
    """A restore does not mix two bots, nor does it delete one."""
    async with opened(url_of(file)) as store:
        await filled(store)
    async with opened(server_url) as store:
        await said(store, "mine", id="1")
        before = await everything(store)
    with pytest.raises(StoreError, match="has something in it already; make an empty one"):
        restore(server_url, file, NOON)

    async with opened(server_url) as store:
        assert await everything(store) == before


async def test_a_bot_that_runs_is_not_overwritten(file: Path, server_url: str) -> None:
    """It is named."""
    async with opened(url_of(file)):
        pass
    lock = lock_of(server_url)
    assert lock is not None
    await lock.take(NOON)
    with pytest.raises(StoreError, match=r"in use by another Parley \(process \d+"):
        restore(server_url, file, NOON)
    await lock.release()


async def test_what_sqlite_lets_pass_is_made_to_fit(file: Path, server_url: str) -> None:
    """Rows that name others which are gone, values of another type, and characters that PostgreSQL does not keep."""
    async with opened(url_of(file)) as store:
        row = await said(store, "a\0b", id="1")
    with closing(sqlite3.connect(file)) as sql, sql:
        sql.execute("UPDATE messages SET parent = 999, at = 'soon', author = 5")
        sql.execute("INSERT INTO surfaces VALUES ('telegram', '42', '', '9', 999)")
        sql.execute("INSERT INTO owners VALUES ('discord', x'35ff', 7)")
    restore(server_url, file, NOON)

    with psycopg.connect(server_url) as server:
        assert server.execute("SELECT parent, at, author, text FROM messages").fetchall() == [
            (None, 0.0, "5", "a\ufffdb")
        ]
        assert server.execute("SELECT message, row FROM surfaces").fetchall() == [("1", row)]
        assert server.execute("SELECT id, at FROM owners").fetchall() == [("5\ufffd", 7.0)]


async def test_a_restore_that_fails_leaves_an_empty_database(file: Path, server_url: str) -> None:
    """A file that is cut off is refused before anything is written."""
    async with opened(url_of(file)) as store:
        await filled(store)
    with file.open("r+b") as content:
        content.truncate(content.seek(0, io.SEEK_END) - 100)
    with pytest.raises(StoreError, match="its end is missing"):
        restore(server_url, file, NOON)

    async with opened(server_url) as store:
        assert not any((await everything(store)).values())
