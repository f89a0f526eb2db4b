"""`parley run`: serve the platforms until told to stop."""

import asyncio
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bots.cli.alone import alone
from bots.cli.lifetime import receive
from bots.cli.service_manager import NOBODY, ServiceManager
from bots.config.sections import Config
from bots.config.watching import Change, Source, watch
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import beside
from bots.ops.opening import opened_ops
from bots.wiring import Parts, adapters, close, database, opened, policy
from provider.catalog import AUTO

log = logging.getLogger("parley")

SEARCHED_AFTER = 5_000
"""Objects that are made, and not freed, until the garbage collector searches the youngest for reference cycles."""

ANNOUNCED_WITHIN = 3.0
"""Seconds until it is found out and logged which model "auto" is, though no platform can be called yet."""


async def serve(
    config: Config,
    clock: Clock,
    stop: asyncio.Event,
    source: Source | None = None,
    manager: ServiceManager = NOBODY,
) -> int:
    """Run the platforms that are on, side by side.

    Returns the exit status: 1 if none of them could go on, else 0. `source`: the config file, whose changes are applied
    while the bot runs. `manager`: who is told how it goes.

    Raises:
        StoreError: the database cannot be used, or another Parley uses it.
    """
    url = database(config)
    async with alone(url, clock, stop) as ours:
        return await _serve(config, url, clock, stop, source, manager) if ours else 0


async def _serve(
    config: Config, url: str, clock: Clock, stop: asyncio.Event, source: Source | None, manager: ServiceManager
) -> int:
    async with opened(config, clock, policy(config), store_url=url) as parts:
        on, broken = adapters(config, clock, parts.scheduler)
        for problem in broken:
            log.error("%s", problem)
        parts.engine.attach(*on)
        try:
            ops = opened_ops(config.ops.listen, config.ops.token, parts.engine, parts.catalog, clock)
            with _start_set_apart():
                told = manager.keep_told(parts.engine.services.health, clock, stop)
                follow, rest = _follow(source, config, clock, parts), _set_apart(parts.engine.complete)
                announced = _announce(config, clock, parts)
                async with ops, beside(follow), beside(told), beside(rest), beside(announced):
                    return await receive(on, parts.engine, clock, config.shutdown.grace, stop)
        finally:
            await close(on)


@contextmanager
def _start_set_apart() -> Iterator[None]:
    """Keep what exists now out of the garbage collector's searches inside the block.

    A full search looks at every module and class that the start has made, and halts all answers for 30 ms or more. So
    does one before that, and finds next to nothing: what the start has left stays. Later searches are rarer than
    Python's own: an answer leaves no cycle behind, and in a burst of questions each search looks at all that is alive.
    """
    usual = gc.get_threshold()
    gc.enable()
    gc.freeze()
    gc.set_threshold(SEARCHED_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


async def _set_apart(complete: asyncio.Event) -> None:
    """The same for what is loaded after the start."""
    await complete.wait()
    gc.freeze()


async def _follow(source: Source | None, config: Config, clock: Clock, parts: Parts) -> None:
    """Apply the changes of the config file while the bot runs."""

    def changed(change: Change) -> None:
        if change.config is None:
            words = say("alert_config_bad", problem=change.problem)
            parts.engine.alert(f"config {words}", words, trouble="config")
            return
        parts.engine.adopt(policy(change.config))
        keys = ", ".join(change.waiting)
        words = say("alert_config_restart", keys=keys) if keys else say("alert_config")
        if not parts.engine.alert_end("config", words):
            parts.engine.alert(f"config {words}", words)

    if source is not None:
        await watch(source, config, clock, changed)


async def _announce(config: Config, clock: Clock, parts: Parts) -> None:
    """Log who answers. Which model "auto" is, the providers say: no platform waits for that."""
    models = config.default_models
    if AUTO in (models.private, models.shared):
        with suppress(TimeoutError):
            await clock.within(ANNOUNCED_WITHIN, parts.engine.complete.wait())
    if models.private == models.shared:
        await _announce_model(models.private, "", parts)
    else:
        await _announce_model(models.private, " in private chats", parts)
        await _announce_model(models.shared, " in servers and groups", parts)
    if config.access.open:
        log.info("access.open is set: everyone may talk, and every answer is at the provider's price.")


async def _announce_model(model: str, where: str, parts: Parts) -> None:
    answering = await parts.catalog.answering(chat=True) if model == AUTO else model
    if not answering:
        log.warning("No model can be reached: set OPENAI_API_KEY, or write [providers.NAME] into config.toml.")
    elif model == AUTO:
        log.info("%s answers%s (default_model is auto).", answering, where)
    else:
        log.info("%s answers%s.", answering, where)
