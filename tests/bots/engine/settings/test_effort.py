"""/settings effort: how much the model of a place thinks, for models that can be told. The whole engine, in memory."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.shown import Action, Panel, Response
from bots.engine.spending.allowance import Allowance
from provider.contract import Effort
from provider.known.model_settings import ModelSettings
from provider.routing.fallback import Alias
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, NO_LIMITS, OWNER, POLICY, PRESSED, House, house
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

THREE: tuple[Effort, ...] = ("low", "medium", "high")
HARD = {"hard": Alias("demo/small", "high", about="Thinks long.")}


def gifted() -> GiftedPlatform:
    found = GiftedPlatform(VirtualClock())
    found.managers.add(ANN)
    return found


def knows(one: House, *efforts: Effort) -> None:
    one.provider.told["small"] = ModelSettings(efforts=efforts)


async def panel(one: House, argument: str, origin: Origin | None = None) -> Panel:
    answer = await one.engine.on_press(Press(origin or one.shared(), Action("set", argument), PRESSED))
    assert isinstance(answer, Response)
    assert answer.panel is not None
    return answer.panel


def values(shown: Panel) -> list[str]:
    return [option.action.argument for select in shown.selects for option in select.options]


async def told(one: House, origin: Origin | None = None, model: str = "") -> str:
    """What the next question tells the model."""
    await one.ask("Why?", origin or one.shared(), model=model)
    await one.wait()
    return one.provider.requests[-1].effort


async def test_it_holds_where_it_was_chosen_until_it_is_undone() -> None:
    """The nearest place wins; "default" is a choice too, against one for the whole server."""
    async with house(platform=gifted()) as one:
        assert isinstance(one.platform, GiftedPlatform)
        one.platform.server_managers.add(ANN)
        knows(one, *THREE)
        efforts = [await told(one)]
        for value, scope in (("high", "server"), ("default", "here"), ("low", "here"), ("reset", "here")):
            await one.command("settings effort", one.shared(), value=value, scope=scope)
            efforts.append(await told(one))

    assert efforts == ["", "high", "", "low", "high"]


async def test_a_model_that_cannot_be_told_has_no_such_setting() -> None:
    """It is not in the overview, and whoever chooses it reads why; nothing is kept, and nothing is sent."""
    async with house(platform=gifted()) as one:
        overview = await one.command("settings", one.shared())
        empty = await panel(one, "effort")
        said = await one.command("settings effort", one.shared(), value="high")
        knows(one, *THREE)
        later = await one.command("settings", one.shared())
        effort = await told(one)

    assert "Effort" not in overview
    assert (values(empty), said) == ([], say("effort_none", model="demo/small"))
    assert said in empty.about
    assert "Thinking effort: **default**, the default" in later
    assert effort == ""


async def test_for_many_places_it_is_kept_whatever_answers_here() -> None:
    """And the answer says that the model here does not heed it."""
    async with house(platform=gifted()) as one:
        said = await one.command("settings effort", one.shared(OWNER), value="high", scope="server")
        before = await told(one)
        knows(one, *THREE)
        after = await told(one)

    assert said.splitlines()[-1] == say("effort_later", model="demo/small")
    assert (before, after) == ("", "high")


async def test_only_levels_that_the_model_has_are_offered() -> None:
    """Another one may be kept from before: the nearest is told, and that is said."""
    async with house(platform=gifted()) as one:
        knows(one, *THREE)
        offered = values(await panel(one, "effort"))
        await one.command("settings effort", one.shared(), value="high")
        knows(one, "none", "low")
        fewer = values(await panel(one, "effort"))
        said = await one.command("settings effort", one.shared(), value="max")
        effort = await told(one)

    assert offered == ["effort=default", "effort=low", "effort=medium", "effort=high"]
    assert fewer == ["effort=default", "effort=none", "effort=low"]
    assert said.splitlines()[-1] == say("effort_nearest", model="demo/small", wanted="max", told="low")
    assert effort == "low"


async def test_an_alias_goes_before_the_place() -> None:
    """Chosen for the place or for one question; the panel says so."""
    async with house(platform=gifted(), aliases=HARD) as one:
        knows(one, *THREE)
        await one.command("settings effort", one.shared(), value="low")
        efforts = [await told(one), await told(one, model="hard")]
        await one.command("model", one.shared(), name="hard")
        said = await one.command("settings effort", one.shared(), value="low")
        efforts.append(await told(one))

    assert efforts == ["low", "high", "high"]
    assert said.splitlines()[-1] == say("effort_alias", alias="hard", effort="high")


async def test_the_config_says_it_for_all_places() -> None:
    """Until somebody chooses another."""
    rules = replace(POLICY, settings={"effort": "high"})
    async with house(platform=gifted(), rules=rules) as one:
        knows(one, *THREE)
        efforts = [await told(one)]
        await one.command("settings effort", one.shared(), value="default")
        efforts.append(await told(one))

    assert efforts == ["high", ""]


async def test_auto_has_the_levels_of_the_model_that_answers() -> None:
    """Which is found anew each time."""
    async with house(platform=gifted(), rules=replace(POLICY, default_model="auto")) as one:
        knows(one, *THREE)
        shown = await one.command("settings", one.shared())
        await one.command("settings effort", one.shared(), value="high")
        effort = await told(one)

    assert "Thinking effort: **default**" in shown
    assert effort == "high"


async def test_whoever_speaks_spanish_may_say_it_in_spanish() -> None:
    """As with every other value."""
    async with house(platform=gifted()) as one:
        knows(one, *THREE)
        await one.command("settings effort", one.shared(), value="Alto")

        assert await told(one) == "high"


@pytest.mark.parametrize(("effort", "answered"), [("default", True), ("medium", True), ("high", True), ("max", False)])
async def test_long_thinking_needs_more_room_in_a_limit(effort: str, answered: bool) -> None:
    """Because what nobody sees of it costs too; a model that cannot be told needs no more than before."""
    rules = replace(POLICY, limits=replace(NO_LIMITS, person=(Allowance.parse("8k tokens a day"),)))
    async with house(platform=gifted(), rules=rules) as one:
        knows(one, *THREE, "max")
        await one.command("settings effort", one.shared(), value=effort)
        await one.ask("Why?", one.shared())
        await one.wait()
        thinking = len(one.provider.requests)
        knows(one)
        await one.ask("Why?", one.shared(BOB))
        await one.wait()

    assert (thinking == 1, len(one.provider.requests) - thinking) == (answered, 1)
