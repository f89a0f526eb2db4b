"""Calls over kept connections, to a server that answers in every way that is allowed, and in some that are not."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bots.http_calls import Answer, HttpCalls
from tests.fakes.raw_site import Site, says, site

LINE = "X-From: a test\r\n"


@asynccontextmanager
async def calling(address: str, **of_the_session: Any) -> AsyncIterator[HttpCalls]:
    async with aiohttp.ClientSession(**of_the_session) as session:
        yield HttpCalls(session, address, session.timeout)


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode() + body


async def asked_once(said: bytes) -> Answer:
    """What is understood of it, said once over a connection that is closed then."""
    async with site(says(said)) as here, calling(here.url) as calls:
        return await calls.call("POST", "/x", "", b"{}")


async def echo(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer each request with its body."""
    while True:
        body = (await here.request(reader)).partition(b"\r\n\r\n")[2]
        writer.write(answer(body, f"Content-Length: {len(body)}"))


async def test_what_goes_over_the_wire() -> None:
    """The address's own path comes first, quoted; beside what every request of a session tells stands what is given."""
    async with (
        site(echo) as here,
        calling(f"{here.url}of a bot", headers={"User-Agent": "Parley"}) as calls,
    ):
        await calls.call("PATCH", "/messages/7", LINE, b'{"a": 1}')
        head, _, body = here.requests[0].decode().partition("\r\n\r\n")
        request, *headers = head.split("\r\n")

    assert request == "PATCH /of%20a%20bot/messages/7 HTTP/1.1"
    assert {f"Host: {here.url.split('/')[2]}", "User-Agent: Parley", "X-From: a test", "Content-Length: 8"} < {*headers}
    assert body == '{"a": 1}'


async def test_one_connection_serves_one_call_after_the_other() -> None:
    """Calls at the same time have one each."""
    async with site(echo) as here, calling(here.url) as calls:
        found = [(await calls.call("POST", "/x", "", body)).body for body in (b"1", b"2", b"3")]
        one_after_the_other = here.accepted
        together = await asyncio.gather(*(calls.call("POST", "/x", "", body) for body in (b"4", b"5")))

    assert found == [b"1", b"2", b"3"]
    assert one_after_the_other == 1
    assert [each.body for each in together] == [b"4", b"5"]
    assert here.accepted == 2


@pytest.mark.parametrize(
    "said",
    [
        answer(b"words", "Content-Length: 5"),
        answer(b"words"),
        answer(b"3\r\nwor\r\n2\r\nds\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        answer(zipped := gzip.compress(b"words"), "Content-Encoding: gzip", f"Content-Length: {len(zipped)}"),
        answer(b"", status="100 Continue") + answer(b"words", "Content-Length: 5"),
    ],
    ids=["of a length", "until it closes", "in chunks", "compressed", "announced"],
)
async def test_an_answer_is_read_whole(said: bytes) -> None:
    """However it is sent."""
    found = await asked_once(said)

    assert (found.status, found.body) == (200, b"words")


async def test_headers_have_their_names_in_any_case() -> None:
    """A status is told as it is, and an empty body is one."""
    found = await asked_once(answer(b"", "dAtE: today", status="204 No Content"))

    assert (found.status, found.body) == (204, b"")
    assert found.headers["Date"] == "today"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"Hello?\r\n\r\n",
        answer(b"wor", "Content-Length: 5"),
        answer(b"3\r\nwor\r\nx", "Transfer-Encoding: chunked"),
        answer(b"words", "Content-Encoding: gzip", "Content-Length: 5"),
    ],
    ids=["nothing", "no HTTP", "cut", "a broken chunk", "not compressed"],
)
async def test_what_is_no_whole_answer_is_an_error(said: bytes) -> None:
    """It is one of the library's, whatever was wrong."""
    with pytest.raises(aiohttp.ClientError):
        await asked_once(said)


async def test_an_answer_that_comes_too_late_is_no_other_calls() -> None:
    """A call that is cancelled takes its connection along."""
    asked, late = asyncio.Event(), asyncio.Event()

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if here.accepted > 1:
            await echo(here, reader, writer)
        await here.request(reader)
        asked.set()
        await late.wait()
        writer.write(answer(b"late", "Content-Length: 4"))

    async with site(script) as here, calling(here.url) as calls:
        first = asyncio.create_task(calls.call("POST", "/x", "", b"first"))
        await asked.wait()
        first.cancel()
        await asyncio.wait({first})
        late.set()

        assert (await calls.call("POST", "/x", "", b"second")).body == b"second"
        assert here.accepted == 2


async def test_a_connection_that_the_server_ends_is_not_used_again() -> None:
    """Whether it says so before, or closes it behind an answer."""
    for last in ("Connection: close", "Connection: keep-alive"):
        async with site(says(answer(b"ok", "Content-Length: 2", last))) as here, calling(here.url) as calls:
            await calls.call("POST", "/x", "", b"")
            while here.open:  # noqa: ASYNC110  (it looks at a server)
                await asyncio.sleep(0)
            await calls.call("POST", "/x", "", b"")

            assert here.accepted == 2


@pytest.mark.parametrize(("method", "made"), [("GET", 2), ("PUT", 2), ("DELETE", 2), ("POST", 1), ("PATCH", 1)])
async def test_a_kept_connection_ends_as_the_next_call_goes_out(method: str, made: int) -> None:
    """A call that can safely be made twice is made once more, over another connection; no other is."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if here.accepted == 1:
            await here.request(reader)
            writer.write(answer(b"", "Content-Length: 0"))
            await here.request(reader)
        else:
            await echo(here, reader, writer)

    async with site(script) as here, calling(here.url) as calls:
        await calls.call("GET", "/first", "", b"")
        try:
            found = (await calls.call(method, "/x", "", b"again")).body
        except aiohttp.ServerDisconnectedError:
            found = b""

    assert len(here.requests) - 1 == made
    assert found == (b"again" if made > 1 else b"")


async def test_a_server_that_ends_every_connection() -> None:
    """The call is made twice and no more."""
    async with site(says(b"")) as here, calling(here.url) as calls:
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await calls.call("GET", "/x", "", b"")

    assert len(here.requests) == 2


async def test_a_call_without_a_connection() -> None:
    """Nobody listens, or it takes too long to find out who does."""

    class Nowhere(AbstractResolver):
        async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
            await asyncio.Event().wait()
            raise OSError

        async def close(self) -> None:
            """Do nothing."""

    async with site(says(b"")) as here:
        pass
    async with calling(here.url) as calls:
        with pytest.raises(aiohttp.ClientConnectorError):
            await calls.call("POST", "/x", "", b"")
    connector, timeout = aiohttp.TCPConnector(resolver=Nowhere()), aiohttp.ClientTimeout(connect=0.01)
    async with calling("http://example.org", connector=connector, timeout=timeout) as calls:
        with pytest.raises(aiohttp.ConnectionTimeoutError):
            await calls.call("POST", "/x", "", b"")


async def test_what_is_no_address() -> None:
    """Nothing is made of it."""
    with pytest.raises(aiohttp.InvalidURL):
        async with calling("nowhere"):
            pass
