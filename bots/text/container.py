"""What stands before the words of a line: the marks of the quotes and lists that hold it. Pure."""

import re

_CONTAINER = re.compile(r"[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")
_MARKER = re.compile(r"[^>\s]")


def margin(text: str, at: int, end: int) -> str:
    """What a further line needs to stand in the quotes and the item of the line that begins at `at`.

    It is as wide as the line's own marks, which are read up to `end`.
    """
    found = _CONTAINER.match(text, at, end)
    return as_margin(found[0]) if found else ""


def as_margin(marks: str) -> str:
    """Marks of quotes and lists, with blanks for those of lists, which only the first line of an item has."""
    return _MARKER.sub(" ", marks)
