"""`parley chat`: the engine in this terminal, or for each line of a pipe."""

import asyncio
import sys

from bots.cli.alone import alone
from bots.cli.lifetime import receive
from bots.config.sections import Config
from bots.engine.language.phrases import advise
from bots.engine.runtime.clock import Clock
from bots.platforms import listed, platforms
from bots.terminal_bot.bot import TerminalBot
from bots.terminal_bot.reading import PERSON, PLACE
from bots.wiring import close, is_on, opened, policy
from provider.catalog import AUTO, Catalog

IN_MEMORY = "sqlite://"


async def chat(config: Config, clock: Clock, stop: asyncio.Event) -> int:
    """Chat in this terminal, or answer each line of a pipe.

    Returns the exit status: 1 if an answer failed or was cut short, else 0.

    Raises:
        StoreError: the database cannot be used, or another Parley uses it.
    """
    if not sys.stdin or not sys.stdout:
        print("parley: standard input or output is closed; the chat needs both.", file=sys.stderr)
        return 1
    terminal = TerminalBot(clock=clock)
    # Each piped line is a question of its own: it reads nothing of earlier ones, and nothing of it is kept.
    store = config.storage.url if terminal.interactive else IN_MEMORY
    async with alone(store, clock, stop) as ours:
        return await _chat(config, clock, stop, terminal, store) if ours else 0


async def _chat(config: Config, clock: Clock, stop: asyncio.Event, terminal: TerminalBot, store: str) -> int:
    async with opened(config, clock, policy(config, owners=frozenset({PERSON})), store_url=store, demo=True) as parts:
        parts.engine.attach(terminal)
        try:
            await parts.engine.begin(PLACE)
            if terminal.interactive:
                for line in await greeting(config, parts.catalog):
                    print(line)
            await receive((terminal,), parts.engine, clock, config.shutdown.grace, stop)
        finally:
            await close((terminal,))
    return int(terminal.failed)


async def greeting(config: Config, catalog: Catalog) -> list[str]:
    """Who answers, who should and does not, with the cure, and how to add others."""
    model, rows = config.default_models.private, platforms().values()
    answering = await catalog.answering(chat=False) if model == AUTO else model
    lines = [f"{answering} answers here; /model changes that, /help lists the rest."] if answering else []
    lines += [f"{name} does not answer. {advise(error)} ({error})" for name, error in catalog.silent().items()]
    is_set_up = any(is_on(*section) for section in config.providers.values())
    real = "" if is_set_up else "for a real model set OPENAI_API_KEY; "
    titles, variables = [row.title for row in rows], [row.turned_on_by for row in rows]
    hint = f"{real}for {listed(titles, 'or')} set {listed(variables, 'or')}; or write them into config.toml."
    return [*lines, hint[0].upper() + hint[1:]]
