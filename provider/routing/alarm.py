"""`asyncio.timeout_at` for many short waits in a row: one timer serves them all."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


class Alarm:
    """Interrupts the task that waits. Its timer is set anew only if it would fire too late, or has fired too early."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._at = 0.0
        self._waiting: asyncio.Task[object] | None = None
        self._rang = False

    async def within(self, work: Awaitable[T], at: float) -> T:
        """The result of `work`.

        Raises:
            TimeoutError: it was not done at `at`, a time of the event loop, and was cancelled.
        """
        task = asyncio.current_task()
        assert task is not None
        already = task.cancelling()
        self._at = at
        if self._timer is None or self._timer.when() > at:
            self.off()
            self._timer = self._loop.call_at(at, self._ring)
        self._waiting = task
        try:
            return await work
        except asyncio.CancelledError:
            # As asyncio.timeout does: our own cancellation becomes a TimeoutError, any other stays a cancellation.
            if self._rang and task.uncancel() <= already:
                raise TimeoutError from None
            raise
        finally:
            self._waiting = None

    def off(self) -> None:
        """Cancel the timer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        if self._waiting is None:
            return
        if self._loop.time() < self._at:
            self._timer = self._loop.call_at(self._at, self._ring)
        else:
            self._rang = True
            self._waiting.cancel()
