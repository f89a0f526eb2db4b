"""One attempt at a call to the REST API. Nothing here queues, sleeps or repeats.

But a call that may be made twice is, if the connection that was kept for it has just ended (`bots/http_calls.py`).
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

import aiohttp

from bots.discord_bot.errors import Denied, translate
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.server_time import ServerTime
from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, TooLarge, Unsure
from bots.engine.seam.platform import Meter
from bots.engine.seam.shown import File
from bots.http_calls import Answer, HttpCalls

CONNECT = 5.0
ANSWER = 15.0
"""Seconds to connect, and seconds until the whole answer has arrived."""

SEND = 75.0
"""Seconds for the answer to a send that Discord does not know again: a second attempt would be a second message."""
UPLOAD = 600.0
"""Seconds for a call with a file: the upload and the answer."""

DOWNLOAD = 60.0
"""Seconds for the whole of a file."""

_NOT_THERE = (404, 410)
"""What alone says that a file is gone."""

_JSON: Final = "Content-Type: application/json\r\n"
_encoded: Final = json.JSONEncoder(separators=(",", ":")).encode
_AGENT = "DiscordBot (https://pypi.org/project/parley-bot/, 0.1)"


class Transport:
    """Calls with deadlines; the token stays in here. Usable at once, closed by `aclose`."""

    def __init__(self, token: str, *, api_url: str, clock: Clock, meter: Meter) -> None:
        self._token = token
        self._url = api_url.rstrip("/")
        self._clock = clock
        self._meter = meter
        self._session: aiohttp.ClientSession | None = None
        self._calls: _Calls | None = None
        self._closed = False
        self.time = ServerTime(clock)

    @property
    def token(self) -> str:
        """The token, with which the gateway identifies."""
        return self._token

    def session(self) -> aiohttp.ClientSession:
        """The connections to Discord, made at the first use because that needs a running loop.

        Raises:
            NotSent: the transport is closed.
        """
        if self._closed:
            raise NotSent("the connection is closed")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": _AGENT},
                trace_configs=[_no_redirects()],
            )
        return self._session

    async def call(
        self,
        method: str,
        path: str,
        *,
        payload: Any = None,
        file: File | None = None,
        budget: str = "",
        as_bot: bool = True,
        answer: float = 0.0,
        read: bool = True,
    ) -> Any:
        """The answer's JSON, or None if it has none.

        `budget`: the budget that the call spends; the meter gets what the headers say about it. `as_bot`: with the
        bot's token; an interaction's path holds a token of its own. `answer`: seconds until the answer has arrived; 0:
        the usual ones. `read`: whether the JSON of a success is wanted; if not, the call returns None.

        Raises:
            SlowDown, Gone, Refused, NotSent, Unsure, Late: and nothing else.
        """
        with _errors():
            calls = self._calling()
            if file is not None:
                making = calls.upload(method, path, _form(payload, file), as_bot=as_bot)
            else:
                making = calls.make(method, path, payload, as_bot=as_bot)
            seconds = max(answer or ANSWER, UPLOAD if file is not None else 0.0)
            came = await self._clock.within(seconds, making)
        self.time.heard(came.headers.get("Date", ""))
        return self._understood(came, budget, read=read)

    async def download(self, address: str, most: int) -> bytes:
        """A file of at most `most` bytes, without the token; no redirect is followed.

        Raises:
            TooLarge: it has more bytes.
            Gone: the address is not good, or not any more.
            Denied: it is refused, by Discord or by what stands before it.
            SlowDown, NotSent, Unsure, Late: and nothing else.
        """
        timeout = aiohttp.ClientTimeout(total=self._clock.real(DOWNLOAD), connect=self._clock.real(CONNECT))
        with _errors():
            async with self.session().get(address, allow_redirects=False, timeout=timeout) as response:
                if response.status == 429 or response.status >= 500:
                    raise translate(response.status, response.headers, None, "")
                if response.status in _NOT_THERE:
                    raise Gone(f"HTTP {response.status}")
                if response.status >= 300:
                    raise Denied(response.status, 0)
                body = bytearray()
                if (response.content_length or 0) <= most:
                    async for chunk in response.content.iter_any():
                        body += chunk
                        if len(body) > most:
                            break
                    else:
                        return bytes(body)
        raise TooLarge("the file is larger than was asked for")

    def _calling(self) -> "_Calls":
        session = self.session()
        if self._calls is None:
            self._calls = _Calls(session, self._url, self._token, self._clock.real(CONNECT))
        return self._calls

    def _understood(self, came: Answer, budget: str, *, read: bool) -> Any:
        if budget and came.status != 429:
            self._report(came.headers, budget)
        if came.status < 300 and not read and came.body.startswith(b"{") and came.body.endswith(b"}"):
            return None  # Discord repeats the whole message
        body, readable = _json(came.body) if came.body else (None, True)
        if came.status >= 300:
            raise translate(came.status, came.headers, body if readable else None, budget)
        if not readable:
            raise Unsure("the answer is broken")
        return body if read else None

    def _report(self, headers: Mapping[str, str], budget: str) -> None:
        """Tell the meter. Discord counts by route and channel; the bucket's id alone would join all channels."""
        try:
            bucket = f"{headers['X-RateLimit-Bucket']}:{budget.rpartition(':')[2]}"
            limit, remaining = int(headers["X-RateLimit-Limit"]), int(headers["X-RateLimit-Remaining"])
            reset_after = float(headers["X-RateLimit-Reset-After"])
        except (KeyError, ValueError):
            return
        self._meter.measured(budget, bucket=bucket, limit=limit, remaining=remaining, reset_after=reset_after)

    async def repeat(self, method: str, path: str, *, payload: Any = None, times: int = 3) -> Any:
        """A call that can safely be made twice, repeated up to `times` while that can help.

        Raises:
            PlatformError: the last attempt failed with it.
        """
        for attempt in range(1, times + 1):
            try:
                return await self.call(method, path, payload=payload)
            except (NotSent, Unsure):
                if attempt == times:
                    raise
                await self._clock.sleep(0.5 * attempt)
        raise PlatformError("no attempt was made")

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""
        self._closed = True
        if self._session is not None:
            await self._session.close()


class _Calls:
    """Calls of the API over the connections of a session. `connect`: seconds until there is one."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str, connect: float) -> None:
        self._session = session
        self._url = url
        self._token = f"Bot {token}"
        self._timeout = aiohttp.ClientTimeout(connect=connect)
        self._http = HttpCalls(session, url, self._timeout)

    async def make(self, method: str, path: str, payload: Any, *, as_bot: bool) -> Answer:
        """Make one whose payload is JSON; None: it has none."""
        headers = f"Authorization: {self._token}\r\n" if as_bot else ""
        if payload is None:
            return await self._http.call(method, path, headers, b"")
        return await self._http.call(method, path, f"{headers}{_JSON}", _encoded(payload).encode())

    async def upload(self, method: str, path: str, form: aiohttp.FormData, *, as_bot: bool) -> Answer:
        """Make one whose payload is a form."""
        headers = {"Authorization": self._token} if as_bot else {}
        async with self._session.request(
            method, self._url + path, data=form, headers=headers, timeout=self._timeout, allow_redirects=False
        ) as response:
            return Answer(response.status, response.headers, await response.read())


def _no_redirects() -> aiohttp.TraceConfig:
    """Refuses every redirect, of a websocket too: what is sent goes to Discord alone."""

    async def refuse(_: aiohttp.ClientSession, __: object, redirect: aiohttp.TraceRequestRedirectParams) -> None:
        redirect.response.close()
        raise aiohttp.ClientError

    found = aiohttp.TraceConfig()
    found.on_request_redirect.append(refuse)
    return found


@contextmanager
def _errors() -> Iterator[None]:
    """Translate what goes wrong on the way to a server and back."""
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise NotSent(f"no connection: {type(error).__name__}") from None
    except TimeoutError:
        raise Late("no answer in time") from None
    except (aiohttp.ClientError, OSError) as error:
        raise Unsure(f"the answer was lost: {type(error).__name__}") from None


def _json(data: bytes) -> tuple[Any, bool]:
    try:
        return json.loads(data), True
    except (ValueError, RecursionError):
        return None, False


def _form(payload: Any, file: File) -> aiohttp.FormData:
    """The form with a file. Discord wants the brackets of `files[0]` unescaped."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(payload), content_type="application/json")
    content = BytesIO(file.content)  # of bytes, aiohttp copies all at once
    form.add_field("files[0]", content, filename=file.name, content_type="application/octet-stream")
    return form
