"""A value that outlives the program, as JSON among the settings."""

import json
import logging
from typing import Any

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage import settings
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store

log = logging.getLogger("parley")


class Kept:
    """One such value. `where`: its scope and its key. `what`: a name for it, for the log."""

    def __init__(self, store: Store, clock: Clock, tasks: Supervisor, where: tuple[str, str], what: str) -> None:
        self._store = store
        self._clock = clock
        self._tasks = tasks
        self._where = where
        self._what = what

    async def load(self) -> Any:  # Any: JSON, of another version perhaps
        """What was saved last; None if that is nothing, or no JSON."""
        kept = await self._store.run(settings.values, [self._where[0]])
        try:
            return json.loads(kept.get(self._where, "null"))
        except (ValueError, RecursionError):
            return None

    def save(self, value: object) -> None:
        """Keep it in place of the last one; an empty value is not kept. Returns at once."""
        self._tasks.start(self._save(json.dumps(value) if value else None), f"keeping {self._what}")

    async def _save(self, text: str | None) -> None:
        try:
            await self._store.run(settings.change, *self._where, text, at=self._clock.wall())
        except StoreError as error:
            log.warning("%s could not be kept for the next start: %s", self._what, error)
