"""Lines from a file descriptor, without blocking the event loop, and without a thread where it can wait for one."""

import asyncio
import codecs
import os
from collections.abc import AsyncGenerator

CHUNK = 65536


async def lines(descriptor: int) -> AsyncGenerator[str, None]:
    """Each line without its line end, the last one even if it has none; bytes that are no UTF-8 are replaced."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    begun = ""
    while chunk := await _chunk(descriptor):
        *whole, begun = (begun + decoder.decode(chunk)).split("\n")
        for line in whole:
            yield line
    if begun := begun + decoder.decode(b"", final=True):
        yield begun


async def _chunk(descriptor: int) -> bytes:
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # a regular file cannot be waited for, and its reads never block
        return os.read(descriptor, CHUNK)
    except NotImplementedError:  # Windows' loop waits for sockets only
        return await asyncio.to_thread(os.read, descriptor, CHUNK)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, CHUNK)
