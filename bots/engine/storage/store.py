"""What outlives the process: settings, grants, conversations, replies in flight, usage.

Reading and writing is done by jobs: functions of a connection, each in the module of its subject beside this one. A job
may call others, and is done whole or not at all, however many they are.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection

from bots.engine.runtime.tenure import current
from bots.engine.storage import holding
from bots.engine.storage.database import Database
from bots.engine.storage.fences import Overtaken
from bots.engine.storage.handing import Hands, hands_of
from bots.engine.storage.held import Held
from bots.engine.storage.holding import First, Holding
from bots.engine.storage.records import StoreError
from bots.engine.storage.wires import Alone, Wire, wire_of

P = ParamSpec("P")
T = TypeVar("T")

ERASED_AGAIN_AFTER = 1.0
"""Seconds between two attempts to erase the log while another program reads the file."""


ENDS_WITHIN = 1.0
"""Seconds that work which is cancelled gets to end, before it learns of an error."""


class Watch(Protocol):
    """Hears how jobs go, by their names. `seconds`: what each took, its wait for others included."""

    def failed(self, job: str, error: StoreError, seconds: float) -> None: ...

    def worked(self, job: str, seconds: float) -> None: ...


class Store:
    """The bot's memory. There is one for the process; close it last."""

    def __init__(self, database: Database, wire: Wire | None = None, hands: Hands | None = None) -> None:
        self.wire: Wire = wire or Alone()
        """What the processes on this database tell each other goes through it."""
        self.hands = hands
        """Who hands chats to them; None if this process attends them all."""
        self._database = database
        self._watches: tuple[Watch, ...] = ()
        self.waiting = 0
        """Jobs that are under way or wait for others."""
        self.changes = database.changes
        """Tells whoever holds something of the database in memory when that has changed."""
        self.held = Held(self._holding, self.changes)
        """What was chosen and decided, in memory."""
        self._owed = asyncio.Event()

    def report_to(self, watch: Watch) -> None:
        """Tell `watch` too, from now on, how each job went."""
        self._watches += (watch,)

    @classmethod
    def open(cls, url: str, patience: float = 5.0) -> "Store":
        """Open `sqlite:///path` (created if it does not exist, readable by its owner only) or `sqlite://`, in memory.

        `patience`: seconds that each job waits for another program that holds the file. Blocks: call it before the
        event loop has work to do.

        Raises:
            StoreError: the URL, the file or its version cannot be used.
        """
        return cls(Database.open(url, patience), wire_of(url), hands_of(url))

    async def close(self) -> None:
        """Finish all jobs, then close the file. Idempotent."""
        await self._database.close()

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one job, whole or not at all; what it wrote is on the disk when this returns.

        A note (`quick.py`) may then still be on its way there; only a power cut loses it. If the caller is cancelled,
        the job is still done whole, or not at all. Times are Unix seconds from the caller.

        Raises:
            StoreError: the database failed; nothing of the job was kept.
        """
        return await self._watched(job, self._database.run(job, *args, **kwargs))

    async def run_along(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a job that waits a moment for others, as `Database.run_along` says."""
        return await self._watched(job, self._database.run_along(job, *args, **kwargs))

    async def run_step(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for a step of long work, inside `stepping`.

        A power cut may undo it: it has to be one that is done again then.
        """
        return await self._watched(job, self._database.run_step(job, *args, **kwargs))

    def stepping(self) -> AbstractAsyncContextManager[None]:
        """See `Database.stepping`."""
        return self._database.stepping()

    async def _watched(self, job: Callable[..., T], work: Awaitable[T]) -> T:
        """The result of work that does the job; the watches hear how it went."""
        name = getattr(job, "__name__", "")  # of a callable of any kind
        began = time.perf_counter()
        self.waiting += 1
        try:
            result = await work
        except Overtaken:
            if (tenure := current()) is not None:
                tenure.end()
                await asyncio.sleep(ENDS_WITHIN)  # what is done for that chat is cancelled
            raise
        except StoreError as error:
            for watch in self._watches:
                watch.failed(name, error, time.perf_counter() - began)
            raise
        finally:
            self.waiting -= 1
        for watch in self._watches:
            watch.worked(name, time.perf_counter() - began)
        return result

    async def _holding(self, scopes: Sequence[str], subjects: Sequence[str], first: First | None) -> Holding:
        return await self.run(holding.holding, scopes, subjects, first)

    async def checkpointed(self) -> None:
        """See `Database.checkpointed`."""
        await self._database.checkpointed()

    async def erase_log(self) -> bool:
        """Erase from the write-ahead log what jobs have deleted.

        Returns False if another program holds the file just now; `keep_erasing` then tries it again.

        Raises:
            StoreError: the database failed.
        """
        erased = await self._database.erase_log()
        if erased:
            self._owed.clear()
        else:
            self._owed.set()
        return erased

    async def keep_erasing(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Erase the log whenever that was not possible at once, as soon as it is. Raises only `CancelledError`."""
        while True:
            await self._owed.wait()
            await sleep(ERASED_AGAIN_AFTER)
            with suppress(StoreError):  # whoever uses the database next is told
                await self.erase_log()
