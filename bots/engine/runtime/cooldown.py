"""What was said just now is not said again."""

from collections.abc import Callable
from math import inf

COOLDOWN = 60.0
"""Seconds in which one polite line is enough."""
ENDLESS = inf
"""For what is said once, until something `end`s it."""
MOST_COOLING = 10_000


class Cooldown:
    """Remembers what is on: each thing for `seconds`, or until it is ended. Of too many the oldest is forgotten."""

    def __init__(self, now: Callable[[], float], seconds: float = COOLDOWN, *, most: int = MOST_COOLING) -> None:
        self._now = now
        self._seconds = seconds
        self._most = most
        self._over: dict[str, float] = {}

    def holds(self, what: str) -> bool:
        """Whether it was said just now; notes that it is said now if not."""
        if self.is_on(what):
            return True
        self.start(what)
        return False

    def is_on(self, what: str) -> bool:
        """Whether it was said just now. Notes nothing."""
        return what in self._over and self._now() < self._over[what]

    def start(self, what: str, seconds: float | None = None) -> None:
        """It is on from now; `seconds`: for another time than usual."""
        self._over.pop(what, None)
        if len(self._over) >= self._most:
            self._forget()
        self._over[what] = self._now() + (self._seconds if seconds is None else seconds)

    def end(self, what: str) -> None:
        """It may be said again."""
        self._over.pop(what, None)

    def clear(self) -> None:
        """Everything may be said again."""
        self._over.clear()

    def __len__(self) -> int:
        """How many are on."""
        now = self._now()
        return sum(now < over for over in self._over.values())

    def _forget(self) -> None:
        """What is over goes; where that makes no room, the oldest."""
        now = self._now()
        self._over = {what: over for what, over in self._over.items() if now < over}
        if len(self._over) >= self._most:
            del self._over[next(iter(self._over))]
