"""Copies between a database of a server and a file: a backup is the same file whatever it was made of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection

from bots.engine.storage import accounts
from bots.engine.storage.postgresql import PostgreSQL, takes_its_time
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import MIGRATIONS
from bots.engine.storage.session_lock import SessionLock
from bots.engine.storage.sqlite import SQLite
from bots.engine.storage.transfer import is_empty, mend, transfer
from bots.engine.storage.urls import read


class Server:
    """A database of a server, to make a file of or to fill from one."""

    def __init__(self, url: str, patience: float) -> None:
        self._url = read(url)
        self._patience = patience
        self._lock = SessionLock(self._url)

    def __str__(self) -> str:
        return self._lock.name.removeprefix("The database ")

    def is_in_use(self) -> bool:
        """Whether a bot runs on it."""
        return self._lock.holder() is not None

    def copy_to(self, file: Path) -> None:
        """Make the empty file hold what the database holds at one moment.

        Raises:
            StoreError: one of the two cannot be used.
        """
        with self._opened() as server, _opened_file(file, self._patience) as copy:

            def from_server(source: Connection) -> None:
                copy.run(lambda target: transfer(source, target), self._until())

            server.at_one_moment(from_server)

    def fill_from(self, file: Path) -> int:
        """Fill the database from a file, which is brought to this version for it; returns that. All of it, or nothing.

        Raises:
            StoreError: one of the two cannot be used, a bot runs on the database, or something is in it already.
        """
        with self._alone(), self._opened() as server, _opened_file(file, self._patience) as copy:
            copy.run(mend, self._until())

            def from_file(source: Connection) -> bool:
                def into_server(target: Connection) -> bool:
                    if not is_empty(target):
                        return False
                    transfer(source, takes_its_time(target))
                    accounts.forget(target)  # the bot that starts on it says whose it is
                    return True

                return server.run(into_server, self._until())

            if not copy.run(from_file, self._until()):
                raise StoreError(
                    f"{self._lock.name} has something in it already; make an empty one for it: "
                    "createdb --encoding UTF8 --template template0 NAME, and name that one in storage.url."
                )
        return 1 + len(MIGRATIONS)

    def _until(self) -> float:
        return monotonic() + self._patience

    @contextmanager
    def _opened(self) -> Iterator[PostgreSQL]:
        server = PostgreSQL(self._url, self._patience)
        try:
            server.open()
            yield server
        finally:
            server.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every bot off the database inside the block."""
        holder = self._lock.take(0.0)
        if holder is not None:
            raise StoreError(f"{self._lock.name} is in use by another Parley ({holder}); stop that one first.")
        try:
            yield
        finally:
            self._lock.release()


@contextmanager
def _opened_file(file: Path, patience: float) -> Iterator[SQLite]:
    found = SQLite(str(file), patience)
    try:
        found.open()
        yield found
    finally:
        found.close()
