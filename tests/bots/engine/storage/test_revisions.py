"""One place for a change of the tables: what the code says they are, both databases have, on whatever way they came."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Float, create_engine, inspect
from sqlalchemy.pool import StaticPool

from bots.engine.storage.column_types import Integer, Text
from bots.engine.storage.revising import configured, revise
from bots.engine.storage.schema import METADATA, MIGRATIONS, REVISIONS, STAMP, VersionError, upgrade
from tests.bots.engine.storage.test_migrations import fill_version_1
from tests.postgresql import Server


@pytest.fixture(params=["new file", "old file", "new database"])
def sql(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to a database before its first upgrade."""
    if request.param == "new database":
        server: Server = request.getfixturevalue("postgresql")
        url = server.make("upgraded").replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url)
    else:
        engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        if request.param == "old file":
            fill_version_1(connection)
        yield connection
    engine.dispose()


def differences(sql: Connection) -> list[Any]:
    """What a database has otherwise than the code says."""
    context = MigrationContext.configure(sql, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))


def indices_of_inbox(sql: Connection) -> list[tuple[Any, ...]]:  # Any: names, columns and conditions
    """With the rows that each holds, at which `differences` does not look."""
    found = inspect(sql).get_indexes("inbox")
    kinds = [{key: str(said) for key, said in each.get("dialect_options", {}).items()} for each in found]
    return [(each["name"], each["column_names"], kind) for each, kind in zip(found, kinds, strict=True)]


def stamped(sql: Connection) -> list[str]:
    return [row.version_num for row in sql.execute(STAMP.select())]


def test_each_way_leads_to_the_tables_of_the_code(sql: Connection) -> None:
    """Tables, columns with their types, and indices; and it is stamped with the newest revision."""
    upgrade(sql)

    assert differences(sql) == []
    assert stamped(sql) == [REVISIONS[-1]]


def test_a_difference_would_be_found(sql: Connection) -> None:
    """The test above can fail."""
    upgrade(sql)
    sql.exec_driver_sql("ALTER TABLE owners ADD COLUMN colour TEXT")
    sql.exec_driver_sql("DROP INDEX messages_by_time")

    assert sorted(each[0] for each in differences(sql)) == ["add_index", "remove_column"]


def further_revision(sql: Connection) -> None:
    """What a file in `revisions/versions` says, with the same operations."""
    op = Operations(MigrationContext.configure(sql, opts={"render_as_batch": True}))
    with op.batch_alter_table("owners") as table:
        table.add_column(Column("colour", Text, nullable=False, server_default="blue"))
        table.alter_column("at", new_column_name="since")
    op.create_table("paints", Column("number", Integer, primary_key=True), Column("price", Float, nullable=False))
    sql.execute(STAMP.update().values(version_num="0999"))


def test_a_revision_runs_once_on_each(sql: Connection) -> None:
    """It is written once, an older file climbs before it, and rows stay."""
    upgrade(sql)
    sql.exec_driver_sql("DELETE FROM owners")
    sql.exec_driver_sql("INSERT INTO owners (platform, id, at) VALUES ('discord', '5', 1.5)")
    for _ in range(2):
        upgrade(sql, revisions=(*REVISIONS, "0999"), revise=further_revision)

    assert [tuple(row) for row in sql.exec_driver_sql("SELECT id, since, colour FROM owners")] == [("5", 1.5, "blue")]
    assert stamped(sql) == ["0999"]


def test_alembic_itself_runs_what_is_missing(sql: Connection) -> None:
    """The files that are there, on the connection that it is given."""
    upgrade(sql)
    indices = indices_of_inbox(sql)
    sql.execute(STAMP.update().values(version_num=REVISIONS[0]))
    for index in ("inbox_open", "inbox_ended", "inbox_pressed", "usage_of_chat", "spending_by_time", "names_of"):
        sql.exec_driver_sql(f"DROP INDEX {index}")
    for table in ("inbox", "replies"):
        for column in {"inbox": ("held", "batch"), "replies": ("ending",)}[table]:
            sql.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    revise(sql)

    assert stamped(sql) == [REVISIONS[-1]]
    assert differences(sql) == []
    assert sorted(indices_of_inbox(sql)) == sorted(indices)


def test_a_newer_revision_is_left_alone(sql: Connection) -> None:
    """With both revisions in the sentence."""
    upgrade(sql)
    sql.execute(STAMP.update().values(version_num="1000"))

    with pytest.raises(VersionError, match=r"newer Parley \(its revision is 1000, this program knows"):
        upgrade(sql)


def test_the_revisions_that_are_named_are_there() -> None:
    """In a line, none beside another."""
    script = ScriptDirectory.from_config(configured())

    assert [each.revision for each in script.walk_revisions()][::-1] == list(REVISIONS)
    assert all(not each.is_branch_point for each in script.walk_revisions())


def test_nothing_is_added_to_the_ladder_from_before() -> None:
    """A server never climbs it: what changes the tables now is a revision, and runs on both kinds of database."""
    assert len(MIGRATIONS) == 14
