"""The database file: one connection, used by one thread at a time, and a second one for its log."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bots.engine.storage.backend import Beside, Undone
from bots.engine.storage.changes import watch
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import VersionError, upgrade

T = TypeVar("T")

# secure_delete overwrites what is deleted. temp_store: no user's words in files beside the database. cache_size: in
# KiB; what is not in it comes from the system's own memory for files.
PRAGMAS = (
    "secure_delete = ON",
    "journal_mode = WAL",
    "synchronous = FULL",
    "temp_store = MEMORY",
    "cache_size = -1024",
)

CHECKPOINT_AFTER = 2_000
"""Rows that were written since the last checkpoint, after which it is time for one."""

LONGEST_LOG = 4_000
"""Pages of the log with which the end of a transaction writes it into the file, if no checkpoint was quick enough.

All jobs wait for that, as long as the disk takes: for SQLite's own 1,000 pages that was up to 0.2 s.
"""

ANEW = 0.01
"""Seconds after which it is tried again to write beside another program that does."""

CURES = {
    "SQLITE_NOTADB": "is no SQLite database; name another file in storage.url, or restore a backup (parley "
    "restore FILE)",
    "SQLITE_CORRUPT": "is damaged; restore a backup (parley restore FILE), or move it away and Parley starts with an "
    "empty one",
    "SQLITE_READONLY": "cannot be written; give Parley's user the right to write it and its directory",
    "SQLITE_PERM": "cannot be written; give Parley's user the right to write it and its directory",
    "SQLITE_CANTOPEN": "cannot be opened; check that its directory exists and that Parley's user may write there",
    "SQLITE_BUSY": "is locked by another program; stop that one, a second Parley for example",
    "SQLITE_FULL": "cannot grow because the disk is full; free some space",
    "SQLITE_IOERR": "cannot be read or written; check the disk",
}


class SQLite:
    """A file, or a database in memory; every job is one transaction."""

    def __init__(self, path: str, patience: float) -> None:
        """`path`: empty for a database in memory. `patience`: seconds that a job waits for another program."""
        self.name = f"The database {path}" if path else "The database in memory"
        self._path = path
        self._engine = _engine(path, patience)
        self._connection: Connection | None = None
        self._beside: sqlite3.Connection | None = None
        self._lasting = True
        self._written = 0  # rows until the last checkpoint

    def open(self) -> None:
        """Create or open the file and bring it to the current version."""
        if self._path:
            _create(self.name, self._path)
        with store_errors(self.name):
            connection = self._engine.connect()
            try:
                with connection.begin():
                    upgrade(connection)
                # Not before: an upgrade may replace tables.
                _driver(connection).execute("PRAGMA foreign_keys = ON").close()
                _driver(connection).execute("PRAGMA busy_timeout = 0").close()  # from now on, waiting is done here
                _driver(connection).execute(f"PRAGMA wal_autocheckpoint = {LONGEST_LOG}").close()
                # What an upgrade has written; else the first job, and all behind it, would wait for that.
                _driver(connection).execute("PRAGMA wal_checkpoint(PASSIVE)").close()
            except BaseException:
                connection.close()
                raise
            self._connection = connection

    def run(
        self, job: Callable[[Connection], T], until: float, beside: Beside = "as if alone", *, lasting: bool = True
    ) -> T:
        """One transaction. Another program that writes has let go of the file by then, or it fails.

        All that waits fails together: one patience for each, one after the other, would be minutes.
        """
        connection = self._opened()
        with store_errors(self.name), self._over_at_its_end(connection):
            self._begin_within(until, lasting=lasting)
            result = job(connection)
            _driver(connection).execute("COMMIT")
            return result

    def begin(self, *, lasting: bool) -> bool:
        """False too if the file cannot be used: whoever tries it in another way hears why."""
        try:
            self._begin(lasting=lasting)
        except sqlite3.Error:
            return False
        return True

    def part(self, job: Callable[[Connection], T]) -> T:
        """A part of a transaction, in a savepoint of its own."""
        connection = self._opened()
        driver = _driver(connection)
        with store_errors(self.name):
            driver.execute("SAVEPOINT part")
            try:
                result = job(connection)
            except BaseException as error:
                if not driver.in_transaction:  # SQLite has undone all of it, because the disk is full for example
                    raise Undone from error
                driver.execute("ROLLBACK TO part")
                driver.execute("RELEASE part")
                raise
            driver.execute("RELEASE part")
            return result

    def keep(self) -> None:
        """Wait for the disk, unless that was not asked for."""
        connection = self._opened()
        with store_errors(self.name), self._over_at_its_end(connection):
            _driver(connection).execute("COMMIT")

    @property
    def is_checkpoint_due(self) -> bool:
        """Whether so much was written that it is time for one; never for a database in memory."""
        return bool(self._path) and _driver(self._opened()).total_changes - self._written >= CHECKPOINT_AFTER

    def checkpoint(self) -> None:
        """Write the log into the file, by a connection of its own: jobs go on meanwhile, and write behind it."""
        self._written = _driver(self._opened()).total_changes
        if not self._path:
            return
        with suppress(sqlite3.Error):
            if self._beside is None:
                self._beside = _beside(self._path)
            self._beside.execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    def erase(self) -> bool:
        """Write the WAL into the file and empty it, so that no deleted text is left in it."""
        # It does not wait: a reader may take minutes, and all jobs would wait with it.
        with store_errors(self.name):
            ((busy, _, _),) = _driver(self._opened()).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return not busy

    def _begin_within(self, until: float, *, lasting: bool) -> None:
        while True:
            try:
                self._begin(lasting=lasting)
            except sqlite3.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                    raise
            else:
                return
            sleep(ANEW)

    def _begin(self, *, lasting: bool) -> None:
        """Begin below SQLAlchemy, which takes longer for it than SQLite."""
        driver = _driver(self._opened())
        if lasting != self._lasting:
            # In a WAL, FULL waits for the disk at each end of a transaction; NORMAL leaves it to the system.
            driver.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            self._lasting = lasting
        # IMMEDIATE: what a job reads stays true until it has written, even beside another process.
        driver.execute("BEGIN IMMEDIATE")

    @contextmanager
    def _over_at_its_end(self, connection: Connection) -> Iterator[None]:
        """Whatever happens inside the block, no transaction is left behind it."""
        driver = _driver(connection)
        try:
            yield
        finally:
            if driver.in_transaction:
                driver.execute("ROLLBACK")
            if (known := connection.get_transaction()) is not None:
                known.close()  # SQLAlchemy's own idea of it

    def close(self) -> None:
        """Close the file."""
        with store_errors(self.name):
            if self._beside is not None:
                self._beside.close()
            if self._connection is not None:
                self._connection.close()
            self._engine.dispose()

    def _opened(self) -> Connection:
        assert self._connection is not None, "it is opened first"
        return self._connection


def _create(name: str, path: str) -> None:
    # SQLite would create it readable by all; its -wal and -shm take the mode of the file.
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except FileNotFoundError:
        raise StoreError(f"{name} cannot be made because its directory does not exist; make the directory.") from None
    except PermissionError:
        raise StoreError(f"{name} {CURES['SQLITE_PERM']}.") from None
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise StoreError(f"{name} cannot be opened ({reason}); name a file in storage.url.") from None


def _beside(path: str) -> sqlite3.Connection:
    """A connection for a checkpoint, to a file that is there.

    A new one in place of a file that was moved away would be empty, and SQLite then deletes the log beside it.
    """
    address = f"{Path(path).absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=0.0, isolation_level=None, check_same_thread=False)


def _engine(path: str, patience: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=path or None),
        poolclass=StaticPool,
        hide_parameters=True,  # they are users' words
        # None: the driver begins nothing by itself. The thread: one of two at a time uses it (`storage/database.py`).
        connect_args={"isolation_level": None, "timeout": patience, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:  # Any: what a driver returns has no type in SQLAlchemy
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    watch(engine)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not _driver(connection).in_transaction:  # a job's is begun without SQLAlchemy
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


@contextmanager
def store_errors(name: str) -> Iterator[None]:
    """Translate what SQLite and SQLAlchemy raise."""
    try:
        yield
    except VersionError as error:
        raise StoreError(f"{name} {error}.") from None
    except DBAPIError as error:
        raise _explained(name, error.orig) from error
    except sqlite3.Error as error:
        raise _explained(name, error) from error
    except UnicodeDecodeError:  # what SQLite says quotes bytes of the file that are no text any more
        raise StoreError(f"{name} {CURES['SQLITE_CORRUPT']}.") from None
    except SQLAlchemyError as error:
        words = f"{name} could not be used ({type(error).__name__}); this is a fault of Parley."
        raise StoreError(words, passes=False) from error


def _explained(name: str, error: BaseException | None) -> StoreError:
    code = getattr(error, "sqlite_errorname", "")  # absent if SQLite was not reached
    # An extended code, SQLITE_IOERR_WRITE for example, has the cure of its family.
    for family, cure in CURES.items():
        if code == family or code.startswith(f"{family}_"):
            return StoreError(f"{name} {cure}.")
    words = f"{name} refused a change ({code or type(error).__name__}); this is a fault of Parley."
    return StoreError(words, passes=False)
