"""The notes in the store of how far a reply in flight has come."""

import logging

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.places import Attempt, Surface
from bots.engine.storage import exchanges, messages, replies
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.text.sources import Numbered

log = logging.getLogger("parley")

RENEW_EVERY = 0.5
"""Seconds between two notes of how far a reply in flight has come: after a crash people keep what they could read."""


class StoreJournal:
    """Notes in the store where a reply stands and how far it has come, so that a crash leaves nothing looking alive.

    `before`: messages that earlier runs have sent for it and not heard of, which stay noted to its end.
    """

    def __init__(
        self, store: Store, clock: Clock, tasks: Supervisor, key: int, row: int, before: tuple[Attempt, ...] = ()
    ) -> None:
        self._store = store
        self._clock = clock
        self._tasks = tasks
        self._key = key
        self._row = row
        self._before = before
        self._surface = ""
        self._noted = 0.0
        self._sources: tuple[Numbered, ...] = ()

    async def sends(self, attempts: tuple[Attempt, ...]) -> None:
        """Note that a message is sent, and all that were and of which nobody has heard."""
        try:
            await self._store.run(replies.attempt, self._key, (*self._before, *attempts), self._clock.wall())
        except StoreError as error:  # should the process die now, a message may stand there that looks alive
            log.error("the answer %d could not be noted: %s", self._key, error)

    async def __call__(
        self, surface: Surface, source: str, sources: tuple[Numbered, ...], attempts: tuple[Attempt, ...]
    ) -> None:
        now = self._clock.now()
        new = bool(source) and surface.id != self._surface
        if source and not new and now - self._noted < RENEW_EVERY:
            return
        if new:
            self._surface = surface.id
        self._noted = now
        at, attempts = self._clock.wall(), (*self._before, *attempts)
        try:
            if new:
                await self._store.run(exchanges.grew, self._row, self._key, surface, source, at, attempts)
            elif source:
                renewing = self._renew(surface, source, at, attempts)
                self._tasks.start_here(renewing, "noting how far an answer has come")
            else:
                await self._store.run(replies.renew, self._key, surface, source, at, attempts)
            if sources != self._sources and source:
                self._sources = sources
                await self._store.run(messages.note_sources, self._row, sources)
        except StoreError as error:
            self._not_noted(error)

    async def _renew(self, surface: Surface, source: str, at: float, attempts: tuple[Attempt, ...]) -> None:
        """Note more words of a message that is noted; the next frame does not wait for it."""
        try:
            await self._store.run_along(replies.renew, self._key, surface, source, at, attempts)
        except StoreError as error:
            self._not_noted(error)

    def _not_noted(self, error: StoreError) -> None:
        """Log why. People read on; should the process die now, this answer is left as it stands."""
        log.error("the answer %d could not be noted: %s", self._key, error)
