"""What is fetched of servers that redirect, lie, drip, and never come to an end."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

import pytest

from bots.web.addresses import Address
from bots.web.fetching import Web
from bots.web.values import USUAL, Allowed, Bounds, NotFetched, Why
from tests.fakes.raw_site import Site, says, site
from tests.waiting import until

Script = Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

PAGE = "pages.example.org"


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    lines = (f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, "", "")
    return "\r\n".join(lines).encode() + body


def leads(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {location}", "Content-Length: 0", status=status)


class Names:
    """Resolves names: the first time to the first of these addresses, then to the next."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = [*map(ip_address, addresses)]
        self.asked: list[str] = []

    async def resolve(self, host: str) -> tuple[Address, ...]:
        self.asked.append(host)
        return (self._addresses.pop(0) if len(self._addresses) > 1 else self._addresses[0],)


@asynccontextmanager
async def standing(script: Script, names: Names | None = None) -> AsyncIterator[tuple[Web, str, Site]]:
    """A server behind a public name, as far as the guard is told; the port is not the web's, so it is allowed, too."""
    async with site(script) as here:
        port = urlsplit(here.url).port or 0
        allowed = Allowed(frozenset({port, 80, 443}), (ip_network("127.0.0.1/32"),))
        yield Web(allowed, (names or Names("127.0.0.1")).resolve), f"http://{PAGE}:{port}/", here


async def refusal(web: Web, address: str, bounds: Bounds = USUAL) -> Why:
    with pytest.raises(NotFetched) as refused:
        await web.fetch(address, bounds)
    return refused.value.why


async def test_a_page() -> None:
    """It is asked by its own name, by a program that says what it is, without a cookie or a credential."""
    async with standing(says(answer(b"<p>Hi", "Content-Length: 5", "Set-Cookie: a=b"))) as (web, address, here):
        found = await web.fetch(f"{address}a?b=c#d")
        await web.fetch(address)

    assert (found.url, found.media_type, found.charset, found.data) == (
        f"{address}a?b=c",
        "text/html",
        "utf-8",
        b"<p>Hi",
    )
    head = here.requests[1].decode().lower()
    assert head.startswith("get / http/1.1\r\n")
    assert f"host: {urlsplit(address).netloc}" in head
    assert "user-agent: parley" in head
    assert "cookie" not in head
    assert "authorization" not in head


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://127.0.0.2/", Why.NOT_PUBLIC),
        ("http://169.254.169.254/latest/meta-data/", Why.NOT_PUBLIC),
        ("http://[::ffff:10.0.0.1]/", Why.NOT_PUBLIC),
        ("//localhost/", Why.NOT_PUBLIC),
        ("http://0x7f000001/", Why.ODD_NUMBER),
        ("http://a:b@pages.example.org/", Why.CREDENTIALS),
        ("http://pages.example.org:22/", Why.PORT),
        ("file:///etc/passwd", Why.SCHEME),
        ("gopher://pages.example.org/", Why.SCHEME),
        ("http://[", Why.BROKEN),
    ],
)
async def test_a_redirect_inward(location: str, why: Why) -> None:
    """Each address on the way is judged like the first."""
    async with standing(says(leads(location))) as (web, address, here):
        assert await refusal(web, address) is why

        assert here.accepted == 1


async def test_redirects_that_go_round() -> None:
    """They are followed a few times."""
    async with standing(says(leads("/again"))) as (web, address, here):
        assert await refusal(web, address, Bounds(redirects=3)) is Why.REDIRECTS

        assert here.accepted == 4


async def test_a_redirect_to_another_page() -> None:
    """What comes of it names where it stood."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = b"GET / " in await here.request(reader)
        writer.write(leads("/b", "301 Moved Permanently") if first else answer(b"b", "Content-Length: 1"))
        await writer.drain()

    async with standing(script) as (web, address, _):
        assert (await web.fetch(address)).url == f"{address}b"


async def test_a_name_that_changes_is_looked_up_once() -> None:
    """Connected is to what was judged; what the name means a moment later does not matter."""
    names = Names("127.0.0.1", "127.0.0.2")
    async with standing(says(answer(b"a", "Content-Length: 1")), names) as (web, address, _):
        assert (await web.fetch(address)).data == b"a"

        assert names.asked == [PAGE]
        assert await refusal(web, address) is Why.NOT_PUBLIC


async def test_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would look the name up anew."""
    async with site(says(answer(b"proxy", "Content-Length: 5"))) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        async with standing(says(answer(b"a", "Content-Length: 1"))) as (web, address, _):
            assert (await web.fetch(address)).data == b"a"


