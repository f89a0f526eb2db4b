"""The threads that the bot has opened for answers, and for whom: that person needs no mention there."""

from bots.engine.runtime.clock import Clock
from bots.engine.seam.places import Person, Place
from bots.engine.storage import opened_threads
from bots.engine.storage.store import Store

KEPT_FOR = 90 * 86_400.0
"""Seconds after which the first start forgets who opened a thread."""


class OpenedThreads:
    """Who opened which thread. `load` it once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._openers: dict[str, str] = {}
        self._meanwhile: dict[str, str] = {}  # what was noted since the last reading began

    async def load(self) -> None:
        """Read who opened what, and forget what was opened long ago."""
        before = self._clock.wall() - KEPT_FOR
        meanwhile = self._meanwhile = {}
        kept = await self._store.run(opened_threads.openers, before)
        self._openers = {**kept, **meanwhile}  # the database may have been read before that was kept

    async def heard(self, words: str) -> None:
        """Note what another process tells of a thread that it has opened."""
        self._note(*opened_threads.opener_in(words))

    def is_openers(self, place: Place, person: Person) -> bool:
        """Whether the bot opened that thread for a question of that person. Does not ask the store."""
        return self._openers.get(str(place)) == str(person)

    async def opened(self, place: Place, person: Person) -> None:
        """Note that a thread was opened for a question of that person; they may write there at once.

        Raises:
            StoreError: it is known until the program ends.
        """
        self._note(str(place), str(person))
        await self._store.run(opened_threads.keep, place, person, self._clock.wall())

    def _note(self, place: str, person: str) -> None:
        self._openers[place] = self._meanwhile[place] = person
