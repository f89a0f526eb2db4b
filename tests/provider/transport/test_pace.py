"""What nobody looks at before the next frame is read in one go; what somebody waits for is not held back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from math import inf

import pytest

from provider.pace import Pace
from provider.transport.curl import ENOUGH, HIGH_WATER
from provider.transport.http import Http, Response
from provider.transport.resting import MANY
from tests.fakes.raw_site import Site, site

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LULL = 0.25

Piece = tuple[float, bytes]
Script = Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def says(pauses: Sequence[float]) -> Script:
    """A server that sends one letter after each pause, then ends."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(HEAD)
        for pause in pauses:
            await asyncio.sleep(pause)
            writer.write(b"1\r\nx\r\n")
        writer.write(b"0\r\n\r\n")

    return script


@asynccontextmanager
async def answer(pauses: Sequence[float], pace: Pace | None) -> AsyncIterator[Response]:
    http = Http(impersonate="")
    try:
        async with site(says(pauses)) as here:
            with await http.request("GET", here.url, pace=pace) as response:
                yield response
    finally:
        await http.aclose()


async def read(response: Response) -> list[Piece]:
    """When each piece came, since the first one, and what it was."""
    now = asyncio.get_running_loop().time
    found = [(now(), piece) async for piece in response.chunks()]
    return [(at - found[0][0], piece) for at, piece in found]


def slow(seconds: float) -> Pace:
    pace = Pace()
    pace.lull = seconds
    return pace


@pytest.mark.parametrize("pace", [None, Pace()], ids=["none is told", "at once"])
async def test_without_a_lull_each_piece_is_read_as_it_comes(pace: Pace | None) -> None:
    """Nobody's words wait for others."""
    async with answer([0.01] * 30, pace) as response:
        pieces = await read(response)

    assert len(pieces) == 30


async def test_in_a_lull_pieces_are_read_together() -> None:
    """The first at once, the others after the lull; the end waits for nothing."""
    async with answer([0.01] * 60, slow(LULL)) as response:
        pieces = await read(response)

    times, sizes = [at for at, _ in pieces], [len(piece) for _, piece in pieces]
    assert (sizes[0], sum(sizes)) == (1, 60)
    assert times == pytest.approx([0.0, LULL, 2 * LULL, 0.59], abs=0.05)


async def test_so_much_that_its_server_has_to_wait_is_read_at_once() -> None:
    """A picture comes as fast as the network brings it."""
    size = 8 * HIGH_WATER

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size))

    async with AsyncExitStack() as stack:
        http = Http(impersonate="")
        stack.push_async_callback(http.aclose)
        here = await stack.enter_async_context(site(script))
        response = stack.enter_context(await http.request("GET", here.url, pace=slow(10.0)))
        async with asyncio.timeout(9.0):
            pieces = [piece async for piece in response.chunks()]

    assert sum(map(len, pieces)) == size


async def test_what_comes_after_a_silence_does_not_wait() -> None:
    """A slow model is read as it writes."""
    async with answer([0.3] * 5, slow(LULL)) as response:
        pieces = await read(response)

    assert [len(piece) for _, piece in pieces] == [1] * 5
    assert [at for at, _ in pieces] == pytest.approx([0.0, 0.3, 0.6, 0.9, 1.2], abs=0.03)


async def test_what_is_wanted_is_read_from_a_connection_that_rests() -> None:
    """Where many answers are read, what has come since the last reading is in the system's hands."""
    pace = slow(10.0)
    now = asyncio.get_running_loop().time
    async with AsyncExitStack() as stack:
        http = Http(impersonate="")
        stack.push_async_callback(http.aclose)
        here = await stack.enter_async_context(site(says([0.01] * 400)))
        for _ in range(MANY):
            stack.enter_context(await http.request("GET", here.url))
        response = stack.enter_context(await http.request("GET", here.url, pace=pace))
        await response.piece()
        waits = []
        for _ in range(20):
            reading = asyncio.ensure_future(response.piece())
            await asyncio.sleep(0.073)
            wanted, at = pace.want(), now()
            pieces = len(await reading)
            waits.append((wanted, pieces, now() - at))

    assert all(wanted for wanted, _, _ in waits)
    assert sum(pieces for _, pieces, _ in waits) > 20 * 6
    assert max(wait for *_, wait in waits) < 0.005


async def test_what_takes_much_memory_is_read() -> None:
    """Though nobody looks: words in their JSON are as bytes many times of what they are as words."""
    piece = b"x" * 1024

    async def much(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(HEAD)
        for _ in range(40):
            await asyncio.sleep(0.02)
            writer.write(b"400\r\n" + piece + b"\r\n")
        writer.write(b"0\r\n\r\n")

    async with AsyncExitStack() as stack:
        http = Http(impersonate="")
        stack.push_async_callback(http.aclose)
        here = await stack.enter_async_context(site(much))
        response = stack.enter_context(await http.request("GET", here.url, pace=slow(10.0)))
        sizes = [len(each) async for each in response.chunks()]

    assert sum(sizes) == 40 * len(piece)
    assert max(sizes) <= ENOUGH + len(piece)


async def test_what_is_wanted_is_read_at_once() -> None:
    """Before a frame is rendered; and it is known for how long the oldest of it has waited."""
    pace = slow(10.0)
    async with answer([0.0, 0.05, 0.05, 0.05, 5.0], pace) as response:
        first = await response.piece()
        reading = asyncio.ensure_future(response.piece())
        await asyncio.sleep(0.2)
        before = reading.done()
        wanted = pace.want()
        await asyncio.sleep(0)
        second = await reading
        nothing_more = pace.want()

    assert (first, before, wanted, second, nothing_more) == (b"x", False, True, b"xxx", False)
    assert pace.late == pytest.approx(0.15, abs=0.03)
    assert not pace.want()  # nobody reads any more


async def test_until_somebody_looks_more_is_read_together() -> None:
    """For as long as nobody does; then at once what has come, and what comes later after the lull, as ever."""
    pace = slow(0.1)
    async with answer([0.02] * 40, pace) as response:
        pace.want_in(0.45)
        pieces = await read(response)

    assert [at for at, _ in pieces] == pytest.approx([0.0, 0.43, 0.53, 0.63, 0.73, 0.78], abs=0.05)


async def test_it_waits_for_no_more_than_the_longest_lull() -> None:
    """Whoever stops the answer misses no more of it."""
    pace = slow(0.0)
    pace.longest = 0.2
    async with answer([0.02] * 30, pace) as response:
        pace.want_in(inf)
        pieces = await read(response)

    assert [at for at, _ in pieces] == pytest.approx([0.0, 0.2, 0.4, 0.58], abs=0.05)


async def test_what_waits_already_is_read_sooner_if_it_is_wanted_sooner() -> None:
    """The next frame may follow before it was thought."""
    pace, now = slow(0.0), asyncio.get_running_loop().time
    async with answer([0.0, 0.05, 5.0], pace) as response:
        pace.want_in(inf)
        await response.piece()
        began = now()
        reading = asyncio.ensure_future(response.piece())
        await asyncio.sleep(0.1)
        pace.want_in(0.1)
        await reading

    assert now() - began == pytest.approx(0.2, abs=0.03)


async def test_the_mark_of_the_end_waits_for_nothing() -> None:
    """Some servers leave the connection open behind it."""
    now = asyncio.get_running_loop().time
    async with answer([0.0, 0.05, 0.05, 5.0], slow(3.0)) as response:
        response.expect_end(b"x")
        began = now()
        pieces = [await response.piece() for _ in range(3)]

    assert (pieces, now() - began < 1.0) == ([b"x"] * 3, True)
