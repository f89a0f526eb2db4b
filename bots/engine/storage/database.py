"""The database, and the only thread that touches it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection

from bots.engine.storage.backend import Backend
from bots.engine.storage.extra import postgresql
from bots.engine.storage.records import StoreError
from bots.engine.storage.sqlite import SQLite
from bots.engine.storage.urls import SERVER, path_of, read

P = ParamSpec("P")
T = TypeVar("T")


class Database:
    """Runs jobs one after the other, in the order in which they were asked for; each is one transaction."""

    def __init__(self, backend: Backend, thread: ThreadPoolExecutor, patience: float) -> None:
        self._backend = backend
        self._thread = thread
        self._patience = patience
        self._closed = False

    @classmethod
    def open(cls, url: str, patience: float, thread: ThreadPoolExecutor | None = None) -> Self:
        """Open what the URL names and bring it to the current version. Blocks.

        `patience`: seconds that each job waits for another program, or for a server that starts anew. `thread`: the
        executor of the jobs; without one, a new thread is made.

        Raises:
            StoreError: the URL, the database or its version cannot be used.
        """
        backend = _backend(url, patience)
        thread = thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            thread.submit(backend.open).result()
        except BaseException:
            thread.submit(backend.close).result()
            thread.shutdown()
            raise
        return cls(backend, thread, patience)

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the job, once its transaction is on the disk.

        A cancelled caller stops waiting; its job is still done, whole.

        Raises:
            StoreError: the database failed, as `Backend.run` says.
        """
        until = monotonic() + self._patience
        return await self._on_thread(lambda: self._backend.run(lambda sql: job(sql, *args, **kwargs), until))

    async def erase_log(self) -> bool:
        """Erase what jobs have deleted, so that no deleted text is left, as far as the database can do that.

        Returns False if another program is in the way just now.
        """
        return await self._on_thread(self._backend.erase)

    async def close(self) -> None:
        """Finish all jobs, then let go of the database. Idempotent."""
        if self._closed:
            return
        self._closed = True
        await _await(self._thread, self._close)

    def _close(self) -> None:
        try:
            self._backend.close()
        finally:
            self._thread.shutdown(wait=False)  # the thread cannot wait for itself

    async def _on_thread(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise StoreError(f"{self._backend.name} is closed already.")
        return await _await(self._thread, work)


async def _await(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    # The shield: a cancelled caller must not cancel a job that still waits for the thread.
    return await asyncio.shield(asyncio.wrap_future(thread.submit(work)))


def _backend(url: str, patience: float) -> Backend:
    parsed = read(url)
    if parsed.drivername not in SERVER:
        return SQLite(path_of(url), patience)
    backend: Backend = postgresql("postgresql").PostgreSQL(parsed, patience)
    return backend
