"""A name that somebody chose as one line and nothing else, whatever is hidden in it."""

import unicodedata

_NOT_SHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def one_line(name: str, without: str = "") -> str:
    """The name on one line. Each character that shows nothing, and each of `without`, becomes a space."""
    return " ".join("".join(" " if unicodedata.category(c) in _NOT_SHOWN or c in without else c for c in name).split())
