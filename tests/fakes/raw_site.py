"""A server on a raw socket that sends exactly what a test says, and knows which connections are open."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Site:
    """A server that plays a script on each connection, and knows which are open."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.accepted = 0
        self.open = 0
        self.closed_at = 0.0
        self.requests: list[bytes] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self.open += 1
        play = asyncio.ensure_future(self._script(reader, writer))
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await play
        finally:
            self.open -= 1
            writer.transport.abort()

    async def request(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        self.requests.append(head + await reader.readexactly(length))
        return self.requests[-1]


@asynccontextmanager
async def site(
    script: Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[Site]:
    made = Site(lambda reader, writer: script(made, reader, writer))
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()


def says(
    data: bytes, *, then_close: bool = True
) -> Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """A script: read a request, send these bytes."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(data)
        await writer.drain()
        if then_close:
            writer.close()
        await reader.read()  # until the client is gone
        here.closed_at = asyncio.get_running_loop().time()

    return script
