"""What is offered while somebody types the name of a model."""

import pytest

from bots.engine.seam.incoming import Typed
from bots.engine.settings.offered_models import Offers
from provider.contract import Finish, Text, Usage
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from provider.values import replace
from tests.bots.engine.house import OWNER, POLICY, House, house

pytestmark = pytest.mark.looptime

PRICED = ModelSettings(vision=True, reasoning=True, price=Price(3.0, 15.0))
ANSWER = (Text("Yes."), Usage(2_000, 1_000), Finish())


async def typed(one: House, text: str, command: str = "model") -> list[str]:
    """The values that are offered to the owner in a private chat."""
    option = "name" if command == "model" else "model"
    return [each.value for each in await one.engine.on_typed(Typed(one.private(OWNER), command, option, text))]


async def labels(one: House, text: str) -> list[str]:
    return [each.label for each in await one.engine.on_typed(Typed(one.private(OWNER), "model", "name", text))]


async def test_a_label_says_what_matters_for_choosing() -> None:
    """What answers here is marked; what nobody knows is left out; a price that stands in is marked too."""
    async with house(ANSWER) as one:
        one.provider.told = {
            "large": PRICED,
            "tiny": ModelSettings(price=Price(like="demo/other", input=0.1, output=0.4)),
        }
        shown = await labels(one, "")
        abroad = Typed(replace(one.private(OWNER), locale="es-ES"), "model", "name", "large")
        spanish = [each.label for each in await one.engine.on_typed(abroad)]

    assert shown == [
        "✓ demo/small",
        "demo/large · sees, thinks · $3/$15 · about $0.011 an answer",
        "demo/tiny · ≈$0.1/$0.4 · about $0.0003 an answer",
        "",
    ]
    assert spanish == ["demo/large · ve, piensa · 3 $/15 $ · unos 0,011 $ por respuesta"]


async def test_what_an_answer_costs_is_reckoned_from_those_here() -> None:
    """From the tokens of the answers that were given there."""
    async with house(ANSWER) as one:
        one.provider.told = {"large": PRICED}
        await one.ask("How are you?", one.private(OWNER))
        await one.wait()
        [shown] = await labels(one, "large")

    assert shown == "demo/large · sees, thinks · $3/$15 · about $0.021 an answer"


async def test_what_was_used_here_lately_stands_first() -> None:
    """Behind what answers here, and nowhere else."""
    async with house(ANSWER) as one:
        await one.ask("How are you?", one.private(OWNER), model="demo/tiny")
        await one.wait()
        here = await typed(one, "")
        other = await one.engine.on_typed(Typed(one.shared(OWNER), "model", "name", ""))

    assert here == ["demo/small", "demo/tiny", "demo/large", "reset"]
    assert [each.value for each in other] == ["demo/small", "demo/large", "demo/tiny", "reset"]


async def test_only_those_that_somebody_may_choose_are_offered() -> None:
    """As soon as the owner changes it in the config; the owner sees all."""
    async with house(ANSWER, rules=replace(POLICY, offers=Offers(("demo/tiny",)))) as one:
        before = await one.engine.on_typed(Typed(one.private(), "ask", "model", ""))
        owner = await typed(one, "", "ask")
        one.engine.adopt(replace(POLICY, offers=Offers(("demo/large",))))
        after = await one.engine.on_typed(Typed(one.private(), "ask", "model", ""))

    assert [each.value for each in before] == ["demo/small", "demo/tiny"]
    assert owner == ["demo/small", "demo/large", "demo/tiny"]
    assert [each.value for each in after] == ["demo/small", "demo/large"]


async def test_reset_is_offered_to_who_begins_to_write_it() -> None:
    """Not for one question."""
    async with house(ANSWER) as one:
        assert await typed(one, "re") == ["reset"]
        assert await typed(one, "re", "ask") == []
        assert await typed(one, "LAR") == ["demo/large"]
