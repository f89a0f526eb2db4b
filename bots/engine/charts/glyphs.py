"""Letters for pictures: Latin letters with their accents, digits and signs, five dots wide. Pure.

Above the seven dots of a capital there is room for an accent, and below for the tail of a "g". Letters of other
alphabets are empty boxes.
"""

import unicodedata
from collections.abc import Iterator

WIDTH, HEIGHT = 6, 7
"""Dots that a capital takes, the gap to the next letter included."""

_ABOVE = 3
"""Dots above a capital, for its accent."""

_UNKNOWN = "1F11111111111F"
_DOTS = {
    "A": "0E11111F111111",
    "B": "1E11111E11111E",
    "C": "0E11101010110E",
    "D": "1E11111111111E",
    "E": "1F10101E10101F",
    "F": "1F10101E101010",
    "G": "0E11101711110F",
    "H": "1111111F111111",
    "I": "0E04040404040E",
    "J": "0702020202120C",
    "K": "11121418141211",
    "L": "1010101010101F",
    "M": "111B1515111111",
    "N": "11191915131311",
    "O": "0E11111111110E",
    "P": "1E11111E101010",
    "Q": "0E11111115120D",
    "R": "1E11111E141211",
    "S": "0F10100E01011E",
    "T": "1F040404040404",
    "U": "1111111111110E",
    "V": "11111111110A04",
    "W": "11111115151B11",
    "X": "11110A040A1111",
    "Y": "11110A04040404",
    "Z": "1F01020408101F",
    "0": "0E11131519110E",
    "1": "040C040404040E",
    "2": "0E11010608101F",
    "3": "1F02040201110E",
    "4": "02060A121F0202",
    "5": "1F101E0101110E",
    "6": "0608101E11110E",
    "7": "1F010204080808",
    "8": "0E11110E11110E",
    "9": "0E11110F01020C",
    " ": "00000000000000",
    "-": "0000001F000000",
    ".": "00000000000C0C",
    ",": "000000000C0408",
    ":": "000C0C000C0C00",
    "/": "01010204081010",
    "+": "0004041F040400",
    "_": "0000000000001F",
    "(": "02040808080402",
    ")": "08040202020408",
    "$": "040F140E051E04",
    "%": "18190204081303",
    "…": "00000000000015",
    "·": "00000004000000",
    "¿": "0400040810110E",
    "?": "0E110102040004",
    "¡": "04000404040404",
    "!": "04040404040004",
    "a": "00000E010F110F",
    "b": "10101E1111111E",
    "c": "00000E1010110E",
    "d": "01010F1111110F",
    "e": "00000E111F100E",
    "f": "0609081E080808",
    "g": "00000F1111110F010E",
    "h": "10101E11111111",
    "i": "04000C0404040E",
    "j": "02000602020202120C",
    "k": "10101214181412",
    "l": "0C04040404040E",
    "m": "00001A15151515",
    "n": "00001E11111111",
    "o": "00000E1111110E",
    "p": "00001E1111111E1010",
    "q": "00000F1111110F0101",
    "r": "00001619101010",
    "s": "00000F100E011E",
    "t": "08081E08080906",
    "u": "0000111111130D",
    "v": "00001111110A04",
    "w": "0000111115150A",
    "x": "0000110A040A11",
    "y": "0000111111110F010E",
    "z": "00001F0204081F",
}
_DOTLESS = "00000C0404040E"
"""An "i" that an accent stands on."""
_ACCENTS = {
    "\N{COMBINING GRAVE ACCENT}": "0804",
    "\N{COMBINING ACUTE ACCENT}": "0204",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "040A",
    "\N{COMBINING TILDE}": "0D12",
    "\N{COMBINING DIAERESIS}": "000A",
    "\N{COMBINING RING ABOVE}": "040A04",
    "\N{COMBINING CARON}": "0A04",
}
_CEDILLA = "\N{COMBINING CEDILLA}"
_BELOW = "0408"


def dots(text: str) -> Iterator[tuple[int, int]]:
    """The places of all dots of one line of text; an accent on a capital is above it, at heights under 0."""
    for number, (letter, marks) in enumerate(_letters(text)):
        for y, row in _rows(letter, marks):
            for x in range(WIDTH - 1):
                if row >> (WIDTH - 2 - x) & 1:
                    yield number * WIDTH + x, y


def width(text: str) -> int:
    """The number of dots from the first column of the text to its last."""
    return max(0, len(_letters(text)) * WIDTH - 1)


def _rows(letter: str, marks: str) -> Iterator[tuple[int, int]]:
    """The rows of a letter with what stands above and below it: the height of each, and its dots as bits."""
    above = "".join(_ACCENTS.get(mark, "") for mark in marks[:1])
    pattern = _DOTLESS if letter == "i" and above else _DOTS.get(letter, _UNKNOWN)
    yield from enumerate(bytes.fromhex(pattern))
    accent = bytes.fromhex(above)
    top = -_ABOVE if letter.isupper() else _ABOVE - 1 - len(accent) - 1
    yield from enumerate(accent, start=top)
    if _CEDILLA in marks:
        yield from enumerate(bytes.fromhex(_BELOW), start=HEIGHT)


def _letters(text: str) -> list[tuple[str, str]]:
    """Each letter, and the marks that it carries."""
    found: list[tuple[str, str]] = []
    for each in "…".join(unicodedata.normalize("NFKD", part) for part in text.split("…")):
        if unicodedata.combining(each) and found:
            found[-1] = (found[-1][0], found[-1][1] + each)
        else:
            found.append((each, ""))
    return found
