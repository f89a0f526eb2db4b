"""`parley chat`: the engine in this terminal, or for each line of a pipe."""

import asyncio
import sys

from bots.cli.lifetime import receive
from bots.config.sections import Config
from bots.engine.runtime.clock import Clock
from bots.platforms import listed, platforms
from bots.terminal_bot.bot import TerminalBot
from bots.terminal_bot.reading import PERSON, PLACE
from bots.wiring import Parts, close, opened, policy

IN_MEMORY = "sqlite://"


async def chat(config: Config, clock: Clock, stop: asyncio.Event) -> int:
    """Chat in this terminal, or answer each line of a pipe.

    Returns the exit status: 1 if an answer failed or was cut short, else 0.

    Raises:
        StoreError: the database cannot be used.
    """
    if not sys.stdin or not sys.stdout:
        print("parley: standard input or output is closed; the chat needs both.", file=sys.stderr)
        return 1
    terminal = TerminalBot(clock=clock)
    # Each piped line is a question of its own: it reads nothing of earlier ones, and nothing of it is kept.
    store = config.storage.url if terminal.interactive else IN_MEMORY
    async with opened(config, clock, policy(config, owners=frozenset({PERSON})), store_url=store, demo=True) as parts:
        parts.engine.attach(terminal)
        try:
            await parts.engine.begin(PLACE)
            if terminal.interactive:
                await _greet(config, parts)
            await receive((terminal,), parts, config.shutdown.grace, stop)
        finally:
            await close((terminal,))
    return int(terminal.failed)


async def _greet(config: Config, parts: Parts) -> None:
    model, rows = config.default_model, platforms().values()
    answering = await parts.catalog.answering(chat=False) if model == "auto" else model
    print(f"{answering} answers here; /model changes that, /help lists the rest.")
    titles, variables = [row.title for row in rows], [row.turned_on_by for row in rows]
    print(
        f"For a real model set OPENAI_API_KEY; for {listed(titles, 'or')} set {listed(variables, 'or')}; "
        "or write them into config.toml."
    )
