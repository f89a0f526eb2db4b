"""What a platform is asked about people and places while somebody waits, and what is taken for true if it is silent."""

import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import PlatformError

V = TypeVar("V")

KEPT_FOR = 60.0
"""Seconds for which an answer holds, and for which a look-up that failed is not tried again."""

PATIENCE = 5.0
"""Seconds that a look-up may take."""

MOST = 2000
"""Answers that are kept at once."""


class Lookups(Generic[V]):
    """Answers by key, each kept for `kept_for` seconds. A look-up that fails, or takes too long, has the cautious one.

    `what`: the question, for the log.
    """

    def __init__(
        self, clock: Clock, cautious: V, what: str, log: logging.Logger, *, kept_for: float = KEPT_FOR
    ) -> None:
        self._clock = clock
        self._cautious = cautious
        self._what = what
        self._log = log
        self._kept_for = kept_for
        self._known: LRU[str, tuple[float, V]] = LRU(MOST)

    def note(self, key: str, answer: V) -> None:
        """Keep an answer that came without being asked for."""
        self._known.keep(key, (self._clock.now() + self._kept_for, answer))

    async def get(self, key: str, ask: Callable[[], Awaitable[V]]) -> V:
        """The answer that is known, else what `ask` says."""
        until, known = self._known.get(key, (float("-inf"), self._cautious))
        if self._clock.now() < until:
            return known
        try:
            answer = await self._clock.within(PATIENCE, ask())
        except (PlatformError, TimeoutError) as error:
            reason = str(error) or "no answer in time"
            self._log.warning("%s %s cannot be known: %s; not asked again for a minute", self._what, key, reason)
            self._known.keep(key, (self._clock.now() + KEPT_FOR, self._cautious))
            return self._cautious
        self.note(key, answer)
        return answer
