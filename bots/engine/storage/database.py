"""The database file, and the only thread that touches it."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import VersionError, upgrade

P = ParamSpec("P")
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


class Database:
    """One SQLite connection on a thread of its own; every job is one transaction."""

    def __init__(
        self, name: str, thread: ThreadPoolExecutor, engine: Engine, connection: Connection, patience: float
    ) -> None:
        self._name = name
        self._patience = patience
        self._thread = thread
        self._engine = engine
        self._connection = connection
        self._closed = False

    @classmethod
    def open(cls, url: str, patience: float, thread: ThreadPoolExecutor | None = None) -> Self:
        """Create or open the file and bring it to the current version. Blocks.

        `patience`: seconds that each job waits for another program that holds the file. `thread`: the executor of the
        jobs; without one, a new thread is made.

        Raises:
            StoreError: the URL, the file or its version cannot be used.
        """
        path = path_of(url)
        name = f"The database {path}" if path else "The database in memory"
        if path:
            _create(name, path)
        thread = thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        engine = _engine(path, patience)
        try:
            connection = thread.submit(_connect, name, engine).result()
        except BaseException:
            thread.submit(engine.dispose).result()
            thread.shutdown()
            raise
        return cls(name, thread, engine, connection, patience)

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the job, once its transaction is on the disk.

        A cancelled caller stops waiting; its job is still done, whole.

        Raises:
            StoreError: the database failed; nothing of the job was kept.
        """
        return await self._on_thread(lambda: _transaction(self._name, self._connection, job, *args, **kwargs))

    async def erase_log(self) -> bool:
        """Write the WAL into the file and empty it, so that no deleted text is left in it.

        Returns False, without a wait, if another program reads or writes the file just now.
        """
        return await self._on_thread(lambda: _erase_log(self._name, self._connection, self._patience))

    async def close(self) -> None:
        """Finish all jobs, then close the file. Idempotent."""
        if self._closed:
            return
        self._closed = True
        await _await(self._thread, self._close)

    def _close(self) -> None:
        try:
            with store_errors(self._name):
                self._connection.close()
                self._engine.dispose()
        finally:
            self._thread.shutdown(wait=False)  # the thread cannot wait for itself

    async def _on_thread(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise StoreError(f"{self._name} is closed already.")
        return await _await(self._thread, work)


async def _await(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    # The shield: a cancelled caller must not cancel a job that still waits for the thread.
    return await asyncio.shield(asyncio.wrap_future(thread.submit(work)))


def path_of(url: str) -> str:
    """The path of the file; empty for a database in memory.

    Raises:
        StoreError: the URL cannot be used. The sentence does not quote it, because it may hold a password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("storage.url is no database URL; write sqlite:///parley.db for example.") from None
    if parsed.get_backend_name() == "postgresql":
        raise StoreError("PostgreSQL comes in a later version; write sqlite:///parley.db in storage.url for now.")
    if parsed.drivername != "sqlite" or parsed.host or parsed.query:
        raise StoreError("storage.url names a database that Parley cannot use; write sqlite:///parley.db for example.")
    return "" if parsed.database in (None, ":memory:") else str(parsed.database)


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
        # IMMEDIATE: what a job reads stays true until it has written, even beside another process.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _connect(name: str, engine: Engine) -> Connection:
    with store_errors(name):
        connection = engine.connect()
        try:
            with connection.begin():
                upgrade(connection)
            _driver(connection).execute("PRAGMA foreign_keys = ON").close()  # not before: an upgrade may replace tables
        except BaseException:
            connection.close()
            raise
        return connection


def _transaction(
    name: str, connection: Connection, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    with store_errors(name), connection.begin():
        return job(connection, *args, **kwargs)


def _erase_log(name: str, connection: Connection, patience: float) -> bool:
    # Below SQLAlchemy, because it cannot run inside a transaction.
    driver = _driver(connection)
    with store_errors(name):
        driver.execute("PRAGMA busy_timeout = 0").close()  # a reader may take minutes, and all jobs would wait
        try:
            ((busy, _, _),) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            driver.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}").close()
    return not busy


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
    except SQLAlchemyError as error:
        raise StoreError(f"{name} could not be used ({type(error).__name__}); this is a fault of Parley.") from error


def _explained(name: str, error: BaseException | None) -> StoreError:
    code = getattr(error, "sqlite_errorname", "")  # absent if SQLite was not reached
    # An extended code, SQLITE_IOERR_WRITE for example, has the cure of its family.
    for family, cure in CURES.items():
        if code == family or code.startswith(f"{family}_"):
            return StoreError(f"{name} {cure}.")
    return StoreError(f"{name} refused a change ({code or type(error).__name__}); this is a fault of Parley.")
