"""How many answers grow for one person at a time: counted over all processes, where there are others."""

from collections.abc import Callable
from contextlib import suppress

from bots.engine.machines.others import Others
from bots.engine.runtime.clock import Clock
from bots.engine.seam.places import Person
from bots.engine.storage import replies
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store

LOOK = 0.25
"""Seconds between two looks at whether an answer to that person has ended in another process."""
WAITED_AT_MOST = 120.0
"""Seconds after which nobody waits for other processes any more: it takes time until what a dead one left is ended."""


class Seats:
    """Gives each person so many places, `most`, for answers that grow."""

    def __init__(self, store: Store, clock: Clock, others: Others, most: int) -> None:
        self._store = store
        self._clock = clock
        self._others = others
        self._most = most

    async def take(self, question: int, person: Person, moved: Callable[[int], None]) -> None:
        """Wait until the answer to the question in that row may grow. `moved`: called with 1 if it has to wait."""
        until = self._clock.now() + WAITED_AT_MOST
        with suppress(StoreError):  # it grows then: what it costs is counted all the same
            while self._others.alive and self._clock.now() < until:
                if await self._store.run(replies.take_seat, question, str(person), self._most, self._clock.wall()):
                    return
                moved(1)
                await self._clock.sleep(LOOK)
