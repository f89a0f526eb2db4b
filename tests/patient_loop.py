"""An event loop whose clock stands still while anything works: a busy machine makes nothing late.

Time passes only while every thread of this process waits, and every process that it has begun, and then faster than
real time. So no deadline passes because a computer was slow, and nobody sits out a pause. The loop does not see the
work of processes that others have begun, nor that of a terminal: a test of those asks for real time with the mark
`real_time`.
"""

import asyncio
import os
import selectors
import threading
from collections.abc import Iterator
from pathlib import Path

LOOK = 0.001
"""Real seconds for which it waits for something to happen, once every STEP."""
STEP = 0.005
"""Seconds by which time passes at once, at most."""

Ready = list[tuple[selectors.SelectorKey, int]]


class _Waiting(selectors.DefaultSelector):
    """Waits for sockets; if it would wait for the time, it makes the time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._looked = 0.0

    def select(self, timeout: float | None = None) -> Ready:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        is_due = self.now >= self._looked + STEP
        ready = super().select(LOOK if is_due else 0)
        while not ready and _others_work():
            ready = super().select(LOOK)
        if is_due:
            self._looked = self.now
        if not ready:
            self.now += min(timeout, STEP)
        return ready


class PatientLoop(asyncio.SelectorEventLoop):
    """The loop of every test but those in real time and those of `looptime`, which see no sockets."""

    def __init__(self) -> None:
        self._waiting = _Waiting()
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._waiting.now


def _others_work() -> bool:
    """Whether another thread, or a process that was begun here, runs, would like to, or waits for a disk."""
    own = str(threading.get_native_id())
    return any(_state(each) in "RD" for each in (*_threads(own), *_processes(own)))


def _threads(own: str) -> Iterator[Path]:
    if threading.active_count() > 1:
        yield from (task for task in Path("/proc/self/task").iterdir() if task.name != own)


def _processes(own: str) -> Iterator[Path]:
    """Those that this thread has begun, as all of asyncio's are."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:  # as nearly always, and this is how it is found out soonest
        return
    yield from (Path("/proc") / each for each in Path(f"/proc/self/task/{own}/children").read_text().split())


def _state(task: Path) -> str:
    try:
        return (task / "stat").read_text().rpartition(") ")[2][0]
    except OSError:  # it has ended
        return "X"
