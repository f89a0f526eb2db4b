"""How soon what comes of an answer is wanted, told by whoever shows it to whoever reads it."""

import asyncio
from math import inf
from typing import Final, Protocol

LONGEST: Final = 2.0
"""Seconds for which what has come waits at most because nobody looks: what waits takes memory, and costs uncounted."""


class Waiting(Protocol):
    """What has come of an answer and is not read yet."""

    def pull(self) -> bool:
        """Let it be read now; returns whether there is anything."""

    def wait_anew(self) -> None:
        """Let it wait as the pace says by now."""


class Pace:
    """The pace of one answer, in seconds of the event loop.

    What nobody looks at before the next frame need not be read token by token. The end of the answer, and whatever
    comes after a silence, never waits. `lull`: seconds after a reading for which what comes may wait, so that it is
    read in one go; 0: none. `due`: when somebody looks next: until then it may wait for longer, for `longest` seconds
    after a reading. `late`: seconds for which the oldest of what was read last has waited.
    """

    __slots__ = ("_waiting", "due", "late", "longest", "lull")

    def __init__(self) -> None:
        self.lull = 0.0
        self.due = -inf
        self.longest = LONGEST
        self.late = 0.0
        self._waiting: Waiting | None = None

    def read_by(self, waiting: Waiting | None) -> None:
        """Note where what has come waits. None: nobody reads."""
        self._waiting = waiting

    def want(self) -> bool:
        """Let what has come be read now; returns whether there is anything, which the reader's next step takes."""
        return self._waiting is not None and self._waiting.pull()

    def want_in(self, seconds: float) -> None:
        """Note that nobody looks for so many seconds."""
        self.due = asyncio.get_running_loop().time() + seconds
        if self._waiting is not None:
            self._waiting.wait_anew()

    def until(self, read_at: float) -> float:
        """Until when what has come waits, after a reading at that time."""
        return max(read_at + self.lull, min(self.due, read_at + self.longest))
