"""The length of a text as the platforms count it: in UTF-16 code units."""

import re

_UNSENDABLE = re.compile("[\ud800-\udfff\x00]")


def units(text: str) -> int:
    """The length in UTF-16 code units; a character outside the basic plane counts as two."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def within(text: str, limit: int) -> int:
    """The number of leading characters of `text` that fit into `limit` units."""
    if len(text) > limit:
        text = text[:limit]
    excess = units(text) - limit
    at = len(text)
    while excess > 0:
        at -= 1
        excess -= 2 if ord(text[at]) > 0xFFFF else 1
    return at


def whole(text: str) -> str:
    """The text with U+FFFD for each lone surrogate and NUL, which no platform accepts. The length stays."""
    return text if text.isascii() and "\x00" not in text else _UNSENDABLE.sub("\ufffd", text)
