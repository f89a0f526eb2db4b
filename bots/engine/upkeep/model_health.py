"""Keeps in the store how the models do and what was learned of them, for the next start and for `parley models`."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage import settings
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from provider import Catalog
from provider.routing.circuit_breaker import State

log = logging.getLogger("parley")

SCOPE = "weather"
SAVED_EVERY = 60.0
"""Seconds between two saves."""
STALE = 3 * SAVED_EVERY
"""Seconds after which notes on failing models are stale: no bot runs."""


@asynccontextmanager
async def kept(store: Store, catalog: Catalog, clock: Clock) -> AsyncIterator[None]:
    """Read the notes at the start of the block, save them each minute and at its end."""
    await recall(store, catalog, clock)
    before = _noted(catalog)
    tasks = Supervisor(log)
    tasks.start(_save_now_and_then(store, catalog, clock), "noting how the models have done")
    try:
        yield
    finally:
        await tasks.aclose()
        if _noted(catalog) != before:
            await _save(store, catalog, clock)


async def recall(store: Store, catalog: Catalog, clock: Clock) -> dict[str, State]:
    """Give the catalog what was noted. Returns the state of the models that a running bot leaves alone, by name.

    Raises:
        StoreError: the notes cannot be read.
    """
    noted = await store.run(settings.values, [SCOPE])
    catalog.health_log.load(noted.get((SCOPE, "answers"), ""))
    catalog.recall(noted.get((SCOPE, "lessons"), ""))
    try:
        troubles = json.loads(noted.get((SCOPE, "troubles"), "{}"))
        return dict(troubles["states"]) if troubles["at"] > clock.wall() - STALE else {}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


async def _save_now_and_then(store: Store, catalog: Catalog, clock: Clock) -> None:
    saved: tuple[tuple[int, int], dict[str, State]] = (_noted(catalog), {})
    while True:
        await clock.sleep(SAVED_EVERY)
        now = (_noted(catalog), catalog.troubles())
        if now != saved or now[1]:  # notes on a trouble go stale unless they are saved again
            saved = now
            await _save(store, catalog, clock)


def _noted(catalog: Catalog) -> tuple[int, int]:
    """How much was ever noted; while it stays the same, there is nothing to save."""
    return catalog.health_log.noted, catalog.lessons


async def _save(store: Store, catalog: Catalog, clock: Clock) -> None:
    now = clock.wall()
    troubles = json.dumps({"at": now, "states": catalog.troubles()})
    try:
        await store.run(settings.change, SCOPE, "answers", catalog.health_log.dump(now), by="", at=now)
        await store.run(settings.change, SCOPE, "lessons", catalog.learned(), by="", at=now)
        await store.run(settings.change, SCOPE, "troubles", troubles, by="", at=now)
    except StoreError as error:
        log.warning("how the models have done could not be kept: %s", error)
