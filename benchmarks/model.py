"""A Chat Completions server that costs little and keeps the time of every token: the model of every measurement."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Told:
    """One answer: when it was `asked`, and when each token was written. `dropped`: when the reader was found gone.

    0: never.
    """

    asked: float = 0.0
    written: list[float] = field(default_factory=list)
    ended: bool = False
    dropped: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """When an answer was asked for, and by whom: the name in the address (`base_url_of`), empty without one."""

    at: float
    by: str


class Model:
    """Answers a question that holds `#NUMBER` with the text of that number, at `rate` tokens a second each.

    As a server does that makes a token in each step, it knows of the end one step after the last token.
    """

    def __init__(self, texts: Mapping[int, str], *, rate: float, token: int) -> None:
        self.told: dict[int, Told] = {}
        self.requests: defaultdict[int, list[Request]] = defaultdict(list)
        """Of each question, in their order."""
        self.together: dict[int, int] = {}
        """Questions that were asked in one turn with a later one, which is the one that is answered; and that."""
        self.scripts: dict[int, Script] = {}
        """What is written instead for some questions; the connection ends with it."""
        self._rate = rate
        self._events = {
            number: [_chunk(_delta(text[start : start + token])) for start in range(0, len(text), token)]
            for number, text in texts.items()
        }
        self._end = _chunk(_event({}, "stop")) + _chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n"
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def base_url(self) -> str:
        return self.base_url_of("")

    def base_url_of(self, name: str) -> str:
        """The address for one of several who ask, so that it is known what was asked by whom."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{name and f'/{name}'}/v1"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._request(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client went
        finally:
            self._connections.discard(task)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"(?i)content-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if head.startswith("GET"):
            listed = json.dumps({"object": "list", "data": [{"id": "test-model", "object": "model"}]}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(listed)
            )
            writer.write(listed)
            return True
        questions = re.findall(r"#(\d+)", json.loads(body)["messages"][-1]["content"])
        number = int(questions[-1]) if questions else 0
        self.together |= {int(each): number for each in questions if int(each) != number}
        by = head.split(maxsplit=2)[1].partition("/v1")[0].strip("/")
        self.requests[number].append(Request(asyncio.get_running_loop().time(), by))
        if number in self.scripts:
            await self.scripts[number](reader, writer)
            return False
        await self._tell(number, reader, writer)
        return True

    async def _tell(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        told = self.told[number] = Told(loop.time())
        writer.write(_HEAD + _chunk(_event({"role": "assistant", "content": ""})))
        began = loop.time()
        for step, data in enumerate(self._events[number], 1):
            await asyncio.sleep(max(0.0, began + step / self._rate - loop.time()))
            if reader.at_eof() or writer.is_closing():
                told.dropped = loop.time()
                raise ConnectionResetError
            told.written.append(loop.time())
            writer.write(data)
        await asyncio.sleep(1 / self._rate)
        writer.write(self._end)
        told.ended = True


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _delta(text: str) -> bytes:
    return _event({"content": text})


def _event(delta: Mapping[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    frame = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 0, "model": "test-model"}
    return f"data: {json.dumps({**frame, 'choices': [choice]})}\n\n".encode()
