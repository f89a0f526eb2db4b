"""The models that somebody may choose, ready to be searched.

An index of thousands of names is made in some milliseconds. That is too long for every key that somebody presses, so it
is kept until the providers list other models, one for each set of rights.
"""

from typing import Final

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.places import Place
from bots.engine.settings.model_search import ModelIndex
from bots.engine.settings.offered_models import Usable
from bots.engine.storage import usage
from bots.engine.storage.records import Had
from bots.engine.storage.store import Store
from provider import Catalog
from provider.catalog import AUTO

MOST: Final = 16
"""Sets of rights whose models are kept; the index of 5,000 names takes about 3 MB."""

KEPT_FOR: Final = 10.0
"""Seconds for which it is known what was lately used in a place."""


class KnownModels:
    """The known models, as far as somebody may choose them."""

    def __init__(self, store: Store, catalog: Catalog, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lately: LRU[Place, tuple[float, tuple[Had, ...]]] = LRU()
        self._catalog = catalog
        self._aliases = {alias: f"{catalog.full_name(alias)} {catalog.facts(alias).about}" for alias in catalog.aliases}
        self._all = ModelIndex((), self._aliases)
        self._some: LRU[Usable, ModelIndex] = LRU(MOST)

    async def index(self, among: Usable) -> ModelIndex:
        """The models among these that the catalog knows, and "auto" if it is one of them.

        It waits some seconds for servers that never gave their list.
        """
        names, full = await self._catalog.names(), self._catalog.full_name
        if names is not self._all.names:
            self._all = ModelIndex(names, self._aliases)
            self._some = LRU(MOST)
        if among.names is None:
            return self._all
        found = self._some.get(among, None)
        if found is None:
            mine = [name for name in names if among.allows(name, full(name))]
            if AUTO in among.names and AUTO not in mine:
                mine.insert(0, AUTO)
            found = ModelIndex(mine, self._aliases)
            self._some.keep(among, found)
        return found

    async def lately(self, place: Place, most: int) -> tuple[Had, ...]:
        """The models that answered there lately, the last one used first, with what they had; at most so many.

        It is read anew after `KEPT_FOR` seconds: somebody who types asks with every key.
        """
        until, found = self._lately.get(place, (0.0, ()))
        if self._clock.now() >= until:
            found = await self._store.run(usage.lately, place, self._clock.wall(), most)
            self._lately.keep(place, (self._clock.now() + KEPT_FOR, found))
        return found
