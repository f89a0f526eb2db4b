"""Puts the parts together: while the program runs, its health and its numbers can be read at an address."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from bots.engine.engine import Engine
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import beside
from bots.listening.address import Address
from bots.listening.bounded import Bounded
from bots.listening.listening import Door, listen
from bots.ops.metrics import Metrics
from bots.ops.pages import Pages
from provider import Catalog


def door(*, guarded: bool) -> Door:
    """What is listened for. `guarded`: a token is asked for."""
    return Door("ops.listen", "/healthz, /readyz and /metrics", lock="" if guarded else "ops.token")


@asynccontextmanager
async def operated(address: Address, token: str, engine: Engine, catalog: Catalog, clock: Clock) -> AsyncIterator[None]:
    """While the block runs, listen there and count what happens. `token`: what is asked of who reads; may be empty."""
    here = engine.services
    metrics = Metrics(_Shows(engine, catalog))
    here.store.report_to(metrics)
    here.scheduler.report_to(metrics)
    pages = Pages(here.health, metrics.page, clock.now, token)
    listening = listen(address, Bounded(pages.server()), clock, door(guarded=bool(token)))
    async with beside(here.health.beat(metrics.late)), beside(listening):
        yield


class _Shows:
    """What is looked at when somebody reads."""

    def __init__(self, engine: Engine, catalog: Catalog) -> None:
        self._services = engine.services
        self._catalog = catalog

    def connected(self) -> Mapping[str, bool]:
        return self._services.health.connected()

    def growing(self) -> int:
        return self._services.health.load.growing

    def waiting(self) -> Mapping[str, int]:
        return self._services.health.load.waiting()

    def streams(self) -> Mapping[str, tuple[int, int]]:
        return self._catalog.streams()
