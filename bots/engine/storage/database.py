"""The database: whose turn it is there, and on which thread.

    quick jobs    run on the thread of the event loop, all that wait in one transaction; another thread then waits for
                  the disk, and what is asked for meanwhile is the next transaction
    other jobs    run on that other thread, and each is a transaction of its own
    checkpoints   run on a third thread, beside all of them (`checkpoints.py`); there a server is also told to erase
                  what was deleted

Without that each statement of a quick job would wait until the event loop gives the interpreter away, which it does
every 5 ms if it is busy. What cannot be done at once is done on the other thread: another program holds the file, or
the database is a server.

A quick job that may wait goes along with the next that may not, or is done after a moment by itself.

A step of long work gives way: it begins once nobody else has used the database for a moment, and there is one at a
time. So whoever comes meets one of them, whatever all that forgets has to do.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from itertools import takewhile
from math import inf
from time import monotonic, perf_counter
from typing import Any, Concatenate, Literal, ParamSpec, Self, TypeVar

from sqlalchemy import Connection

from bots.engine.runtime.tenure import current
from bots.engine.storage.backend import Backend, Beside, Together, Undone
from bots.engine.storage.changes import Changes, taken
from bots.engine.storage.checkpoints import Checkpoints
from bots.engine.storage.extra import postgresql
from bots.engine.storage.fences import hold
from bots.engine.storage.quick import NOTES, QUICK
from bots.engine.storage.records import StoreError
from bots.engine.storage.sqlite import SQLite
from bots.engine.storage.urls import SERVER, path_of, read
from bots.engine.storage.waiting_jobs import is_waiting
from provider.fence import attempt

P = ParamSpec("P")
T = TypeVar("T")

AT_ONCE = 0.01
"""Seconds for which quick jobs hold the event loop; what then still waits is the next transaction."""

COMPANY = 0.1
"""Seconds for which a job that may wait stays for others, so that those of many answers are one transaction."""

QUIET = 0.01
"""Seconds since the last job of others before a step of long work begins: a question asks for several, one by one."""

GIVES_WAY = 0.25
"""Seconds for which a step does so at most, so that long work comes to its end beside many questions too."""

Kind = Literal["at once", "along", "step"]
"""How a job is asked for: it waits for its turn, it may wait for others, or it is a step of long work."""

Tell = Callable[[], None]
"""Tells who waits for a job what came of it."""


class _Work:
    """What waits for its turn. `alone`: does it as a transaction of its own. `job`: of a quick one, what it does.

    `lasting`: it is to survive a power cut. `waits`: it may wait for others. `result`: of whoever waits for it.
    """

    def __init__(
        self,
        alone: Callable[[], Any],
        job: Callable[[Connection], Any] | None = None,
        *,
        lasting: bool = True,
        waits: bool = False,
    ) -> None:
        self.alone = alone
        self.job = job
        self.lasting = lasting
        self.waits = waits
        self.result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def do(self, way: Callable[[], Any]) -> Tell:
        """Do it in that way; returns what tells of the end.

        Raises:
            Undone: it has to be done anew, by itself.
        """
        came = attempt(way)
        if isinstance(came, Undone):
            raise came
        if isinstance(came, Exception):  # whoever asked for the job gets its error, whatever it is
            return partial(self._tell, self.result.set_exception, came)
        return partial(self._tell, self.result.set_result, came)

    def _tell(self, tell: Callable[[Any], None], came: Any) -> None:
        if not self.result.cancelled():  # else nobody waits for it any more
            tell(came)


class Database:
    """Runs jobs one after the other, in the order in which they were asked for; each is done whole, or not at all."""

    def __init__(
        self,
        backend: Backend,
        thread: ThreadPoolExecutor,
        patience: float,
        checkpoint_thread: ThreadPoolExecutor | None = None,
    ) -> None:
        self._backend = backend
        self._together = backend if isinstance(backend, Together) else None
        self._thread = thread
        self._checkpoint_thread = checkpoint_thread or thread
        self._checkpoints = Checkpoints(self._together, self._checkpoint_thread)
        self._patience = patience
        self.changes = Changes()
        """How often tables have changed of which something is held in memory."""
        self._waiting: deque[_Work] = deque()
        self._stays: asyncio.TimerHandle | None = None  # until then, what may wait does
        self._busy = False
        self._others = 0  # jobs that are no steps, and may not wait, until they are done
        self._used = -inf  # when one that is no step was done last, by the clock of the event loop
        self._stepping = asyncio.Lock()
        self._closed = False

    @classmethod
    def open(cls, url: str, patience: float, thread: ThreadPoolExecutor | None = None) -> Self:
        """Open what the URL names and bring it to the current version. Blocks.

        `patience`: seconds that each job waits for another program, or for a server that starts anew. `thread`: the
        executor of all that waits for a disk or a server; without one, a new thread is made.

        Raises:
            StoreError: the URL, the database or its version cannot be used.
        """
        backend = _backend(url, patience)
        checkpoint_thread = thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="store, checkpoints")
        thread = thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        try:
            thread.submit(backend.open).result()
        except BaseException:
            thread.submit(backend.close).result()
            thread.shutdown()
            raise
        return cls(backend, thread, patience, checkpoint_thread)

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the job, once its transaction is on the disk.

        A cancelled caller stops waiting; its job is still done, whole.

        Raises:
            Overtaken: it is done for a chat that another process attends by now; nothing of it was kept.
            StoreError: the database failed, as `Backend.run` says.
        """
        self._others += 1
        try:
            result: T = await self._in_line(self._work("at once", job, *args, **kwargs))
        finally:
            self._others -= 1
            self._used = asyncio.get_running_loop().time()
        return result

    async def run_along(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a job that may wait for others, at most `COMPANY` seconds if it is quick.

        It keeps its place before all that is asked for later.
        """
        result: T = await self._in_line(self._work("along", job, *args, **kwargs))
        return result

    async def run_step(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a step of long work, inside `stepping`. A power cut may undo it: it is then done anew."""
        result: T = await self._in_line(self._work("step", job, *args, **kwargs))
        return result

    @asynccontextmanager
    async def stepping(self) -> AsyncIterator[None]:
        """Give way, then keep other steps out of the block.

        That is until nobody but steps has used the database for `QUIET` seconds, or for `GIVES_WAY` seconds, and in any
        case for as long as a checkpoint is under way: the log is to stay short.
        """
        async with self._stepping:
            loop = asyncio.get_running_loop()
            last = loop.time() + GIVES_WAY
            while True:
                rest = min(self._is_quiet_at(), last) - loop.time()
                if rest <= 0.0:
                    break
                await asyncio.sleep(rest)
            self._checkpoints.begin_due()
            await self._checkpoints.ended()
            yield

    def _is_quiet_at(self) -> float:
        """When a step may begin, by the clock of the event loop, if nobody comes until then."""
        return (asyncio.get_running_loop().time() if self._others else self._used) + QUIET

    def _work(
        self, kind: Kind, job: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> _Work:
        until, tenure = monotonic() + self._patience, current()

        def asked(sql: Connection) -> T:
            if tenure is not None:
                hold(sql, tenure)
            try:
                return job(sql, *args, **kwargs)
            finally:  # before it is kept: what is read from now on is read behind it
                self.changes.note(taken(sql))

        def alone() -> T:
            beside: Beside = "row by row" if is_waiting(job) else "as if alone"
            return self._backend.run(asked, until, beside, lasting=kind != "step")

        quick = asked if self._together is not None and job in QUICK else None
        return _Work(alone, quick, lasting=job not in NOTES, waits=kind == "along" and quick is not None)

    async def erase_log(self) -> bool:
        """Erase what jobs have deleted, so that no deleted text is left, as far as the database can do that.

        Returns False if another program is in the way just now.
        """
        with self._checkpoints.held_off():
            await self._checkpoints.ended()
            if self._together is None:  # a server does that beside jobs
                if self._closed:
                    raise self._closed_already()
                return await self._checkpoints.beside(self._backend.erase)
            self._checkpoints.begin()  # so little is left for which all jobs wait
            await self._checkpoints.ended()
            erased: bool = await self._in_line(_Work(self._backend.erase))
            return erased

    async def checkpointed(self) -> None:
        """Wait for the checkpoint that is under way, if there is one."""
        await self._checkpoints.ended()

    async def close(self) -> None:
        """Finish all jobs, then let go of the database. Idempotent."""
        if self._closed:
            return
        closing = self._in_line(_Work(self._close))
        self._closed = True
        self._checkpoints.close()
        await closing

    def _close(self) -> None:
        try:
            self._checkpoint_thread.shutdown(wait=self._checkpoint_thread is not self._thread)
            self._backend.close()
        finally:
            self._thread.shutdown(wait=False)  # the thread cannot wait for itself

    def _in_line(self, work: _Work) -> "asyncio.Future[Any]":
        """Let the work wait for its turn; returns what comes of it."""
        if self._closed:
            raise self._closed_already()
        self._waiting.append(work)
        if work.waits:
            if self._stays is None:
                self._stays = asyncio.get_running_loop().call_later(COMPANY, self._has_waited)
        elif not self._busy:
            self._busy = True
            asyncio.get_running_loop().call_soon(self._go_on)  # what comes in the same moment goes along
        return work.result

    def _closed_already(self) -> StoreError:
        return StoreError(f"{self._backend.name} is closed already.")

    # On the thread of the event loop.

    def _has_waited(self) -> None:
        """Let what may wait do so no longer."""
        self._stays = None
        if not self._busy:
            self._busy = True
            self._go_on()

    def _go_on(self) -> None:
        """Begin with the next of what waits, unless all of it may wait."""
        self._checkpoints.begin_due()
        if not self._waiting or (self._stays is not None and all(work.waits for work in self._waiting)):
            self._busy = False
            return
        quick = self._waiting[0].job is not None
        group = tuple(takewhile(lambda work: (work.job is not None) == quick, self._waiting))
        loop = asyncio.get_running_loop()
        here = self._together
        if quick and here is not None and here.begin(lasting=any(work.lasting for work in group)):
            self._do_here(here, loop)
        else:
            for _ in group:
                self._waiting.popleft()
            self._thread.submit(self._do_alone, group, loop)

    def _do_here(self, here: Together, loop: asyncio.AbstractEventLoop) -> None:
        """Do quick jobs in one transaction, as many as there is time for."""
        done, ends = list[_Work](), list[Tell]()
        end = perf_counter() + AT_ONCE
        while self._waiting and (job := self._waiting[0].job) is not None and (not done or perf_counter() < end):
            work = self._waiting.popleft()
            done.append(work)
            try:
                ends.append(work.do(partial(here.part, job)))
            except Undone:
                self._thread.submit(self._do_alone, done, loop)
                return
        self._thread.submit(self._keep, here, done, ends, loop)

    def _tell(self, ends: Iterable[Tell]) -> None:
        for tell in ends:
            tell()
        self._go_on()

    # On the other threads.

    def _keep(self, here: Together, done: list[_Work], ends: list[Tell], loop: asyncio.AbstractEventLoop) -> None:
        try:
            here.keep()
        except StoreError:  # which of them the database does not take, and why, is found one by one
            self._do_alone(done, loop)
        else:
            loop.call_soon_threadsafe(self._tell, ends)

    def _do_alone(self, group: Iterable[_Work], loop: asyncio.AbstractEventLoop) -> None:
        for work in group:
            loop.call_soon_threadsafe(work.do(work.alone))
        loop.call_soon_threadsafe(self._go_on)


def _backend(url: str, patience: float) -> Backend:
    parsed = read(url)
    if parsed.drivername not in SERVER:
        return SQLite(path_of(url), patience)
    backend: Backend = postgresql("postgresql").PostgreSQL(parsed, patience)
    return backend
