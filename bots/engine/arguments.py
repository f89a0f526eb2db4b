"""What somebody wrote behind a command, as its options. Pure.

For platforms that hand over one line (Telegram, a terminal). Options with fixed values, numbers and yes/no are found by
their shape at the end or the beginning of the line; the first option that takes text gets what is left.
"""

from collections.abc import Mapping, Sequence

from bots.engine.command import Option

YES = frozenset({"yes", "on", "true", "sí", "si"})
NO = frozenset({"no", "off", "false"})


def parse(options: Sequence[Option], line: str) -> Mapping[str, str]:
    """The options that the line gives a value to; one that is missing is absent."""
    words = line.split()
    found: dict[str, str] = {}
    shaped = [option for option in options if option.kind in ("choice", "whole", "flag")]
    text = [option for option in options if option.kind not in ("choice", "whole", "flag")]
    while words and shaped:
        taken = _taken(shaped, words[-1])
        if taken is None or (text and len(words) == 1 and text[0].required):
            break
        option, value = taken
        found[option.name] = value
        shaped.remove(option)
        words.pop()
        line = line.rstrip()[: -len(_last(line))].rstrip()
    if text and line.strip():
        found[text[0].name] = line.strip()
    return found


def _last(line: str) -> str:
    return line.split()[-1]


def _taken(options: Sequence[Option], word: str) -> tuple[Option, str] | None:
    """The first option that the word fits, and the value that it gives."""
    low = word.lower()
    for option in options:
        if option.kind == "choice" and low in option.choices:
            return option, low
        if option.kind == "whole" and word.isascii() and word.isdigit():
            return option, word
        if option.kind == "flag" and low in (option.name, *YES, *NO):
            return option, "no" if low in NO else "yes"
    return None
