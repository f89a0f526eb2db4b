"""The database file: one connection, used by one thread."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import VersionError, upgrade

T = TypeVar("T")

# secure_delete overwrites what is deleted. temp_store: no user's words in files beside the database.
PRAGMAS = ("secure_delete = ON", "journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY")

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
        self._patience = patience
        self._engine = _engine(path, patience)
        self._connection: Connection | None = None

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
            except BaseException:
                connection.close()
                raise
            self._connection = connection

    def run(self, job: Callable[[Connection], T], until: float) -> T:
        """The driver waits for other programs by itself."""
        connection = self._opened()
        driver = _driver(connection)
        with store_errors(self.name):
            # Below SQLAlchemy, which takes longer for it than SQLite. IMMEDIATE: what a job reads stays true until it
            # has written, even beside another process.
            driver.execute("BEGIN IMMEDIATE")
            try:
                result = job(connection)
                driver.execute("COMMIT")
            except BaseException:
                if driver.in_transaction:
                    driver.execute("ROLLBACK")
                raise
            finally:
                if (known := connection.get_transaction()) is not None:
                    known.close()  # SQLAlchemy's own idea of one; by now it is over
            return result

    def erase(self) -> bool:
        """Write the WAL into the file and empty it, so that no deleted text is left in it."""
        # Below SQLAlchemy, because it cannot run inside a transaction.
        driver = _driver(self._opened())
        with store_errors(self.name):
            driver.execute("PRAGMA busy_timeout = 0").close()  # a reader may take minutes, and all jobs would wait
            try:
                ((busy, _, _),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                driver.execute(f"PRAGMA busy_timeout = {int(self._patience * 1000)}").close()
        return not busy

    def close(self) -> None:
        """Close the file."""
        with store_errors(self.name):
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


def _engine(path: str, patience: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=path or None),
        poolclass=StaticPool,
        hide_parameters=True,  # they are users' words
        connect_args={"isolation_level": None, "timeout": patience},  # None: the driver begins nothing by itself
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:  # Any: what a driver returns has no type in SQLAlchemy
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

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
