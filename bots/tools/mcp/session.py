"""One connection to a server of tools, by the official SDK. It is loaded when a server is first asked."""

import asyncio
import logging
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from json import dumps
from typing import Any, Final

import anyio
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_types import (
    CONNECTION_CLOSED,
    REQUEST_TIMEOUT,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    Implementation,
    ResourceLink,
    TextContent,
    TextResourceContents,
)
from pydantic import ValidationError

from bots.text.one_line import one_line
from bots.tools.mcp.process import MOST_BYTES, process_of
from bots.tools.mcp.values import Answered, CallRefused, Offered, ServerDown, ServerSettings
from provider.contract import Image

START: Final = 30.0
"""Seconds in which a server has to start and say who it is; some are fetched at their first start."""
LIST: Final = 10.0
"""Seconds in which it has to say what it offers."""
MOST_TOOLS: Final = 100
"""Tools of one server; further ones are not offered."""
MOST_SCHEMA: Final = 20_000
"""Characters of the schema of one tool; one with a longer one is not offered."""
_MOST_PAGES: Final = 20
_LONGEST_WORDS: Final = 300

_NAMED = (MCPError, OSError, httpx2.HTTPError, httpx2.InvalidURL, ValidationError, ValueError)
_BROKEN = (*_NAMED, anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream, ExceptionGroup)

logging.getLogger("mcp").setLevel(logging.CRITICAL)  # it logs what a server sends, with its trace
logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs addresses


class Session:
    """A connection to a server."""

    def __init__(self, client: Client, server: ServerSettings) -> None:
        self._client = client
        self._server = server

    async def offered(self) -> tuple[Offered, ...]:
        """What it offers at this moment, as far as the config lets it.

        Raises:
            ServerDown: it does not say.
        """
        found: list[Offered] = []
        cursor: str | None = None
        try:
            async with asyncio.timeout(LIST):
                for _ in range(_MOST_PAGES):
                    listed = await self._client.list_tools(cursor=cursor, cache_mode="bypass")
                    found += [
                        Offered(tool.name, tool.description or tool.title or "", tool.input_schema)
                        for tool in listed.tools
                        if self._server.offers(tool.name) and len(dumps(tool.input_schema)) <= MOST_SCHEMA
                    ]
                    cursor = listed.next_cursor
                    if not cursor or len(found) >= MOST_TOOLS:
                        break
        except TimeoutError:
            raise ServerDown("it does not say what it offers") from None
        except _BROKEN as error:
            raise ServerDown(why(error)) from None
        return tuple(found[:MOST_TOOLS])

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answered:
        """Call a tool. Cancelling tells the server that nobody waits any more.

        Raises:
            CallRefused: the server answers with an error, or not in time.
            ServerDown: it is gone.
        """
        try:
            result = await self._client.call_tool(tool, dict(arguments), read_timeout_seconds=self._server.seconds)
        except MCPError as error:
            if error.code == CONNECTION_CLOSED:
                raise ServerDown("it ended in the middle of a call") from None
            if error.code == REQUEST_TIMEOUT:
                raise CallRefused(f"It did not answer within {self._server.seconds:g} s.") from None
            raise CallRefused(one_line(error.message)[:_LONGEST_WORDS]) from None
        except TimeoutError:
            raise CallRefused(f"It did not answer within {self._server.seconds:g} s.") from None
        except RuntimeError:  # the SDK's, where a result does not fit what the tool said of it
            raise CallRefused("Its result makes no sense.") from None
        except _BROKEN as error:
            raise ServerDown(why(error)) from None
        return _answered(result)


@asynccontextmanager
async def connected(server: ServerSettings) -> AsyncGenerator[Session, None]:
    """Start or reach the server. Leave the block in the task that entered it.

    Raises:
        ServerDown: it cannot be reached or started, or it broke meanwhile.
    """
    about = Implementation(name="Parley", version="0.1")
    transport: AbstractAsyncContextManager[Any] = process_of(server) if server.command else _http(server)
    client = Client(transport, client_info=about, cache=None, read_timeout_seconds=START)
    try:
        async with asyncio.timeout(START) as start, client:
            start.reschedule(None)
            yield Session(client, server)
    except TimeoutError:
        raise ServerDown(f"it did not start within {START:g} s") from None
    except _BROKEN as error:
        raise ServerDown(why(error)) from None


@asynccontextmanager
async def _http(server: ServerSettings) -> AsyncGenerator[Any, None]:
    timeout = httpx2.Timeout(START, read=max(START, server.seconds))
    async with (
        httpx2.AsyncClient(headers=dict(server.headers), timeout=timeout, transport=_Bounded()) as http,
        streamable_http_client(server.url, http_client=http, max_sse_event_size=MOST_BYTES) as streams,
    ):
        yield streams


class _Bounded(httpx2.AsyncHTTPTransport):
    """Reads no more of an answer in one piece than a message may have; a stream of events has a bound of its own."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        if "event-stream" not in response.headers.get("content-type", ""):
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            response.stream = _Cut(response.stream)
        return response


class _Cut(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for piece in self._stream:
            size += len(piece)
            if size > MOST_BYTES:
                raise httpx2.ReadError("the answer is too large")
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


def why(error: BaseException) -> str:
    """What went wrong, in a few words of ours: those of the server or of a library may hold an address."""
    if isinstance(error, BaseExceptionGroup):
        return why(error.exceptions[0])
    if isinstance(error, FileNotFoundError):
        return "there is no such program"
    if isinstance(error, PermissionError):
        return "the program may not be run"
    if isinstance(error, httpx2.HTTPStatusError):
        return f"its server answers with the status {error.response.status_code}"
    if isinstance(error, httpx2.HTTPError):
        return "its server cannot be reached"
    if isinstance(error, MCPError):
        return "it ended" if error.code == CONNECTION_CLOSED else f"it answers with the error {error.code}"
    if isinstance(error, OSError):
        return f"it cannot be started ({error.strerror})" if error.strerror else "it cannot be started"
    return "it does not speak the protocol"


def _answered(result: CallToolResult) -> Answered:
    """A result as text and pictures."""
    texts, images = [], []
    for block in result.content:
        match block:
            case TextContent(text=text):
                texts.append(text)
            case ImageContent(data=data, mime_type=kind):
                try:
                    images.append(Image(kind, b64decode(data)))
                except (NoBase64, ValueError):
                    texts.append("[a broken picture]")
            case EmbeddedResource(resource=TextResourceContents(text=text)):
                texts.append(text)
            case ResourceLink(name=name, uri=uri):
                texts.append(f"{name}: {uri}")
            case _:
                texts.append("[something that is neither text nor a picture]")
    if not texts and result.structured_content is not None:
        texts.append(dumps(result.structured_content, ensure_ascii=False))
    return Answered("\n".join(texts), tuple(images), failed=bool(result.is_error))
