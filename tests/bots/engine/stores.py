"""A store for a test, and short words to use it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import psycopg

from bots.engine.seam.places import Person, Place
from bots.engine.storage import messages, personal_data
from bots.engine.storage.records import Attached
from bots.engine.storage.schema import METADATA
from bots.engine.storage.store import Store

HERE = Place("telegram", "42")
TOPIC = Place("telegram", "42", "7")
THERE = Place("telegram", "-100123")
ANN = Person("telegram", "5")
NOON = 1_800_000_000.0
EVER = date(1970, 1, 1)


@asynccontextmanager
async def opened(url: str, patience: float = 5.0) -> AsyncIterator[Store]:
    store = Store.open(url, patience)
    try:
        yield store
    finally:
        await store.close()


async def said(
    store: Store,
    text: str,
    *,
    place: Place = HERE,
    id: str = "",
    parent: int | None = None,
    attached: tuple[Attached, ...] = (),
) -> int:
    return await store.run(
        messages.add_message,
        place,
        id=id,
        parent=parent,
        role="user",
        text=text,
        author=str(ANN),
        at=NOON,
        attached=attached,
    )


async def texts(store: Store, row: int, limit: int = 100) -> list[str]:
    return [turn.text for turn in await store.run(messages.branch, row, limit)]


async def forget(store: Store, person: Person, alone: Place | None = None, *, at_once: int = 100) -> int:
    """Forget a person to the end; returns the number of messages."""
    await store.run(personal_data.begin_forgetting, person, alone)
    while await store.run(personal_data.forget_some, person, at_once):
        pass
    return await store.run(personal_data.end_forgetting, person) or 0


def file_of(url: str) -> Path | None:
    """The path of an SQLite file; None for another database."""
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None


def traces(url: str) -> bytes:
    """All that is kept: the bytes of a file and of what lies beside it, or the rows of a server's tables."""
    if (path := file_of(url)) is not None:
        return b"".join(each.read_bytes() for each in path.parent.iterdir())
    with psycopg.connect(url) as sql:
        rows = (sql.execute(f"SELECT each::text FROM {table.name} AS each") for table in METADATA.sorted_tables)
        return "\n".join(str(row[0]) for found in rows for row in found).encode()


def size(url: str) -> int:
    """The bytes that the database takes on the disk."""
    if (path := file_of(url)) is not None:
        return path.stat().st_size
    with psycopg.connect(url) as sql:
        tables = [table.name for table in METADATA.sorted_tables]
        found = sql.execute("SELECT sum(pg_relation_size(each)) FROM unnest(%s::regclass[]) AS each", (tables,))
        return int((found.fetchone() or (0,))[0])


class Reader:
    """Another program that reads what is there now, as a backup does, until it is closed."""

    def __init__(self, url: str) -> None:
        path = file_of(url)
        self._session = sqlite3.connect(path) if path else psycopg.connect(url)
        self._session.execute("BEGIN" if path else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self._session.execute("SELECT count(*) FROM messages").fetchone()

    def close(self) -> None:
        self._session.close()
