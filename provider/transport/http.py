"""HTTP with a browser's TLS fingerprint: status and headers first, then bytes. Leaving drops the socket at once."""

import asyncio
import json as jsonlib
import re
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode

from provider.errors import Abandoned, BadAnswer, BadRequest, MissingRequirementsError
from provider.pace import Pace
from provider.transport import redirects
from provider.values import Value, replace

if TYPE_CHECKING:
    from provider.transport.curl import Order, Transfer, Transfers

USER_AGENT: Final = "parley"
"""The User-Agent of requests that do not look like those of a browser."""

_CONTROL: Final = re.compile("[\x00-\x1f]")


class Deadlines(Value):
    """Seconds; each deadline passes on its own and raises `TimedOut`.

    `connect`: for name, TCP, proxy and TLS. `first_byte`: from the call to the first byte of the body. `silence`:
    between two pieces of the body. `total`: from the call to the end of the body, including the reader's own time.
    """

    connect: float = 10.0
    first_byte: float = 300.0
    silence: float = 60.0
    total: float = 900.0


USUAL: Final = Deadlines()


def require() -> None:
    """Check that curl_cffi can be imported. That takes long: who has time before the first request calls it then.

    Raises:
        MissingRequirementsError: it is not installed.
    """
    try:
        import provider.transport.curl  # noqa: F401
    except ImportError as error:
        raise MissingRequirementsError("curl_cffi is not installed; this helps: pip install curl_cffi") from error


