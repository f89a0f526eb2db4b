"""A database of an older version becomes one of this version; one of a newer version is left alone."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import StaticPool

from bots.engine.seam.places import Place
from bots.engine.storage import messages, old_messages, replies
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import MIGRATIONS, REVISIONS, upgrade
from bots.engine.storage.store import Store
from tests.bots.engine.stores import opened

TWO_STEPS = (
    ("ALTER TABLE owners ADD COLUMN note TEXT NOT NULL DEFAULT ''", "UPDATE owners SET note = id"),
    ("ALTER TABLE owners ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'",),
)


@pytest.fixture
def sql() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def fill_version_1(sql: Connection) -> None:
    """Make the database what version 1 left behind."""
    for statement in filter(str.strip, (Path(__file__).parent / "version_1.sql").read_text().split(";\n")):
        sql.exec_driver_sql(statement)


def test_an_older_database_is_brought_up_step_by_step(sql: Connection) -> None:
    """Each step runs once and in order, and the rows stay."""
    upgrade(sql, migrations=())
    sql.exec_driver_sql("INSERT INTO owners (platform, id, at) VALUES ('discord', '5', 1.0)")
    upgrade(sql, TWO_STEPS[:1])
    upgrade(sql, TWO_STEPS)
    upgrade(sql, TWO_STEPS)

    owners = [tuple(row) for row in sql.exec_driver_sql("SELECT * FROM owners")]

    assert owners == [("discord", "5", 1.0, "5", "blue")]
    assert sql.exec_driver_sql("SELECT version FROM parley").all() == [(3,)]


def shape(sql: Connection) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Every table and index with its columns as SQLite describes them."""
    names = sql.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name"
    ).all()
    how = {"table": "table_info", "index": "index_info"}
    return [
        (name, [tuple(row)[1:] for row in sql.exec_driver_sql(f"PRAGMA {how[kind]}({name})")]) for kind, name in names
    ]


def test_a_database_of_version_1_becomes_what_a_new_one_is(sql: Connection) -> None:
    """Same tables, columns and indices, and what was kept is there."""
    fill_version_1(sql)
    before = {name: sql.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in ("messages", "settings")}

    upgrade(sql)

    new = create_engine("sqlite://", poolclass=StaticPool)
    with new.connect() as fresh:
        upgrade(fresh)
        assert shape(sql) == shape(fresh)
    new.dispose()
    assert before == {"messages": 2, "settings": 1}
    assert sql.exec_driver_sql("SELECT text, apart FROM messages").all() == [("Hi", 0), ("Hello.", 0)]
    assert sql.exec_driver_sql("SELECT value, older FROM settings").all() == [("demo/demo", 1)]


@pytest.mark.parametrize("version", range(1, 1 + len(MIGRATIONS)))
async def test_a_filled_database_of_any_older_version_opens(version: int, tmp_path: Path) -> None:
    """With a conversation, its messages and an answer in flight; no row names one that is not there."""
    path = tmp_path / "parley.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as sql:
        fill_version_1(sql)
        sql.exec_driver_sql("INSERT INTO replies VALUES (9, '{}', '[]', 2, '', 1.0, 1.0)")
        upgrade(sql, MIGRATIONS[: version - 1], REVISIONS[:1])
    engine.dispose()

    async with opened(f"sqlite:///{path}") as store:
        known = await store.run(messages.find, Place("telegram", "42"), "7")
        said = await store.run(messages.branch, 2, 9)
        wrong = await store.run(lambda sql: sql.exec_driver_sql("PRAGMA foreign_key_check").all())
        keys = await store.run(lambda sql: sql.exec_driver_sql("PRAGMA foreign_keys").scalar())
        await store.run(replies.close, 9)
        gone = await store.run(old_messages.forget, 2.0, 0.0, 9)
        new = await store.run(
            messages.add_message, Place("telegram", "42"), id="8", parent=None, role="user", text="x", author="", at=1.0
        )

    assert known == 1
    assert [turn.text for turn in said] == ["Hi", "Hello."]
    assert (wrong, keys) == ([], 1)
    assert gone
    assert new == 3


def test_a_role_that_was_allowed_keeps_both_its_rights(sql: Connection) -> None:
    """What was decided about people and servers, or against a role, is as it was."""
    before = next(number for number, step in enumerate(MIGRATIONS) if any("'both'" in each for each in step))
    fill_version_1(sql)
    upgrade(sql, MIGRATIONS[:before], REVISIONS[:1])
    said = {
        "discord:role:7": "allowed",
        "discord:role:7@discord:server:9": "allowed",
        "discord:role:8@discord:server:9": "denied",
        "discord:person:5@discord:server:9": "allowed",
        "telegram:chat:-100": "allowed",
    }
    sql.exec_driver_sql("DELETE FROM grants")
    for subject, state in said.items():
        sql.exec_driver_sql("INSERT INTO grants VALUES (?, ?, 'x', 1.0)", (subject, state))

    upgrade(sql)

    found = {str(subject): state for subject, state in sql.exec_driver_sql("SELECT subject, state FROM grants")}
    assert found == said | {"discord:role:7": "both", "discord:role:7@discord:server:9": "both"}


def test_a_step_that_fails_raises(sql: Connection) -> None:
    """A broken step does not count as done."""
    upgrade(sql, migrations=())

    with pytest.raises(OperationalError):
        upgrade(sql, (("ALTER TABLE nothing ADD COLUMN note TEXT",),))

    assert sql.exec_driver_sql("SELECT version FROM parley").all() == [(1,)]


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """The start is refused with one sentence, and the file is not touched."""
    path = tmp_path / "parley.db"
    asyncio.run(Store.open(f"sqlite:///{path}").close())
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE parley SET version = version + 1")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="newer Parley") as caught:
        Store.open(f"sqlite:///{path}")

    assert "\n" not in str(caught.value)
    assert str(1 + len(MIGRATIONS)) in str(caught.value)
    assert path.read_bytes() == before


def test_a_server_keeps_what_it_has_had_of_what_all_may_have(sql: Connection) -> None:
    """Its share is counted by itself from now on, and begins with what was counted before."""
    fill_version_1(sql)
    upgrade(sql, MIGRATIONS[:6], REVISIONS[:1])
    rows = [("bot|all", 9, 900, 0.9), ("telegram:-100|all", 4, 400, 0.5), ("telegram:-100|telegram:5", 3, 300, 0.25)]
    for subject, answers, tokens, dollars in rows:
        for period in ("day", "month"):
            sql.exec_driver_sql(
                "INSERT INTO spending VALUES (?, ?, 1799971200, ?, ?, ?)", (subject, period, answers, tokens, dollars)
            )
    upgrade(sql)

    kept = sql.exec_driver_sql("SELECT subject, answers, tokens, dollars FROM spending WHERE period = 'day'").all()
    assert sorted(map(tuple, kept)) == sorted([*rows, ("telegram:-100|shared", 4, 400, 0.5)])
