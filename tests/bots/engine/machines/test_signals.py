"""What processes tell and ask each other."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.engine.machines.signals import NoAnswer, Signals
from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage.wires import Alone, Wire
from tests.bots.engine.machines.wires import Exchange

pytestmark = pytest.mark.looptime

LOG = logging.getLogger("test")


@asynccontextmanager
async def signals(*wires: Wire) -> AsyncIterator[tuple[Signals, ...]]:
    async with Supervisor(LOG) as tasks:
        found = tuple(Signals(wire, RealClock(), tasks) for wire in wires)
        for each in found:
            tasks.start(each.run(), "hearing")
        await asyncio.sleep(0)
        yield found
        await tasks.aclose()


class Ear:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.words: list[str] = []

    async def hear(self, words: str = "missed") -> None:
        self.words.append(words)


async def settled() -> None:
    await asyncio.sleep(0.01)


async def test_everybody_hears_what_is_told_to_all() -> None:
    """By topic, and whoever told it too."""
    exchange = Exchange()
    async with signals(exchange.wire(), exchange.wire()) as (here, there):
        one, other, deaf = Ear(), Ear(), Ear()
        here.on("settings", one.hear)
        there.on("settings", other.hear)
        there.on("grants", deaf.hear)

        await here.tell("settings", "telegram:42")
        await settled()

    assert (one.words, other.words, deaf.words) == (["telegram:42"], ["telegram:42"], [])


async def test_one_process_can_be_told_alone() -> None:
    """Nobody else hears it."""
    exchange = Exchange()
    async with signals(exchange.wire(), exchange.wire()) as (here, there):
        one, other = Ear(), Ear()
        here.on("row", one.hear)
        there.on("row", other.hear)

        await here.tell("row", "7", to=there.me)
        await settled()

    assert (one.words, other.words) == ([], ["7"])


async def test_a_process_answers_another() -> None:
    """With whatever was said there."""
    exchange = Exchange()
    async with signals(exchange.wire(), exchange.wire()) as (here, there):

        async def stop(words: str) -> str:
            return f"stopped {words}"

        there.answer("stop", stop)
        said = await here.ask(there.me, "stop", "8", within=1.0)

    assert said == "stopped 8"


async def test_alone_a_process_answers_itself() -> None:
    """The engine need not know that there is nobody else."""
    async with signals(Alone()) as (here,):

        async def stop(words: str) -> str:
            return words

        here.answer("stop", stop)
        said = await here.ask(here.me, "stop", "8", within=1.0)

    assert said == "8"


async def test_a_process_that_is_gone_gives_no_answer() -> None:
    """That is known after the time that was given to it."""
    async with signals(Exchange().wire()) as (here,):
        began = asyncio.get_running_loop().time()

        with pytest.raises(NoAnswer):
            await here.ask("somebody", "stop", "8", within=0.3)

        assert asyncio.get_running_loop().time() - began == pytest.approx(0.3, abs=0.02)


async def test_a_question_that_nobody_knows_or_that_fails_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """Whoever asked knows at once that there is no answer; the other process logs its defect."""
    exchange = Exchange()
    async with signals(exchange.wire(), exchange.wire()) as (here, there):

        async def breaks(words: str) -> str:
            raise ValueError(words)

        there.answer("breaks", breaks)
        began = asyncio.get_running_loop().time()
        for topic in ("breaks", "unknown"):
            with pytest.raises(NoAnswer):
                await here.ask(there.me, topic, "secret", within=9.0)

        assert asyncio.get_running_loop().time() - began < 1.0
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_listener_that_breaks_leaves_the_others_alone() -> None:
    """Each hears in a task of its own."""
    async with signals(Alone()) as (here,):
        ear = Ear()

        async def breaks(words: str) -> None:
            raise ValueError

        here.on("settings", breaks)
        here.on("settings", ear.hear)
        await here.tell("settings")
        await settled()

    assert ear.words == [""]


async def test_who_could_not_hear_for_a_while_is_told_so() -> None:
    """What was told meanwhile is lost, so all is read anew."""
    exchange = Exchange()
    wire = exchange.wire()
    async with signals(wire, exchange.wire()) as (here, there):
        ear = Ear()
        here.on("settings", ear.hear)
        here.on_missed(ear.hear)
        wire.cut = True
        await there.tell("settings", "lost")
        with pytest.raises(NoAnswer):
            await here.ask(there.me, "stop", "", within=1.0)
        wire.mend()
        await settled()

    assert ear.words == ["missed"]
