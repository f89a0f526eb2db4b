"""One attempt at a call of the Bot API. Nothing here queues, sleeps or repeats.

Of an answer only what is needed is read, as it came: the library's objects demand each field that the newest server
tells, and a server of one's own may be older than Telegram's, or newer. The library makes the form of a call with a
file.
"""

import asyncio
import importlib
import json
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import aiohttp

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.server_time import ServerTime
from bots.engine.seam.errors import Gone, Late, NotSent, TooLarge, Unsure
from bots.engine.seam.shown import File
from bots.http_calls import HttpCalls
from bots.telegram_bot.errors import result

if TYPE_CHECKING:
    from bots.telegram_bot.library import Library

JSON = Mapping[str, Any]
T = TypeVar("T")

CONNECT = 5.0
ANSWER = 15.0
"""Seconds to connect, and then seconds until the whole answer has arrived."""

SEND = 75.0
"""Seconds for the answer to a send: a server that hangs may still send it, and a second attempt is a second message."""
UPLOAD = 600.0
"""Seconds for a send with a file: the upload and the answer."""

_NOT_THERE = (404, 410)
"""What alone says that a file is gone; anything else may be said by what stands between, and pass."""

_JSON: Final = "Content-Type: application/json\r\n"


class Transport:
    """Calls with deadlines; the token stays in here. Usable at once, closed by `aclose`."""

    def __init__(self, token: str, *, api_url: str, clock: Clock) -> None:
        self._token = token
        self._url = api_url.rstrip("/")
        self.time = ServerTime(clock)
        self._connections = _Connections(f"{self._url}/bot{token}", clock, self.time)
        self._library: Library | None = None

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""
        await self._connections.aclose()

    async def call(self, method: str, parameters: JSON, *, seconds: float = ANSWER) -> Any:
        """The `result` of a method, as it came. Parameters that are None are left out. `seconds`: the deadline.

        Raises:
            SlowDown, Gone, Refused, NotSent, Unsure, Late, Unchanged: and nothing else.
        """
        return result(*await self._connections.post(method, json.dumps(_told(parameters)).encode(), seconds))

    async def upload(self, method: str, parameters: JSON, file: tuple[str, File]) -> Any:
        """The same with a file, which has the name of its parameter; its deadline is `UPLOAD`."""
        if self._library is None:  # its modules take a tenth of a second, in which no answer shall wait
            module = await asyncio.to_thread(importlib.import_module, "bots.telegram_bot.library")
            self._library = module.Library(self._token, self._url, self._connections.post_form)
        return await self._library.call(method, _told(parameters), file, seconds=UPLOAD)

    async def ask(self, method: str, parameters: JSON, *, seconds: float = ANSWER) -> JSON:
        """The result of a method that gives an object. Raises what `call` raises."""
        found = await self.call(method, parameters, seconds=seconds)
        if not isinstance(found, Mapping):
            raise Unsure("the answer makes no sense")
        return found

    async def download(self, path: str, most: int, seconds: float) -> bytes:
        """A file of the server's, of at most `most` bytes; no redirect is followed. `seconds`: the deadline.

        Raises:
            TooLarge: it has more bytes.
            Gone: it is not there, or not any more.
            NotSent, Unsure, Late: and nothing else.
        """
        return await self._connections.fetch(f"{self._url}/file/bot{self._token}/{path}", most, seconds)


def _told(parameters: JSON) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value is not None}


class _Connections:
    """The connections to the server, on aiohttp. `address`: that of the methods, each of which stands behind it."""

    def __init__(self, address: str, clock: Clock, time: ServerTime) -> None:
        self._address = address
        self._clock = clock
        self._time = time
        self._session: aiohttp.ClientSession | None = None
        self._calls: HttpCalls | None = None
        self._closed = False

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    async def post(self, method: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        """The status and the body of the answer to JSON, which has come as a whole within so many seconds."""
        return await self._within(seconds, self._exchange(method, body))

    async def post_form(self, method: str, form: aiohttp.FormData, seconds: float) -> tuple[int, bytes]:
        """The same for a form."""
        return await self._within(seconds, self._exchange_form(method, form))

    async def fetch(self, url: str, most: int, seconds: float) -> bytes:
        """See `Transport.download`."""
        return await self._within(seconds, self._download(url, most))

    async def _within(self, seconds: float, exchange: Coroutine[Any, Any, T]) -> T:
        """The outcome of an exchange that has a deadline."""
        with _errors():
            return await self._clock.within(seconds, exchange)

    async def _exchange(self, method: str, body: bytes) -> tuple[int, bytes]:
        session = self._open()
        if self._calls is None:
            self._calls = HttpCalls(session, self._address, session.timeout)
        answer = await self._calls.call("POST", f"/{method}", _JSON, body)
        self._time.heard(answer.headers.get("Date", ""))
        return answer.status, answer.body

    async def _exchange_form(self, method: str, form: aiohttp.FormData) -> tuple[int, bytes]:
        async with self._open().post(f"{self._address}/{method}", data=form, allow_redirects=False) as response:
            self._time.heard(response.headers.get("Date", ""))
            return response.status, await response.read()

    async def _download(self, url: str, most: int) -> bytes:
        async with self._open().get(url, allow_redirects=False) as response:
            if response.status in _NOT_THERE:
                raise Gone("the file is not there")
            if response.status >= 300:
                raise Unsure(f"HTTP {response.status}")
            body = bytearray()
            if (response.content_length or 0) <= most:
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > most:
                        break
                else:
                    return bytes(body)
        raise TooLarge("the file is larger than was asked for")

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NotSent("the connection was closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
                timeout=aiohttp.ClientTimeout(total=None, connect=self._clock.real(CONNECT)),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def number(found: JSON, name: str) -> int:
    """A whole number that an answer must have.

    Raises:
        Unsure: it has none.
    """
    value = found.get(name)
    if not isinstance(value, int):
        raise Unsure("the answer makes no sense")
    return value


@contextmanager
def _errors() -> Iterator[None]:
    """Translate what goes wrong on the way to the server and back."""
    try:
        yield
    except aiohttp.ConnectionTimeoutError:
        raise NotSent("no connection in time") from None
    except aiohttp.ClientConnectorError:
        raise NotSent("no connection") from None
    except TimeoutError:
        raise Late("no answer in time") from None
    except (aiohttp.ClientError, OSError):
        raise Unsure("the connection broke") from None
