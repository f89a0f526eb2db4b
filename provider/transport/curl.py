"""libcurl's side of the HTTP client: handles, callbacks, error codes. The only module that imports curl_cffi.

libcurl's callbacks run in the thread of the event loop. They fill a `Transfer`, on which a reader waits. The module is
imported at the first request, because curl_cffi may be missing and takes long to import.
"""

import asyncio
import ipaddress
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from curl_cffi import AsyncCurl, Curl, CurlInfo, CurlOpt
from curl_cffi.curl import CURL_WRITEFUNC_PAUSE, CURLPAUSE_CONT, CurlError
from curl_cffi.requests.impersonate import resolve_latest_browser_type

from provider.errors import BadAnswer, BadRequest, ConnectionFailed, CutOff, ProviderError, TimedOut
from provider.pace import Pace
from provider.transport.resting import RestingSockets
from provider.values import Hidden, Value

HIGH_WATER: Final = 256 * 1024
"""Bytes that wait for a slow reader before libcurl is told to pause. One write of libcurl may come on top."""

ENOUGH: Final = 8 * 1024
"""Bytes of an answer that are read although nobody looks: as what they mean they take a tenth of that memory."""

_BROWSER_ENCODINGS: Final = b"gzip, deflate, br, zstd"
_IDLE_HANDLES: Final = 16
_UPLOAD_BUFFER: Final = 16 * 1024
"""Bytes; the least that libcurl accepts. A stream keeps the buffer to its end, but sends one question only."""
_MOST_COOKIES: Final = 100
_BY_US: Final = "The connection was closed by us."

# libcurl's error codes: https://curl.se/libcurl/c/libcurl-errors.html
_TIMEOUT: Final = 28
_LOST: Final = frozenset({16, 52, 55, 56, 92})
_JUNK: Final = frozenset({1, 8, 23, 27, 47, 61, 100})
_REASONS: Final[Mapping[int, str]] = {
    3: "the address is malformed",
    5: "the proxy's name cannot be resolved",
    6: "the name cannot be resolved",
    7: "no connection",
    35: "the TLS handshake failed",
    52: "it closed the connection without an answer",
    55: "the connection broke",
    56: "the connection broke",
    60: "its certificate is not trusted",
    97: "the proxy refused",
}


_PROXY_REASONS: Final[Mapping[int, str]] = {
    5: "cannot be found: its name cannot be resolved",
    7: "refuses connections",
    97: "refused",
}


class _Handle(Curl):
    """A handle without the buffer of curl_cffi for WebSockets, 128 KiB that are never used here."""

    _WS_RECV_BUFFER_SIZE = 1


class Order(Value):
    """A request to send. `where`: the host, for sentences. `connect`: seconds for the connection."""

    method: str
    url: Hidden[str]
    where: str
    headers: Hidden[tuple[bytes, ...]]
    body: Hidden[bytes | None]
    proxy: Hidden[str]
    connect: float
    impersonate: str


