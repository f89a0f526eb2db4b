"""What "auto" is from the claim on: the model that answered on that day, until an owner chooses or lets it change."""

from typing import Final

from bots.engine.runtime.clock import Clock
from bots.engine.seam.places import Person
from bots.engine.storage import settings
from bots.engine.storage.records import BOT
from bots.engine.storage.store import Store
from provider import Catalog

KEY: Final = "auto"
"""The key of the setting, for the whole bot, that names the model."""


class PinnedAuto:
    """Keeps the model. `load` it once."""

    def __init__(self, store: Store, catalog: Catalog, clock: Clock) -> None:
        self._store = store
        self._catalog = catalog
        self._clock = clock

    async def load(self) -> None:
        """Read which model an owner or a claim has pinned."""
        self._catalog.pin_auto(await pinned_model(self._store))

    @property
    def model(self) -> str:
        """The "provider/model" that is pinned; empty if "auto" changes with what can be reached."""
        return self._catalog.pinned_auto

    async def pin(self, by: Person) -> str:
        """Pin the model that "auto" is today; returns it, or nothing if there is none.

        A stranger's site is not pinned: an account or a local server goes before it as soon as there is one.
        """
        model = self.model or await self._catalog.answering(chat=True)
        if not model or self._catalog.trust(model) == "stranger":
            return ""
        await self._keep(model, by)
        return model

    async def unpin(self, by: Person) -> None:
        """Let "auto" change again."""
        await self._keep("", by)

    async def _keep(self, model: str, by: Person) -> None:
        await self._store.run(settings.change, BOT, KEY, model or None, by=str(by), at=self._clock.wall())
        self._catalog.pin_auto(model)


async def pinned_model(store: Store) -> str:
    """The "provider/model" that the database keeps as what "auto" is; empty for none."""
    return (await store.run(settings.values, [BOT])).get((BOT, KEY), "")
