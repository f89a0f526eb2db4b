"""A Chat Completions server that does nothing but send tokens on time, each holding the moment it was sent."""

import asyncio
import json
import time
from multiprocessing.connection import Connection
from typing import Any, Final

HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
MODEL: Final = "test-model"


class Talk(asyncio.Protocol):
    """One connection: each question on it is answered with `count` tokens, `rate` a second."""

    def __init__(self, rate: float, count: int) -> None:
        self._rate = rate
        self._count = count
        self._transport: asyncio.Transport | None = None
        self._asked = bytearray()
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        head, end, body = self._asked.partition(b"\r\n\r\n")
        if not end:
            return
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if len(body) < int(lengths[0].partition(b":")[2]):
            return
        self._asked.clear()
        self._write(HEAD)
        self._tell(asyncio.get_running_loop().time(), 0)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()

    def _tell(self, began: float, number: int) -> None:
        """Send a token at its time; a late one does not delay the next."""
        if self._transport is None:
            return
        if number == self._count:
            self._event(_chunk({}, "stop"))
            self._write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
            return
        self._event(_chunk({"content": f"{time.monotonic():.6f} "}, None))
        at = began + (number + 1) / self._rate
        self._timer = asyncio.get_running_loop().call_at(at, self._tell, began, number + 1)

    def _event(self, data: bytes) -> None:
        self._write(b"%x\r\ndata: %s\n\n\r\n" % (len(data) + 8, data))

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)


def _chunk(delta: dict[str, str], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    frame = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": MODEL, "choices": [choice]}
    return json.dumps(frame).encode()


def main(line: "Connection[Any, Any]", rate: float, count: int) -> None:
    """A process of its own: sends its port, then serves until it is ended."""
    asyncio.run(_serve(line, rate, count))


async def _serve(line: "Connection[Any, Any]", rate: float, count: int) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Talk(rate, count), "127.0.0.1", 0, backlog=4096)
    line.send(server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()
