"""Each lane keeps its order, and none waits for another."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.lanes import IN_A_LANE, IN_ALL, Lanes
from bots.engine.runtime.tasks import Supervisor, Work
from bots.engine.runtime.tenure import Tenure

log = logging.getLogger("parley")


class Road:
    """Lanes, and what was done in them."""

    def __init__(self, tasks: Supervisor) -> None:
        self.lanes = Lanes(tasks, RealClock(), log)
        self.done: list[str] = []
        self.jam = asyncio.Event()

    def put(self, lane: str, name: str, seconds: float = 0.0, *, held: bool = True) -> None:
        self.lanes.put(lane, lambda: self.drive(name, seconds), name, held=held)

    async def drive(self, name: str, seconds: float = 0.0) -> None:
        await asyncio.sleep(seconds)
        self.done.append(name)

    def stand(self) -> Work:
        return self.jam.wait()


@asynccontextmanager
async def road() -> AsyncIterator[Road]:
    """A road whose traffic is through at the end of the block."""
    async with Supervisor(log) as tasks:
        yield Road(tasks)


@pytest.mark.looptime
async def test_a_lane_keeps_its_order_and_none_waits_for_another() -> None:
    """However long each thing takes."""
    async with road() as one:
        one.put("a", "a1", 5.0)
        one.put("a", "a2")
        one.put("b", "b1", 1.0)
        one.put("b", "b2")

    assert one.done == ["b1", "b2", "a1", "a2"]


@pytest.mark.looptime
async def test_a_defect_ends_one_thing(caplog: pytest.LogCaptureFixture) -> None:
    """What waits behind it is done; the line in the log names it."""

    async def broken() -> None:
        raise RuntimeError("secret words")

    async with road() as one:
        one.lanes.put("a", broken, "update 7")
        one.put("a", "a2")

    assert one.done == ["a2"]
    assert "update 7" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.looptime
async def test_an_empty_lane_costs_nothing() -> None:
    """It exists only while something is in it."""
    async with road() as one:
        for number in range(50):
            one.put(f"lane {number}", "x")
        busy = len(one.lanes)
        await one.lanes.settled(1.0)

        assert (busy, len(one.lanes)) == (50, 0)


@pytest.mark.looptime
async def test_a_full_lane_takes_no_more(caplog: pytest.LogCaptureFixture) -> None:
    """What is offered to it is dropped, which one line says; other lanes have room."""
    async with road() as one:
        one.lanes.put("a", one.stand, "a jam")
        taken = [one.lanes.offer("a", lambda: one.drive("a"), "a") for _ in range(IN_A_LANE + 5)]
        beside = one.lanes.offer("b", lambda: one.drive("b"), "b")
        one.jam.set()

    assert taken == [True] * IN_A_LANE + [False] * 5
    assert beside
    assert len(one.done) == IN_A_LANE + 1
    assert len(caplog.messages) == 1


@pytest.mark.looptime
async def test_all_lanes_together_are_bounded() -> None:
    """Whoever brings more waits until something is through."""
    async with road() as one:
        for number in range(IN_ALL):
            one.lanes.put(f"lane {number % 100}", one.stand, "a jam")
        more = one.lanes.offer("another", lambda: one.drive("x"), "x")
        waiting = asyncio.create_task(one.lanes.room())
        await asyncio.sleep(1.0)
        waits = not waiting.done()
        one.jam.set()
        await waiting

    assert not more
    assert waits


@pytest.mark.looptime
async def test_settled_waits_for_what_goes_on_and_for_no_jam() -> None:
    """As long as each thing is done in its time, all of it is waited for."""
    async with road() as one:
        now = asyncio.get_running_loop().time
        for number in range(10):
            one.put("a", f"a{number}", 0.1)
        await one.lanes.settled(0.2)
        through = now()
        driven = len(one.done)
        one.lanes.put("b", one.stand, "a jam")
        one.put("c", "c", 0.1)
        await one.lanes.settled(0.2)
        jammed = now()
        one.put("d", "not held", 9.0, held=False)
        await one.lanes.settled(0.2)

        assert through == pytest.approx(1.0)
        assert driven == 10
        assert jammed - through == pytest.approx(0.2, abs=0.11)
        assert now() == pytest.approx(jammed)
        one.jam.set()


@pytest.mark.looptime
async def test_clear_drops_what_waits() -> None:
    """What runs goes on."""
    async with road() as one:
        one.put("a", "runs", 1.0)
        one.put("a", "waits")
        one.lanes.clear()

    assert one.done == ["runs"]
    assert len(one.lanes) == 0


@pytest.mark.looptime
async def test_what_is_dropped_is_told_so_and_the_lane_goes_on() -> None:
    """Whoever waits behind work that another process takes over must not wait for ever."""
    async with road() as one:
        tenure, told = Tenure("discord", "1", 1), asyncio.Event()
        one.lanes.put("a", tenure.work(one.stand), "a question")
        one.lanes.put("a", one.stand, "behind it", dropped=told.set)
        await asyncio.sleep(1.0)
        tenure.end()
        await asyncio.wait_for(told.wait(), 1.0)
        one.put("a", "a2")

    assert one.done == ["a2"]
    assert not one.lanes.is_busy("a")
