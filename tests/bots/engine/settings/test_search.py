"""/settings search: whether the model of a place may search the web, and what it costs. The whole engine, in memory."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Press
from bots.engine.seam.shown import Action, Response
from bots.engine.spending.allowance import Allowance
from provider.contract import Finish, Text, Usage
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from provider.known.searching import NO_SEARCH, Searching
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, NO_LIMITS, POLICY, PRESSED, House, house, spent
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

DEAR = Searching(price=500.0, fields={"tools": [{}]})
"""Half a dollar a search."""


def gifted() -> GiftedPlatform:
    found = GiftedPlatform(VirtualClock())
    found.managers.add(ANN)
    return found


def knows(one: House, search: Searching | None, price: Price | None = None) -> None:
    one.provider.told["small"] = ModelSettings(search=search, price=price)


async def told(one: House) -> str:
    """What the next question tells the model."""
    await one.ask("Why?", one.shared())
    await one.wait()
    return one.provider.requests[-1].search


async def panel(one: House) -> tuple[str, list[str]]:
    """The words of the panel, and the values that can be chosen."""
    answer = await one.engine.on_press(Press(one.shared(), Action("set", "search"), PRESSED))
    assert isinstance(answer, Response)
    assert answer.panel is not None
    values = [option.action.argument for select in answer.panel.selects for option in select.options]
    return answer.text, [value for value in values if value.startswith("search=")]


async def test_it_is_off_until_somebody_chooses_it() -> None:
    """Each value reaches the model, and can be taken back."""
    async with house(platform=gifted()) as one:
        knows(one, DEAR)
        found = [await told(one)]
        for value in ("auto", "on", "off", "on", "reset"):
            await one.command("settings search", one.shared(), value=value)
            found.append(await told(one))

    assert found == ["", "auto", "on", "", "on", ""]


async def test_the_choice_says_what_it_costs() -> None:
    """By the price of the model, else by that of the service."""
    async with house(platform=gifted()) as one:
        knows(one, DEAR)
        by_service = await one.command("settings search", one.shared(), value="auto")
        knows(one, DEAR, Price(1.0, 1.0, search=14.0))
        by_model = await one.command("settings search", one.shared(), value="on")
        words, values = await panel(one)

    assert "$0.5" in by_service
    assert "$0.014" in by_model
    assert "$0.014" in words
    assert values == ["search=auto", "search=off"] or len(values) == 3


@pytest.mark.parametrize("search", [None, NO_SEARCH])
async def test_a_model_that_cannot_says_so(search: Searching | None) -> None:
    """Nothing is kept, and nothing can be pressed."""
    async with house(platform=gifted()) as one:
        knows(one, search)
        said = await one.command("settings search", one.shared(), value="on")
        words, values = await panel(one)
        knows(one, DEAR)
        asked = await told(one)

    assert said == say("search_none", model="demo/small")
    assert say("search_none", model="demo/small") in words
    assert values == []
    assert asked == ""


async def test_one_that_always_searches_says_so() -> None:
    """Its price includes that."""
    async with house(platform=gifted()) as one:
        knows(one, Searching(always=True))
        said = await one.command("settings search", one.shared(), value="auto")

    assert say("search_always", model="demo/small") in said


async def test_whoever_speaks_spanish_may_say_it_in_spanish() -> None:
    """As with every other value."""
    async with house(platform=gifted()) as one:
        knows(one, DEAR)
        await one.command("settings search", one.shared(), value="Siempre")

        assert await told(one) == "on"


@pytest.mark.parametrize(("value", "answered"), [("off", True), ("auto", False), ("on", False)])
async def test_room_for_it_is_reserved(value: str, answered: bool) -> None:
    """Two searches for a dollar do not fit into half of one."""
    limits = replace(NO_LIMITS, person=(Allowance.parse("$0.5 a day"),))
    async with house(platform=gifted(), rules=replace(POLICY, limits=limits)) as one:
        knows(one, DEAR, Price(0.01, 0.01))
        await one.command("settings search", one.shared(), value=value)
        await one.ask("Why?", one.shared(BOB))
        await one.wait()

    assert (len(one.provider.requests) == 1) is answered


async def test_searches_are_counted_at_their_price() -> None:
    """As many as the server counts."""
    script = (Text("Hi"), Usage(10, 2, searches=3), Finish())
    limits = replace(NO_LIMITS, person=(Allowance.parse("$9 a day"),))
    async with house(script, platform=gifted(), rules=replace(POLICY, limits=limits)) as one:
        knows(one, DEAR, Price(0.0, 0.0))
        await one.command("settings search", one.shared(), value="auto")
        await one.ask("Why?", one.shared(BOB))
        await one.wait()
        had = [await spent(one.store, f"{BOB}", one.clock.wall()), await spent(one.store, "bot|all", one.clock.wall())]

    assert max(each.dollars for each in had) == pytest.approx(1.5)


UNKNOWING = (Text("I don't have access to real-time information."), Finish())


async def test_it_is_offered_at_the_first_answer_that_cannot_know() -> None:
    """Once in a place, with its price; not where it may search already, and not for a model that cannot."""
    async with house(UNKNOWING, platform=gifted()) as one:
        knows(one, None)
        await told(one)
        knows(one, DEAR)
        for _ in range(2):
            await told(one)
        await one.command("settings search", one.shared(), value="auto")
        await one.ask("Why?", one.private())
        await one.wait()
        offers = ["/settings search" in text for text in one.answers(GROUP)]
        private = one.texts()

    assert offers == [False, True, False]
    assert "$0.5" in private[-1]


async def test_it_is_offered_when_the_bot_is_claimed() -> None:
    """With its price, if the model that answers can."""
    said = []
    for search in (None, DEAR, Searching(always=True)):
        async with house(platform=gifted(), rules=replace(POLICY, owners=frozenset())) as one:
            knows(one, search)
            said.append(await one.command("claim", one.private(), code=one.engine.services.claims.code))

    assert ["/settings search" in each for each in said] == [False, True, False]
    assert "$0.5" in said[1]
