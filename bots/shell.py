"""`parley models` and `parley ask`: the models from a shell, without a chat."""

import asyncio
import os
import sys
from contextlib import aclosing
from pathlib import Path

from bots.config import SQLITE, Config
from bots.engine.clock import Clock
from bots.engine.lineup import describe
from bots.engine.phrases import explain
from bots.engine.store import Store
from bots.weather import recall
from bots.wiring import open_catalog
from provider import Catalog
from provider.breaker import State
from provider.catalog import NOBODY
from provider.contract import Answering, Message, Request, Text
from provider.errors import ProviderError

INTERRUPTED = 130


async def models(config: Config, clock: Clock) -> int:
    """List every model that can be chosen, with what is known of it; 1 where there is none.

    Raises:
        StoreError: what a running bot noted cannot be read.
    """
    catalog = open_catalog(config, clock=clock)
    try:
        states = await _noted(config, catalog, clock)
        names = await catalog.names()
        width = max(map(len, names), default=0)
        for name in names:
            standing = catalog.standing(name)
            aside = f"= {standing.name}" if standing.name != name else ""
            known = describe(standing, states.get(standing.name))
            print(f"{name:{width}}  {'  '.join(filter(None, (aside, known)))}".rstrip())
        for provider, error in catalog.silent().items():
            _complain(f"{provider} does not say which models it has: {explain(error)} ({error})")
        if not names:
            _complain(NOBODY)
    finally:
        await catalog.aclose()
    return 0 if names else 1


async def ask(config: Config, clock: Clock, stop: asyncio.Event, model: str, question: str) -> int:
    """Ask one question; the answer goes to standard output as it comes.

    1 where it failed or is not whole, 2 without a question.
    """
    if not question.strip():
        _complain('there is no question; write one behind the command: parley ask "Why is the sky blue?"')
        return 2
    catalog = open_catalog(config, demo=True, clock=clock)
    try:
        # Whoever presses Ctrl-C, or closes the pipe, waits for nothing more.
        answer = asyncio.create_task(_answer(catalog, model, question), name="answer")
        told = asyncio.create_task(stop.wait(), name="stop")
        await asyncio.wait((answer, told), return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        answer.cancel()
        await asyncio.gather(told, answer, return_exceptions=True)
        return INTERRUPTED if answer.cancelled() else answer.result()
    finally:
        await catalog.aclose()


async def _answer(catalog: Catalog, model: str, question: str) -> int:
    said, begun = "\n", False
    try:
        name = await catalog.find(model) if model else ""
        async with aclosing(catalog.stream(name, Request((Message("user", question),)), chat=False)) as events:
            async for event in events:
                match event:
                    case Text(text):
                        said, begun = text, True
                        _write(text)
                    case Answering(provider, other, wanted) if wanted:
                        _complain(f"{provider}/{other} answers instead of {wanted}.")
    except ProviderError as error:
        _end_line(said)
        _complain(f"{explain(error, begun=begun)} ({error})")
        return 1
    except asyncio.CancelledError:
        _end_line(said)
        raise
    except BrokenPipeError:
        # Nobody reads on. Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    _end_line(said)
    return 0


async def _noted(config: Config, catalog: Catalog, clock: Clock) -> dict[str, State]:
    """What a running bot has noted of the models, where there is its database."""
    if not _exists(config.storage.url.removeprefix(SQLITE)):
        return {}
    store = Store.open(config.storage.url)
    try:
        return await recall(store, catalog, clock)
    finally:
        await store.close()


def _exists(path: str) -> bool:
    return path != ":memory:" and Path(path).exists()


def _end_line(said: str) -> None:
    if not said.endswith("\n"):
        _write("\n")


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _complain(sentence: str) -> None:
    print(f"parley: {sentence}", file=sys.stderr)
