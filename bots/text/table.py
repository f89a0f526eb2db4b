"""A table as lines of text whose columns stand under each other in a fixed-width font."""

import re
import unicodedata
from collections.abc import Sequence

_WIDEST = 40  # a longer cell does not widen its column
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
    widths = [max(1, *(min(width(row[column]), _WIDEST) for row in grid)) for column in range(count)]
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