class Transfer:
    """One try of one request: what libcurl has delivered and the reader has not yet taken."""

    def __init__(self, curl: Curl, order: Order, sockets: RestingSockets, pace: Pace | None = None) -> None:
        self.curl = curl
        self.pace = pace
        self.end_mark = b""
        """Bytes that come at the end of an answer: what they stand in waits for nothing."""
        self._loop = asyncio.get_running_loop()
        self._read_at = float("-inf")  # when its reader was woken last
        self._came_at = 0.0  # when the first of what waits for it came
        self._lull: asyncio.TimerHandle | None = None
        self._sockets = sockets
        self._socket = -1  # the number of the one over which the body comes
        self.status = 0
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []
        """The `Set-Cookie` lines of all heads."""
        self.ready = False
        """The head is complete."""
        self.over = False
        """Nothing more will come."""
        self.error: ProviderError | None = None
        """Why it failed."""
        self.died_unused = False
        """It failed because a kept-alive connection was dead. The server has seen nothing of it."""
        self._order = order
        self._where = order.where
        self._touched = False
        self._pieces: list[bytes] = []
        self._size = 0
        self._paused = False
        self._waiter: asyncio.Future[bool] | None = None
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> bool:
        """Whether there are bytes to take."""
        return bool(self._pieces)

    async def wait(self, due: float) -> bool:
        """Wait until something happened to the transfer. Returns False if nothing did until `due`.

        `due`: a time of the event loop. One timer serves all waits: it is set anew only if it fires too early. A timer
        for each wait would cost more than everything else that a token costs here.
        """
        self._due = due
        if self._timer is None or self._timer.when() > due:
            self.rest()
            self._timer = self._loop.call_at(due, self._ring)
        self._waiter = self._loop.create_future()
        try:
            return await self._waiter
        finally:
            self._waiter = None

    def rest(self) -> None:
        """Cancel the timers: nobody waits any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._lull is not None:
            self._lull.cancel()
            self._lull = None

    def pull(self) -> bool:
        """See `Waiting.pull`. If the socket rests, it is read as well."""
        if self.over or self._waiter is None:
            return False
        self._sockets.hurry(self._socket)
        if not self._pieces:
            return False
        self._wake()
        return True

    def _ring(self) -> None:
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() < self._due:
            self._timer = self._loop.call_at(self._due, self._ring)
        else:
            self._waiter.set_result(self.waiting)

    def take(self) -> bytes:
        """All bytes that wait for the reader."""
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        if self.pace is not None:
            self._read_at = self._loop.time()
            self.pace.late = self._read_at - self._came_at
        if self._paused and not self.over:
            self._paused = False
            self.curl.pause(CURLPAUSE_CONT)
        return data

    def abandon(self, error: ProviderError) -> None:
        """End the transfer from our side, with this error."""
        if not self.over:
            self.over, self.error = True, error
        self._wake()

    def _wake(self) -> None:
        if self._lull is not None:
            self._lull.cancel()
            self._lull = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(True)

    def wait_anew(self) -> None:
        """See `Waiting.wait_anew`."""
        if self._lull is not None:
            self._lull.cancel()
            self._lull = None
            self._wait_for_more()

    def _wait_for_more(self) -> None:
        """Wake the reader, or do so once what has come may wait no longer."""
        if self.pace is None:
            self._wake()
            return
        until = self.pace.until(self._read_at)
        if self._loop.time() >= until:
            self._wake()
        else:
            self._lull = self._loop.call_at(until, self._wake)

    def on_header(self, line: bytes) -> int:
        """Take a line of a head. A "100 Continue" has a head of its own."""
        self._touched = True
        if self.ready:
            return len(line)  # a trailer
        if line.startswith(b"HTTP/"):
            parts = line.split(None, 2)
            self.status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
            self.headers = {}
        elif line.strip(b"\r\n"):
            name, colon, value = line.decode("latin-1").partition(":")
            if colon:
                self.headers[name.strip().lower()] = value.strip()
                if name.strip().lower() == "set-cookie" and len(self.cookies) < _MOST_COOKIES:
                    self.cookies.append(value.strip())
        elif self.status >= 200:
            self.ready = True
            self._wake()
        return len(line)

    def on_body(self, data: bytes) -> int:
        """Take a piece of the body."""
        if self._size >= HIGH_WATER:
            self._paused = True  # libcurl keeps this piece and brings it again
            self._wake()  # so much is in no lull: it is a picture
            return CURL_WRITEFUNC_PAUSE
        self._sockets.came += 1
        self._socket = self._sockets.reading
        if self.ready:
            if not self._pieces:
                self._came_at = self._loop.time()
                self._wait_for_more()
            self._pieces.append(data)
            self._size += len(data)
            if self._size >= ENOUGH or (self.end_mark and self.end_mark in data):
                self._wake()
        return len(data)

    def on_done(self, future: "asyncio.Future[None]") -> None:
        """The handle is finished: libcurl does nothing more with it."""
        error = None if future.cancelled() else future.exception()  # looked at in any case, or asyncio complains
        if self.over:
            return
        self.over = True
        if isinstance(error, CurlError):
            code = int(error.code)
            # libcurl also says 55 after it met several dead connections in a row.
            reused = code == 55 or self.curl.getinfo(CurlInfo.NUM_CONNECTS) == 0
            self.died_unused = reused and code in _LOST and not self._touched
            via = "" if self.ready else self.through
            if via:
                status = self.curl.getinfo(CurlInfo.HTTP_CONNECTCODE)
                self.error = _behind_a_proxy(code, self._where, via, status if isinstance(status, int) else 0)
            else:
                self.error = _translated(code, self._where, self.ready)
        elif error is not None:
            self.error = BadAnswer(f"{self._where} sent something that cannot be read.")
        elif not self.ready:
            self.error = BadAnswer(f"{self._where} sent no complete head.")
        self._wake()

    @property
    def through(self) -> str:
        """The host and port of the proxy on the way; empty if there is none."""
        return proxy_of(self._order)

    def refused_by_a_proxy(self) -> ProviderError | None:
        """The error for a 407, which only a proxy sends; None if there is no proxy on the way."""
        via = self.through
        return _behind_a_proxy(0, self._where, via, 407) if via else None


class Transfers:
    """The transfers of one event loop: libcurl's multi handle, its connections, and idle handles for reuse."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        """The event loop that the transfers belong to."""
        self._sockets = RestingSockets(self.loop)
        # On Windows curl_cffi needs the loop itself, because it may have to watch the sockets in a thread.
        self._multi = AsyncCurl(loop=None if sys.platform == "win32" else self._sockets)
        self._idle: list[Curl] = []
        self._live: set[Transfer] = set()
        self._closed = False

    def start(self, order: Order, *, fresh: bool = False, pace: Pace | None = None) -> Transfer:
        """Begin a transfer. `fresh`: on a new connection. `pace`: how soon its body is wanted.

        Raises:
            BadRequest: libcurl does not accept the request.
            ConnectionFailed: the transfers were closed, while the request waited for others.
        """
        if self._closed:
            raise ConnectionFailed(_BY_US)
        curl = self._idle.pop() if self._idle else _Handle()
        transfer = Transfer(curl, order, self._sockets, pace)
        try:
            _set_up(curl, order, fresh)
            curl.setopt(CurlOpt.HEADERFUNCTION, transfer.on_header)
            curl.setopt(CurlOpt.WRITEFUNCTION, transfer.on_body)
            future: asyncio.Future[None] = self._multi.add_handle(curl)
        except CurlError as error:
            curl.close()
            raise BadRequest(f"The request to {order.where} cannot be sent (curl {int(error.code)}).") from None
        future.add_done_callback(transfer.on_done)
        self._live.add(transfer)
        if pace is not None:
            pace.read_by(transfer)
        return transfer

    def release(self, transfer: Transfer) -> None:
        """Take the handle out of libcurl. This closes the socket of an unfinished transfer at once. Idempotent."""
        if transfer not in self._live:
            return
        self._live.discard(transfer)
        transfer.rest()
        if pace := transfer.pace:
            pace.read_by(None)
        transfer.abandon(CutOff())
        self._multi.remove_handle(transfer.curl)  # harmless if libcurl has finished with it
        if transfer.error is None and len(self._idle) < _IDLE_HANDLES:
            transfer.curl.clean_handles_and_buffers()
            transfer.curl.reset()
            self._idle.append(transfer.curl)
        else:
            transfer.curl.close()

    async def aclose(self) -> None:
        """Drop every connection. Transfers that still run end with an error."""
        self._closed = True
        for transfer in tuple(self._live):
            error = CutOff if transfer.ready else ConnectionFailed
            transfer.abandon(error(_BY_US))
            self.release(transfer)
        for curl in self._idle:
            curl.close()
        self._idle.clear()
        await self._multi.close()  # type: ignore[no-untyped-call]