class Response:
    """An answer whose head has arrived and whose body has not. A `with` block closes it.

    `headers`: names in lower case; the last of equal names wins. `cookies`: all `Set-Cookie` lines, including those of
    redirects. `end`: called when it is closed.
    """

    def __init__(
        self,
        transfer: "Transfer",
        where: str,
        started: float,
        deadlines: Deadlines,
        cookies: tuple[str, ...],
        end: Callable[["Transfer"], None],
    ) -> None:
        self.status: int = transfer.status
        self.headers: Mapping[str, str] = transfer.headers
        self.cookies: tuple[str, ...] = (*cookies, *transfer.cookies)
        self._transfer = transfer
        self._where = where
        self._quiet_at = started + deadlines.first_byte
        self._total_at = started + deadlines.total
        self._silence = deadlines.silence
        self._end: Callable[[Transfer], None] | None = end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the socket at once, unless the whole body was read. Idempotent."""
        end, self._end = self._end, None
        if end is not None:
            end(self._transfer)

    def expect_end(self, mark: bytes) -> None:
        """Note which bytes come at the end of an answer: what they stand in is read at once. Empty: none do."""
        self._transfer.end_mark = mark

    def chunks(self) -> AsyncIterator[bytes]:
        """The body in pieces, cut anywhere, none of them empty.

        Raises:
            CutOff: the body broke off.
            TimedOut: a deadline passed.
            BadAnswer: the body cannot be decoded.
        """
        return self

    def __aiter__(self) -> "Response":
        return self

    async def __anext__(self) -> bytes:
        if piece := await self.piece():
            return piece
        raise StopAsyncIteration

    async def piece(self) -> bytes:
        """The next piece of the body; empty at its end. It raises what `chunks` raises."""
        transfer = self._transfer
        while not transfer.waiting and not transfer.over:
            if not await transfer.wait(min(self._quiet_at, self._total_at)):
                raise _abandoned(self._where, self._quiet_at, self._total_at)
        if transfer.waiting:
            self._quiet_at = asyncio.get_running_loop().time() + self._silence
            return transfer.take()
        if transfer.error is not None:
            raise transfer.error
        return b""

    async def read(self, limit: int = 1_000_000) -> bytes:
        """The whole body.

        Raises:
            BadAnswer: it is longer than `limit` bytes.
            CutOff, TimedOut: as for `chunks`.
        """
        body = bytearray()
        async for chunk in self:
            body += chunk
            if len(body) > limit:
                raise BadAnswer(f"The answer of {self._where} is longer than {limit} bytes.")
        return bytes(body)


class Http:
    """The HTTP client, used as `with await http.request("POST", url, json=...) as response`. Belongs to one event loop.

    `impersonate`: the browser to look like; if it is empty, none, with our own User-Agent. `max_streams`: requests at
    the same time; further ones wait.
    """

    def __init__(self, *, impersonate: str = "chrome", max_streams: int = 1024) -> None:
        self._impersonate = impersonate
        self._permits = asyncio.Semaphore(max_streams)
        self._transfers: Transfers | None = None

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = {},
        form: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
        proxy: str = "",
        deadlines: Deadlines = USUAL,
        pace: Pace | None = None,
    ) -> Response:
        """Send a request; returns its answer once the head is there. Whoever has it closes it.

        A GET follows redirects that stay at the same server; any other redirect is the answer.

        `content`: a body as it is; its type is among `headers`. `pace`: how soon the body of the answer is wanted.

        A kept-alive connection that turns out dead before a byte was received is replaced once.

        Raises:
            MissingRequirementsError: curl_cffi is not installed.
            BadRequest: a header holds a control character.
            ConnectionFailed, TimedOut, BadAnswer: there is no connection, no head in time, or no HTTP. All come before
                the head.
        """
        transfers = self._open()
        order = _order(method, url, headers, form, json, content, proxy, deadlines.connect, self._impersonate)
        return await self._send(transfers, order, deadlines, pace)

    async def _send(self, transfers: "Transfers", order: "Order", deadlines: Deadlines, pace: Pace | None) -> Response:
        started = asyncio.get_running_loop().time()
        await self._permits.acquire()
        transfer: Transfer | None = None
        answered = False
        try:
            transfer = transfers.start(order, pace=pace)
            cookies: tuple[str, ...] = ()
            for left in reversed(range(redirects.MOST + 1)):
                await _head(transfer, order.where, started, deadlines)
                if transfer.died_unused:
                    transfers.release(transfer)
                    transfer = transfers.start(order, fresh=True, pace=pace)
                    await _head(transfer, order.where, started, deadlines)
                if transfer.error is not None and not transfer.ready:
                    raise transfer.error
                if transfer.status == 407 and (refused := transfer.refused_by_a_proxy()):
                    raise refused
                moved = redirects.onward(order.url, transfer.status, transfer.headers.get("location", ""))
                if order.method != "GET" or not moved or not left:
                    break
                cookies = (*cookies, *transfer.cookies)
                order = replace(order, url=moved)
                transfers.release(transfer)
                transfer = transfers.start(order, pace=pace)
            answered = True
            return Response(transfer, order.where, started, deadlines, cookies, partial(self._end, transfers))
        finally:
            if not answered:
                self._end(transfers, transfer)

    def _end(self, transfers: "Transfers", transfer: "Transfer | None") -> None:
        try:
            if transfer is not None:
                transfers.release(transfer)
        finally:
            self._permits.release()

    def _open(self) -> "Transfers":
        if self._transfers is None:
            require()
            from provider.transport.curl import Transfers

            self._transfers = Transfers()
        elif self._transfers.loop is not asyncio.get_running_loop():
            raise RuntimeError("An Http belongs to the event loop that it was first used in.")
        return self._transfers

    async def aclose(self) -> None:
        """Drop every connection; streams that still run end with `CutOff`. Idempotent; later requests open new ones.

        Requests that wait for their answer's head, or for others, end with `ConnectionFailed`.
        """
        transfers, self._transfers = self._transfers, None
        if transfers is not None:
            await transfers.aclose()


async def _head(transfer: "Transfer", where: str, started: float, deadlines: Deadlines) -> None:
    quiet_at, total_at = started + deadlines.first_byte, started + deadlines.total
    while not transfer.ready and not transfer.over:
        if not await transfer.wait(min(quiet_at, total_at)):
            raise _abandoned(where, quiet_at, total_at, transfer.through)


def _abandoned(where: str, quiet_at: float, total_at: float, via: str = "") -> Abandoned:
    said = f"{where} {'took too long' if total_at <= quiet_at else 'fell silent'}."
    return Abandoned(f"{said} It was asked through the proxy {via}." if via else said)


def _order(
    method: str,
    url: str,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
    json: object,
    content: bytes | None,
    proxy: str,
    connect: float,
    impersonate: str,
) -> "Order":
    from provider.transport.curl import Order, where

    names = {name.lower() for name in headers}
    lines = [b"Expect:"]  # never wait for "100 Continue"
    body = content
    kind = ""
    # A lone surrogate has no UTF-8: a question mark takes its place.
    if form is not None:
        body, kind = urlencode(form, errors="replace").encode(), "application/x-www-form-urlencoded"
    elif json is not None:
        body = jsonlib.dumps(json, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
        kind = "application/json"
    if kind and "content-type" not in names:
        lines.append(f"Content-Type: {kind}".encode())
    if not impersonate and "user-agent" not in names:
        lines.append(f"User-Agent: {USER_AGENT}".encode())
    for name, value in headers.items():
        if _CONTROL.search(name) or _CONTROL.search(value):
            raise BadRequest(f"The value of the header {name.strip()} holds a control character.")
        lines.append((f"{name}: {value}" if value else f"{name};").encode(errors="replace"))
    return Order(method, url, where(url), tuple(lines), body, proxy, connect, impersonate)
