"""INSERT that meets a row of the same key, as both databases understand it."""

from collections.abc import Mapping
from typing import Any, Self

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate


class _Update(OnConflictDoUpdate):
    """SQLite's, with what PostgreSQL's compiler asks for besides: a constraint that is named, which is none here."""

    inherit_cache = True
    constraint_target = None


class _Nothing(OnConflictDoNothing):
    """SQLite's, with the same."""

    inherit_cache = True
    constraint_target = None


class Upsert(Insert):
    """SQLAlchemy's for SQLite: its PostgreSQL's is loaded with all that PostgreSQL has, which is 2 MiB.

    A conflict is one of the primary key.
    """

    inherit_cache = True  # nothing here changes what a statement says

    def or_update(self, values: Mapping[str, Any], where: ColumnElement[bool] | None = None) -> Self:
        """Change the row that is there, unless `where` is not true of it. Any: values and expressions of SQL."""
        return self.ext(_Update(list(self.table.primary_key), set_=dict(values), where=where))

    def or_leave(self) -> Self:
        """Leave the row that is there as it is."""
        return self.ext(_Nothing())


def upsert(table: Table) -> Upsert:
    """An INSERT into that table."""
    return Upsert(table)
