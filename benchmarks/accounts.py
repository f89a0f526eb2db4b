"""An event loop that keeps an account of the processor: what reading the models' streams costs, apart from the rest."""

import asyncio
import contextvars
import time
from collections.abc import Callable, Coroutine, Generator
from typing import Any, TypeVarTuple

from curl_cffi import AsyncCurl

from bots.engine.reply.reading import Reader

Given = TypeVarTuple("Given")

READER = Reader.read.__qualname__
"""The program's task that reads one stream."""


class Ledger:
    """Seconds of the processor spent in reading, and on how many occasions."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.occasions = 0
        self._since = 0.0

    def __enter__(self) -> None:
        self._since = time.thread_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.thread_time() - self._since
        self.occasions += 1


class _Booked(Coroutine[Any, Any, Any]):
    """A coroutine whose every step is booked."""

    def __init__(self, work: Coroutine[Any, Any, Any], ledger: Ledger) -> None:
        self._work = work
        self._ledger = ledger

    def send(self, value: Any) -> Any:
        with self._ledger:
            return self._work.send(value)

    def throw(self, *error: Any) -> Any:
        with self._ledger:
            return self._work.throw(*error)

    def close(self) -> None:
        self._work.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._work.__await__()


class BookkeepingLoop(asyncio.SelectorEventLoop):
    """Books the steps of the readers' tasks and what libcurl does when a socket has something."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = Ledger()
        self.set_task_factory(self._task)

    def _task(
        self, loop: asyncio.AbstractEventLoop, work: Any, context: contextvars.Context | None = None
    ) -> "asyncio.Task[Any]":
        name: str = getattr(work, "__qualname__", "")
        return asyncio.Task(_Booked(work, self.reading) if name.endswith(READER) else work, loop=loop, context=context)

    def add_reader(self, fd: Any, callback: Callable[[*Given], Any], *args: *Given) -> None:
        """As in every loop."""
        if not isinstance(getattr(callback, "__self__", None), AsyncCurl):
            super().add_reader(fd, callback, *args)
            return

        def booked() -> None:
            with self.reading:
                callback(*args)

        super().add_reader(fd, booked)
