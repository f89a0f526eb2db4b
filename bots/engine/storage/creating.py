"""Makes the tables of a new database, by statements that are compiled once: that takes longer than to run them."""

from collections.abc import Sequence
from operator import attrgetter

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from bots.engine.storage.compiled import run

_WORDS: dict[tuple[str, tuple[Table, ...]], tuple[str, ...]] = {}
"""The words that make something, by the kind of database and by what is made."""


def create(sql: Connection, tables: Sequence[Table]) -> None:
    """Make these tables, none of which is there."""
    asked = sql.dialect.name, tuple(tables)
    if asked not in _WORDS:
        _WORDS[asked] = tuple(_compiled(tables, sql.dialect))
    for statement in _WORDS[asked]:
        run(sql, statement)


def _compiled(tables: Sequence[Table], dialect: Dialect) -> list[str]:
    indexes = (index for table in tables for index in sorted(table.indexes, key=attrgetter("name")))
    statements: tuple[ExecutableDDLElement, ...] = (*map(CreateTable, tables), *map(CreateIndex, indexes))
    return [str(each.compile(dialect=dialect)) for each in statements]
