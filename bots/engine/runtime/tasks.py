"""Runs tasks that must not affect each other: a failure is one line in the log, without what anybody wrote."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bots.engine.runtime.defects import log_defect
from bots.engine.runtime.tenure import current, outside

Work = Coroutine[Any, Any, object]

Trouble = Callable[[str], Work]
"""Called with the trace of the line in the log that says what failed."""


async def nobody(trace: str) -> None:
    """A `Trouble` that does nothing: the line in the log is enough."""


class Supervisor:
    """Runs tasks beside each other until they end or `aclose` ends them.

    `async with` waits for them at its end, as a TaskGroup does, and cancels them if an error leaves the block.
    """

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._tasks: set[asyncio.Task[Any]] = set()
        self._trouble: Trouble = nobody

    def report_to(self, trouble: Trouble) -> None:
        """Call `trouble` from now on for each failure for which `start` names nobody."""
        self._trouble = trouble

    def start(self, work: Work, name: str, trouble: Trouble | None = None) -> asyncio.Task[Any]:
        """Run `work` in a task, which outlives whatever it was started for. `trouble` is called if it fails."""
        return self._watched(asyncio.create_task(work, name=name, context=outside()), work, trouble or self._trouble)

    def start_here(self, work: Work, name: str) -> asyncio.Task[Any]:
        """Run `work` in a task as part of what is done for a chat: it ends with that (`runtime/tenure.py`)."""
        task = self._watched(asyncio.create_task(work, name=name), work, self._trouble)
        if (tenure := current()) is not None:
            tenure.add(task)
        return task

    def _watched(self, task: asyncio.Task[Any], work: Work, trouble: Trouble) -> asyncio.Task[Any]:
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(ended, work, trouble))
        return task

    async def see_through(self, work: Work, name: str, trouble: Trouble | None = None) -> None:
        """Run `work` in a task, and wait until it has ended or failed."""
        await asyncio.wait({self.start(work, name, trouble)})

    def _ended(self, task: asyncio.Task[Any], work: Work, trouble: Trouble) -> None:
        self._tasks.discard(task)
        work.close()  # if it was cancelled before it began
        if task.cancelled() or (error := task.exception()) is None:
            return
        trace = log_defect(self._log, f"a defect in Parley, in {task.get_name()}", error)
        if trouble is not nobody:
            self.start(trouble(trace), "telling of trouble", nobody)

    async def __aenter__(self) -> "Supervisor":
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            while kind is None and self._tasks:
                await asyncio.wait(tuple(self._tasks))
        finally:
            await self.aclose()

    async def aclose(self) -> None:
        """Cancel all tasks that still run, and wait for them."""
        while tasks := tuple(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


@asynccontextmanager
async def beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run `work` while the block runs, and no longer. Its error leaves the block, unless another one does."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))
    if not task.cancelled():
        task.result()
