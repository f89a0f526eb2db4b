"""Statements that every question runs: compiled once for each kind of database, and run below SQLAlchemy.

SQLAlchemy costs several times what SQLite does for such a statement, even where it has compiled it before. It still
writes the words, so that both databases understand them, and keeps the connection.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Executable, Table, bindparam
from sqlalchemy.exc import DBAPIError

from bots.engine.storage.upserts import Upsert, upsert

Values = Mapping[str, Any]
"""The values of a statement's parameters, by name. Any: what a driver takes and gives has no type."""

Row = tuple[Any, ...]

_NONE: Values = {}


def inserting(table: Table, *names: str) -> Upsert:
    """An INSERT of these columns; the others get what the table says."""
    return upsert(table).values({name: bindparam(name) for name in names})


class Compiled:
    """One statement. What goes wrong is raised as the database's backend expects it of SQLAlchemy.

    A parameter that is expanded (`IN`) takes a list.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._words: dict[str, _Words] = {}

    def rows(self, sql: Connection, values: Values = _NONE) -> list[Row]:
        """The rows that the statement finds."""
        found: list[Row] = self._done(sql, values).fetchall()
        return found

    def row(self, sql: Connection, values: Values = _NONE) -> Row | None:
        """The only row; None if there is none."""
        cursor = self._done(sql, values)
        found: Row | None = cursor.fetchone()
        cursor.close()  # a statement that is not at its end keeps an SQLite transaction open
        return found

    def value(self, sql: Connection, values: Values = _NONE) -> Any:
        """The first column of the only row; None if there is none."""
        found = self.row(sql, values)
        return None if found is None else found[0]

    def run(self, sql: Connection, values: Values = _NONE) -> int:
        """Run it; returns how many rows it has changed."""
        changed: int = self._done(sql, values).rowcount
        return changed

    def each(self, sql: Connection, values: Sequence[Values]) -> None:
        """Run it once for each of these."""
        words = self._of(sql)
        with _errors(sql):
            driver: Any = sql.connection.cursor()
            driver.executemany(words.text, [words.parameters(each) for each in values])

    def _of(self, sql: Connection) -> "_Words":
        words = self._words.get(sql.dialect.name)
        if words is None:
            words = self._words[sql.dialect.name] = _words(self._statement, sql)
        return words

    def _done(self, sql: Connection, values: Values) -> Any:
        words = self._of(sql)
        if words.lists:
            words, values = words.expanded(values)
        cursor = sql.connection.cursor()
        try:
            cursor.execute(words.text, words.parameters(values))
        except sql.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy_does(sql, error) from error
        return cursor


class _Words:
    """What one kind of database is told. `order`: the names of the parameters where it knows them by their place.

    `fixed`: the values that stand in the statement. `lists`: the parameters that take a list; `expand`: the words for
    lists of some lengths.
    """

    def __init__(
        self,
        text: str,
        order: Sequence[str] | None,
        fixed: Values,
        lists: tuple[str, ...] = (),
        expand: "Callable[[Values], _Words] | None" = None,
    ) -> None:
        self.text = text
        self.lists = lists
        self._ordered = None if order is None else _getter(order)
        self._fixed = fixed
        self._expand = expand
        self._by_lengths: dict[tuple[int, ...], _Words] = {}

    def parameters(self, values: Values) -> Sequence[Any] | Values:
        """What the driver takes."""
        if self._fixed:
            values = {**self._fixed, **values}
        return values if self._ordered is None else self._ordered(values)

    def expanded(self, values: Values) -> "tuple[_Words, Values]":
        """The words for lists of these lengths, and their elements one by one."""
        assert self._expand is not None, "it takes lists"
        lengths = tuple(len(values[name]) for name in self.lists)
        words = self._by_lengths.get(lengths)
        if words is None:
            words = self._by_lengths[lengths] = self._expand(values)
        flat = dict(values)
        for name in self.lists:
            flat |= {f"{name}_{number}": each for number, each in enumerate(flat.pop(name), 1)}
        return words, flat


def _getter(order: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    """What puts values into that order: in C, as it is done for each statement."""
    if len(order) > 1:
        return itemgetter(*order)
    return lambda values: [values[name] for name in order]


def _words(statement: Executable, sql: Connection) -> _Words:
    compiled = statement.compile(dialect=sql.dialect)  # type: ignore[attr-defined]
    lists = tuple(name for name, each in compiled.binds.items() if name in compiled.params and each.expanding)
    fixed = {name: value for name, value in compiled.params.items() if not compiled.binds[name].required}

    def expand(values: Values) -> _Words:
        state = compiled.construct_expanded_state({**compiled.params, **values})
        order = state.positiontup if compiled.positional else None
        return _Words(state.statement, order, fixed)

    order = compiled.positiontup if compiled.positional else None
    return _Words(str(compiled), order, fixed, lists, expand)


def run(sql: Connection, statement: str) -> None:
    """Run words of SQL as they are."""
    with _errors(sql):
        sql.connection.cursor().execute(statement)


@contextmanager
def _errors(sql: Connection) -> Iterator[None]:
    try:
        yield
    except sql.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy_does(sql, error) from error


def _as_sqlalchemy_does(sql: Connection, error: Exception) -> Exception:
    """The error as SQLAlchemy raises it; a connection that is lost is not used again."""
    driver = sql.connection.dbapi_connection
    lost = sql.dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]
    if lost:
        sql.invalidate(error)
    base: Any = sql.dialect.loaded_dbapi.Error
    return DBAPIError.instance(None, None, error, base, hide_parameters=True, connection_invalidated=lost)
