"""A chart of columns over time, stacked by kind, as a picture. Pure.

The picture has a dark background and light letters, so it can be read on light and on dark chats.
"""

from collections.abc import Sequence

from bots.engine.charts import glyphs
from bots.engine.charts.png import Colour, Picture
from provider.values import Value

WIDTH, HEIGHT = 960, 480
DOT = 2
"""Pixels on the side of one dot of a letter."""

KINDS: tuple[Colour, ...] = ((86, 180, 233), (230, 159, 0), (0, 190, 140), (240, 228, 66), (204, 121, 167))
"""The colour of each kind. They differ in lightness too, for people who cannot tell the hues apart."""

_COLOURS: tuple[Colour, ...] = ((30, 33, 43), (74, 80, 98), (236, 239, 244), *KINDS)
_GROUND, _LINE, _INK, _FIRST = range(4)

_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 24, 116, 48
_LETTER = glyphs.WIDTH * DOT
_LINES = 4
_NAME = 17


class Column(Value):
    """One stretch of time: its label, and the amount of each kind. `marked`: it is now, and its label stands out."""

    label: str
    amounts: tuple[int, ...]
    marked: bool = False


def draw(title: str, kinds: Sequence[str], columns: Sequence[Column]) -> Picture:
    """The chart. `kinds`, at most five, name the amounts of each column, in their order."""
    picture = Picture(WIDTH, HEIGHT, _COLOURS)
    _write(picture, title, _LEFT, 18)
    _legend(picture, kinds)
    top = scale(max((sum(column.amounts) for column in columns), default=0))
    floor = HEIGHT - _BOTTOM
    height = floor - _TOP
    for step in range(_LINES + 1):
        y = floor - height * step // _LINES
        picture.fill(_LEFT, y, WIDTH - _LEFT - _RIGHT, 1, _LINE)
        label = short(top * step // _LINES)
        _write(picture, label, _LEFT - 12 - glyphs.width(label) * DOT, y - glyphs.HEIGHT * DOT // 2)
    each = (WIDTH - _LEFT - _RIGHT) / max(1, len(columns))
    bar = max(2, int(each * 0.7))
    taken: list[tuple[int, int]] = []  # what is marked has its label first, then the others as far as there is room
    for number, column in sorted(enumerate(columns), key=lambda one: not one[1].marked):
        x = _LEFT + int(each * number + (each - bar) / 2)
        _bar(picture, x, floor, bar, [amount * height / top for amount in column.amounts])
        half = glyphs.width(column.label) * DOT // 2
        middle = min(x + bar // 2, WIDTH - half - _LETTER)
        if all(middle + half + _LETTER < start or middle - half - _LETTER > end for start, end in taken):
            _write(picture, column.label, middle - half, floor + 14)
            taken.append((middle - half, middle + half))
        if column.marked:
            picture.fill(x, floor + 4, bar, 4, _INK)
    picture.fill(_LEFT, floor, WIDTH - _LEFT - _RIGHT, 2, _INK)
    return picture


def scale(most: int) -> int:
    """The round number at the top of the scale: at least `most`, and divisible by four."""
    size = 4
    while True:
        for tenths in (10, 15, 20, 25, 30, 50, 75):
            if size * tenths % (_LINES * 10) == 0 and size * tenths >= most * 10:
                return size * tenths // 10
        size *= 10


def short(number: int) -> str:
    """The number in at most five characters: 950, 1.2k, 34M."""
    for size, sign in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return (
                f"{number / size:.1f}".removesuffix(".0") + sign if number < 100 * size else f"{number // size}{sign}"
            )
    return str(number)


def _legend(picture: Picture, kinds: Sequence[str]) -> None:
    x, y = _LEFT, 50
    for number, kind in enumerate(kinds[: len(KINDS)]):
        name = kind if len(kind) <= _NAME else f"{kind[: _NAME - 1]}…"
        wide = 24 + glyphs.width(name) * DOT
        if x + wide > WIDTH - _RIGHT:
            x, y = _LEFT, y + 26
        picture.fill(x, y, 16, 14, _FIRST + number)
        _write(picture, name, x + 24, y)
        x += wide + 28


def _bar(picture: Picture, x: int, floor: int, width: int, heights: Sequence[float]) -> None:
    below = 0.0
    for number, height in enumerate(heights):
        low, high = round(below), round(below + height)
        if height:
            high = max(high, low + 2)  # a small amount is still visible
        picture.fill(x, floor - high, width, high - low, _FIRST + number)
        below += height


def _write(picture: Picture, text: str, x: int, y: int) -> None:
    for dot_x, dot_y in glyphs.dots(text):
        picture.fill(x + dot_x * DOT, y + dot_y * DOT, DOT, DOT, _INK)
