"""The tables of the library that hands chats out are brought to its version, whichever made them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Connection, create_engine

from bots.engine.storage import job_tables
from bots.engine.storage.records import StoreError
from tests.bots.engine.stores import opened
from tests.postgresql import Server

pytestmark = pytest.mark.real_time

OLDER = "03.01.00_50_post_add_heartbeat"
"""As version 3.1 of the library left them."""

LOOKS = (
    "SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns "
    "WHERE table_name LIKE 'procrastinate%' ORDER BY 1, 2",
    "SELECT proname, pg_get_function_identity_arguments(oid), prosrc FROM pg_proc WHERE proname LIKE 'procrastinate%' "
    "ORDER BY 1, 2",
    "SELECT tablename, indexdef FROM pg_indexes WHERE tablename LIKE 'procrastinate%' ORDER BY 1, 2",
    "SELECT tgname, tgtype FROM pg_trigger WHERE tgname LIKE 'procrastinate%' ORDER BY 1, 2",
)


DROPS = (
    "SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc WHERE proname LIKE 'procrastinate%'",
    "SELECT format('DROP TABLE %I CASCADE', tablename) FROM pg_tables WHERE tablename LIKE 'procrastinate%'",
    "SELECT format('DROP TYPE %I CASCADE', typname) FROM pg_type WHERE typname LIKE 'procrastinate%' AND typtype IN "
    "('e', 'c') AND typrelid NOT IN (SELECT oid FROM pg_class WHERE relkind = 'r')",
)


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.make("jobs")


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as sql:
            yield sql
    finally:
        engine.dispose()


def looks(url: str) -> list[object]:
    with psycopg.connect(url) as sql:
        return [[tuple(map(str, row)) for row in sql.execute(look).fetchall()] for look in LOOKS]


async def made_by(url: str, last: str, comment: str | None) -> None:
    """A database of ours in which the library's tables were made by its own migrations up to that one."""
    async with opened(url):
        pass
    with psycopg.connect(url, autocommit=True) as sql:
        for drop in [row[0] for each in DROPS for row in sql.execute(each).fetchall()]:
            sql.execute(drop)
        for name, statements in job_tables.installed().items():
            if name <= last:
                sql.execute(statements)
        if comment is not None:
            sql.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{comment}'")


async def test_older_tables_are_brought_to_the_version_of_the_library(url: str, postgresql: Server) -> None:
    """They are as if they had been made new; the next start changes nothing."""
    await made_by(url, OLDER, OLDER)
    before = looks(url)
    async with opened(url):
        pass
    after = looks(url)
    async with opened(url):
        pass
    again = looks(url)
    async with opened(new := postgresql.make("new_jobs")):
        pass

    assert before != after
    assert after == again == looks(new)


async def test_tables_on_which_nothing_is_noted_are_those_of_the_first_version(url: str) -> None:
    """What came after that runs on them; nothing else does."""
    later = {**job_tables.installed(), "99.00.00_01_pre_more": "ALTER TABLE procrastinate_workers ADD COLUMN more int"}
    await made_by(url, job_tables.BEFORE, None)
    with connected(url) as sql:
        job_tables.upgrade(sql, later)
        job_tables.upgrade(sql, later)
        columns = sql.exec_driver_sql("SELECT * FROM procrastinate_workers").keys()

    assert list(columns) == ["id", "last_heartbeat", "more"]


async def test_tables_of_a_newer_library_are_refused(url: str) -> None:
    """In one sentence, and they stay as they are."""
    await made_by(url, job_tables.BEFORE, "99.00.00_01_pre_more")
    before = looks(url)

    with pytest.raises(StoreError, match="a newer version of the library procrastinate"):
        async with opened(url):
            pass
    assert looks(url) == before
