"""Typing the name of a model among 5,000, key by key: the whole engine over a file, with the store's jobs.

python -m benchmarks.completion
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from rich.console import Console

from benchmarks.elsewhere import imported_from
from benchmarks.measures import percentile
from benchmarks.reckoning import Figure, beside
from benchmarks.running import Failed
from benchmarks.table import show
from bots.documents.documents import Documents
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.policy import Policy
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.incoming import Origin, Typed
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.storage.store import Store
from provider import Catalog
from provider.contract import Event, Request, Trust
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from tests.fakes.memory import MemoryPlatform

MODELS: Final = 5_000
WITHIN: Final = 0.005
TYPED: Final = ("", "claude sonnet 4", "4 son", "gpt mini", "antropic opsu", "zzzz")
"""What is typed, each from its first key to its last."""

TITLE: Final = f"the name of a model, typed key by key, of {MODELS:,}"

_OWNER = Person("memory", "1")
_LINES = (
    "gpt",
    "claude-sonnet",
    "claude-opus",
    "gemini-flash",
    "llama",
    "qwen-coder",
    "mistral-large",
    "deepseek-chat",
)
_KINDS = ("mini", "pro", "turbo", "preview", "thinking", "free", "exp", "vision")
_PROVIDERS = ("openai", "anthropic", "gemini", "router", "groq")


@dataclass(frozen=True)
class _Listing:
    """A provider that lists models and answers nobody."""

    names: tuple[str, ...]
    trust: Trust = "account"
    default_model: str = ""

    async def models(self) -> tuple[str, ...]:
        return self.names

    def settings(self, model: str) -> ModelSettings:
        return ModelSettings(vision=True, reasoning=True, price=Price(3.0, 15.0))

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        raise NotImplementedError
        yield

    async def aclose(self) -> None:
        """Nothing is open."""


def run(other: Path | None = None) -> list[Figure]:
    """Measure it: some seconds. `other`: where another commit's program is, which is measured in turn."""
    return beside(_of(None), _of(other) if other is not None else [])


def _of(tree: Path | None) -> list[Figure]:
    """In a process of its own, which imports the program from there; None: from here."""
    line, end = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=_main, args=(end,))
    with imported_from(tree):
        process.start()
    end.close()
    try:
        figures: list[Figure] = line.recv()
    except EOFError:
        raise Failed("the completion") from None
    finally:
        process.join()
    return figures


def _main(line: "Connection[Any, Any]") -> None:
    line.send(asyncio.run(_measure()))


async def _measure() -> list[Figure]:
    clock = RealClock()
    each = MODELS // len(_PROVIDERS)
    catalog = Catalog({name: _Listing(_names(number, each)) for number, name in enumerate(_PROVIDERS)})
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'bench.db'}")
        engine = Engine(store, catalog, Scheduler(clock), clock, Policy(frozenset({_OWNER})), Documents())
        engine.attach(MemoryPlatform(clock))
        try:
            async with engine:
                return await _keys(engine)
        finally:
            await store.close()


async def _keys(engine: Engine) -> list[Figure]:
    place = Place("memory", "dm1")
    origin = Origin(place, _OWNER, ToChat(place), private=True, linear=True)
    texts = [text[:end] for text in TYPED for end in range(len(text) + 1)]
    first = await _timed(engine, origin, texts[:1])
    began = time.process_time()
    taken = await _timed(engine, origin, texts * 20)
    processor = time.process_time() - began
    asked = [await _jobs(engine.services.place_settings, engine, origin) for _ in range(200)]
    best = percentile(asked, 0.5)
    return [
        Figure("processor time of a key press", processor / len(taken), "s", target=WITHIN),
        Figure("a key press, half of them", percentile(taken, 0.5), "s", best, WITHIN),
        Figure("a key press, 99 of 100", percentile(taken, 0.99), "s", percentile(asked, 0.99)),
        Figure("the first while the prices of all are read", first[0], "s"),
    ]


async def _timed(engine: Engine, origin: Origin, texts: Sequence[str]) -> list[float]:
    taken = []
    for text in texts:
        began = time.perf_counter()
        await engine.on_typed(Typed(origin, "model", "name", text))
        taken.append(time.perf_counter() - began)
    return taken


async def _jobs(settings: PlaceSettings, engine: Engine, origin: Origin) -> float:
    """The seconds that the store alone takes for a key: who it is, what holds there, what was used there."""
    began = time.perf_counter()
    await engine.services.gate.verdict(origin)
    await settings.model(origin)
    await settings.known_models.lately(origin.place, 8)
    return time.perf_counter() - began


def _names(seed: int, count: int) -> tuple[str, ...]:
    return tuple(
        f"{_LINES[(seed + n) % 8]}-{n % 9 + 1}.{n % 7}-{_KINDS[n // 8 % 8]}-{20230101 + 37 * n}" for n in range(count)
    )


if __name__ == "__main__":
    show(Console(), TITLE, run())
