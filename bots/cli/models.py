"""`parley models`: every model that can be chosen, with what is known of it."""

from pathlib import Path

from bots.cli.stdio import complain
from bots.config.sections import Config
from bots.config.validators import SQLITE, is_server
from bots.engine.handlers.model_summary import describe
from bots.engine.language.phrases import advise
from bots.engine.runtime.clock import Clock
from bots.providers import open_catalog
from provider import Catalog
from provider.routing.circuit_breaker import State
from provider.routing.fallback import NOBODY


async def models(config: Config, clock: Clock) -> int:
    """List every model that can be chosen, with what is known of it.

    Returns the exit status: 1 if there is none, else 0.

    Raises:
        StoreError: what a running bot noted cannot be read.
    """
    catalog = open_catalog(config, clock=clock)
    try:
        states = await _noted(config, catalog, clock)
        names = await catalog.names()
        width = max(map(len, names), default=0)
        for name in names:
            facts = catalog.facts(name)
            aside = f"= {facts.name}" if facts.name != name else ""
            known = describe(facts, states.get(facts.name), owner=True)
            print(f"{name:{width}}  {'  '.join(filter(None, (aside, known)))}".rstrip())
        for provider, error in catalog.silent().items():
            complain(f"{provider} does not say which models it has: {advise(error)} ({error})")
        if not names:
            complain(NOBODY)
    finally:
        await catalog.aclose()
    return 0 if names else 1


async def _noted(config: Config, catalog: Catalog, clock: Clock) -> dict[str, State]:
    """What a running bot has noted of the models; nothing if its database does not exist."""
    url = config.storage.url
    if not is_server(url) and not _exists(url.removeprefix(SQLITE)):
        return {}
    # The database and the engine around it are loaded only where there is something to read.
    from bots.engine.storage.store import Store
    from bots.engine.upkeep.model_health import recall
    from bots.wiring import database

    store = Store.open(database(config))
    try:
        return await recall(store, catalog, clock)
    finally:
        await store.close()


def _exists(path: str) -> bool:
    return path != ":memory:" and Path(path).exists()
