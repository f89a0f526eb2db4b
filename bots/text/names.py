"""The name of a person, a server or a place as it is shown. Somebody chose it, so it may hold anything. Pure."""

import re
import unicodedata

from bots.text.visible import is_visible

LONGEST = 40
"""Characters of a name that are shown."""

_JOINERS = "\u200c\u200d"
"""Joiners hold words in Persian and families of emoji together."""
_BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0\ufffc")
"""Characters that are letters or signs by their class, and show nothing."""
_MARKS = 3
"""Signs above and below one letter; of more, a name would grow into the lines around it."""
_PUNCTUATION = re.compile(r"[\\`*_~|<>&$!]|#(?=[#\s]|$)")
"""No brackets: one behind a backslash begins or ends a formula."""
_MARKS_WITHIN = re.compile(r"[\\`*~|<>&$]|(?<![^\W_])_|_(?![^\W_])")
"""The marks that mean something within a line and without a bracket. An underscore within a word means nothing."""
_AT_LINE_START = re.compile(r"\A(?:[-+=]|\d+(?=[.)]))")
_LIVE = re.compile(r"(?<=[@#/.:$])(?=\w)|(?<=\])")
"""Where a platform would see a command, an address or a tag that can be pressed, and a parser a link."""
_WORD_JOINER = "\u2060"
_FIRST_STRONG, _END = "\u2068", "\u2069"


def clean(name: str, longest: int = LONGEST) -> str:
    """The name in one line of at most so many characters, without what is invisible or turns other words around.

    Empty if nothing is left that can be seen.
    """
    kept: list[str] = []
    marks = 0
    for character in " ".join(name.split()):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        unseen = category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and character not in _JOINERS
        if not unseen and character not in _BLANKS and marks <= _MARKS:
            kept.append(character)
    whole = " ".join("".join(kept).split())
    if not is_visible(whole):
        return ""
    return whole if len(whole) <= longest else f"{whole[: longest - 1].rstrip(_JOINERS + ' ')}…"


def literal(text: str) -> str:
    """The text in one line, as Markdown that shows all of it and nothing else. It can be copied and written again."""
    return _MARKS_WITHIN.sub(r"\\\g<0>", " ".join(text.split())).replace("](", f"]{_WORD_JOINER}(")


def shown(name: str, longest: int = LONGEST) -> str:
    """The name as Markdown that shows it and nothing else: no mark, no mention, no address, no turned line.

    Empty if nothing can be seen of it.
    """
    safe = clean(name, longest)
    opening = _AT_LINE_START.match(safe)
    safe = _LIVE.sub(_WORD_JOINER, safe)
    safe = _PUNCTUATION.sub(r"\\\g<0>", safe)
    if opening:
        end = opening.end() if opening[0].isdigit() else 0
        safe = f"{safe[:end]}\\{safe[end:]}"
    if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in safe):
        return f"{_FIRST_STRONG}{safe}{_END}"
    return safe
