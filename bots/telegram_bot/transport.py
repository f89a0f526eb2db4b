"""One attempt at a call of the Bot API, by the library's raw method. Nothing here queues, sleeps or repeats.

Of an answer only what is needed is read, as it came: the library's objects demand each field that the newest server
tells, and a server of one's own may be older than Telegram's, or newer.
"""

import json
import logging
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import aiohttp
from telegram import Bot, InputFile
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.server_time import ServerTime
from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, TooLarge, Unsure
from bots.engine.seam.values import File
from bots.telegram_bot.errors import translate

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

_JSON = {"Content-Type": "application/json"}


class Transport:
    """Calls with deadlines; the token stays in here. Usable at once, closed by `aclose`."""

    def __init__(self, token: str, *, api_url: str, clock: Clock) -> None:
        logging.getLogger("telegram").setLevel(logging.WARNING)  # below that it logs the token and people's words
        url = api_url.rstrip("/")
        self._files = f"{url}/file/bot{token}"
        self.time = ServerTime(clock)
        self._request = _Request(clock, self.time)
        self._bot = Bot(token, base_url=f"{url}/bot", request=self._request, get_updates_request=self._request)

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""
        await self._request.shutdown()

    async def call(
        self, method: str, parameters: JSON, *, file: tuple[str, File] | None = None, seconds: float = ANSWER
    ) -> Any:
        """The `result` of a method, as it came. Parameters that are None are left out. `seconds`: the deadline.

        `file`: a file with the name of its parameter.

        Raises:
            SlowDown, Gone, Refused, NotSent, Unsure, Late, Unchanged: and nothing else.
        """
        told = {name: value for name, value in parameters.items() if value is not None}
        if file is not None:
            name, content = file
            told[name] = InputFile(content.content, filename=content.name)
        try:
            return await self._bot.do_api_request(_unknown(method), told, read_timeout=seconds)
        except _Failed as failed:
            raise failed.error from None

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
        return await self._request.fetch(f"{self._files}/{path}", most, seconds)


def _unknown(method: str) -> str:
    """The name of a method as the library does not know it: it warns of a raw call where it has a method of its own."""
    return method[0].upper() + method[1:]


class _Failed(TelegramError):
    """Carries an error of ours through the library."""

    def __init__(self, error: PlatformError) -> None:
        super().__init__(str(error))
        self.error = error


class _Request(BaseRequest):
    """The library's way to the server, on aiohttp."""

    def __init__(self, clock: Clock, time: ServerTime) -> None:
        self._clock = clock
        self._time = time
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    @property
    def read_timeout(self) -> float | None:
        return ANSWER

    async def initialize(self) -> None:
        """Do nothing: the session opens with the first call."""

    async def shutdown(self) -> None:
        """Close every connection. Idempotent."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call for the library. `read_timeout`: the deadline of the whole answer, in seconds."""
        address, _, name = url.rpartition("/")
        data, headers = _body(request_data)
        seconds = read_timeout if isinstance(read_timeout, int | float) else ANSWER
        try:
            status, body = await self._within(
                seconds, self._exchange(f"{address}/{name[0].lower()}{name[1:]}", data, headers)
            )
        except PlatformError as error:
            raise _Failed(error) from None
        if status >= 300:
            raise _Failed(translate(status, _json(body)))
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON of an answer. The library's own method logs what it cannot read, with people's words."""
        answer = _json(payload)
        if not isinstance(answer, dict) or "result" not in answer:
            raise _Failed(Unsure("the answer is not one of the Bot API's"))
        return answer

    async def fetch(self, url: str, most: int, seconds: float) -> bytes:
        """See `Transport.download`."""
        return await self._within(seconds, self._download(url, most))

    async def _within(self, seconds: float, exchange: Coroutine[Any, Any, T]) -> T:
        """The outcome of an exchange that has a deadline."""
        with _errors():
            return await self._clock.within(seconds, exchange)

    async def _exchange(
        self, url: str, data: bytes | aiohttp.FormData, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        async with self._open().post(url, data=data, headers=headers, allow_redirects=False) as response:
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


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData, Mapping[str, str]]:
    """The body of a request and its headers: JSON, or a form if it holds a file."""
    if data is None or not data.contains_files:
        return json.dumps({} if data is None else data.parameters).encode(), _JSON
    form = aiohttp.FormData()
    for key, value in data.json_parameters.items():
        form.add_field(key, value)
    for key, (filename, content, kind) in data.multipart_data.items():
        form.add_field(key, content, filename=filename, content_type=kind)
    return form, {}
