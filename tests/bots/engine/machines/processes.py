"""Engines that share a database as processes do: each with platforms and models of its own, in real time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.policy import Policy
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.values import Incoming, Invocation, Origin, Person, Place, Response, ToChat
from bots.engine.storage.store import Store
from bots.text.moments import in_words
from provider import Catalog
from tests.bots.engine.house import ANN, GROUP, HELLO, POLICY, DocumentsAtOnce
from tests.fakes.memory import MemoryPlatform, ScriptedProvider, Step

AT_MOST = 5.0
"""Seconds within which what one process changes holds on all, on a machine that is busy with other tests.

Else it is some hundredths of a second, and never more than one.
"""


@dataclass
class Process:
    """One engine with all around it."""

    platform: MemoryPlatform
    provider: ScriptedProvider
    store: Store
    scheduler: Scheduler
    engine: Engine

    def private(self, person: Person = ANN) -> Origin:
        place = Place(self.platform.name, f"dm{person.id}")
        return Origin(place, person, ToChat(place), private=True, linear=True)

    def shared(self, person: Person = ANN, place: Place = GROUP) -> Origin:
        return Origin(place, person, ToChat(place), server="1")

    async def ask(self, text: str, origin: Origin, id: str) -> None:
        await self.engine.on_message(Incoming(origin, id, text, addressed=True))

    async def command(self, command: str, origin: Origin, /, **options: str) -> str:
        answer = await self.engine.on_command(Invocation(origin, command, options))
        assert isinstance(answer, Response)
        return in_words(answer.text)


@asynccontextmanager
async def process(url: str, *scripts: Sequence[Step], rules: Policy = POLICY) -> AsyncIterator[Process]:
    """A process that hears the others."""
    clock = RealClock()
    platform, provider = MemoryPlatform(clock), ScriptedProvider(clock, *(scripts or (HELLO,)))
    store, scheduler = Store.open(url), Scheduler(clock)
    engine = Engine(store, Catalog({"demo": provider}), scheduler, clock, rules, DocumentsAtOnce())
    engine.attach(platform)
    try:
        async with engine:
            yield Process(platform, provider, store, scheduler, engine)
    finally:
        await store.close()


@asynccontextmanager
async def two(url: str, *scripts: Sequence[Step], rules: Policy = POLICY) -> AsyncIterator[tuple[Process, Process]]:
    """Two that know of each other."""
    async with process(url, *scripts, rules=rules) as one, process(url, *scripts, rules=rules) as other:
        await until(lambda: bool(one.engine.services.others.alive and other.engine.services.others.alive))
        yield one, other


async def until(holds: Callable[[], bool], within: float = 10.0, what: str = "it") -> float:
    """Wait until it holds; returns the seconds that this took."""
    began = monotonic()
    while not holds():
        assert monotonic() - began < within, f"{what} never came to hold"
        await asyncio.sleep(0.005)
    return monotonic() - began
