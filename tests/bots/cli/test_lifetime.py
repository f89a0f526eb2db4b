"""The platforms run beside each other: one that ends takes no other with it, and the owner hears of it."""

import asyncio
import logging

import pytest

from bots.cli.lifetime import receive
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.seam.inbox import Inbox
from tests.bots.engine.house import ENDLESS, OWNER, house

pytestmark = pytest.mark.looptime


class Wire:
    """A platform that receives until it is told to be quiet.

    `ends`: how often it is not let in first. `fault`: what ends it at once.
    """

    def __init__(self, name: str, clock: Clock, *, ends: int = 0, fault: Exception | None = None) -> None:
        self.name = name
        self.began: list[float] = []
        self._clock = clock
        self._ends = ends
        self._fault = fault
        self._quiet = asyncio.Event()

    async def run(self, inbox: Inbox) -> None:
        self.began.append(self._clock.now())
        if self._fault is not None:
            raise self._fault
        if len(self.began) > self._ends:
            await inbox.on_ready(self.name)
            await self._quiet.wait()

    async def quiet(self) -> None:
        self._quiet.set()


async def test_the_owner_hears_that_a_platform_has_ended_by_a_defect(caplog: pytest.LogCaptureFixture) -> None:
    """The others go on; a stop is still a success. What the defect says is in no log, and it is not tried again."""
    stop = asyncio.Event()
    with caplog.at_level(logging.ERROR, "parley"):
        async with house() as one:
            clock = one.engine.services.clock
            broken = Wire("pigeons", clock, fault=RuntimeError("secret words"))
            receiving = asyncio.create_task(receive((broken, Wire("wires", clock)), one.engine, clock, 1.0, stop))
            await one.wait(7200.0)
            goes_on = not receiving.done()
            (alert,) = one.texts(one.private(OWNER).place)
            stop.set()
            status = await receiving

    assert goes_on
    assert "Pigeons" in alert
    assert status == 0
    assert "pigeons" in caplog.text
    assert "secret" not in caplog.text
    assert len(broken.began) == 1


async def test_a_platform_that_lets_nobody_in_is_tried_again() -> None:
    """Ever more rarely, as long as another one receives; the owner hears once of it, and once of its end."""
    stop = asyncio.Event()
    async with house() as one:
        clock = one.engine.services.clock
        closed = Wire("pigeons", clock, ends=3)
        receiving = asyncio.create_task(receive((closed, Wire("wires", clock)), one.engine, clock, 1.0, stop))
        await one.wait(1000.0)
        off, back = one.texts(one.private(OWNER).place)
        stop.set()
        status = await receiving

    assert [at - closed.began[0] for at in closed.began] == pytest.approx([0.0, 60.0, 180.0, 420.0], abs=1.0)
    assert "does not let me in" in off
    assert "again" in back
    assert status == 0


async def test_without_a_platform_the_program_ends() -> None:
    """With the exit status of a failure, and not before the last one has ended."""
    async with house() as one:
        clock = one.engine.services.clock
        lines = (Wire("pigeons", clock, ends=9), Wire("wires", clock, fault=RuntimeError("secret")))

        assert await receive(lines, one.engine, clock, 1.0, asyncio.Event()) == 1


async def test_a_platform_that_does_not_get_quiet_delays_no_stop() -> None:
    """What it had to confirm is confirmed by nobody: a stop takes its eight seconds, whatever hangs."""

    class Stalled(Wire):
        async def quiet(self) -> None:
            await asyncio.sleep(600.0)

    stop = asyncio.Event()
    async with house(ENDLESS) as one:
        clock = one.engine.services.clock
        receiving = asyncio.create_task(receive((Stalled("wires", clock),), one.engine, clock, 8.0, stop))
        await one.ask("x")
        await one.wait(3.0)
        stop.set()
        stopped = clock.now()
        status = await receiving
        took = clock.now() - stopped

    assert status == 0
    assert took <= 8.0
    assert one.texts()[-1].endswith(say("interrupted"))