async def test_a_drip() -> None:
    """A byte now and then holds nobody up: the time is for all of it."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(answer(b""))
        while True:
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.3)

    async with standing(script) as (web, address, here):
        assert await refusal(web, address, Bounds(seconds=1)) is Why.SLOW

        await until(lambda: not here.open)


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nX-A: "])
async def test_a_server_that_says_nothing(sent: bytes) -> None:
    """Neither before its head nor within it."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        await asyncio.Event().wait()

    async with standing(script) as (web, address, _):
        assert await refusal(web, address, Bounds(seconds=1)) is Why.SLOW


@pytest.mark.parametrize("line", [b"a: " + b"a" * 100 + b"\r\n", b"a" * 100])
async def test_an_endless_head(line: bytes) -> None:
    """In many lines or in one."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(line)
            await writer.drain()

    async with standing(script) as (web, address, _):
        assert await refusal(web, address) is Why.BROKEN


async def test_an_endless_body() -> None:
    """It is left as soon as it is too much."""
    sent = 0

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await here.request(reader)
        writer.write(answer(b""))
        while True:
            writer.write(b"a" * 10_000)
            await writer.drain()
            sent += 10_000

    async with standing(script) as (web, address, _):
        assert await refusal(web, address, Bounds(bytes=100_000)) is Why.TOO_LARGE

        assert sent < 20_000_000  # what lay in the buffers of two sockets


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_bomb(encoding: str) -> None:
    """It counts what it unpacks to, and is unpacked no further than that."""
    packed = (gzip if encoding == "gzip" else zlib).compress(bytes(10_000_000))
    bomb = answer(packed, f"Content-Encoding: {encoding}", f"Content-Length: {len(packed)}")

    async with standing(says(bomb)) as (web, address, _):
        assert await refusal(web, address, Bounds(bytes=1_000_000)) is Why.TOO_LARGE


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (answer(b"a", "Content-Length: 2"), Why.BROKEN),
        (answer(b"a" * 9, "Content-Length: 999999999"), Why.TOO_LARGE),
        (answer(b"a", "Content-Length: -1"), Why.BROKEN),
        (answer(b"no gzip", "Content-Encoding: gzip", "Content-Length: 7"), Why.BROKEN),
        (answer(b"??", "Content-Encoding: br", "Content-Length: 2"), Why.BROKEN),
        (answer(b"zz\r\n", "Transfer-Encoding: chunked"), Why.BROKEN),
        (answer(b"a", "Content-Length: 1", kind="video/mp4"), Why.TYPE),
        (answer(b"a", "Content-Length: 1", kind="application/octet-stream"), Why.TYPE),
        (answer(b"", "Content-Length: 0", status="404 Not Found"), Why.STATUS),
        (answer(b"", "Content-Length: 0", status="401 Unauthorized"), Why.STATUS),
        (answer(b"", "Content-Length: 0", status="304 Not Modified"), Why.STATUS),
        (b"220 smtp ready\r\n", Why.BROKEN),
        (bytes(range(128, 192)) + b"\r\n\r\n", Why.BROKEN),
        (b"", Why.UNREACHABLE),
    ],
)
async def test_a_server_that_lies(sent: bytes, why: Why) -> None:
    """About its length, its type, or what it is."""
    async with standing(says(sent)) as (web, address, _):
        assert await refusal(web, address) is why


async def test_a_name_that_does_not_exist() -> None:
    """It is said so."""

    async def resolve(host: str) -> tuple[Address, ...]:
        raise OSError

    assert await refusal(Web(resolve=resolve), "http://nowhere.example.org/") is Why.NO_SUCH_NAME


async def test_whoever_stops_waiting_drops_the_connection() -> None:
    """At once."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        await reader.read()  # until the other side hangs up

    async with standing(script) as (web, address, here):
        asked = asyncio.create_task(web.fetch(address))
        await until(lambda: here.requests)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

        await until(lambda: not here.open)
