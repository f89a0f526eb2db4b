"""Builds the parts from the settings: providers, catalog, platforms, engine."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from bots.config.default_model import DefaultModels
from bots.config.sections import Config
from bots.config.tools import BUILT_IN, MAKE_PICTURE, BuiltIn, servers_of
from bots.documents.documents import Documents
from bots.engine.access.subjects import Subjects
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.machines.shares import divided
from bots.engine.policy import Policy
from bots.engine.reply.style import ReplyDefaults
from bots.engine.runtime.clock import Clock
from bots.engine.seam.places import Person
from bots.engine.seam.platform import Adapter
from bots.engine.settings.choosing import ConfigPlaces, names_of_place
from bots.engine.settings.offered_models import Offers
from bots.engine.settings.scopes import ALL_PRIVATE, ALL_SHARED
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage.accounts import database_of, note
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.storage.urls import is_server
from bots.engine.upkeep.model_health import kept
from bots.file_bounds import bounds
from bots.platforms import Row, platforms
from bots.providers import not_opened, open_catalog
from bots.tools.make_picture import Drawing
from bots.tools.opening import built_in, served
from provider import Catalog
from provider.fence import attempt
from provider.values import Value

log = logging.getLogger("parley")


class Parts(Value):
    """The parts of one run of the program."""

    catalog: Catalog
    engine: Engine
    scheduler: Scheduler


def policy(config: Config, *, owners: frozenset[Person] = frozenset()) -> Policy:
    """What the config says about talking. `owners` are added to the config's own."""
    reply = config.reply
    return Policy(
        owners=owners | {Person(*owner.split(":", 1)) for owner in config.access.owners},
        everyone=config.access.open,
        allowed=frozenset(config.access.allowed),
        denied=frozenset(config.access.denied),
        limits=limits(config),
        keep_days=config.storage.keep_days,
        log=config.owner.log,
        subjects=Subjects({name: row.subjects[0] for name, row in platforms().items()}),
        default_model=config.default_models.private,
        places=config_places(config),
        max_turns=config.conversation.max_turns,
        style=ReplyDefaults(
            mode=reply.streaming,
            max_parts_private=reply.max_messages.private,
            max_parts_shared=reply.max_messages.shared,
            notify_after=reply.notify_after,
        ),
        settings={
            "effort": config.models.effort,
            "search": config.models.search,
            "reasoning": reply.reasoning,
            "details": "on" if reply.details else "off",
            "where": reply.where,
            "persona": config.conversation.persona.strip(),
            "memory": config.conversation.memory,
            "busy": config.conversation.busy,
            "names": "on" if config.conversation.names else "off",
            "timezone": config.conversation.timezone,
            "language": config.conversation.language,
        },
        offers=Offers(config.models.offered, config.models.offered_in, config.models.offered_to),
        bounds=bounds(config),
        tells_day=config.conversation.day,
    )


def config_places(config: Config) -> ConfigPlaces:
    """What the config says for single places, and which model answers in private and in shared ones."""
    values: dict[str, Mapping[str, str]] = {}
    locked: set[str] = set()
    for place, said in config.places.items():
        platform, _, number = place.partition(":")
        names = names_of_place(platform, number, unique=platforms()[platform].unique_ids)
        values |= dict.fromkeys(names, said.values)
        locked |= set(names) if said.locked else set()
    if isinstance(config.default_model, DefaultModels):
        values[ALL_PRIVATE.key] = {"model": config.default_model.private}
        values[ALL_SHARED.key] = {"model": config.default_model.shared}
    return ConfigPlaces(values, frozenset(locked))


def built_in_places(config: Config) -> Mapping[str, tuple[str, ...]]:
    """Where each tool that Parley brings along is offered; those that the config switches off are missing."""
    said = {name: config.tools.get(name, BuiltIn()) for name in BUILT_IN}
    found = {name: each.places for name, each in said.items() if isinstance(each, BuiltIn) and not each.off}
    return found if drawing_of(config) else {name: each for name, each in found.items() if name != MAKE_PICTURE}


