"""The model of the measurements keeps time, and the loop of the measured program keeps books."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing

import pytest

from benchmarks import accounts
from benchmarks.model import Model
from bots.event_loop import new_event_loop
from provider.backends.openai import OpenAI, Options
from provider.contract import Finish, Message, Request, Text, Url
from tests.waiting import until

QUESTION = Request((Message("user", "Tell me #7"),), model="test-model")


async def test_each_token_is_told_with_its_time() -> None:
    """The real backend reads the whole text; the times rise by the rate."""
    async with Model({7: "abcdefgh"}, rate=200.0, token=2) as model:
        backend = OpenAI(Options(base_url=Url(model.base_url)))
        async with aclosing(backend.stream(QUESTION)) as events:
            found = [event async for event in events]
        await backend.aclose()

    told = model.told[7]
    steps = [after - before for before, after in zip(told.written, told.written[1:], strict=False)]
    assert "".join(event.text for event in found if isinstance(event, Text)) == "abcdefgh"
    assert isinstance(found[-1], Finish)
    assert told.ended
    assert len(told.written) == 4
    assert min(steps) > 0.001


async def test_a_reader_that_leaves_is_noticed() -> None:
    """That is how a stopped answer's connection is seen to drop."""
    async with Model({7: "abcdefgh" * 100}, rate=500.0, token=2) as model:
        backend = OpenAI(Options(base_url=Url(model.base_url)))
        async with aclosing(backend.stream(QUESTION)) as events:
            async for _ in events:
                break
        await until(lambda: model.told[7].dropped)
        await backend.aclose()

    assert not model.told[7].ended


@pytest.mark.parametrize("factory", [asyncio.new_event_loop, new_event_loop])
def test_what_a_reader_computes_is_booked_and_what_others_do_is_not(
    factory: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    """By the processor's time, not by the clock's."""

    class Reader:
        async def read(self) -> None:
            await asyncio.sleep(0.01)
            busy(0.03)

        async def write(self) -> None:
            busy(0.03)

    async def both(loop: asyncio.AbstractEventLoop) -> None:
        reader = Reader()
        await asyncio.gather(loop.create_task(reader.read()), loop.create_task(reader.write()))

    with asyncio.Runner(loop_factory=factory) as runner:
        loop = runner.get_loop()
        reading = accounts.keep(loop)
        runner.run(both(loop))

    assert 0.03 <= reading.seconds < 0.05
    assert reading.occasions == 2


def busy(seconds: float) -> None:
    """Use the processor for so long."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass
