"""One attempt at a call of the Bot API. Nothing here queues, sleeps or repeats.

Of an answer only what is needed is read, as it came: a server of one's own may be older than Telegram's, or newer.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.server_time import ServerTime
from bots.engine.seam.errors import Gone, Late, NotSent, TooLarge, Unsure
from bots.engine.seam.values import File
from bots.telegram_bot.errors import translate

JSON = Mapping[str, Any]

CONNECT = 5.0
ANSWER = 15.0
"""Seconds to connect, and then seconds until the whole answer has arrived."""

_JSON = {"Content-Type": "application/json"}


class Transport:
    """Calls with deadlines; the token stays in here. Usable at once, closed by `aclose`."""

    def __init__(self, token: str, *, api_url: str, clock: Clock) -> None:
        self._token = token
        self._url = api_url.rstrip("/")
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        self.time = ServerTime(clock)

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    async def call(
        self, method: str, parameters: JSON, *, file: tuple[str, File] | None = None, seconds: float = ANSWER
    ) -> Any:
        """The `result` of a method. Parameters that are None are left out. `seconds`: the deadline of the answer.

        `file`: a file with the name of its parameter.

        Raises:
            SlowDown, Gone, Refused, NotSent, Unsure, Late, Unchanged: and nothing else.
        """
        told = {name: value for name, value in parameters.items() if value is not None}
        data, headers = (json.dumps(told).encode(), _JSON) if file is None else (_form(told, *file), {})
        with _errors():
            status, body = await self._clock.within(
                seconds, self._exchange(f"{self._url}/bot{self._token}/{method}", data, headers)
            )
        answer = _json(body)
        if status >= 300:
            raise translate(status, answer)
        if not isinstance(answer, dict) or "result" not in answer:
            raise Unsure("the answer is not one of the Bot API's")
        return answer["result"]

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
        with _errors():
            return await self._clock.within(seconds, self._fetch(f"{self._url}/file/bot{self._token}/{path}", most))

    async def _exchange(
        self, url: str, data: bytes | aiohttp.FormData, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        async with self._open().post(url, data=data, headers=headers, allow_redirects=False) as response:
            self.time.heard(response.headers.get("Date", ""))
            return response.status, await response.read()

    async def _fetch(self, url: str, most: int) -> bytes:
        async with self._open().get(url, allow_redirects=False) as response:
            if response.status >= 500:
                raise Unsure(f"HTTP {response.status}")
            if response.status >= 300:
                raise Gone("the file is not there")
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


def _form(parameters: JSON, name: str, file: File) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for key, value in parameters.items():
        form.add_field(key, value if isinstance(value, str) else json.dumps(value))
    form.add_field(name, file.content, filename=file.name, content_type="application/octet-stream")
    return form
