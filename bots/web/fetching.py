"""Fetches what people and models name. A name is resolved once, and exactly what was judged is connected to.

The session knows no cookies, no credentials, and no proxy, which would resolve the name anew. Where the socket is made,
its address is judged once more, whatever led there.
"""

import asyncio
import errno
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bots.web.addresses import Address, is_public
from bots.web.naming import literal, named
from bots.web.values import PUBLIC, USUAL, Allowed, Bounds, Fetched, NotFetched, Why

AGENT: Final = "Parley/0.1 (+https://pypi.org/project/parley-bot/)"
AT_ONCE: Final = 16
"""Fetches at the same time; further ones wait, within their own time."""
CONNECT: Final = 8.0
"""Seconds for one connection with its TLS."""

_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_PIECE: Final = 64 * 1024

Resolve = Callable[[str], Awaitable[Sequence[Address]]]


async def resolved(host: str) -> Sequence[Address]:
    """The addresses of a name, as the system knows them, in its order.

    Raises:
        OSError: there are none.
    """
    # A dot at the end: the system's search list, such as a cluster's own, is not tried.
    found = await asyncio.get_running_loop().getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)
    return tuple(ip_address(str(sockaddr[0])) for *_, sockaddr in found)


class Web:
    """The only way to addresses that are not the owner's. `resolve`: what a name is at this moment."""

    def __init__(self, allowed: Allowed = PUBLIC, resolve: Resolve = resolved) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, address: str, bounds: Bounds = USUAL) -> Fetched:
        """What is at an address. Cancelling drops the connection at once.

        Raises:
            NotFetched: and nothing else.
        """
        try:
            async with asyncio.timeout(bounds.seconds), self._slots:
                return await self._followed(named(address), bounds)
        except TimeoutError:
            raise NotFetched(Why.SLOW) from None

    async def _followed(self, url: URL, bounds: Bounds) -> Fetched:
        """What is at an address, or where it leads; each of them is judged alike."""
        for _ in range(bounds.redirects + 1):
            found = await self._asked(url, bounds)
            if isinstance(found, Fetched):
                return found
            url = found
        raise NotFetched(Why.REDIRECTS)

    async def _asked(self, url: URL, bounds: Bounds) -> Fetched | URL:
        """What one server says: a body, or another address."""
        if url.port not in self._allowed.ports:
            raise NotFetched(Why.PORT)
        addresses = await self._judged(url)
        try:
            async with self._session(addresses) as session, session.get(url, allow_redirects=False) as response:
                if response.status in _REDIRECTS and (location := response.headers.get("Location")):
                    return _joined(url, location)
                if response.status != 200:
                    raise NotFetched(Why.STATUS, response.status)
                return await _body(response, bounds)
        except (aiohttp.ClientConnectionError, aiohttp.ConnectionTimeoutError):
            raise NotFetched(Why.UNREACHABLE) from None
        except (aiohttp.ClientError, ValueError):
            raise NotFetched(Why.BROKEN) from None

    async def _judged(self, url: URL) -> Sequence[Address]:
        """The addresses of its server, if all of them may be asked: one that may not makes the name a trap."""
        spelled = literal(url)
        try:
            addresses = (spelled,) if spelled is not None else await self._resolve(url.raw_host or "")
        except (OSError, UnicodeError):
            raise NotFetched(Why.NO_SUCH_NAME) from None
        if not addresses:
            raise NotFetched(Why.NO_SUCH_NAME)
        if not all(map(self._may, addresses)):
            raise NotFetched(Why.NOT_PUBLIC)
        return addresses

    def _may(self, address: Address) -> bool:
        return is_public(address) or any(address in network for network in self._allowed.also)

    def _session(self, addresses: Sequence[Address]) -> aiohttp.ClientSession:
        """Connections for one question, to these addresses only."""
        connector = aiohttp.TCPConnector(
            resolver=_Judged(addresses), use_dns_cache=False, force_close=True, socket_factory=self._socket
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT),
            headers={
                "User-Agent": AGENT,
                "Accept-Encoding": "gzip, deflate",
                "Accept": "text/html, text/*;q=0.9, */*;q=0.5",
            },
        )

    def _socket(self, told: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """The socket of a connection: the last look at where it goes."""
        family, kind, protocol, _, sockaddr = told
        if not self._may(ip_address(str(sockaddr[0]))):
            raise OSError(errno.EACCES, "not a public address")
        return socket.socket(family, kind, protocol)


class _Judged(AbstractResolver):
    """Answers with addresses that are known already, whatever name is asked for."""

    def __init__(self, addresses: Sequence[Address]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Do nothing: nothing is open."""


def _joined(url: URL, location: str) -> URL:
    """Where a redirect leads."""
    try:
        return named(str(url.join(URL(location))))
    except (ValueError, UnicodeError):
        raise NotFetched(Why.BROKEN) from None


async def _body(response: aiohttp.ClientResponse, bounds: Bounds) -> Fetched:
    """The body, unpacked as it comes: of what would be too much only the first piece is in memory."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type and not media_type.startswith(bounds.types):
        raise NotFetched(Why.TYPE)
    if (response.content_length or 0) > bounds.bytes:
        raise NotFetched(Why.TOO_LARGE)
    data = bytearray()
    async for piece in response.content.iter_chunked(_PIECE):
        data += piece
        if len(data) > bounds.bytes:
            raise NotFetched(Why.TOO_LARGE)
    charset = ""
    with suppress(ValueError, LookupError):
        charset = response.charset or ""
    return Fetched(str(response.url), media_type, charset, bytes(data))
