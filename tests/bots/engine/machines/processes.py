"""Engines that share a database as processes do: each with platforms and models of its own, in real time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.policy import Policy
from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tenure import Tenure
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.shown import Response
from bots.engine.storage.handing import Hands, Taken
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.text.moments import in_words
from provider import Catalog
from tests.bots.engine.house import ANN, GROUP, HELLO, POLICY, DocumentsAtOnce
from tests.fakes.memory import MemoryPlatform, ScriptedProvider, Step
from tests.waiting import PATIENCE

AT_MOST = 5.0
"""Seconds within which what one process changes holds on all, on a machine that is busy with other tests.

Else it is some hundredths of a second, and never more than one.
"""


class Cut:
    """Who hands out chats, to a process whose way to the server may be cut, or that `takes` none just now."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.is_cut = False
        self.takes = True

    async def beat(self) -> Collection[int]:
        self._look()
        return await self._hands.beat()

    async def take(self, platforms: Collection[str], me: str) -> Taken | None:
        self._look()
        return await self._hands.take(platforms, me) if self.takes else None

    async def leave(self, taken: Taken) -> bool:
        self._look()
        return await self._hands.leave(taken)

    async def give_back(self, taken: Taken) -> None:
        self._look()
        await self._hands.give_back(taken)

    async def sweep(self, attended: Collection[int]) -> bool:
        self._look()
        return await self._hands.sweep(attended)

    async def aclose(self) -> None:
        await self._hands.aclose()

    def _look(self) -> None:
        if self.is_cut:
            raise StoreError("The network swallows everything.")


@dataclass
class Process:
    """One engine with all around it."""

    platform: MemoryPlatform
    provider: ScriptedProvider
    store: Store
    scheduler: Scheduler
    engine: Engine
    hands: Cut

    def private(self, person: Person = ANN) -> Origin:
        place = Place(self.platform.name, f"dm{person.id}")
        return Origin(place, person, ToChat(place), private=True, linear=True)

    def shared(self, person: Person = ANN, place: Place = GROUP) -> Origin:
        return Origin(place, person, ToChat(place), server="1")

    def tenure(self, place: Place) -> Tenure | None:
        """For which it attends the chat of that place; None if it does not."""
        attending = self.engine.services.attending
        here = attending.at(place) if attending is not None else None
        return here.tenure if here is not None else None

    async def ask(self, text: str, origin: Origin, id: str, **more: Any) -> None:  # Any: fields of Incoming
        await self.engine.on_message(Incoming(origin, id, text, addressed=True, **more))

    async def command(self, command: str, origin: Origin, /, **options: str) -> str:
        answer = await self.engine.on_command(Invocation(origin, command, options))
        assert isinstance(answer, Response)
        return in_words(answer.text)


@asynccontextmanager
async def process(
    url: str, *scripts: Sequence[Step], rules: Policy = POLICY, platform: MemoryPlatform | None = None
) -> AsyncIterator[Process]:
    """A process that hears the others. `platform`: of its own, if it is not given one that others call, too."""
    clock = RealClock()
    platform, provider = platform or MemoryPlatform(clock), ScriptedProvider(clock, *(scripts or (HELLO,)))
    store, scheduler = Store.open(url), Scheduler(clock)
    assert store.hands is not None
    store.hands = hands = Cut(store.hands)
    engine = Engine(store, Catalog({"demo": provider}), scheduler, clock, rules, DocumentsAtOnce())
    engine.attach(platform)
    try:
        async with engine:
            yield Process(platform, provider, store, scheduler, engine, hands)
    finally:
        await store.close()


async def ask_at(attendant: Process, text: str, origin: Origin, id: str, *others: Process) -> None:
    """Ask something in a chat that the first of them attends."""
    for each in others:
        each.hands.takes = False
    await attendant.ask(text, origin, id)
    await until(lambda: attendant.tenure(origin.place) is not None)
    for each in others:
        each.hands.takes = True


@asynccontextmanager
async def two(url: str, *scripts: Sequence[Step], rules: Policy = POLICY) -> AsyncIterator[tuple[Process, Process]]:
    """Two that know of each other."""
    async with process(url, *scripts, rules=rules) as one, process(url, *scripts, rules=rules) as other:
        await until(lambda: bool(one.engine.services.others.alive and other.engine.services.others.alive))
        yield one, other


async def until(holds: Callable[[], bool], within: float = PATIENCE, what: str = "it") -> float:
    """Wait until it holds; returns the seconds that this took."""
    began = monotonic()
    while not holds():
        assert monotonic() - began < within, f"{what} never came to hold"
        await asyncio.sleep(0.005)
    return monotonic() - began
