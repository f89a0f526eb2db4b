"""A database of a PostgreSQL server: one connection, and transactions that count as if each ran alone."""

import logging
import random
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic, sleep
from typing import Any, TypeVar

from psycopg import Connection as Session
from psycopg.types.string import StrDumper
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from bots.engine.storage import job_tables
from bots.engine.storage.backend import Beside
from bots.engine.storage.changed import tell_tables
from bots.engine.storage.changes import watch
from bots.engine.storage.postgresql_errors import CURES, LOCKED, POOLER, explained, retry, state, unknown
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import METADATA, VersionError, upgrade
from bots.engine.storage.urls import connecting, name_of
from bots.text.units import whole

T = TypeVar("T")

# It warns of each statement that was on its way when an earlier one failed; what failed is told or tried again here.
logging.getLogger("psycopg").setLevel(logging.ERROR)

OLDEST = 15
"""The oldest major version of the server that the tests run on."""

ANEW = 0.005
"""Seconds before a transaction is tried again, the first time; twice as long each further time, but at most..."""
ANEW_MOST = 0.5
"""... so long. Each is cut by up to a half at random, so that two that met do not meet again."""

STILL = 2.0
"""Seconds for which a session may do nothing in a transaction: others must not wait for a process that was stopped.

No chat can be taken over while a job for it is under way.
"""

MET = ("23503", "23505")
"""What a transaction is told that sees others' rows come and go: a row that it names is gone, or is there already."""

SHORT = "100ms"
"""How long a VACUUM waits for another program that holds a table."""

OTHERS_END = 0.5
"""Seconds in which transactions may end that still see what was deleted: jobs of the bot do, and a backup does not."""

HEARD_WITHIN = 2.0
"""Seconds within which a session that is ours alone hears what is told to it."""

_UPGRADING = 0x_7061_726C_657A
"""The number of the lock under which the tables are brought to the current version."""

_SETTINGS = (
    "SELECT set_config('lock_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false), "
    "set_config('jit', 'off', false)"
)
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_NOW = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::xid::text")
_READERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND greatest(age(backend_xmin), age(backend_xid)) > age(CAST(CAST(:now AS text) AS xid))"
)

# An index of some rows is one of the same rows here.
for _index in (index for table in METADATA.sorted_tables for index in table.indexes):
    _index.dialect_kwargs["postgresql_where"] = _index.dialect_kwargs.get("sqlite_where")


class _Words(StrDumper):
    """PostgreSQL keeps neither NUL nor half a surrogate pair: U+FFFD takes the place of each, in keys too."""

    def dump(self, obj: str) -> Any:  # Any: a buffer of psycopg's
        return super().dump(whole(obj))


