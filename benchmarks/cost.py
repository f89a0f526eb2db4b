"""Where the processor's time goes: the stacks that are found whenever the process has used a little more of it.

The timer is the standard library's (`signal.ITIMER_PROF`). A profiler that hears of each call, as `cProfile`, would
make the many small functions of a token look three times as dear as they are.
"""

import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from types import FrameType
from typing import Final

EVERY: Final = 0.002
"""Seconds of CPU between two looks; the system may take more."""

TOKENS: Final = "tokens, from byte to reply"
FRAMES: Final = "frames, from due to confirmed"
ENDS: Final = "begin and end"
STORE: Final = "store"
LOOP: Final = "event loop"
CENTRES: Final = (TOKENS, FRAMES, ENDS, STORE, LOOP)

_ROOT: Final = str(Path(__file__).parent.parent)

_PARTS: Final = (
    ("/bots/engine/storage/", "", STORE),
    ("/provider/dialects/server.py", "_ask", ENDS),
    ("/provider/", "", TOKENS),
    ("/curl_cffi/", "", TOKENS),
    ("/bots/engine/reply/live_reply.py", "pull", TOKENS),
    ("/bots/engine/reply/live_reply.py", "show", FRAMES),
    ("/bots/engine/delivery/scheduler.py", "", FRAMES),
)
"""A part of a file's path, a function (empty: any) and whose time it is; the innermost frame decides."""

Spent = tuple[tuple[str, str, float], ...]
"""(centre, function, seconds of CPU)."""


class Sampler:
    """Looks at the stacks of all threads; each thread's CPU since the last look goes to where it stands.

    `own`: seconds of CPU that the looks themselves have taken, which are not in what was found.
    """

    def __init__(self) -> None:
        self.own = 0.0
        self._spent: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._used: dict[int, float] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Look while the block runs. Only in the main thread."""
        self._used = {thread: _used(thread) for thread in _threads()}
        before = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)
            signal.signal(signal.SIGPROF, before)

    @property
    def spent(self) -> Spent:
        """What was found, the most first."""
        ordered = sorted(self._spent.items(), key=itemgetter(1), reverse=True)
        return tuple((centre, function, seconds) for (centre, function), seconds in ordered)

    def _look(self, number: int, frame: FrameType | None) -> None:
        main = threading.get_ident()
        began = _used(main)
        self._find(main, frame)
        self._used[main] = _used(main)
        self.own += self._used[main] - began

    def _find(self, main: int, frame: FrameType | None) -> None:
        stacks = sys._current_frames()
        for thread, name in _threads().items():
            used = _used(thread)
            since, self._used[thread] = used - self._used.get(thread, 0.0), used
            stack = list(_frames(frame if thread == main else stacks.get(thread)))
            if since > 0.0 and stack:
                centre = STORE if name.startswith(STORE) else _centre(stack)
                self._spent[centre, _name(stack[0])] += since


def _threads() -> dict[int, str]:
    """Their names."""
    return {thread.ident: thread.name for thread in threading.enumerate() if thread.ident is not None}


def _used(thread: int) -> float:
    """Seconds of CPU of a thread; 0 if it has just ended."""
    try:
        return time.clock_gettime(time.pthread_getcpuclockid(thread))
    except OSError:
        return 0.0


def _frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _centre(stack: list[FrameType]) -> str:
    paths = [frame.f_code.co_filename for frame in stack]
    for frame, path in zip(stack, paths, strict=True):
        for part, function, centre in _PARTS:
            if part in path and frame.f_code.co_name.endswith(function):
                return centre
    if any("/bots/" in path or "/discord/" in path for path in paths):
        return ENDS
    return FRAMES if any("/aiohttp/" in path for path in paths) else LOOP  # the platform's answers are read


def _name(frame: FrameType) -> str:
    code = frame.f_code
    path = code.co_filename.removeprefix(_ROOT).rpartition("site-packages/")[2].lstrip("/")
    return f"{path.rpartition('/lib/')[2]}: {code.co_qualname}"
