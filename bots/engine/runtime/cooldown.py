"""Keeps things from being said again too soon."""

from collections.abc import Callable
from math import inf

COOLDOWN = 60.0
"""Seconds for which one polite line is enough."""
ENDLESS = inf
"""The seconds of what is said once, until `end` is called."""
MOST_COOLING = 10_000


class Cooldown:
    """Remembers what was said: each thing for `seconds`, or until `end`. Of too many, the oldest is forgotten."""

    def __init__(self, now: Callable[[], float], seconds: float = COOLDOWN, *, most: int = MOST_COOLING) -> None:
        self._now = now
        self._seconds = seconds
        self._most = most
        self._over: dict[str, float] = {}

    def holds(self, what: str) -> bool:
        """Whether it was said a moment ago; if not, notes that it is said now."""
        if self.is_on(what):
            return True
        self.start(what)
        return False

    def is_on(self, what: str) -> bool:
        """Whether it was said a moment ago. Notes nothing."""
        return what in self._over and self._now() < self._over[what]

    def start(self, what: str, seconds: float | None = None) -> None:
        """Note that it is said now. `seconds`: how long it counts, if not for the usual time."""
        self._over.pop(what, None)
        if len(self._over) >= self._most:
            self._forget()
        self._over[what] = self._now() + (self._seconds if seconds is None else seconds)

    def end(self, what: str) -> None:
        """Forget it: it may be said again."""
        self._over.pop(what, None)

    def clear(self) -> None:
        """Forget everything."""
        self._over.clear()

    def __len__(self) -> int:
        """The number of things that were said a moment ago."""
        now = self._now()
        return sum(now < over for over in self._over.values())

    def _forget(self) -> None:
        """Forget what is over; if that makes no room, forget the oldest."""
        now = self._now()
        self._over = {what: over for what, over in self._over.items() if now < over}
        if len(self._over) >= self._most:
            del self._over[next(iter(self._over))]
