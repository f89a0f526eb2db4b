"""What a job asks of the database: as many statements on PostgreSQL, where each is a round trip, as on SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from sqlalchemy import Engine, event

from bots.engine.seam.places import Message, ToChat
from bots.engine.storage import exchanges, grants, holding, messages, personal_data, settings
from bots.engine.storage.exchanges import Bill, Question
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, HERE, NOON, opened, said
from tests.postgresql import Server

SUBJECTS = (Counted("bot|all"), Counted("telegram:42|shared"), Counted("telegram:42|telegram:5"))
WANTED: Wanted[str] = Wanted(SUBJECTS, Spent(1, 2000, 0.01), NOON, lambda before: None)

WORDS = 30
"""Characters that tell statements apart."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """What goes to a database that is opened inside the block; of one statement for several rows its first words."""
    seen: list[str] = []

    def note(statement: object) -> None:
        words = str(statement)[:WORDS]
        if not words.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "PRAGMA")) and (
            not seen or seen[-1] != words
        ):
            seen.append(words)

    class Cursor(psycopg.Cursor[Any]):
        def execute(self, query: Any, *how: Any, **more: Any) -> Self:
            note(query)
            return super().execute(query, *how, **more)

        def executemany(self, query: Any, *how: Any, **more: Any) -> None:
            note(query)
            super().executemany(query, *how, **more)

    def listen(connection: Any, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(note)
        else:
            connection.cursor_factory = Cursor

    event.listen(Engine, "connect", listen)
    try:
        yield seen
    finally:
        event.remove(Engine, "connect", listen)


async def counted(store: Store, seen: list[str]) -> dict[str, int]:
    """How many statements each job takes."""
    found: dict[str, int] = {}
    question = Question(HERE, "1", ANN, "Why?", "Why?", ToChat(HERE, "1"), NOON, server="9", goes_on=True)
    await said(store, "hello", id="0")
    seen.clear()
    scopes = ["telegram:42", "bot"]
    await store.run(holding.holding, scopes, ["telegram:person:5", "telegram:chat:42"], None)
    found["holding"], before = len(seen), len(seen)
    begun = (await store.run(exchanges.begin, question, WANTED)).begun
    assert begun is not None
    found["begin"], before = len(seen) - before, len(seen)
    await store.run(messages.branch, begun.question, 50)
    found["branch"], before = len(seen) - before, len(seen)
    await store.run(exchanges.grew, begun.answer, begun.reply, Message(HERE, "2"), "Bec", NOON)
    found["grew"], before = len(seen) - before, len(seen)
    bill = Bill(1, Spent(1, 900, 0.001), HERE, ANN, NOON, "demo", "small", 800, 100)
    await store.run(exchanges.finish, begun.answer, begun.reply, "Because", (Message(HERE, "2"),), bill)
    found["finish"], before = len(seen) - before, len(seen)
    await store.run(settings.change, "telegram:42", "model", "demo/demo", by=str(ANN), at=NOON)
    found["change"], before = len(seen) - before, len(seen)
    await store.run(grants.ask, "telegram:person:6", NOON)
    found["ask"], before = len(seen) - before, len(seen)
    await store.run(personal_data.begin_forgetting, ANN, HERE)
    await store.run(personal_data.forget_some, ANN, 10)
    found["forget"] = len(seen) - before
    return found


async def test_each_job_takes_as_many_on_both(postgresql: Server) -> None:
    """And a question with its answer takes no more than is known: another one is felt by everybody."""
    with statements() as seen:
        async with opened("sqlite://") as store:
            on_file = await counted(store, seen)
        with postgresql.database() as url:
            async with opened(url) as store:
                on_server = await counted(store, seen)

    told = {"change": 1, "ask": 1, "forget": 2}  # of what they hold in memory, other processes are told
    assert on_server == {job: count + told.get(job, 0) for job, count in on_file.items()}
    assert sum(on_server[job] for job in ("holding", "begin", "branch", "grew", "finish")) <= 32
