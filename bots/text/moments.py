"""A point in time in the bot's own words: words for everybody, and the time itself for a platform that can show it.

Such a platform shows it in the zone of whoever reads it. The marks are of a private plane, and `opaque.show` leaves
them out, so whoever knows nothing of moments shows the words. Pure.
"""

import re
from typing import Literal

from bots.text.opaque_marks import MOMENT, MOMENT_MARKS

Style = Literal["t", "f", "R"]
"""How it is shown: the time, the day and the time, or how long until then or since; Discord's own letters."""

_STYLES: tuple[Style, ...] = ("t", "f", "R")
_BEGIN, _LIVE = chr(MOMENT), chr(MOMENT + len(MOMENT_MARKS))
_STYLE, _DIGIT = MOMENT + 2, MOMENT + 8
_FOUND = re.compile(
    f"{_BEGIN}([^{_BEGIN}]*?)([{chr(_STYLE)}-{chr(_STYLE + 2)}])([{chr(_DIGIT)}-{chr(_DIGIT + 9)}]{{1,12}})"
)
_MARKED = f"<{_LIVE}t:"


def marked(words: str, at: float, style: Style) -> str:
    """The words with the moment behind them; `at`: Unix time."""
    digits = "".join(chr(_DIGIT + int(digit)) for digit in str(max(0, int(at))))
    return f"{_BEGIN}{words}{chr(_STYLE + _STYLES.index(style))}{digits}"


def in_words(text: str) -> str:
    """The text as it is read where no moment can be shown."""
    return text if text.isascii() else text.translate(dict.fromkeys(MOMENT_MARKS))


def for_discord(text: str) -> str:
    """The text with each moment in Discord's marks, which are not alive yet: see `alive`."""
    if _BEGIN not in text:
        return text
    return _FOUND.sub(lambda found: f"{_MARKED}{_number(found[3])}:{_STYLES[ord(found[2]) - _STYLE]}>", text)


def alive(text: str) -> str:
    """The text in which the marks of `for_discord`, and no others, are what Discord shows as moments."""
    return text.replace(_MARKED, "<t:")


def _number(digits: str) -> int:
    return int("".join(str(ord(digit) - _DIGIT) for digit in digits))
