"""What this process does for one chat while it attends it; if another process takes over, all of it is cancelled."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from typing import Any

_CURRENT: "ContextVar[Tenure | None]" = ContextVar("tenure", default=None)


class Tenure:
    """The time for which this process attends a chat, and the tasks of that time. `epoch`: one more for each tenure."""

    def __init__(self, platform: str, chat: str, epoch: int) -> None:
        self.platform = platform
        self.chat = chat
        self.epoch = epoch
        self.news = asyncio.Event()
        """Something has come, or has ended."""
        self._tasks: set[asyncio.Task[Any]] = set()  # Any: nobody reads what they return
        self._waiting = 0
        self._over = False

    @property
    def is_over(self) -> bool:
        """Whether nothing is done for the chat any more."""
        return self._over

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs or waits."""
        return not self._tasks and not self._waiting

    def enter(self) -> None:
        """Let the task that runs now, and those that it starts, work for the chat."""
        _CURRENT.set(self)

    def work(self, work: Callable[[], Awaitable[object]]) -> Callable[[], Coroutine[Any, Any, None]]:
        """The same work for the chat, to be run once, in a task of its own. From now on it counts as waiting."""
        self._waiting += 1

        async def run() -> None:
            self._waiting -= 1
            self.news.set()
            task = asyncio.current_task()
            if not self._over and task is not None:
                self.add(task)
                self.enter()
                await work()

        return run

    def add(self, task: asyncio.Task[Any]) -> None:
        """Let a task end with the tenure."""
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if self._over:
            task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self.news.set()

    def end(self) -> None:
        """Cancel all of it; nothing more begins. Idempotent."""
        self._over = True
        for task in tuple(self._tasks):
            task.cancel()
        self.news.set()

    async def ended(self) -> None:
        """Wait until nothing of it runs."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))


def current() -> Tenure | None:
    """The tenure in which the work is done that runs now; None if it is done for no chat, or this process is alone."""
    return _CURRENT.get()


def outside() -> Context:
    """The context of now, without the tenure."""
    context = copy_context()
    context.run(_CURRENT.set, None)
    return context