def drawing_of(config: Config) -> Drawing | None:
    """Who draws pictures; None: nobody."""
    said = config.tools.get(MAKE_PICTURE)
    return said.drawing if isinstance(said, BuiltIn) else None


def limits(config: Config) -> Limits:
    """What the config says about limits."""
    written = config.limits
    person, trusting, bot, unpriced = (
        tuple(map(Allowance.parse, texts)) for texts in (written.person, written.trusted, written.bot, written.unpriced)
    )
    return Limits(person, trusting, bot, unpriced, written.input_characters, written.server_share)


def adapters(config: Config, clock: Clock, scheduler: Scheduler) -> tuple[tuple[Adapter, ...], tuple[str, ...]]:
    """The platforms that are on, and a sentence for each that cannot be opened. No other library is loaded."""
    tried = {row.title: attempt(partial(_opened, row, config, clock, scheduler)) for row in config.platforms_on()}
    broken = {title: error for title, error in tried.items() if isinstance(error, Exception)}
    return (
        tuple(adapter for adapter in tried.values() if not isinstance(adapter, Exception)),
        tuple(f"{title}: {not_opened(error)}" for title, error in broken.items()),
    )


def _opened(row: Row, config: Config, clock: Clock, scheduler: Scheduler) -> Adapter:
    """What the row opens.

    Raises:
        TypeError: it is nothing that runs and can be closed.
    """
    adapter = row.open(config.settings_of(row), clock, scheduler)
    if not all(callable(getattr(adapter, name, None)) for name in ("run", "quiet", "check", "aclose")):
        raise TypeError
    return adapter


def accounts(config: Config) -> Mapping[str, str]:
    """The bot's id on each platform that is on, as far as its token tells it."""
    found = {row.name: attempt(partial(_account, row, config)) for row in config.platforms_on()}
    return {name: id for name, id in found.items() if isinstance(id, str) and id}


def _account(row: Row, config: Config) -> str:
    return str(row.account(config.settings_of(row)))


def database(config: Config) -> str:
    """`storage.url` for this bot: on a server, another token has tables of its own. Blocks.

    Raises:
        StoreError: the URL or the server cannot be used, or the tables belong to a bot with some of our tokens only.
    """
    return database_of(config.storage.url, accounts(config))


@asynccontextmanager
async def opened(
    config: Config, clock: Clock, policy: Policy, *, store_url: str, demo: bool = False
) -> AsyncIterator[Parts]:
    """Open the parts that every way of running shares; they are closed in order when the block ends.

    Raises:
        StoreError: the database cannot be used.
    """
    store = Store.open(store_url)
    if is_server(store_url):
        await _note_accounts(store, accounts(config), clock)
    catalog = open_catalog(config, demo=demo, clock=clock)
    scheduler = Scheduler(clock)
    documents = Documents()
    try:
        async with (
            served(servers_of(config.tools), clock) as sources,
            Engine(store, catalog, scheduler, clock, policy, documents) as engine,
            kept(store, catalog, clock),
            divided(store_url) as shares,
        ):
            engine.divide_by(shares)
            places, limits = built_in_places(config), bounds(config).limits
            for source in (*built_in(catalog, documents, limits, drawing_of(config), places), *sources):
                engine.offer(source)
            yield Parts(catalog, engine, scheduler)
    finally:
        await catalog.aclose()
        await store.close()


async def _note_accounts(store: Store, accounts: Mapping[str, str], clock: Clock) -> None:
    try:
        if others := await store.run(note, accounts, clock.wall()):
            raise StoreError(
                f"Another bot has begun on this database at the same time ({others[0]}); start this one again."
            )
    except StoreError:
        await store.close()
        raise


async def close(adapters: Sequence[Adapter]) -> None:
    """Close every connection to the platforms."""
    for adapter in adapters:
        await adapter.aclose()
