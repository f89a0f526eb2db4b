"""Checkpoints: what jobs have kept is written from the log to where it stays, on a thread of its own beside them."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from bots.engine.storage.backend import Together

T = TypeVar("T")


class Checkpoints:
    """One at a time. All but the checkpoint itself happens on the thread of the event loop.

    `database`: whose log it is; None: a server, which has checkpoints of its own.
    """

    def __init__(self, database: Together | None, thread: ThreadPoolExecutor) -> None:
        self._database = database
        self._thread = thread
        self._under_way: asyncio.Future[None] | None = None
        self._held_off = 0

    def begin_due(self) -> None:
        """Begin one if it is time for one and nothing holds it off."""
        if self._database is None or self._under_way is not None or self._held_off:
            return
        if self._database.is_checkpoint_due:
            self.begin()

    def begin(self) -> None:
        """Begin one, unless one is under way."""
        if self._database is not None and self._under_way is None:
            loop = asyncio.get_running_loop()
            self._under_way = loop.create_future()
            self._thread.submit(self._do, self._database, loop)

    async def ended(self) -> None:
        """Wait for the one that is under way, if there is one."""
        if self._under_way is not None:
            await asyncio.shield(self._under_way)

    @contextmanager
    def held_off(self) -> Iterator[None]:
        """None begins by itself inside the block, where it would be in the way."""
        self._held_off += 1
        try:
            yield
        finally:
            self._held_off -= 1

    async def beside(self, work: Callable[[], T]) -> T:
        """The result of other work on that thread."""
        return await asyncio.wrap_future(self._thread.submit(work))

    def close(self) -> None:
        """Begin no more."""
        self._database = None

    def _do(self, database: Together, loop: asyncio.AbstractEventLoop) -> None:
        try:
            database.checkpoint()
        finally:  # whatever broke, nobody waits for it for ever
            loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        done, self._under_way = self._under_way, None
        if done is not None:
            done.set_result(None)
