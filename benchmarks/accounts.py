"""An account of the processor: what reading the models' streams costs, apart from the rest of an event loop."""

import asyncio
import contextvars
import time
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Final, TypeVarTuple

from bots.engine.reply.reading import Reader

Args = TypeVarTuple("Args")

READING: Final = frozenset({"AsyncCurl", "RestingSockets"})
"""The classes whose callbacks read sockets, in this commit and in those with which it is compared."""

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


def keep(loop: asyncio.AbstractEventLoop) -> Ledger:
    """From now on, book the steps of the readers' tasks and what libcurl does when a socket has something."""
    reading = Ledger()
    add_reader, call_later = loop.add_reader, loop.call_later

    def make(
        loop: asyncio.AbstractEventLoop, work: Any, context: contextvars.Context | None = None
    ) -> "asyncio.Task[Any]":
        name: str = getattr(work, "__qualname__", "")
        return asyncio.Task(_Booked(work, reading) if name.endswith(READER) else work, loop=loop, context=context)

    def booked(callback: Callable[[*Args], Any]) -> Callable[[*Args], Any]:
        if type(getattr(callback, "__self__", None)).__name__ not in READING:
            return callback

        def work(*args: *Args) -> None:
            with reading:
                callback(*args)

        return work

    def watch(fd: Any, callback: Callable[[*Args], Any], *args: *Args) -> None:
        add_reader(fd, booked(callback), *args)

    def later(delay: float, callback: Callable[[*Args], Any], *args: *Args, **more: Any) -> asyncio.TimerHandle:
        return call_later(delay, booked(callback), *args, **more)

    loop.set_task_factory(make)
    loop.add_reader = watch  # type: ignore[method-assign]
    loop.call_later = later  # type: ignore[method-assign]
    return reading
