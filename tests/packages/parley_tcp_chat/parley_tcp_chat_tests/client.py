"""Somebody at the other end of the chat of lines."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bots.testing import until

PATIENCE = 30.0
"""Seconds until which the chat must listen."""


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Client:
    """Somebody at the other end of a socket: every text of each message, and what stands under it now."""

    writer: asyncio.StreamWriter
    texts: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)
    typing: int = 0
    joined: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    def says(self, line: str) -> None:
        self.writer.write(f"{line}\n".encode())

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Take what comes until the chat closes."""
        while line := (await reader.readline()).decode().rstrip("\n"):
            sign, _, rest = line.partition(" ")
            id, _, text = rest.partition(" ")
            if sign == "=":
                self.texts.setdefault(id, []).append(text.replace("\\n", "\n").replace("\\\\", "\\"))
                self.buttons[id] = []
            elif sign == "?":
                self.buttons[id].append(text.partition("\t")[0])
            elif sign == "-":
                del self.texts[id]
            elif sign == "~":
                self.typing += 1
            elif sign == ":":
                self.joined.set()
        self.left.set()

    async def leaves(self) -> None:
        """Hang up, and wait until the chat has noticed."""
        self.writer.write_eof()
        await self.left.wait()

    def last(self) -> list[str]:
        """Every text of the newest message."""
        return self.texts[max(self.texts, key=int)] if self.texts else [""]

    async def reads(self, pattern: str) -> str:
        """Wait until the newest message says that; the message."""
        await until(lambda: re.search(pattern, self.last()[-1], re.DOTALL))
        return max(self.texts, key=int)


@asynccontextmanager
async def client(port: int, room: int, person: int) -> AsyncIterator[Client]:
    """Somebody in that room, as soon as the program listens."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
    person_there = Client(writer)
    person_there.says(f"{room} {person}")
    listening = asyncio.create_task(person_there.listen(reader))
    try:
        await person_there.joined.wait()
        yield person_there
    finally:
        writer.close()
        listening.cancel()
        await asyncio.wait({listening})
