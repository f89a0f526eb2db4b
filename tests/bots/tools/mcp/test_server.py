"""When a server of tools is started, started anew and ended. The connection is a fake; time is virtual."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

import pytest

from bots.tools.mcp.server import FIRST_PAUSE, FRESH, IDLE, LONGEST_PAUSE, Connection, Server
from bots.tools.mcp.values import Answered, Offered, ServerDown, ServerSettings
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

ADD = Offered("add", "", {})


class World:
    """What becomes of the connections: how many began and ended, and why the next ones fail."""

    def __init__(self) -> None:
        self.began = self.ended = self.lists = 0
        self.refuses = ""
        self.dies = ""
        self.starts_in = 0.0

    async def offered(self) -> tuple[Offered, ...]:
        self.lists += 1
        self._live()
        return (ADD,)

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answered:
        self._live()
        return Answered(tool)

    def _live(self) -> None:
        if self.dies:
            raise ServerDown(self.dies)

    @asynccontextmanager
    async def connect(self, settings: ServerSettings) -> AsyncGenerator[Connection, None]:
        await asyncio.sleep(self.starts_in)
        if self.refuses:
            raise ServerDown(self.refuses)
        self.began += 1
        try:
            yield self
        finally:
            self.ended += 1


def served(world: World) -> Server:
    return Server(ServerSettings("time", ("time",)), VirtualClock(), world.connect)


async def test_it_is_started_when_it_is_first_asked() -> None:
    """Once, however many ask at the same time, and its tools are not asked again for a while."""
    world = World()
    server = served(world)

    assert world.began == 0
    await asyncio.gather(*(server.call("add", {}) for _ in range(5)), server.offered())
    await server.offered()
    assert (world.began, world.lists) == (1, 1)
    await asyncio.sleep(FRESH)
    await server.offered()
    assert (world.began, world.lists) == (1, 2)
    await server.aclose()
    assert world.ended == 1


async def test_it_is_ended_when_nobody_asks_any_more() -> None:
    """And started by the next question."""
    world = World()
    server = served(world)
    await server.offered()
    await asyncio.sleep(IDLE - 1)
    await server.call("add", {})
    await asyncio.sleep(IDLE - 1)

    assert world.ended == 0
    await asyncio.sleep(2)
    assert world.ended == 1
    await server.offered()
    assert world.began == 2
    await server.aclose()


async def test_one_that_cannot_be_started_is_left_in_peace() -> None:
    """Longer and longer, and whoever asks meanwhile hears at once why."""
    world = World()
    world.refuses = "there is no such program"
    server = served(world)
    pauses = [FIRST_PAUSE * 2**number for number in range(20)]

    for pause in pauses:
        with pytest.raises(ServerDown, match="no such program"):
            await server.offered()
        world.refuses = ""
        await asyncio.sleep(min(pause, LONGEST_PAUSE) - 0.5)
        with pytest.raises(ServerDown, match="no such program"):
            await server.call("add", {})
        world.refuses = "there is no such program"
        await asyncio.sleep(0.6)
    world.refuses = ""
    await asyncio.sleep(LONGEST_PAUSE)
    assert await server.offered() == (ADD,)
    await server.aclose()


async def test_one_that_dies_is_started_anew() -> None:
    """After a moment; once it works, its failures are forgotten."""
    world = World()
    server = served(world)
    for _ in range(3):
        await server.offered()
        world.dies = "it ended"
        with pytest.raises(ServerDown):
            await server.call("add", {})
        world.dies = ""
        await asyncio.sleep(FIRST_PAUSE + 0.1)
        assert await server.call("add", {}) == Answered("add")
        await asyncio.sleep(FRESH)
    assert world.began == 4
    await server.aclose()
    assert world.ended == 4


async def test_who_stops_waiting_does_not_end_the_start() -> None:
    """The next answer has the tools."""
    world = World()
    world.starts_in = 20
    server = served(world)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(10):
            await server.offered()
    await asyncio.sleep(11)
    async with asyncio.timeout(1):
        assert await server.offered() == (ADD,)
    assert world.began == 1
    await server.aclose()


async def test_the_end_of_the_bot_while_it_starts() -> None:
    """Whoever waits hears of it."""
    world = World()
    server = served(world)
    await server.aclose()
    await server.offered()
    await server.aclose()
    await server.aclose()

    assert world.ended == 1
