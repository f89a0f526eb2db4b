"""One HTTP request to the Bot API with deadlines: a single attempt, on aiohttp."""

import json
from collections.abc import Coroutine, Mapping
from typing import Any

import aiohttp
from telegram.request import BaseRequest, RequestData

from bots.engine.runtime.clock import Clock
from bots.telegram_bot.errors import AnswerLost, Failure, NoAnswerInTime, NoConnection, Oversized

CONNECT = 5.0
ANSWER = 15.0
"""Seconds to connect, and then seconds until the whole answer has arrived."""

_JSON = {"Content-Type": "application/json"}


class Transport(BaseRequest):
    """The library's transport. Nothing here queues, sleeps or retries."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
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
        seconds = read_timeout if isinstance(read_timeout, int | float) else ANSWER
        if request_data is not None and request_data.contains_files:
            return await self._attempt(url, _multipart(request_data), {}, seconds)
        parameters = request_data.parameters if request_data is not None else {}
        return await self._attempt(url, json.dumps(parameters).encode(), _JSON, seconds)

    async def call(self, url: str, parameters: Mapping[str, object], seconds: float) -> Any:
        """The `result` of a call that does not go through the library's parsing. `seconds`: the deadline.

        Raises:
            NoConnection, AnswerLost, Failure: and nothing else.
        """
        _, body = await self._attempt(url, json.dumps(parameters).encode(), _JSON, seconds)
        return self.parse_json_payload(body)["result"]

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON of an answer. The library's own method logs what it cannot read, with people's words."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise AnswerLost("the answer is broken") from None
        if not isinstance(answer, dict) or "result" not in answer:
            raise AnswerLost("the answer is not one of the Bot API's")
        return answer

    async def download(self, url: str, most: int, seconds: float) -> bytes:
        """A file of at most `most` bytes; no redirect is followed. `seconds`: the deadline.

        Raises:
            Oversized, NoConnection, AnswerLost, Failure: and nothing else.
        """
        status, body = await self._within(seconds, self._fetch(url, most))
        if status >= 300:
            raise Failure(400, "the file is not there") if status < 500 else AnswerLost(f"HTTP {status}")
        return body

    async def _fetch(self, url: str, most: int) -> tuple[int, bytes]:
        async with self._open().get(url, allow_redirects=False) as response:
            if response.status >= 300:
                return response.status, b""
            if (response.content_length or 0) > most:
                raise Oversized("the file is larger than was asked for")
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise Oversized("the file is larger than was asked for")
            return response.status, bytes(body)

    async def _attempt(
        self, url: str, data: bytes | aiohttp.FormData, headers: Mapping[str, str], seconds: float
    ) -> tuple[int, bytes]:
        status, body = await self._within(seconds, self._exchange(url, data, headers))
        if status >= 300:
            raise _failure(status, body)
        return status, body

    async def _within(self, seconds: float, exchange: Coroutine[Any, Any, tuple[int, bytes]]) -> tuple[int, bytes]:
        """The outcome of an exchange that has a deadline."""
        try:
            return await self._clock.within(seconds, exchange)
        except aiohttp.ConnectionTimeoutError:
            raise NoConnection("no connection in time") from None
        except aiohttp.ClientConnectorError:
            raise NoConnection("no connection") from None
        except TimeoutError:
            raise NoAnswerInTime("no answer in time") from None
        except (aiohttp.ClientError, OSError):
            raise AnswerLost("the connection broke") from None

    async def _exchange(
        self, url: str, data: bytes | aiohttp.FormData, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        async with self._open().post(url, data=data, headers=headers, allow_redirects=False) as response:
            return response.status, await response.read()

    def _open(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NoConnection("the connection was closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=300),
                timeout=aiohttp.ClientTimeout(total=None, connect=self._clock.real(CONNECT)),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _multipart(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _failure(status: int, body: bytes) -> AnswerLost | Failure:
    """The error for an answer other than 2xx. If it is not the Bot API's own, the call may have been applied."""
    try:
        answer = json.loads(body)
    except ValueError:
        return AnswerLost(f"HTTP {status} without the Bot API's words")
    if not isinstance(answer, dict) or answer.get("ok") is not False:
        return AnswerLost(f"HTTP {status} without the Bot API's words")
    parameters = answer.get("parameters")
    if not isinstance(parameters, dict):
        parameters = {}
    retry_after = parameters.get("retry_after")
    new_chat = parameters.get("migrate_to_chat_id")
    return Failure(
        status,
        str(answer.get("description", "")),
        retry_after=float(retry_after) if isinstance(retry_after, int | float) else 0.0,
        new_chat=new_chat if isinstance(new_chat, int) else 0,
    )
