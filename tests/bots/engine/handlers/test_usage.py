"""What was had, as lines, bars and a picture."""

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bots.engine.charts.columns import HEIGHT, WIDTH, Column, draw, scale, short
from bots.engine.charts.glyphs import dots
from bots.engine.charts.png import Picture
from bots.engine.handlers.usage import stretches
from bots.engine.language.phrases import say, speak
from bots.engine.seam.values import Action, Invocation, Origin, Place, Press, Response, ToChat, ToInteraction
from bots.engine.storage import usage
from bots.engine.storage.records import Had
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price, table
from tests.bots.engine.house import ANN, BOB, GROUP, PRESSED, House, house
from tests.fakes.memory import NOON, MemoryTerminal, VirtualClock

pytestmark = pytest.mark.looptime

DAY = 86_400.0
MONDAY = date(2026, 11, 23)


async def had(
    home: House, model: str, *, place: Place = GROUP, ago: int = 0, answers: int = 1, mine: bool = True
) -> None:
    for _ in range(answers):
        await home.store.run(
            usage.count,
            place,
            ANN if mine else BOB,
            provider="demo",
            model=model,
            at=NOON - ago * DAY,
            input_tokens=1_000,
            output_tokens=200,
        )


async def asked(home: House, origin: Origin, **options: str) -> Response:
    answer = await home.engine.on_command(Invocation(origin, "usage", options))
    assert isinstance(answer, Response)
    return answer


async def test_mine_is_what_i_had_anywhere() -> None:
    """A line for each model, and the picture beside it, which alone shows the days."""
    async with house() as home:
        await had(home, "small", answers=8)
        await had(home, "small", ago=1, answers=4, place=home.private().place)
        await had(home, "small", ago=9)
        await had(home, "small", mine=False)
        answer = await asked(home, home.private())

        assert answer.text.splitlines()[2:] == ["- demo/small: 12 answers, 12,000 tokens in, 2,400 out"]
        assert answer.file is not None
        assert answer.file.name == "usage.png"


async def test_bars_of_letters_stand_where_there_are_no_pictures() -> None:
    """In a terminal: a line for each day, the last one today."""
    clock = VirtualClock()
    async with house(platform=MemoryTerminal(clock), clock=clock) as home:
        await had(home, "small", answers=8)
        await had(home, "small", ago=1, answers=4)
        answer = await asked(home, home.private())

    lines = answer.text.splitlines()
    bars = lines[lines.index("```") + 1 : lines.index("```", lines.index("```") + 1)]
    assert answer.file is None
    assert [line[6:] for line in bars] == [*["0"] * 5, "4 ████████", "8 ████████████████"]


async def test_here_is_what_all_had_here() -> None:
    """A channel counts its threads; a thread counts itself; the server counts all that lies in it."""
    thread, elsewhere = Place("memory", "100", "7"), Place("memory", "200")
    async with house() as home:
        await had(home, "small", mine=False)
        await had(home, "small", place=thread, answers=2)
        await home.ask("Hello", home.shared(place=elsewhere))
        await home.wait()
        await home.ask("Hello", home.shared())
        await home.wait()
        origins = {
            "channel": home.shared(),
            "thread": Origin(thread, ANN, ToChat(thread), server="1"),
        }
        texts = {name: (await asked(home, origin, whose="here")).text for name, origin in origins.items()}
        server = await asked(home, home.shared(), whose="server")

        assert "small: 4 answers" in texts["channel"]
        assert "small: 2 answers" in texts["thread"]
        assert "small: 5 answers" in server.text


async def test_several_models_have_a_sum() -> None:
    """The most used first."""
    async with house() as home:
        await had(home, "small")
        await had(home, "large", answers=3)
        lines = (await asked(home, home.private())).text.splitlines()

        assert [line.partition(":")[0] for line in lines[-3:]] == ["- demo/large", "- demo/small", "Total"]
        assert "4 answers, 4,000 tokens in, 800 out" in lines[-1]


async def test_it_says_whose_price_stands_in() -> None:
    """Behind the line of a model that has none of its own; the others and the sum have no such word."""
    async with house() as home:
        home.provider.told = {
            "small-2": ModelSettings(price=Price(1.0, 10.0, request=5.0, like="small-1")),
            "large": ModelSettings(price=Price(2.0, 20.0)),
        }
        await had(home, "small-2", answers=2)
        await had(home, "large")
        lines = (await asked(home, home.private())).text.splitlines()

    assert lines[-3:] == [
        "- demo/small-2: 2 answers, 2,000 tokens in, 400 out, $0.016, at the price of small-1",
        "- demo/large: 1 answer, 1,000 tokens in, 200 out, $0.006",
        "Total: 3 answers, 3,000 tokens in, 600 out, $0.022",
    ]


