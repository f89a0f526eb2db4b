"""Calls over HTTP to one server, a request and its answer each, at half the CPU that one takes over aiohttp's session.

The session makes anew for each request what is the same for all: the address, the headers, a writer with a task of its
own. Here aiohttp opens and keeps the connections and reads the answers, and a request is written in one piece. No
redirect is followed.
"""

import asyncio
from collections.abc import Mapping
from typing import Final, NamedTuple

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.http import HttpProcessingError
from yarl import URL

_REPEATABLE: Final = frozenset({"GET", "PUT", "DELETE"})
"""Methods of calls that mean the same if they are made twice."""


class Answer(NamedTuple):
    """What came. `headers`: by their names, however these are written. `body`: the whole of it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpCalls:
    """Calls over the connections of a session, with its headers.

    `server`: the address before what each asks for. `timeout`: what it says of connections counts.
    """

    def __init__(self, session: aiohttp.ClientSession, server: str, timeout: aiohttp.ClientTimeout) -> None:
        """Raises `aiohttp.InvalidURL` if that is no address."""
        assert session.connector is not None
        self._connector = session.connector
        self._timeout = timeout
        address = URL(server)
        self._where = aiohttp.ClientRequest(
            "GET", address, headers=session.headers, loop=asyncio.get_running_loop(), session=session
        )
        self._path = address.raw_path.rstrip("/")
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in self._where.headers.items())

    async def call(self, method: str, target: str, headers: str, body: bytes) -> Answer:
        """Make one, and wait until all of its answer has come; a call that is cancelled ends its connection.

        A server may end a kept connection just as the next call goes out. If that can safely be made twice, it is made
        once more. `target`: what is asked for, quoted, with a slash before it. `headers`: further ones, each with its
        line's end.

        Raises:
            aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError: there was no connection.
            aiohttp.ClientError, OSError: what came is no answer, or not all of it came.
        """
        head = f"{method} {self._path}{target} HTTP/1.1\r\n{self._headers}{headers}Content-Length: {len(body)}\r\n\r\n"
        request = head.encode("ascii") + body
        connection = await self._connect()
        try:
            return await _exchanged(connection, request)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            if method not in _REPEATABLE:
                raise
        return await _exchanged(await self._connect(), request)

    async def _connect(self) -> Connection:
        try:
            return await self._connector.connect(self._where, [], self._timeout)
        except TimeoutError:
            raise aiohttp.ConnectionTimeoutError("no connection in time") from None


async def _exchanged(connection: Connection, request: bytes) -> Answer:
    try:
        assert connection.protocol is not None
        answer = await _exchange(connection.protocol, request)
        connection.release()
    finally:
        connection.close()  # unless it was released: what still comes over it must be no other call's answer
    return answer


async def _exchange(protocol: ResponseHandler, request: bytes) -> Answer:
    assert protocol.transport is not None
    protocol.set_response_params(read_until_eof=True)
    protocol.transport.write(request)
    try:
        head, content = await protocol.read()
        while head.code < 200:  # it only says that the answer will come
            head, content = await protocol.read()
    except HttpProcessingError:
        raise aiohttp.ClientPayloadError("the answer is no HTTP") from None
    return Answer(head.code, head.headers, await content.read())
