"""What processes on one PostgreSQL hear of each other."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import Connection

from bots.engine.storage.notifications import announce
from bots.engine.storage.store import Store
from bots.engine.storage.wires import Wire, wire_of
from tests.bots.engine.stores import opened
from tests.postgresql import Server

pytestmark = pytest.mark.real_time


class Heard:
    """Keeps what a wire hears."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.missed = 0
        self._news = asyncio.Event()

    def hear(self, topic: str, words: str) -> None:
        self.messages.append((topic, words))
        self._news.set()

    def miss(self) -> None:
        self.missed += 1
        self._news.set()

    async def until(self, *, missed: int = 1, messages: int = 0) -> None:
        async with asyncio.timeout(10.0):
            while self.missed < missed or len(self.messages) < messages:
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def heard(wire: Wire) -> AsyncIterator[Heard]:
    found = Heard()
    task = asyncio.create_task(wire.run(found.hear, found.miss))
    try:
        await found.until()
        yield found
    finally:
        task.cancel()
        await asyncio.wait((task,))


def changed(sql: Connection, words: str, *, kept: bool = True) -> None:
    announce(sql, "settings", words)
    if not kept:
        raise ValueError("not kept")


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as found:
        yield found


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    async with opened(url) as found:
        yield found


async def test_a_job_tells_what_it_has_kept(url: str, store: Store) -> None:
    """With its transaction, or not at all; every process hears it."""
    async with heard(wire_of(url)) as one, heard(wire_of(url)) as other:
        with pytest.raises(ValueError, match="not kept"):
            await store.run(changed, "lost", kept=False)
        await store.run(changed, "kept")
        await one.until(messages=1)
        await other.until(messages=1)

    assert one.messages == other.messages == [("settings", "kept")]


async def test_a_message_may_be_longer_than_a_notification(url: str) -> None:
    """It comes whole, whatever it is made of; so does one of nothing, and equal ones come each."""
    long = "añ🙂\n" * 5_000
    here, there = wire_of(url), wire_of(url)
    async with heard(here) as mine, heard(there) as theirs:
        for words in (long, "", "", "a\0b"):
            await here.tell("forms", words, there.me)
        await here.tell("end", "")
        await mine.until(messages=1)
        await theirs.until(messages=5)

    assert mine.messages == [("end", "")]
    assert theirs.messages == [("forms", long), ("forms", ""), ("forms", ""), ("forms", "a\ufffdb"), ("end", "")]


async def test_a_lost_session_is_replaced_and_told_of(url: str, postgresql: Server) -> None:
    """Both that which listens and that which tells."""
    here = wire_of(url)
    async with heard(here) as mine:
        await here.tell("before", "")
        await mine.until(messages=1)
        with postgresql.connect() as sql:
            sql.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ 'LISTEN|pg_notify|SELECT 1'"
                " AND pid <> pg_backend_pid()"
            )
        await mine.until(missed=2)
        await here.tell("after", "")
        await mine.until(messages=2)

    assert mine.messages == [("before", ""), ("after", "")]
