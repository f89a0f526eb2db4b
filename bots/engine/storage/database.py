"""The threads that touch the database, and the order of what is asked of it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection

from bots.engine.storage.backend import Backend
from bots.engine.storage.extra import postgresql
from bots.engine.storage.records import StoreError
from bots.engine.storage.sqlite import SQLite
from bots.engine.storage.urls import SERVER, path_of, read

P = ParamSpec("P")
T = TypeVar("T")


class Database:
    """Runs jobs, each of which is one transaction.

    Jobs run in the order in which they were asked for, several at a time where the backend can. So whoever awaits one
    before the next has them one after the other; and one whose caller no longer waits, because it was cancelled, is
    done before all that is asked for after that.
    """

    def __init__(self, backend: Backend, threads: ThreadPoolExecutor, patience: float) -> None:
        self._backend = backend
        self._threads = threads
        self._patience = patience
        # What is not done yet, and who waits for it; None if nobody does any more. Any: results of all kinds.
        self._asked: dict[Future[Any], asyncio.Task[Any] | None] = {}
        self._closed = False

    @classmethod
    def open(cls, url: str, patience: float, threads: ThreadPoolExecutor | None = None) -> Self:
        """Open what the URL names and bring it to the current version. Blocks.

        `patience`: seconds that each job waits for another program, or for a server that starts anew. `threads`: the
        executor of the jobs; without one, as many threads are made as the backend can use.

        Raises:
            StoreError: the URL, the database or its version cannot be used.
        """
        backend = _backend(url, patience)
        threads = threads or ThreadPoolExecutor(max_workers=backend.threads, thread_name_prefix="store")
        try:
            threads.submit(backend.open).result()
        except BaseException:
            threads.submit(backend.close).result()
            threads.shutdown()
            raise
        return cls(backend, threads, patience)

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the job, once its transaction is on the disk.

        A cancelled caller stops waiting; its job is still done, whole.

        Raises:
            StoreError: the database failed, as `Backend.run` says.
        """
        until = monotonic() + self._patience
        return await self._on_threads(lambda: self._backend.run(lambda sql: job(sql, *args, **kwargs), until))

    async def erase_log(self) -> bool:
        """Erase what jobs have deleted, so that no deleted text is left, as far as the database can do that.

        Returns False, without a wait, if another program reads or writes it just now.
        """
        return await self._on_threads(self._backend.erase)

    async def close(self) -> None:
        """Finish all jobs, then let go of the database. Idempotent."""
        if self._closed:
            return
        self._closed = True
        asked = tuple(self._asked)
        await self._handed_in(lambda: self._close(asked))

    def _close(self, asked: tuple[Future[Any], ...]) -> None:
        wait(asked)
        try:
            self._backend.close()
        finally:
            self._threads.shutdown(wait=False)  # a thread cannot wait for itself

    async def _on_threads(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise StoreError(f"{self._backend.name} is closed already.", passes=False)
        before = tuple(job for job, caller in self._asked.items() if _is_leaving(caller))
        return await self._handed_in(lambda: _after(before, work) if before else work())

    async def _handed_in(self, work: Callable[[], T]) -> T:
        job = self._threads.submit(work)
        self._asked[job] = asyncio.current_task()
        done = asyncio.wrap_future(job)
        done.add_done_callback(lambda _: self._asked.pop(job))
        try:
            # The shield: a cancelled caller must not cancel a job that still waits for a thread.
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            if job in self._asked:
                self._asked[job] = None
            raise


def _is_leaving(caller: "asyncio.Task[Any] | None") -> bool:
    """Whether nobody waits for a job with that caller any more, or is about to stop waiting."""
    return caller is None or caller.done() or caller.cancelling() > 0


def _after(before: tuple[Future[Any], ...], work: Callable[[], T]) -> T:
    """The result of the work, once these are done; they have a thread already, or get one first."""
    wait(before)
    return work()


def _backend(url: str, patience: float) -> Backend:
    parsed = read(url)
    if parsed.drivername not in SERVER:
        return SQLite(path_of(url), patience)
    backend: Backend = postgresql("postgresql").PostgreSQL(parsed, patience)
    return backend
