"""Stop, at any moment: the socket goes at once, and nothing is left behind."""

import asyncio
import gc
import random
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from provider import Catalog, Message, Request
from provider.backends.openai import OpenAI, Options
from provider.contract import Url
from provider.routing.retries import Patience
from tests.fakes.raw_site import Site, says, site
from tests.waiting import until

HELLO = Request((Message("user", "Hello"),))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
WORD = b'data: {"choices":[{"delta":{"content":"Hello"}}]}\n\n'
BODY = b"%x\r\n%s\r\n" % (len(WORD), WORD)
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n{}"
DONE = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

Script = Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def opened(url: str, max_streams: int = 64, base: float = 0.001) -> Catalog:
    options = Options(base_url=Url(url), models=("m",), max_streams=max_streams)
    patience = Patience(base=base, cap=9999.0)
    return Catalog({"it": OpenAI(options)}, limits={"it": options}, patience=patience)


async def read(catalog: Catalog, model: str = "m") -> None:
    async with aclosing(catalog.stream(f"it/{model}", HELLO, chat=True)) as events:
        async for _ in events:
            pass


@pytest.mark.parametrize("sent", [b"", HEAD, HEAD + BODY], ids=["before the headers", "before the body", "in the body"])
async def test_cancelling_drops_the_socket(sent: bytes) -> None:
    """Within 100 ms, through every layer; the next question is answered as if nothing had been."""
    async with site(says(sent, then_close=False)) as here:
        catalog = opened(here.url, max_streams=1)
        for _ in range(2):  # the second finds the place free again
            task = asyncio.create_task(read(catalog))
            await until(lambda: here.open and here.requests)
            await asyncio.sleep(0.01)
            at = asyncio.get_running_loop().time()
            task.cancel()
            await asyncio.wait([task])
            await until(lambda: not here.open)
            here.requests.clear()

            assert task.cancelled()
            assert here.closed_at - at < 0.1
        await catalog.aclose()

    assert catalog.troubles() == {}


async def test_cancelling_in_the_backoff() -> None:
    """Nobody asks again for who has gone."""
    async with site(says(BUSY, then_close=False)) as here:
        catalog = opened(here.url, max_streams=1, base=1000.0)
        task = asyncio.create_task(read(catalog))
        await until(lambda: here.requests)
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.wait([task], timeout=0.1)

        assert task.cancelled()
        assert len(here.requests) == 1
        await catalog.aclose()
        await until(lambda: not here.open)


async def test_cancelling_in_the_queue() -> None:
    """Who waits for a place leaves none empty and none taken."""
    async with site(says(HEAD, then_close=False)) as here:
        catalog = opened(here.url, max_streams=1)
        first, second, third = (asyncio.create_task(read(catalog)) for _ in range(3))
        await until(lambda: here.requests)
        second.cancel()
        await asyncio.wait([second], timeout=0.1)
        before = here.accepted
        first.cancel()
        await until(lambda: here.accepted == 2)
        third.cancel()
        await asyncio.wait([first, second, third])

        assert before == 1
        assert all(task.cancelled() for task in (first, second, third))
        await catalog.aclose()


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def handles() -> int:
    """libcurl's handles that are alive."""
    return sum(type(each).__name__ == "_Handle" for each in gc.get_objects())


def moody(dice: random.Random) -> Script:
    """Says anything between nothing and a whole answer, at its own pace."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await here.request(reader)
            await asyncio.sleep(dice.random() * 0.004)
            if dice.random() < 0.2:
                writer.write(BUSY)
            else:
                writer.write(HEAD)
                for _ in range(dice.randrange(4)):
                    writer.write(BODY)
                    await asyncio.sleep(dice.random() * 0.004)
                if dice.random() < 0.1:
                    return
                writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(DONE), DONE))

    return script


async def test_two_thousand_cancelled_streams_leave_nothing() -> None:
    """No task, no socket, no handle, no place: at whatever moment each was told to go."""
    dice = random.Random(7)
    async with site(moody(dice)) as here:
        await _cancelled(opened(here.url), dice, 20)
        await until(lambda: not here.open)
        await _swept()
        before = len(asyncio.all_tasks()), handles()
        files = descriptors()
        catalog = opened(here.url, max_streams=48)
        for _ in range(20):
            await _cancelled(catalog, dice, 100, close=False)
        idle = here.open
        await _fill(catalog, here, 48)
        await catalog.aclose()
        await until(lambda: not here.open)
        await _swept()

        assert (len(asyncio.all_tasks()), handles()) == before
        assert descriptors() == files
        assert idle <= 48
        assert here.accepted > 100


async def _fill(catalog: Catalog, here: Site, places: int) -> None:
    """Take every place at once: no more are asked than there are."""
    asked = len(here.requests)
    tasks = [asyncio.create_task(read(catalog, f"new{number}")) for number in range(places)]
    await until(lambda: len(here.requests) >= asked + places)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _swept() -> None:
    """What only hangs together in circles is gone; generators among it want the loop for that."""
    for _ in range(4):
        gc.collect()
        await asyncio.sleep(0.01)


async def _cancelled(catalog: Catalog, dice: random.Random, count: int, *, close: bool = True) -> None:
    # Each asks another model: none has failed so often that it is left alone.
    tasks = [asyncio.create_task(read(catalog, str(number))) for number in range(count)]
    loop = asyncio.get_running_loop()
    timers = [loop.call_later(dice.random() * 0.12, task.cancel) for task in tasks]
    await asyncio.wait(tasks)
    for timer in timers:
        timer.cancel()  # or it holds on to its task, and to the error of it
    for task in tasks:
        if not task.cancelled():
            task.exception()
    if close:
        await catalog.aclose()
