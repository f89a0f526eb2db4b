"""Letters for pictures: capitals, digits and signs of five by seven dots. Pure."""

import unicodedata
from collections.abc import Iterator

WIDTH, HEIGHT = 6, 7
"""Dots that a letter takes, the gap to the next letter included."""

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
}


def dots(text: str) -> Iterator[tuple[int, int]]:
    """The places of all dots of one line of text, from its upper left corner. Accents are left out."""
    for number, letter in enumerate(_plain(text)):
        rows = bytes.fromhex(_DOTS.get(letter, _UNKNOWN))
        for y, row in enumerate(rows):
            for x in range(WIDTH - 1):
                if row >> (WIDTH - 2 - x) & 1:
                    yield number * WIDTH + x, y


def width(text: str) -> int:
    """The number of dots from the first column of the text to its last."""
    return max(0, len(_plain(text)) * WIDTH - 1)


def _plain(text: str) -> str:
    whole = "…".join(unicodedata.normalize("NFKD", part) for part in text.upper().split("…"))
    return "".join(letter for letter in whole if not unicodedata.combining(letter))
