"""`asyncio.timeout_at` for many short waits in a row: one timer serves them all."""

import asyncio


class Alarm:
    """Interrupts the task that waits. Its timer is set anew only if it would fire too late, or has fired too early.

    `begin` before a wait, `end` after it. If a `CancelledError` comes out of the wait, `rang` says whose it is.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._at = 0.0
        self._waiting: asyncio.Task[object] | None = None
        self._already = 0  # cancellations of that task before the wait
        self._rang = False

    def begin(self, at: float) -> None:
        """Interrupt the current task at `at`, a time of the event loop, if it still waits by then."""
        task = asyncio.current_task()
        assert task is not None
        self._already = task.cancelling()
        self._at = at
        if self._timer is None or self._timer.when() > at:
            self.off()
            self._timer = self._loop.call_at(at, self._ring)
        self._waiting = task

    def end(self) -> None:
        """Note that the wait is over: what the task does now has its time."""
        self._waiting = None

    def rang(self) -> bool:
        """Whether the task was interrupted by this alarm alone; it is then no longer being cancelled.

        As for `asyncio.timeout`, any other cancellation stays one.
        """
        task = asyncio.current_task()
        return self._rang and task is not None and task.uncancel() <= self._already

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
