"""What "auto" is: pinned by the claim, said to owners, kept and let go by buttons."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Invocation, Origin, Press
from bots.engine.seam.places import Message
from bots.engine.seam.shown import Action, Response
from provider.errors import Overloaded
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, HELLO, POLICY, House, house

pytestmark = pytest.mark.looptime

UNCLAIMED = replace(POLICY, owners=frozenset(), default_model="auto")
PINNED = say("auto_pinned", model="demo/small")


async def claimed(one: House) -> Response:
    code = one.engine.services.claims.code
    said = await one.engine.on_command(Invocation(one.private(ANN), "claim", {"code": code}))
    assert isinstance(said, Response)
    return said


async def pressed(one: House, origin: Origin, action: str) -> str:
    answer = await one.engine.on_press(Press(origin, Action(action), Message(origin.place, "m1")))
    assert isinstance(answer, Response)
    return answer.text


def actions(said: Response) -> list[str]:
    return [button.action.encode() for row in said.buttons for button in row]


async def test_the_claim_pins_it_for_good(tmp_path: Path) -> None:
    """What could be reached later does not change it, nor does a restart; the new owner may choose, or let it go."""
    path = str(tmp_path / "parley.db")
    async with house(HELLO, rules=UNCLAIMED, path=path) as one:
        said = await claimed(one)
    async with house(HELLO, rules=UNCLAIMED, path=path) as one:
        kept = one.engine.services.catalog.pinned_auto

    assert PINNED in said.text
    assert actions(said) == ["pick|everywhere", "unpin|", "set|"]
    assert kept == "demo/small"


async def test_a_default_in_the_config_leaves_nothing_to_pin() -> None:
    """Nor is there anything to say of it."""
    async with house(HELLO, rules=replace(UNCLAIMED, default_model="demo/small")) as one:
        said = await claimed(one)

    assert PINNED not in said.text
    assert one.engine.services.catalog.pinned_auto == ""


async def test_a_claim_without_a_model_pins_nothing() -> None:
    """Today there is none; the day after, /model says that it changes."""
    async with house(HELLO, rules=UNCLAIMED) as one:
        catalog = one.engine.services.catalog
        one.provider.trust = "stranger"
        said = await claimed(one)
        pinned = catalog.pinned_auto
        one.provider.trust = "account"
        shown = await one.command("model", one.private(ANN))

    assert (pinned, PINNED in said.text) == ("", False)
    assert say("auto_today", model="demo/small") in shown


async def test_only_owners_pin_and_let_go() -> None:
    """Two presses are as good as one; others are refused, and do not read of it."""
    async with house(HELLO, rules=UNCLAIMED) as one:
        await claimed(one)
        let_go = [await pressed(one, one.private(ANN), "unpin") for _ in range(2)]
        refused = await pressed(one, one.shared(BOB), "pin")
        between = one.engine.services.catalog.pinned_auto
        again = [await pressed(one, one.shared(ANN), "pin") for _ in range(2)]
        shown = await one.command("model", one.shared(BOB))

    assert let_go == [say("auto_today", model="demo/small")] * 2
    assert (refused, between) == (say("owner_only"), "")
    assert again == [PINNED] * 2
    assert PINNED not in shown


async def test_the_others_stand_in_for_it_and_say_so() -> None:
    """It is pinned, not nailed: an outage costs nobody their answer."""
    async with house((Overloaded(),), rules=UNCLAIMED, other=HELLO) as one:
        await claimed(one)
        await one.ask("x", one.private(ANN))
        await one.wait(120.0)

    assert one.texts(one.private(ANN).place)[-1].endswith(say("stood_in", other="other/small", model="demo/small"))