@pytest.mark.parametrize(("days", "says"), [(90, False), (91, True)])
async def test_it_says_that_the_prices_are_old(days: int, says: bool) -> None:
    """Below all else, from the day on which the table is over ninety days old."""
    later = datetime.combine(table().taken, time(12), UTC).timestamp() + days * DAY - NOON
    async with house(clock=VirtualClock(later)) as home:
        home.provider.told = {"large": ModelSettings(price=Price(2.0, 20.0))}
        await had(home, "large", ago=-int(later // DAY))
        text = (await asked(home, home.private())).text

    assert text.endswith(say("prices_old", date=str(table().taken), days=days)) == says
    assert "$0.006" in text


async def pressed(home: House, argument: str, target: ToChat | ToInteraction, caller: str = "") -> Response:
    origin = replace(home.shared(), target=target)
    answer = await home.engine.on_press(Press(origin, Action("usage", argument), PRESSED, caller=caller))
    assert isinstance(answer, Response)
    return answer


async def test_menus_lead_to_other_days_and_to_all() -> None:
    """What is shown is marked. The picture changes in place where it can; nobody else turns the pages."""
    there = ToInteraction(GROUP, "1", "token", NOON + 900.0, private=True)
    async with house() as home:
        await had(home, "small", mine=False, ago=20)
        mine = (await asked(home, home.shared())).panel
        alone = (await asked(home, home.private())).panel
        all_here = await pressed(home, "here 30", there)
        in_chat = await pressed(home, "here 30", home.shared().target)
        anothers = await pressed(home, "here 30", there, caller=BOB.id)
        odd = await pressed(home, "theirs 7", there)

    assert mine is not None
    assert [[each.current for each in menu.options] for menu in mine.selects] == [[True, False, False]] * 2
    assert [each.action.argument for menu in mine.selects for each in menu.options] == [
        *("me 7", "here 7", "server 7"),
        *("me 7", "me 30", "me 90"),
    ]
    assert alone is not None
    assert len(alone.selects) == 1
    assert "1 answer," in all_here.text
    assert (all_here.replace, in_chat.replace) == (True, False)
    assert all_here.file is not None
    assert anothers.text == say("not_your_button")
    assert odd.text == say("value_unfit")


async def test_it_fits_beside_a_picture() -> None:
    """Telegram takes 1,024 characters there, however many models there are."""
    async with house() as home:
        for number in range(40):
            name = f"a-model-with-a-rather-long-name-{number}"
            home.provider.told[name] = ModelSettings(
                price=Price(1.0, 2.0, like="a-model-with-a-name-that-is-no-shorter")
            )
            await had(home, name, ago=number * 2)
        answer = await asked(home, home.private(), days="90")

        assert 500 < len(answer.text) < 1_024
        assert "more\nTotal: 40 answers" in answer.text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"days": "0"}, "from 1 to 90"),
        ({"days": "91"}, "from 1 to 90"),
        ({"days": "soon"}, "from 1 to 90"),
        ({"whose": "server"}, "not a server"),
        ({"whose": "theirs"}, "not one of the possible values"),
        ({}, "No answers yet."),
    ],
)
async def test_what_cannot_be_shown(options: dict[str, str], words: str) -> None:
    """One sentence, and no picture."""
    async with house() as home:
        answer = await asked(home, home.private(), **options)

        assert words in answer.text
        assert answer.file is None


def test_many_days_come_in_equal_stretches() -> None:
    """No day is lost, none is counted twice, and the last stretch ends with the last day, whole."""
    days = [Had(date.fromordinal(MONDAY.toordinal() - ago), "demo/small", 1, 0, 0) for ago in range(90)]
    found = stretches(days, days[-1].day, MONDAY, 14)

    assert [len(inside) for _, inside in found] == [6] + [7] * 12
    assert found[0][0] == days[-1].day
    assert found[-1][1][0].day == MONDAY


# The picture.


def read(png: bytes) -> list[bytes]:
    """The rows of pixels in a file as `Picture` writes it; checks its chunks on the way."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place, data = 8, b""
    while place < len(png):
        length, name = struct.unpack(">I4s", png[place : place + 8])
        content = png[place + 8 : place + 8 + length]
        (crc,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert crc == zlib.crc32(name + content)
        if name == b"IHDR":
            width, height = struct.unpack(">II", content[:8])
        data += content if name == b"IDAT" else b""
        place += 12 + length
    pixels = zlib.decompress(data)
    rows = [pixels[start : start + width + 1] for start in range(0, len(pixels), width + 1)]
    assert len(rows) == height
    return [row[1:] for row in rows]


def test_a_picture_is_a_png() -> None:
    """Any program can read it, pixel by pixel; what lies outside is left out."""
    picture = Picture(4, 3, ((0, 0, 0), (255, 255, 255)))
    picture.fill(1, 1, 9, 1, 1)
    picture.fill(-2, 2, 3, 5, 1)

    assert read(picture.png()) == [bytes(4), b"\0\1\1\1", b"\1\0\0\0"]


def test_columns_are_as_high_as_their_amounts() -> None:
    """Twice as much is twice as high, and the kinds stand on each other."""
    picture = draw("Answers", ("a", "b"), (Column("11-01", (4, 0)), Column("11-02", (4, 4)), Column("11-03", (0, 0))))
    columns = [[picture.at(x, y) for y in range(HEIGHT)] for x in (226, 510, 794)]
    first, second = picture.at(226, HEIGHT - 60), picture.at(510, 200)
    heights = [(column.count(first), column.count(second)) for column in columns]

    assert first != second
    assert heights[2] == (0, 0)
    assert heights[0][0] == pytest.approx(heights[1][0], abs=3)
    assert heights[1][1] == pytest.approx(heights[1][0], abs=3)
    assert (picture.width, picture.height) == (WIDTH, HEIGHT)


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
    plain, marked = draw("Answers", ("a",), days), draw("Answers", ("a",), [*days[:-1], replace(days[-1], marked=True)])
    ink = plain.at(500, HEIGHT - 48)
    below = [sum(picture.at(x, HEIGHT - 43) == ink for x in range(100, WIDTH)) for picture in (plain, marked)]

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
    picture = draw("Answers", names, (Column("11-01", (3, 3, 3, 3, 3)),))
    ground = picture.at(0, 0)
    inks = {picture.at(x, y) for x in range(WIDTH) for y in range(HEIGHT)} - {ground}
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
