"""How many answers failed today, and where. It is kept in memory: a restart begins anew."""

from collections import Counter
from collections.abc import Callable, Mapping

from bots.engine.seam.incoming import Origin

DAY = 86_400.0
MOST = 1_000
"""Servers and groups that are told apart."""

Where = tuple[str, str]
"""A platform, and its server or group; empty for private chats."""


class Tally:
    """Counts by the day (UTC). `wall`: Unix time."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._day = 0
        self._failed: Counter[Where] = Counter()

    def failed(self, origin: Origin) -> None:
        """Note that somebody got no answer, or no whole one, because something failed."""
        self._turn_over()
        where = (origin.place.platform, origin.server)
        if where in self._failed or len(self._failed) < MOST:
            self._failed[where] += 1

    def today(self) -> Mapping[Where, int]:
        """How often that was today, by where."""
        self._turn_over()
        return dict(self._failed)

    def _turn_over(self) -> None:
        day = int(self._wall() // DAY)
        if day != self._day:
            self._day = day
            self._failed.clear()