def where(url: str) -> str:
    """The host and port of an address, without the credentials that it may hold.

    Raises:
        ConnectionFailed: the text is no address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host:
        raise ConnectionFailed("The server's address is malformed.")
    return f"{host}:{port}" if port else host


def proxy_of(order: Order) -> str:
    """The host and port of the proxy on the way, which the environment may name; empty if there is none."""
    parts, proxy = urlsplit(order.url), order.proxy
    host = parts.hostname or ""
    if not proxy:
        known = getproxies_environment()
        proxy = known.get(parts.scheme, "") or known.get("all", "")
        if not proxy or is_loopback(host) or proxy_bypass(host):
            return ""
    return where(proxy if "://" in proxy else f"http://{proxy}")


@lru_cache
def is_loopback(host: str) -> bool:
    """Whether the spelling of a name or address says that it is this machine. Asks no resolver."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _set_up(curl: Curl, order: Order, fresh: bool) -> None:
    curl.setopt(CurlOpt.URL, order.url.encode(errors="replace"))
    curl.setopt(CurlOpt.PROTOCOLS_STR, b"http,https")
    curl.setopt(CurlOpt.NOSIGNAL, 1)
    curl.setopt(CurlOpt.UPLOAD_BUFFERSIZE, _UPLOAD_BUFFER)
    curl.setopt(CurlOpt.QUICK_EXIT, 1)  # do not wait for a name that is being resolved
    curl.setopt(CurlOpt.TCP_KEEPALIVE, 1)
    curl.setopt(CurlOpt.SUPPRESS_CONNECT_HEADERS, 1)  # the head of a proxy is not that of the answer
    curl.setopt(CurlOpt.CONNECTTIMEOUT_MS, max(1, int(order.connect * 1000)))
    curl.setopt(CurlOpt.FRESH_CONNECT, int(fresh))
    if order.body is not None:
        curl.setopt(CurlOpt.POSTFIELDS, order.body)
        curl.setopt(CurlOpt.POSTFIELDSIZE, len(order.body))
    if order.method != ("GET" if order.body is None else "POST"):
        curl.setopt(CurlOpt.CUSTOMREQUEST, order.method.encode())
    curl.setopt(CurlOpt.HTTPHEADER, order.headers)
    if order.proxy:
        curl.setopt(CurlOpt.PROXY, order.proxy.encode())
        curl.setopt(CurlOpt.PROXY_CREDENTIAL_NO_REUSE, 1)
    elif is_loopback(urlsplit(order.url).hostname or ""):
        curl.setopt(CurlOpt.PROXY, b"")  # a proxy that the environment names is not for this machine itself
    if order.impersonate:
        curl.setopt(CurlOpt.ACCEPT_ENCODING, _BROWSER_ENCODINGS)  # what browsers ask for must also be decoded
        curl.impersonate(resolve_latest_browser_type(order.impersonate))  # type: ignore[no-untyped-call]


