"""What goes over the pipes between Parley and the worker: lengths, a head in JSON, a body."""

import json
import struct
from dataclasses import asdict
from typing import Final

from bots.documents.values import Extract, Limits, Reason, Unit, Unread

LENGTHS: Final = struct.Struct("!II")
"""Of head and body, in bytes; they stand before both."""
MOST_HEAD: Final = 4096
NO_MEMORY: Final = 12
"""The exit status of a worker that has not even the memory for an answer."""


def request(name: str, media_type: str, size: int, limits: Limits) -> bytes:
    """Lengths and head of a file; the file itself follows."""
    head = json.dumps([name[-255:], media_type[:255], asdict(limits)]).encode()
    return LENGTHS.pack(len(head), size) + head


def requested(head: bytes) -> tuple[str, str, Limits]:
    """Name, media type and limits."""
    name, media_type, limits = json.loads(head)
    return name, media_type, Limits(**limits)


def answer(found: Extract | Unread) -> bytes:
    """All of an answer."""
    if isinstance(found, Unread):
        head, body = json.dumps([found.reason]).encode(), b""
    else:
        head, body = json.dumps([found.unit, found.read, found.of]).encode(), found.text.encode()
    return LENGTHS.pack(len(head), len(body)) + head + body


def answered(head: bytes, body: bytes) -> Extract | Unread:
    """What the worker found.

    Raises:
        ValueError: this is no answer.
    """
    match json.loads(head):
        case [str(reason)]:
            return Unread(Reason(reason))
        case [str(unit), int(read), int(of)]:
            return Extract(body.decode(), Unit(unit), read, of)
        case _:
            raise ValueError("no answer")