class PostgreSQL:
    """One database of a server. Jobs are tried again where they met another one, or the server has started anew."""

    def __init__(self, url: URL, patience: float) -> None:
        """`patience`: seconds for which a job waits for another program, or for the server."""
        self.name = name_of(url)
        self._patience = patience
        self._engine = _engine(url, patience)
        self._beside = _engine(url, patience, poolclass=NullPool)

    def open(self) -> None:
        """Look whether the server can be used, and bring the tables to the current version."""
        until = monotonic() + self._patience
        if not self._again(self._is_session, until):
            raise StoreError(f"{self.name} {POOLER}.")
        self._again(self._upgraded, until)
        self._again(self._jobs_upgraded, until)

    def run(
        self, job: Callable[[Connection], T], until: float, beside: Beside = "as if alone", *, lasting: bool = True
    ) -> T:
        """One transaction; another one if it could not be, as long as nothing of it can have been kept."""
        if not lasting:
            return self._again(lambda: self._once(partial(_reaches_the_disk_later, job)), until)
        if beside == "as if alone":
            return self._again(lambda: self._once(job), until)
        return self._again(lambda: self._once(job, "READ COMMITTED"), until, MET)

    def at_one_moment(self, job: Callable[[Connection], T]) -> T:
        """The result of a job that only reads, and sees what there was when it began."""
        with self._engine.connect() as connection:
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return self._again(lambda: job(takes_its_time(connection)), 0.0)

    def erase(self) -> bool:
        """Give back the room of what jobs have deleted: VACUUM, unless another program may still see it.

        What the server has written to its log, to archives and to standbys is its operator's.
        """
        return self._again(self._vacuumed, monotonic() + self._patience)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
        self._beside.dispose()

    def _again(self, work: Callable[[], T], until: float, met: Collection[str] = ()) -> T:
        """`met`: the states that say, beside the usual ones, that a transaction met another one."""
        pause, began = ANEW, monotonic()
        while True:
            try:
                return work()
            except DBAPIError as error:
                again = "always" if state(error) in met else retry(error)
                # One that met another has its patience for itself, however long it waited for its turn.
                end = began + self._patience if again == "always" else until
                if again == "never" or monotonic() + pause > end:
                    # Not "from error": what the server says may quote what people said.
                    raise explained(self.name, error) from None
            except SQLAlchemyError as error:
                words = f"{self.name} could not be used ({type(error).__name__}); this is a fault of Parley."
                raise StoreError(words, passes=False) from None
            sleep(pause * random.uniform(0.5, 1.0))
            pause = min(2 * pause, ANEW_MOST)

    def _once(self, job: Callable[[Connection], T], isolation: IsolationLevel = "SERIALIZABLE") -> T:
        with self._engine.connect() as connection:
            if isolation != "SERIALIZABLE":
                connection = connection.execution_options(isolation_level=isolation)
            transaction = connection.begin()
            result = job(connection)
            tell_tables(connection)
            try:
                transaction.commit()
            except DBAPIError as error:
                if retry(error) == "before the commit":
                    raise unknown(self.name) from None
                raise
            return result

    def _is_session(self) -> bool:
        """Whether a connection leads to the same session in each transaction: then it hears what it listens to."""
        with self._apart() as one, self._apart() as other:
            one.exec_driver_sql("LISTEN parley_session")
            other.exec_driver_sql("NOTIFY parley_session")
            heard = list(_session(one).notifies(timeout=HEARD_WITHIN, stop_after=1))
            one.exec_driver_sql("UNLISTEN parley_session")
        return bool(heard)

    def _vacuumed(self) -> bool:
        with self._apart(self._beside) as connection:  # jobs have theirs meanwhile
            if not self._others_have_ended(connection):
                return False  # they may still read what was deleted, so it would stay
            tables = ", ".join(table.name for table in METADATA.sorted_tables)
            connection.exec_driver_sql(f"SET lock_timeout = '{SHORT}'")
            try:
                connection.exec_driver_sql(f"VACUUM {tables}")
            except DBAPIError as error:
                if state(error) != LOCKED:
                    raise
                return False
        return True

    def _others_have_ended(self, connection: Connection) -> bool:
        """Wait a moment until no transaction is left that sees the database as it was before now."""
        now, end = connection.scalar(_NOW), monotonic() + OTHERS_END
        while connection.scalar(_READERS, {"now": now}):
            if monotonic() > end:
                return False
            sleep(ANEW)
        return True

    @contextmanager
    def _apart(self, engine: Engine | None = None) -> Iterator[Connection]:
        """A connection whose statements are no part of a transaction."""
        with (engine or self._engine).connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def _upgraded(self) -> None:
        with self._engine.connect() as connection:
            # What another program has made while this one waits for the lock is seen at this level only.
            connection = connection.execution_options(isolation_level="READ COMMITTED")
            with connection.begin():
                connection.execute(_LOCK, {"key": _UPGRADING})
                try:
                    upgrade(connection)
                except VersionError as error:
                    raise StoreError(f"{self.name} {error}.") from None

    def _jobs_upgraded(self) -> None:
        with self._apart() as connection:
            try:
                job_tables.upgrade(connection)
            except VersionError as error:
                raise StoreError(f"{self.name} {error}.") from None


def takes_its_time(connection: Connection) -> Connection:
    """Let the transaction that has begun, or begins now, wait for a file: nobody waits for it."""
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    return connection


def _reaches_the_disk_later(job: Callable[[Connection], T], sql: Connection) -> T:
    """The result of a job whose transaction the server may write to the disk a moment after its end."""
    sql.exec_driver_sql("SET LOCAL synchronous_commit = off")
    return job(sql)


def _engine(url: URL, patience: float, **pool: Any) -> Engine:  # Any: what SQLAlchemy makes of it
    """Connections to the database; without `pool`, one is kept, and one more may look at it from another session."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        execution_options={"preserve_rowcount": True},  # psycopg forgets it at once, and SQLAlchemy asks later
        isolation_level="SERIALIZABLE",  # what a job reads stays true until it has written, or it is tried again
        # Side by side, jobs of one process would only meet: all answers are counted in one row of what the bot spends.
        **(pool or {"pool_size": 1, "max_overflow": 1}),
        use_native_hstore=False,  # or each first connection asks for a type that nobody has
        hide_parameters=True,  # they are users' words
        connect_args=dict(connecting(url, patience)),
    )

    def prepare(session: "Session[Any]", _: object) -> None:  # Any: rows, of which nobody asks here
        if problem := _unfit(session):
            session.close()
            raise StoreError(f"{name_of(url)} {problem}.")
        session.adapters.register_dumper(str, _Words)
        session.autocommit = True
        session.execute(_SETTINGS, (f"{round(patience * 1000)}ms", f"{round(STILL * 1000)}ms"))
        session.autocommit = False

    watch(engine)
    event.listen(engine, "connect", prepare, insert=True)  # before SQLAlchemy asks something itself
    return engine


def _unfit(session: "Session[Any]") -> str:
    """Why Parley cannot use that server or database; empty if it can."""
    if session.info.server_version < OLDEST * 10_000:
        return f"is of PostgreSQL {session.info.server_version // 10_000}; Parley needs {OLDEST} or newer"
    encoding = session.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return (
            f"keeps text as {encoding}, which has not every character; make it anew: "
            "createdb --encoding UTF8 --template template0"
        )
    if session.info.parameter_status("in_hot_standby") == "on":
        return CURES["25006"]
    return ""


def _session(connection: Connection) -> Any:
    return connection.connection.driver_connection
