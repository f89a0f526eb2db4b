"""INSERT that meets a row of the same key, as both databases understand it."""

from collections.abc import Mapping
from typing import Any, Self

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects.postgresql import Insert


class Upsert(Insert):
    """SQLAlchemy's for PostgreSQL, which SQLite's compiler writes as well; a conflict is one of the primary key."""

    inherit_cache = True  # nothing here changes what a statement says

    def or_update(self, values: Mapping[str, Any], where: ColumnElement[bool] | None = None) -> Self:
        """Change the row that is there, unless `where` is not true of it. Any: values and expressions of SQL."""
        return self.on_conflict_do_update(index_elements=list(self.table.primary_key), set_=values, where=where)

    def or_leave(self) -> Self:
        """Leave the row that is there as it is."""
        return self.on_conflict_do_nothing()


def upsert(table: Table) -> Upsert:
    """An INSERT into that table."""
    return Upsert(table)
