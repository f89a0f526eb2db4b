"""When tables have changed of which something is held in memory, so that whoever holds it knows whether it is true.

Every statement of SQLAlchemy's is looked at, so no writer can forget to tell. Those that are compiled once go past it:
they may write none of the tables that are held, and of messages they only add, or end an answer.
"""

from collections.abc import Iterable
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, UpdateBase, event

from bots.engine.storage.schema import GRANTS, MESSAGES, SETTINGS

HELD = frozenset({GRANTS, MESSAGES, SETTINGS})
"""The tables of which something is held in memory."""

_KEY = "changed"
_UNTOLD = "untold"


AsOf = tuple[int, ...]
"""The moment as of which something is true: another one after each change."""


class Changes:
    """Counts them. It may be told on any thread."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._newest: dict[str, int] = {}

    def note(self, tables: Iterable[str]) -> None:
        """Note that these tables have changed, here or by another process."""
        for table in tables:
            self._newest[table] = next(self._numbers)

    def of(self, *tables: str) -> AsOf:
        """The moment as of which what is read of these tables now is true."""
        return tuple(self._newest.get(table, 0) for table in tables)


def watch(engine: Engine) -> None:
    """Look from now on at what is changed through the engine."""

    @event.listens_for(engine, "before_execute")
    def note(sql: Connection, statement: object, *_: Any) -> None:  # Any: parameters
        if isinstance(statement, UpdateBase) and statement.table in HELD:
            sql.info.setdefault(_KEY, set()).add(statement.table.name)
            sql.info.setdefault(_UNTOLD, set()).add(statement.table.name)


def taken(sql: Connection) -> frozenset[str]:
    """The tables that were changed over this connection since the last call, or that may have been."""
    if sql.invalidated:  # it is lost, and what it knew
        return frozenset(table.name for table in HELD)
    return frozenset(sql.info.pop(_KEY, ()))


def untold(sql: Connection) -> frozenset[str]:
    """The tables that were changed since the last call, of which other processes have not been told yet."""
    return frozenset(sql.info.pop(_UNTOLD, ()))
