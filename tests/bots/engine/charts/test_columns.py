"""The chart as a program reads it that knows nothing of how it was drawn."""

import struct
import zlib

import pytest

from bots.engine.charts.columns import HEIGHT, WIDTH, Column, draw, scale, short
from bots.engine.charts.glyphs import dots
from bots.engine.charts.png import Colour, Picture
from bots.engine.language.phrases import say, speak
from provider.values import replace


def pixels(picture: Picture) -> list[list[Colour]]:
    """The rows of pixels in the file; checks its chunks on the way."""
    png = picture.png()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, chunks = 8, dict[bytes, bytes]()
    while place < len(png):
        length, name = struct.unpack(">I4s", png[place : place + 8])
        content = png[place + 8 : place + 8 + length]
        (crc,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert crc == zlib.crc32(name + content)
        chunks[name] = chunks.get(name, b"") + content
        place += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    palette = list(struct.iter_unpack("BBB", chunks[b"PLTE"]))
    data = zlib.decompress(chunks[b"IDAT"])
    rows = [data[start : start + width + 1] for start in range(0, len(data), width + 1)]
    assert len(rows) == height
    return [[palette[number] for number in row[1:]] for row in rows]


def test_a_picture_is_a_png() -> None:
    """Any program can read it, pixel by pixel; what lies outside is left out."""
    dark, light = (0, 0, 0), (255, 255, 255)
    picture = Picture(4, 3, (dark, light))
    picture.fill(1, 1, 9, 1, 1)
    picture.fill(-2, 2, 3, 5, 1)

    assert pixels(picture) == [[dark] * 4, [dark, light, light, light], [light, dark, dark, dark]]


def test_columns_are_as_high_as_their_amounts() -> None:
    """Twice as much is twice as high, and the kinds stand on each other."""
    columns = (Column("11-01", (4, 0)), Column("11-02", (4, 4)), Column("11-03", (0, 0)))
    rows = pixels(draw("Answers", ("a", "b"), columns))
    seen = [[row[x] for row in rows] for x in (226, 510, 794)]
    first, second = rows[HEIGHT - 60][226], rows[200][510]
    heights = [(column.count(first), column.count(second)) for column in seen]

    assert first != second
    assert heights[2] == (0, 0)
    assert heights[0][0] == pytest.approx(heights[1][0], abs=3)
    assert heights[1][1] == pytest.approx(heights[1][0], abs=3)
    assert (len(rows[0]), len(rows)) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("locale", ["en", "es"])
async def test_every_letter_of_the_chart_is_drawn(locale: str) -> None:
    """In each language; what is not known is an empty box."""
    speak(locale)
    words = (
        say("usage_chart", days="30"),
        say("usage_others"),
        say("usage_today"),
        say("months"),
        "ÁÉÍÓÚÑÜáéíóúñü¿?¡!",
    )
    box = set(dots("ж"))
    drawn = {letter: set(dots(letter)) for letter in "".join(words)}

    assert [letter for letter, there in drawn.items() if there == box] == []
    assert all(len({*map(frozenset, map(dots, pair))}) == 2 for pair in ("ií", "nñ", "aá", "Nn", "uü"))


def test_today_stands_out() -> None:
    """Its label is there however many days there are, and a mark is below its column."""
    days = [Column(f"{number} Nov", (1,)) for number in range(1, 31)]
    marked = [*days[:-1], replace(days[-1], marked=True)]
    plain, today = (pixels(draw("Answers", ("a",), each)) for each in (days, marked))
    ink = plain[HEIGHT - 48][500]
    below = [rows[HEIGHT - 43][100:].count(ink) for rows in (plain, today)]

    assert below[0] == 0
    assert below[1] > 10


def luminance(colour: tuple[int, int, int]) -> float:
    """As WCAG 2 defines it."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_it_can_be_read_on_any_ground() -> None:
    """It brings its own: each colour of a column, and of the letters, stands out from that by 4.5 to 1."""
    names = ("a", "b", "c", "d", "e")
    rows = pixels(draw("Answers", names, (Column("11-01", (3, 3, 3, 3, 3)),)))
    ground = rows[0][0]
    inks = {colour for row in rows for colour in row} - {ground}
    strong = [ink for ink in inks if (luminance(ink) + 0.05) / (luminance(ground) + 0.05) >= 4.5]

    assert len(strong) == len(names) + 1
    assert len(inks) == len(strong) + 1  # the thin lines behind


@pytest.mark.parametrize(("most", "top"), [(0, 4), (4, 4), (5, 8), (13, 20), (41, 60), (87, 100), (1_001, 1_200)])
def test_the_scale_is_round(most: int, top: int) -> None:
    """Its quarters are whole numbers."""
    assert scale(most) == top
    assert top % 4 == 0


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (950, "950"), (1_200, "1.2k"), (34_000_000, "34M")])
def test_a_large_number_is_short(number: int, shown: str) -> None:
    """It stands beside its line."""
    assert short(number) == shown
