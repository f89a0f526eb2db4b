"""Keeps for each platform where it has read to, and knows where the bot answered lately."""

import logging
from collections.abc import Callable

from bots.engine.runtime.clock import Clock
from bots.engine.seam.bookmarks import ActivePlace
from bots.engine.storage import bookmarks
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store

MOST_PLACES = 100
"""Places that a platform is told at most, the newest first."""

log = logging.getLogger("parley")


class KeptBookmarks:
    """The `Bookmarks` that are kept in the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def read(self, platform: str) -> str:
        try:
            return await self._store.run(bookmarks.kept, platform)
        except StoreError as error:
            log.error("%s: where it had read to is not known: %s", platform, error)
            return ""

    async def change(self, platform: str, to: Callable[[str], str]) -> bool:
        try:
            await self._store.run(bookmarks.change, platform, to, self._clock.wall())
        except StoreError as error:
            log.warning("%s: where it has read to could not be kept: %s", platform, error)
            return False
        return True

    async def active_places(self, platform: str) -> tuple[ActivePlace, ...]:
        try:
            return await self._store.run(bookmarks.active_places, platform, self._clock.wall(), MOST_PLACES)
        except StoreError as error:
            log.error("%s: where it answered lately is not known: %s", platform, error)
            return ()
