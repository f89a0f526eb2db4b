"""Reads the pages as a tool does: over a socket, byte by byte where it must be."""

import asyncio
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    head: str
    text: str


async def said(host: str, port: int, raw: bytes, *, closes: bool = True) -> bytes:
    """All that is answered to these bytes, until the other side ends it. `closes`: nothing follows them."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(raw)
        if closes and writer.can_write_eof():
            await writer.drain()
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def read(port: int, path: str, *, host: str = "127.0.0.1", token: str = "", method: str = "GET") -> Page:
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    raw = await said(host, port, f"{method} {path} HTTP/1.1\r\nHost: parley\r\n{bearer}\r\n".encode())
    head, _, body = raw.decode().partition("\r\n\r\n")
    found = re.match(r"HTTP/1\.1 (\d+)", head)
    return Page(int(found[1]) if found else 0, head, body)


def numbers(text: str) -> dict[str, float]:
    """The series of the page, by name and labels as they are written."""
    rows = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(number) for name, _, number in rows}
