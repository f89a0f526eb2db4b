"""What goes over the pipes between Parley and the worker: lengths, a head in JSON, a body."""

import json
import struct
from typing import Final

from bots.documents.values import Extract, Limits, Origin, Reason, Unit, Unread
from provider.values import asdict

LENGTHS: Final = struct.Struct("!II")
"""The lengths of head and body, in bytes; they stand before both."""
MOST_HEAD: Final = 4096
NO_MEMORY: Final = 12
"""The exit status of a worker that has not even the memory for an answer."""


def request(name: str, media_type: str, size: int, limits: Limits, origin: Origin | None) -> bytes:
    """Lengths and head of a file; the file itself follows."""
    found = asdict(origin) if origin is not None else None
    head = json.dumps([name[-255:], media_type[:255], asdict(limits), found]).encode()
    return LENGTHS.pack(len(head), size) + head


def requested(head: bytes) -> tuple[str, str, Limits, Origin | None]:
    """Name, media type and limits, and where it was found if it is a page of the web."""
    name, media_type, limits, found = json.loads(head)
    return name, media_type, Limits(**limits), Origin(**found) if found is not None else None


def answer(found: Extract | Unread) -> bytes:
    """The bytes of an answer."""
    if isinstance(found, Unread):
        head, body = json.dumps([found.reason]).encode(), b""
    else:
        head, body = json.dumps([found.unit, found.read, found.of, found.title]).encode(), found.text.encode()
    return LENGTHS.pack(len(head), len(body)) + head + body


def answered(head: bytes, body: bytes) -> Extract | Unread:
    """What the worker found.

    Raises:
        ValueError: this is no answer.
    """
    match json.loads(head):
        case [str(reason)]:
            return Unread(Reason(reason))
        case [str(unit), int(read), int(of), str(title)]:
            return Extract(body.decode(), Unit(unit), read, of, title)
        case _:
            raise ValueError("no answer")
