"""An owner for tasks that must not take each other down: a failure is one log line, without anybody's words."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger("parley.discord")


def describe(error: BaseException) -> str:
    """The error's class and the line that raised it; its text may quote what a person wrote."""
    trace, where = error.__traceback__, ""
    while trace is not None:
        where = f" at {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{where}"


class Tending:
    """Tasks that run beside each other until they end or `aclose` ends them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run `work` on its own."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("discord: %s failed: %s", task.get_name(), describe(error))

    async def aclose(self) -> None:
        """Cancel what still runs, and wait for it."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
