"""`parley chat`: the engine in this terminal, or for each line of a pipe."""

import asyncio
import os
import sys
from pathlib import Path

from bots.cli.alone import alone
from bots.cli.chat_log import log_beside
from bots.cli.lifetime import receive
from bots.config.sections import Config
from bots.engine.language.phrases import advise, say, speak
from bots.engine.runtime.clock import Clock
from bots.engine.storage.urls import path_of
from bots.platforms import listed, platforms
from bots.providers import is_on
from bots.terminal_bot.bot import TerminalBot
from bots.terminal_bot.reading import PERSON, PLACE, locale_of
from bots.terminal_bot.state import state_folder
from bots.wiring import close, database, opened, policy
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
    speak(locale_of(os.environ))
    terminal = TerminalBot(clock=clock)
    if not terminal.interactive:
        # Each piped line is a question of its own: it reads nothing of earlier ones, and nothing of it is kept.
        return await _chat(config, clock, stop, terminal, IN_MEMORY)
    store = database(config)
    if not _takes(store):
        terminal.note(say("chat_in_memory", path=path_of(store)))
        store = IN_MEMORY
    loop = asyncio.get_running_loop()
    async with alone(store, clock, stop) as ours:
        with log_beside(state_folder() / "chat.log", lambda words: loop.call_soon_threadsafe(terminal.note, words)):
            return await _chat(config, clock, stop, terminal, store) if ours else 0


async def _chat(config: Config, clock: Clock, stop: asyncio.Event, terminal: TerminalBot, store: str) -> int:
    async with opened(config, clock, policy(config, owners=frozenset({PERSON})), store_url=store, demo=True) as parts:
        parts.engine.attach(terminal)
        try:
            await parts.engine.begin(PLACE)
            if terminal.interactive:
                for line in await greeting(config, parts.catalog):
                    terminal.note(line)
            await receive((terminal,), parts.engine, clock, config.shutdown.grace, stop)
        finally:
            await close((terminal,))
    return int(terminal.failed)


def _takes(store: str) -> bool:
    """Whether the database can be written, or there is another reason why it cannot be used.

    Raises:
        StoreError: the URL cannot be used.
    """
    path = Path(path_of(store))
    if not path.name or not path.parent.is_dir():
        return True
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


async def greeting(config: Config, catalog: Catalog) -> list[str]:
    """Who answers, who should and does not, with the cure; before anything is set up, how to do that."""
    model, rows = config.default_models.private, platforms().values()
    answering = await catalog.answering(chat=False) if model == AUTO else model
    lines = [say("chat_answers", model=answering)] if answering else []
    for name, error in catalog.silent().items():
        lines.append(say("chat_nobody", name=name, cure=advise(error), error=str(error)))
    if any(is_on(*section) for section in config.providers.values()) or catalog.trust(answering) == "local":
        return lines
    lines.append(say("chat_no_model"))
    off = [row for row in rows if row not in config.platforms_on()]
    if off:
        titles = listed([row.title for row in off], say("chat_or"))
        variables = listed([row.turned_on_by for row in off], say("chat_or"))
        lines.append(say("chat_platforms", titles=titles, variables=variables))
    return lines
