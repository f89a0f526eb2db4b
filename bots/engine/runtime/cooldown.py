"""What was said just now is not said again."""

from collections.abc import Callable

COOLDOWN = 60.0
"""Seconds in which one polite line is enough."""
MOST_COOLING = 10_000


class Cooldown:
    """Says whether something may be said again; remembers no more than it has to."""

    def __init__(self, now: Callable[[], float], seconds: float = COOLDOWN) -> None:
        self._now = now
        self._seconds = seconds
        self._said: dict[str, float] = {}

    def holds(self, what: str) -> bool:
        """Whether it was said just now; notes that it is said now if not."""
        now = self._now()
        if now - self._said.get(what, float("-inf")) < self._seconds:
            return True
        if len(self._said) >= MOST_COOLING:
            self._said = {each: at for each, at in self._said.items() if now - at < self._seconds}
        self._said[what] = now
        return False
