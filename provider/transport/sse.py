"""Server-sent events out of bytes that are cut anywhere, by the rules of the WHATWG. No I/O."""

import re
from typing import NamedTuple

from provider.errors import BadAnswer

_BOM = b"\xef\xbb\xbf"
_ROOMY = 64 * 1024
"""Bytes; a longer line may hold a picture."""
_LOOK = 16 * 1024
"""Bytes of such a line that are looked at together."""
_STRAY = 64 * 1024
_PLAIN = 64 * 1024
"""Bytes; in a piece up to that size no event is too large."""
_NAMED = re.compile(rb"event: [^\n]*\n")
"""The line with the name of an event."""
_PAYLOAD = re.compile(rb"[A-Za-z0-9+/=_-]{60,}+(?:(?:\\[rn]){1,2}+[A-Za-z0-9+/=_-]{40,}+)*+")
"""A run of base64 in JSON: in one line or, as MIME has it, in many of 76 characters."""
_LONG = 1200
_KEPT = 200
"""Bytes of a longer run that are kept."""


class ServerEvent(NamedTuple):
    """One event. `name` is "message" if the server gave none; `id` is the last one that it gave."""

    data: str
    name: str = "message"
    id: str = ""


class SseParser:
    """Feed it bytes, take the events that are complete. `retry`: the last wait before a reconnection, in milliseconds.

    `limit`: the bytes that one event may have, including its unfinished line. A picture in base64 hardly counts: of a
    long line, runs without a break are left out of the count, and are shortened once they are more than `payload`
    bytes. `stray`: the beginning of the lines that are no fields of an event;
    some servers write bare JSON behind their events when they fail.
    """

    def __init__(self, limit: int = 1 << 20, payload: int = 0) -> None:
        self.retry = 0
        self.stray = ""
        self._limit = limit
        self._plain = min(limit, _PLAIN)
        self._line: list[bytes] = []  # the line that has no end yet, in pieces
        self._size = 0  # bytes of that line and of the event's data that count
        self._long = 0  # bytes of that line
        self._seen = 0  # pieces of it in which runs were looked for
        self._new = 0  # bytes of the others
        self._payload = payload
        self._spared = 0  # bytes of the event that do not count
        self._first = True
        self._skip_newline = False  # the last byte was a CR; an LF after it belongs to the same line end
        self._data: list[str] = []
        self._name = ""
        self._id = ""

    def feed(self, data: bytes) -> list[ServerEvent]:
        """The events that `data` completes. Bytes that are no UTF-8 become U+FFFD.

        Raises:
            BadAnswer: an event is larger than the limit.
        """
        if self._skip_newline and data:
            self._skip_newline = False
            if data.startswith(b"\n"):
                data = data[1:]
        if not data:
            return []
        if (plain := self.plain(data)) is not None:
            data_of_each, name = plain
            return [ServerEvent(each, name, self._id) for each in data_of_each]
        events: list[ServerEvent] = []
        for line in data.splitlines(keepends=True):  # of bytes, it splits at CR, LF and CRLF only
            whole = line.rstrip(b"\r\n")
            self._size += len(whole)
            self._long += len(whole)
            self._line.append(whole)
            self._new += len(whole)
            if self._long > _ROOMY and self._new > _LOOK:
                self._spare()
            if self._size > self._limit:
                raise BadAnswer(f"An event of the stream is larger than {self._limit} bytes.")
            if len(whole) != len(line):
                event = self._end_line()
                if event is not None:
                    events.append(event)
        self._skip_newline = data.endswith(b"\r")
        return events

    def plain(self, data: bytes) -> tuple[list[str], str] | None:
        """The data of the events in `data` and their name, if it is whole events of one line of data and of one name.

        Nearly all pieces are that. They need no more than to be cut apart, which is a fourth of the work. If it is
        None, `data` is to be fed.
        """
        if self._first or self._size or self._line or self._data or self._name or len(data) > self._plain:
            return None
        if self._skip_newline or not data.endswith(b"\n\n") or b"\r" in data:
            return None
        head, found, _ = data.partition(b"data: ")
        if not found or (head and not _NAMED.fullmatch(head)):
            return None
        between = b"\n\n" + head + b"data: "
        lines = 3 if head else 2  # of each event, with the blank one
        if data.count(b"\n") != lines * (data.count(between) + 1):
            return None
        start = len(between) - 2
        texts = data[start:-2].decode(errors="replace").split(between.decode(errors="replace"))
        return texts, head[len("event: ") : -1].decode(errors="replace") or "message"

    def end(self) -> list[ServerEvent]:
        """The event that the end of the stream broke off, if there is one. A browser would drop it."""
        if self._line:
            self._end_line()
        event = self._end_event()
        return [event] if event is not None else []

    def _spare(self) -> None:
        """Take what is new of a picture out of the count, and all of it out of the line if it is too much.

        Of a comment nothing is kept.
        """
        if self._line[0].startswith(b":"):
            self._size -= sum(map(len, self._line)) - 1
            self._line, self._seen, self._new = [b":"], 1, 0
            return
        piece = b"".join(self._line[self._seen :])
        spared = len(piece) - len(_shortened(piece))
        self._size -= spared
        self._spared += spared
        self._line[self._seen :] = [piece]
        if self._spared > self._payload:
            self._line = [_shortened(b"".join(self._line))]
        self._seen, self._new = len(self._line), 0

    def _end_line(self) -> ServerEvent | None:
        raw = b"".join(self._line)
        self._line.clear()
        self._long = self._seen = self._new = 0
        if self._first:
            self._first = False
            raw = raw.removeprefix(_BOM)
        if not raw:
            return self._end_event()
        field, _, value = raw.decode(errors="replace").partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        else:
            self._size = max(0, self._size - len(raw))  # not kept
        match field:
            case "event":
                self._name = value
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if value.isascii() and value.isdigit():
                self.retry = int(value[:9])
            case "data" | "event" | "id" | "retry" | "":
                pass
            case _ if len(self.stray) < _STRAY:
                self.stray += raw[:_STRAY].decode(errors="replace") + "\n"
        return None

    def _end_event(self) -> ServerEvent | None:
        event = ServerEvent("\n".join(self._data), self._name or "message", self._id) if self._data else None
        self._data.clear()
        self._name = ""
        self._size = self._spared = 0
        return event


def _shortened(piece: bytes) -> bytes:
    """The piece with the beginnings of its runs. PHP escapes the slashes of its JSON."""
    return _PAYLOAD.sub(_beginning, piece.replace(rb"\/", b"/"))


def _beginning(run: re.Match[bytes]) -> bytes:
    return run[0] if len(run[0]) < _LONG else run[0][:_KEPT].rstrip(b"\\")
