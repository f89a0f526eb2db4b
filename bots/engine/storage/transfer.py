"""All rows of one database into another one, whatever kinds the two are: SQL as values, and numbers that go on."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, func, insert, literal_column, select, text, update

from bots.engine.storage.schema import METADATA, VERSION

AT_ONCE = 500
"""Rows that are in memory at a time."""

TABLES = tuple(table for table in METADATA.sorted_tables if table is not VERSION)
"""All but what a database says of itself. A table stands behind those that it names rows of."""


def is_empty(sql: Connection) -> bool:
    """Whether no table of ours has a row."""
    return not any(sql.execute(select(literal_column("1")).select_from(table).limit(1)).first() for table in TABLES)


def transfer(source: Connection, target: Connection) -> int:
    """Copy every row, in the order of its key; returns how many. Both have the tables of this version.

    No number is used again in `target` that was in `source`.
    """
    copied = 0
    for table in TABLES:
        rows = source.execution_options(yield_per=AT_ONCE).execute(select(table).order_by(*table.primary_key))
        for some in rows.partitions():
            target.execute(insert(table), [_fitting(table, row) for row in some])
            copied += len(some)
        if numbered(table):
            _go_on(target, table, _last_number(source, table))
    return copied


def mend(sql: Connection) -> None:
    """Take out what names a row that is not there: old versions of Parley left such, and PostgreSQL has none."""
    for table in TABLES:
        for key in table.foreign_keys:
            other = key.column.table.alias("other")
            gone = key.parent.is_not(None) & key.parent.not_in(select(other.c[key.column.name]))
            if key.parent.nullable:
                sql.execute(update(table).where(gone).values({key.parent.name: None}))
            else:
                sql.execute(delete(table).where(gone))


def numbered(table: Table) -> bool:
    """Whether a number of the table is never used again."""
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def _fitting(table: Table, row: Iterable[Any]) -> dict[str, Any]:
    return {column.name: _value(column, value) for column, value in zip(table.c, row, strict=True)}


def _value(column: "Column[Any]", value: Any) -> Any:
    """The value as the column says that it is: SQLite keeps anything anywhere, and PostgreSQL does not."""
    kind = column.type.python_type
    if isinstance(value, kind) or (value is None and column.nullable):
        return value
    try:
        return value.decode(errors="replace") if isinstance(value, bytes) and kind is str else kind(value)
    except (TypeError, ValueError):
        return kind()


def _last_number(sql: Connection, table: Table) -> int:
    (key,) = table.primary_key
    if sql.dialect.name == "postgresql":
        last = sql.scalar(
            text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:table, :key))"), _named(table, key)
        )
    else:
        last = sql.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
    return max(last or 0, sql.scalar(select(func.max(key))) or 0)


def _go_on(sql: Connection, table: Table, last: int) -> None:
    (key,) = table.primary_key
    if not last:
        return
    if sql.dialect.name == "postgresql":
        statement = "SELECT setval(pg_get_serial_sequence(:table, :key), :last)"
        sql.execute(text(statement), _named(table, key) | {"last": last})
        return
    known = {"table": table.name, "last": last}
    if not sql.execute(text("UPDATE sqlite_sequence SET seq = :last WHERE name = :table"), known).rowcount:
        sql.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), known)


def _named(table: Table, key: "Column[Any]") -> dict[str, Any]:
    return {"table": table.name, "key": key.name}
