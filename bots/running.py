"""The two ways of running: serve the platforms until told to stop, or chat in this terminal."""

import asyncio
import logging
import sys
from collections.abc import Sequence

from bots.config import Config
from bots.engine.clock import Clock
from bots.engine.phrases import say
from bots.engine.platform import Adapter
from bots.engine.waiting import beside
from bots.reloading import Change, Source, watch
from bots.terminal_bot.bot import TerminalBot
from bots.terminal_bot.reading import PERSON, PLACE
from bots.wiring import Parts, close, opened, platforms, rules

log = logging.getLogger("parley")

IN_MEMORY = "sqlite://"


async def serve(config: Config, clock: Clock, stop: asyncio.Event, source: Source | None = None) -> int:
    """Run the platforms that have a token, side by side; 1 when none of them could go on.

    `source`: the file that the config is from; its changes are taken over.

    Raises:
        StoreError: the database cannot be used.
    """
    async with opened(config, clock, rules(config), store_url=config.storage.url) as parts:
        adapters = platforms(config, clock, parts.scheduler)
        parts.engine.attach(*adapters)
        try:
            await _announce(config, parts)
            async with beside(_follow(source, config, clock, parts)):
                return await _receive(adapters, parts, config.shutdown.grace, stop)
        finally:
            await close(adapters)


async def _follow(source: Source | None, config: Config, clock: Clock, parts: Parts) -> None:
    """Take over the changes of the config file."""

    def changed(change: Change) -> None:
        if change.config is None:
            words = say("alert_config_bad", problem=change.problem)
        else:
            parts.engine.adopt(rules(change.config))
            keys = ", ".join(change.waiting)
            words = say("alert_config_restart", keys=keys) if keys else say("alert_config")
        parts.engine.alert(f"config {words}", words)  # who saves a good file and then a bad one hears of both

    if source is not None:
        await watch(source, config, clock, changed)


async def chat(config: Config, clock: Clock, stop: asyncio.Event) -> int:
    """Chat in this terminal, or answer each line of a pipe; 1 when an answer failed or was cut short.

    Raises:
        StoreError: the database cannot be used.
    """
    if not sys.stdin or not sys.stdout:
        print("parley: standard input or output is closed; the chat needs both.", file=sys.stderr)
        return 1
    terminal = TerminalBot(clock=clock)
    # What is piped in is a question of its own: it neither reads nor leaves a trace.
    store = config.storage.url if terminal.interactive else IN_MEMORY
    async with opened(config, clock, rules(config, owners=frozenset({PERSON})), store_url=store, demo=True) as parts:
        parts.engine.attach(terminal)
        try:
            await parts.engine.begin(PLACE)
            if terminal.interactive:
                await _greet(config, parts)
            await _receive((terminal,), parts, config.shutdown.grace, stop)
        finally:
            await close((terminal,))
    return int(terminal.failed)


async def _receive(adapters: Sequence[Adapter], parts: Parts, grace: float, stop: asyncio.Event) -> int:
    """Until told to stop, or until no platform can go on; then let the answers that grow come to their end."""
    running = [asyncio.create_task(adapter.run(parts.engine), name=adapter.name) for adapter in adapters]
    told = asyncio.create_task(stop.wait())
    everyone = asyncio.gather(*running)
    try:
        await asyncio.wait((told, everyone), return_when=asyncio.FIRST_COMPLETED)
        if everyone.done():
            everyone.result()
            return 1
        log.info("Stopping: running answers get up to %g s.", grace)
        for adapter in adapters:
            await adapter.quiet()
        await parts.engine.drain(grace)
        return 0
    finally:
        told.cancel()
        everyone.cancel()
        await asyncio.gather(told, everyone, *running, return_exceptions=True)


async def _announce(config: Config, parts: Parts) -> None:
    model = config.default_model
    answering = await parts.catalog.answering(chat=True) if model == "auto" else model
    if not answering:
        log.warning("No model can be reached: set OPENAI_API_KEY, or write [providers.NAME] into config.toml.")
    elif model == "auto":
        log.info("%s answers (default_model is auto).", answering)
    else:
        log.info("%s answers.", answering)
    if config.access.open:
        log.info("access.open is set: everyone may talk, and every answer is at the provider's price.")


async def _greet(config: Config, parts: Parts) -> None:
    model = config.default_model
    answering = await parts.catalog.answering(chat=False) if model == "auto" else model
    print(f"{answering} answers here; /model changes that, /help lists the rest.")
    print(
        "For a real model set OPENAI_API_KEY; for Discord or Telegram set DISCORD_TOKEN or TELEGRAM_TOKEN; "
        "or write them into config.toml."
    )
