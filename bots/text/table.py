"""A table as lines of text whose columns stand under each other in a fixed-width font, or as a list if it is wide."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from bots.text.container import as_margin
from bots.text.opaque import show
from bots.text.parse import Event, parse

WIDEST = 45
"""Columns of a line that a phone shows in a fixed-width font without wrapping it."""
_PIPE = re.compile(r"(?<!\\)\|")


def width(text: str) -> int:
    """The number of columns that the text takes in a terminal or a code block."""
    if text.isascii():
        return len(text)
    columns = 0
    for character in text:
        if unicodedata.combining(character) or character in "\u200b\u200d\u2060\ufe0f":
            continue
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


def cells(line: str) -> list[str]:
    """The cells in a row's source."""
    return [cell.strip() for cell in _PIPE.split(line.strip().removeprefix("|").removesuffix("|"))]


def align(rows: Sequence[Sequence[str]], alignments: Sequence[str]) -> str:
    """The rows as lines with aligned columns. The first row is the head; a line of dashes follows it."""
    count = max(map(len, rows))
    grid = [[*row, *[""] * (count - len(row))] for row in rows]
    sides = [*alignments, *["None"] * (count - len(alignments))]
    widths = [max(1, *(width(row[column]) for row in grid)) for column in range(count)]
    lines = [" │ ".join(map(_pad, row, widths, sides)).rstrip() for row in grid]
    lines.insert(1, "─┼─".join("─" * columns for columns in widths))
    return "\n".join(lines)


def _pad(cell: str, columns: int, side: str) -> str:
    missing = max(0, columns - width(cell))
    if side == "Right":
        return " " * missing + cell
    if side == "Center":
        return " " * (missing // 2) + cell + " " * (missing - missing // 2)
    return cell + " " * missing


class Table:
    """A table, read from the parser's events between its opening and its end; `data` is the whole source."""

    def __init__(self, data: bytes, opening: Event) -> None:
        self._data = data
        self._cell: list[str] = []
        self._links: list[tuple[str, int]] = []
        self.end = opening.end
        """The place behind it. A line without a bar is none of its rows, though a parser takes it for one."""
        self.is_followed = False
        """Whether such a line follows."""
        self.sides = opening.value if isinstance(opening.value, tuple) else ()
        self.rows: list[list[str]] = []
        """Each row's cells as they are read, in plain text."""
        self.written: list[list[str]] = []
        """Each row's cells as they are written, in Markdown."""

    @cached_property
    def text(self) -> str:
        """Its lines, with aligned columns; asked for when the table is read."""
        return align(self.rows, self.sides)

    def take(self, event: Event) -> None:
        """Take one event. What the parser leaves out of a row with too many cells is read from the source."""
        kind = event.kind
        if self.is_followed:
            return
        if kind in ("+TableHead", "+TableRow"):
            if b"|" not in self._data[event.start : event.end] and kind == "+TableRow":
                self.end, self.is_followed = event.start, True
                return
            self.rows.append([])
        elif kind == "+TableCell":
            self._cell = []
        elif kind == "-TableCell":
            self.rows[-1].append(show("".join(self._cell)))
        elif kind in ("-TableRow", "-TableHead"):
            written = cells(self._data[event.start : event.end].decode().strip("\n"))
            self.written.append(written)
            self.rows[-1] += [show(cell) for cell in written[len(self.rows[-1]) :]]
        elif kind in ("Text", "Code"):
            self._cell.append(str(event.value))
        elif kind in ("+Link", "+Image"):
            self._links.append((str(event.value), len(self._cell)))
        elif kind in ("-Link", "-Image"):
            address, label = self._links.pop()
            if "".join(self._cell[label:]) != address:
                self._cell.append(f" ({address})")


class Parsed(NamedTuple):
    """A source, the parser's events of it, and its tables by the places of their openings."""

    source: str
    events: Sequence[Event]
    tables: Mapping[int, Table]


def parsed(source: str) -> Parsed:
    """The source with its tables as a phone shows them, parsed: one with a line that is too wide is a list.

    Each row is an item then, named by its first cell.
    """
    found = _read(source)
    changed = _changed(found)
    return found if changed is None else _read(changed)


def _read(source: str) -> Parsed:
    events = parse(source)
    tables: dict[int, Table] = {}
    data = b""
    table: Table | None = None
    for event in events:
        if event.kind == "+Table":
            data = data or source.encode()
            table = tables[event.start] = Table(data, event)
        elif event.kind == "-Table":
            table = None
        elif table is not None:
            table.take(event)
    return Parsed(source, events, tables)


def _changed(found: Parsed) -> str | None:
    """The source with wide tables as lists and a blank line behind a table that a line follows; None: as it is."""
    if not found.tables:
        return None
    data = found.source.encode()
    parts: list[bytes] = []
    done = 0
    for start, table in found.tables.items():
        margin = b"\n" + as_margin(data[data.rfind(b"\n", 0, start) + 1 : start].decode()).encode()
        if max(map(width, table.text.splitlines())) > WIDEST:
            items = margin.join(item.encode() for item in _items(table.written))
            parts += data[done:start], items, margin.rstrip(b" ") + margin if table.is_followed else b"\n"
            done = table.end
        elif table.is_followed:
            parts += data[done : table.end], margin
            done = table.end
    return (b"".join(parts) + data[done:]).decode() if parts else None


def _items(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as items of a list. A table without a row is its head alone."""
    head, *body = rows
    return [_item(row, head) for row in body] or [_item(head, ())]


def _item(row: Sequence[str], head: Sequence[str]) -> str:
    name = _plain(row[0]) if row else ""
    parts = [f"**{name}**"] if name else []
    for index, cell in enumerate(row[1:], 1):
        column = _plain(head[index]) if index < len(head) else ""
        if cell:
            parts.append(f"{column}: {cell}" if column else cell)
    return f"- {' · '.join(parts)}".replace("\\|", "|")


def _plain(cell: str) -> str:
    return cell.replace("**", "")