def _translated(code: int, where: str, in_body: bool) -> ProviderError:
    """Our error for a code of libcurl, in our own words, because libcurl's may quote addresses."""
    if code in _JUNK:
        return BadAnswer(f"{where} sent something that is no HTTP answer (curl {code}).")
    if in_body:
        return CutOff(f"{where} broke off in the middle of its answer (curl {code}).")
    if code == _TIMEOUT:
        return TimedOut(f"{where} took too long to accept a connection.")
    return ConnectionFailed(f"{where} cannot be reached: {_REASONS.get(code, 'the connection failed')} (curl {code}).")


def _behind_a_proxy(code: int, where: str, via: str, refused: int) -> ProviderError:
    """Our error for a request through the proxy `via`, which is named if it is to blame. `refused`: its HTTP status."""
    if refused == 407:
        return ConnectionFailed(f"The proxy {via} wants other credentials (HTTP 407); {where} was not reached.")
    if refused >= 400:
        return ConnectionFailed(f"The proxy {via} refused to connect to {where} (HTTP {refused}).")
    if code in _PROXY_REASONS:
        return ConnectionFailed(f"The proxy {via} {_PROXY_REASONS[code]} (curl {code}); {where} was not reached.")
    if code == _TIMEOUT:
        return TimedOut(f"The proxy {via} took too long to connect to {where}.")
    error = _translated(code, where, in_body=False)
    return type(error)(f"{error} It was asked through the proxy {via}.")
