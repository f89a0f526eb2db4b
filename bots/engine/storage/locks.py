"""Who uses a database: one process a file, any number a server. Which lock that is, is said by `storage.url`."""

import asyncio
import sys
from typing import Protocol

from bots.engine.storage.extra import postgresql
from bots.engine.storage.file_lock import FileLock
from bots.engine.storage.urls import is_server, path_of, read


class Lock(Protocol):
    """A lock of one database. `name`: of the database, with which a sentence begins, without a password."""

    name: str

    async def take(self, now: float) -> object | None:
        """Take the lock, unless it is ours still; returns who has it if that is another process, for a sentence.

        `now`: Unix time, for others to read.

        Raises:
            OSError: there can be no lock there.
            StoreError: the server cannot be used.
        """

    async def release(self) -> None:
        """Let others have it. Idempotent."""


class _OfFile:
    """A lock beside a file. Whoever has it keeps it until the end."""

    def __init__(self, path: str) -> None:
        self.name = f"The database {path}"
        self._lock = FileLock(path)
        self._ours = False

    async def take(self, now: float) -> object | None:
        holder = None if self._ours else self._lock.take(now)
        self._ours = holder is None
        return holder

    async def release(self) -> None:
        self._ours = False
        self._lock.release()


class _OfServer:
    """A lock of a session of a server, which is asked in a thread. Bots share it; a restore has it alone."""

    def __init__(self, url: str) -> None:
        # On Windows a process attends all chats, whatever others do (`handing.py`).
        kind = "SessionLock" if sys.platform == "win32" else "SharedLock"
        self._lock = getattr(postgresql("session_lock"), kind)(read(url))
        self.name: str = self._lock.name

    async def take(self, now: float) -> object | None:
        return await asyncio.to_thread(self._lock.take, now)

    async def release(self) -> None:
        await asyncio.to_thread(self._lock.release)


def lock_of(url: str) -> Lock | None:
    """The lock of the database; None for one in memory, which nobody else sees.

    Raises:
        StoreError: the URL cannot be used.
    """
    if is_server(url):
        return _OfServer(url)
    path = path_of(url)
    return _OfFile(path) if path else None
