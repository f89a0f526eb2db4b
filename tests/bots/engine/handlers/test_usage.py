"""What was had, as lines, bars and a picture."""

from datetime import UTC, date, datetime, time

import pytest

from bots.engine.handlers.usage import stretches
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Invocation, Origin, Press
from bots.engine.seam.places import Place, ToChat, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import usage
from bots.engine.storage.records import Had
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price, table
from provider.values import replace
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
