"""Which other processes are alive, and how what all may do is divided among them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bots.engine.machines.others import BEAT, CHANGED, GONE, Load, Others, shares
from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage.wires import Alone, Wire
from tests.bots.engine.machines.wires import Exchange

pytestmark = pytest.mark.looptime


@dataclass
class One:
    """A process that says of itself how much it has to do."""

    signals: Signals
    others: Others
    tasks: Supervisor


@asynccontextmanager
async def process(wire: Wire, load: Load) -> AsyncIterator[One]:
    async with Supervisor(logging.getLogger("test")) as tasks:
        signals = Signals(wire, RealClock(), tasks)
        others = Others(signals, RealClock(), lambda: load)
        tasks.start(signals.run(), "hearing")
        tasks.start(others.run(), "saying")
        await asyncio.sleep(0.01)
        yield One(signals, others, tasks)
        await tasks.aclose()


async def test_processes_know_of_each_other_at_once() -> None:
    """Who comes is heard, and hears of those that are there already."""
    exchange = Exchange()
    async with process(exchange.wire(), {"discord": 0}) as one:
        assert not one.others.alive
        async with process(exchange.wire(), {"discord": 0}) as other:
            assert one.others.alive == (other.signals.me,)
            assert other.others.alive == (one.signals.me,)


async def test_who_says_nothing_more_is_gone() -> None:
    """After some words that do not come; whoever divides what all may do is told."""
    exchange = Exchange()
    async with process(exchange.wire(), {"discord": 0}) as one:
        told: list[float] = []
        one.others.report_to(lambda parts: told.append(parts["discord"]))
        async with process(exchange.wire(), {"discord": 0}):
            await asyncio.sleep(BEAT)
        await asyncio.sleep(GONE + BEAT + 0.1)

        assert one.others.alive == ()
        assert told[0] == 0.5
        assert told[-1] == 1.0


async def test_what_changes_is_said_sooner_than_that_nothing_has() -> None:
    """How much a process has to do divides what all may do."""
    exchange, load, heard = Exchange(), {"discord": 0}, list[float]()
    clock = asyncio.get_running_loop().time
    async with process(exchange.wire(), {"discord": 0}) as one, process(exchange.wire(), load):
        one.others.report_to(lambda parts: heard.append(clock()))
        await asyncio.sleep(10 * BEAT)
        idle, began = len(heard), clock()
        load["discord"] = 3
        await asyncio.sleep(CHANGED)
        changed = [at - began for at in heard[idle:]]

    assert idle <= 11
    assert changed
    assert one.others.shares()["discord"] == 1 / 5


async def test_while_nothing_is_heard_nobody_counts_as_gone() -> None:
    """A database that is down for a minute says nothing of the other processes."""
    exchange = Exchange()
    mine, theirs = exchange.wire(), exchange.wire()
    async with process(mine, {"discord": 0}) as one, process(theirs, {"discord": 0}) as other:
        mine.cut = theirs.cut = True
        await asyncio.sleep(60.0)
        meanwhile = one.others.alive
        mine.mend()
        theirs.mend()
        await asyncio.sleep(BEAT + 0.1)

        assert meanwhile == one.others.alive == (other.signals.me,)


async def test_alone_a_process_says_nothing() -> None:
    """It takes all that the bot may do."""
    async with process(Alone(), {"discord": 3}) as one:
        await asyncio.sleep(60.0)

        assert one.others.alive == ()
        assert one.others.shares() == {"discord": 1.0}


def test_what_all_may_do_is_divided_by_what_each_has_to_do() -> None:
    """By platform, among those that serve it; who has nothing to do can still say a word."""
    busy, idle, elsewhere = {"discord": 7, "telegram": 0}, {"discord": 0, "telegram": 0}, {"telegram": 2}

    assert shares(busy, [idle, elsewhere]) == {"discord": 8 / 9, "telegram": 1 / 5}
    assert shares(idle, [busy, elsewhere]) == {"discord": 1 / 9, "telegram": 1 / 5}
    assert shares(elsewhere, [busy, idle]) == {"telegram": 3 / 5}
