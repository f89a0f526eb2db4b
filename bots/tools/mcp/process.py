"""A server of tools as a process of ours: a line of JSON is a message; what it says for people goes to the log.

The SDK's own transport joins a line anew for each piece of it, so that a result of 100 MB would stop the event loop.
Here a line has a bound, and a server that sends a longer one is ended.
"""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Final

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.client.stdio import get_default_environment
from mcp.shared.message import SessionMessage
from mcp_types import jsonrpc_message_adapter
from pydantic import ValidationError

from bots.text.one_line import one_line
from bots.tools.mcp.values import ServerSettings

log = logging.getLogger("parley.tools")

MOST_BYTES: Final = 8 * 1024 * 1024
"""Bytes of one message of a server."""
GRACE: Final = 2.0
"""Seconds for a process to end by itself, and again after it was asked to."""
LINES: Final = 200
"""Lines of a process that are logged; what it says after that is dropped."""
_LONGEST_LINE: Final = 300
_PIECE: Final = 64 * 1024

if sys.platform == "win32":
    _LAST: Final = signal.SIGTERM
else:
    _LAST: Final = signal.SIGKILL

Streams = tuple[MemoryObjectReceiveStream[SessionMessage | Exception], MemoryObjectSendStream[SessionMessage]]


@asynccontextmanager
async def process_of(server: ServerSettings) -> AsyncGenerator[Streams, None]:
    """Start the server's process; it and all that it started are gone when the block ends.

    Raises:
        OSError: it cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        *server.command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={**get_default_environment(), **server.variables},
        start_new_session=True,
        limit=MOST_BYTES,
    )
    came, incoming = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    outgoing, goes = anyio.create_memory_object_stream[SessionMessage](0)
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_receive, process, came, server.name)
            group.start_soon(_send, process, goes, came)
            group.start_soon(_log, process, server.name)
            try:
                yield incoming, outgoing
            finally:
                group.cancel_scope.cancel()
    finally:
        for stream in (came, incoming, outgoing, goes):
            stream.close()
        await _ended(process)


async def _receive(process: Process, to: MemoryObjectSendStream[SessionMessage | Exception], name: str) -> None:
    """Hand on each message; the end of the stream is the end of the session."""
    assert process.stdout is not None
    async with to:
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:
                log.warning("%s: sent a message of more than %d bytes and is ended", name, MOST_BYTES)
                return
            if not line:
                return
            try:
                message = jsonrpc_message_adapter.validate_json(line, by_name=False)
            except ValidationError:
                continue  # some print words there
            with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
                await to.send(SessionMessage(message))


async def _send(
    process: Process,
    messages: MemoryObjectReceiveStream[SessionMessage],
    to: MemoryObjectSendStream[SessionMessage | Exception],
) -> None:
    assert process.stdin is not None
    try:
        async with messages:
            async for each in messages:
                process.stdin.write(each.message.model_dump_json(by_alias=True, exclude_unset=True).encode() + b"\n")
                await process.stdin.drain()
    except OSError:
        to.close()  # else a request would wait for ever


async def _log(process: Process, name: str) -> None:
    """Its words for people, each line shortened; all of them are read, or it would stand still."""
    assert process.stderr is not None
    number = 0
    while True:
        try:
            line = await process.stderr.readline()
        except ValueError:
            continue  # a line without an end: what was read of it is gone
        if not line:
            return
        number += 1
        if number <= LINES:
            log.info("%s says: %s", name, one_line(line.decode(errors="replace"))[:_LONGEST_LINE])


async def _ended(process: Process) -> None:
    """Let the process end, then make it, with all that it started."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    try:
        for kill in (None, signal.SIGTERM, _LAST):
            if kill is not None:
                _signal(process, kill)
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await process.wait()
                    break
    finally:
        _signal(process, _LAST)  # what it started may be there still; or we were cancelled
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE):
                while await process.stdout.read(_PIECE):
                    pass  # without that, its pipe would not count as ended


def _signal(process: Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.terminate()
        else:
            os.killpg(process.pid, number)
