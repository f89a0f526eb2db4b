"""A pooler between clients and PostgreSQL that gives each transaction the next of its own sessions, as PgBouncer can.

What it takes from the protocol (postgresql.org/docs/current/protocol-message-formats.html): a message is a letter and a
length; "Z" says that a server is ready, and its byte whether that is outside of a transaction.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

ENCRYPTION = (80_877_103, 80_877_104)  # what a client asks before its first message: TLS, GSSAPI
_READY, _OUTSIDE = b"Z", b"I"


@dataclass
class Session:
    """A session of the server. `greeting`: what it said before it was ready."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    greeting: bytes


@asynccontextmanager
async def transaction_pooler(socket: str, database: str, sessions: int = 3) -> AsyncIterator[str]:
    """The URL of that database, behind so many sessions. `socket`: of the server."""
    pool: asyncio.Queue[Session] = asyncio.Queue()
    opened = [await _session(socket, database) for _ in range(sessions)]
    for session in opened:
        pool.put_nowait(session)
    serving: set[asyncio.Task[object]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (task := asyncio.current_task()) is not None:
            serving.add(task)
        try:
            await _serve(reader, writer, pool)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # it has left
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"postgresql://postgres@127.0.0.1:{server.sockets[0].getsockname()[1]}/{database}"
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        for session in opened:  # one of a client that has just left is not back in the pool
            session.writer.close()
            with suppress(ConnectionError):
                await session.writer.wait_closed()


async def _session(socket: str, database: str) -> Session:
    reader, writer = await asyncio.open_unix_connection(f"{socket}/.s.PGSQL.5432")
    body = struct.pack("!i", 196_608) + f"user\0postgres\0database\0{database}\0\0".encode()
    writer.write(struct.pack("!i", len(body) + 4) + body)
    greeting = b""
    while not greeting.endswith(_READY + struct.pack("!i", 5) + _OUTSIDE):
        greeting += await _message(reader)
    return Session(reader, writer, greeting)


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pool: "asyncio.Queue[Session]") -> None:
    while True:  # until its first message has come
        body = await reader.readexactly(struct.unpack("!i", await reader.readexactly(4))[0] - 4)
        if struct.unpack("!i", body[:4])[0] not in ENCRYPTION:
            break
        writer.write(b"N")
    greeted = False
    while True:
        if greeted:
            first = await reader.readexactly(1)
            if first == b"X":
                return
        session = await pool.get()
        try:
            if not greeted:
                writer.write(session.greeting)
                greeted = True
                continue
            session.writer.write(first + await _rest(reader))
            await _transaction(reader, writer, session)
        finally:
            pool.put_nowait(session)


async def _transaction(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, session: Session) -> None:
    """Carry messages both ways until the server is ready outside of a transaction."""

    async def forward() -> None:
        while True:
            session.writer.write(await _message(reader))

    forwarding = asyncio.create_task(forward())
    try:
        while True:
            message = await _message(session.reader)
            writer.write(message)
            if message[:1] == _READY and message[-1:] == _OUTSIDE:
                return
    finally:
        forwarding.cancel()
        await asyncio.wait((forwarding,))


async def _message(reader: asyncio.StreamReader) -> bytes:
    return await reader.readexactly(1) + await _rest(reader)


async def _rest(reader: asyncio.StreamReader) -> bytes:
    length = await reader.readexactly(4)
    return length + await reader.readexactly(struct.unpack("!i", length)[0] - 4)
