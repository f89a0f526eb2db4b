"""Which model each may use for a question and choose for a place: a table by hand, and what holds of older choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press, Typed
from bots.engine.seam.places import Place, ToChat
from bots.engine.seam.shown import Action, Response
from bots.engine.settings.offered_models import Offers
from bots.engine.storage import settings
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, HELLO, OWNER, POLICY, PRESSED, House, house

pytestmark = pytest.mark.looptime

ALIASES = {"fast": "demo/small", "thorough": "demo/large"}
THIRD = Place("memory", "300")
MODELS = ("fast", "thorough", "demo/small", "demo/large", "demo/tiny", "other/small")
"""The two aliases, the default and all that there is; `thorough` means demo/large."""


@dataclass(frozen=True)
class Row:
    """What the owner offers, and which of MODELS each may then use: y or n for each."""

    offers: Offers
    member: str
    administrator: str
    private: str
    choose: str
    """What the administrator may choose for the group."""


ROWS: Mapping[str, Row] = {
    "nothing said": Row(Offers(), "yyyynn", "yyyyyy", "yyyynn", "yyyyyy"),
    "one more": Row(Offers(("demo/tiny",)), "yyyyyn", "yyyyyn", "yyyyyn", "ynynyn"),
    "a whole provider": Row(Offers(("other",)), "yyyyny", "yyyyny", "yyyyny", "ynynny"),
    "one more in the group": Row(Offers((), {"memory:1": ("demo/tiny",)}), "yyyyyn", "yyyyyn", "yyyynn", "ynynyn"),
    "nothing in the group": Row(Offers((), {"memory:1": ()}), "ynynnn", "ynynnn", "yyyynn", "ynynnn"),
    "to Ann and to Bob": Row(
        Offers(("demo/tiny",), {}, {"memory:person:5": ("other",), "memory:person:6": ("other",)}),
        "yyyyyy",
        "yyyyyy",
        "yyyyyy",
        "ynynyn",
    ),
    "to a role": Row(Offers((), {}, {"memory:role:70": ("demo/tiny",)}), "yyyyyn", "yyyyyy", "yyyynn", "yyyyyy"),
}


def member(one: House) -> Origin:
    return replace(one.shared(ANN), roles=("70",))


async def asks(one: House, origin: Origin, model: str) -> bool:
    found = await one.engine.on_command(Invocation(origin, "ask", {"text": "x", "model": model}))
    return isinstance(found, Incoming)


def shown(answers: list[bool]) -> str:
    return "".join("ny"[answer] for answer in answers)


async def names(one: House, typed: Typed) -> tuple[str, ...]:
    """What is offered while somebody types."""
    return tuple(each.value for each in await one.engine.on_typed(typed))


@pytest.mark.parametrize("named", list(ROWS))
async def test_who_may_use_and_choose_what(named: str) -> None:
    """By `/ask`; completion names the same, and nothing else; owners use and choose everything."""
    row = ROWS[named]
    async with house(rules=replace(POLICY, offers=row.offers), aliases=ALIASES, other=HELLO) as one:
        one.platform.managers.add(BOB)
        seats = {"member": member(one), "administrator": one.shared(BOB), "private": one.private(ANN)}
        seats |= {"owner": one.shared(OWNER)}
        may = {who: shown([await asks(one, seat, model) for model in MODELS]) for who, seat in seats.items()}
        typed = {who: await names(one, Typed(seat, "ask", "model", "")) for who, seat in seats.items()}
        again = {who: await names(one, Typed(seat, "retry", "model", "")) for who, seat in seats.items()}
        choices = await names(one, Typed(one.shared(BOB), "model", "name", ""))
        mine = await names(one, Typed(one.private(ANN), "model", "name", ""))
        none = await names(one, Typed(member(one), "model", "name", ""))
        chosen = []
        for model in MODELS:
            place = Place("memory", f"new {model}")
            said = await one.command("model", one.shared(BOB, place), name=model)
            chosen.append(said == say("model_set", model=model))
        for model in MODELS:
            place = Place("memory", f"dm {model}")
            said = await one.command("model", replace(one.private(ANN), place=place), name=model)
            assert (said == say("model_set", model=model)) is (model in typed["private"]), model

    assert may == {
        "member": row.member,
        "administrator": row.administrator,
        "private": row.private,
        "owner": "yyyyyy",
    }
    for who, offered in typed.items():
        assert shown([model in offered for model in MODELS]) == may[who], who
    assert again == typed
    assert shown(chosen) == row.choose
    assert shown([model in choices for model in MODELS]) == row.choose
    assert mine == (*typed["private"], "reset")
    assert none == ()


async def test_what_an_administrator_chose_may_be_used_there() -> None:
    """At any level that holds there, and nowhere else."""
    async with house(aliases=ALIASES) as one:
        one.platform.managers.add(BOB)
        await one.command("model", one.shared(BOB), name="demo/tiny", scope="server")
        before = await asks(one, replace(member(one), server="2"), "demo/tiny")
        here = await asks(one, member(one), "demo/tiny")
        beside = await asks(one, one.shared(ANN, THIRD), "demo/tiny")
        await one.command("model", one.shared(BOB), name="demo/small")
        under = await asks(one, member(one), "demo/tiny")
        await one.command("model", one.shared(BOB), name="reset", scope="server")
        after = await asks(one, member(one), "demo/tiny")

    assert (before, here, beside, under, after) == (False, True, True, True, False)


async def test_the_refusal_says_which_there_are_and_how_to_get_more() -> None:
    """As they are typed; of many only some, with the number of the others; the same for the Again of a command."""
    many = {f"alias-{number}": "demo/small" for number in range(12)}
    async with house(aliases=many) as one:
        await one.ask("One", one.shared())
        await one.wait()
        said = [
            await one.command("ask", one.shared(), text="x", model="demo/tiny"),
            await one.command("retry", one.shared(), model="demo/tiny"),
            await one.command("ask", one.private(), text="x", model="no such model"),
        ]

    listed = "`demo/small`, " + ", ".join(f"`alias-{number}`" for number in range(7)) + ", … and 5 more"
    shared = say("model_not_yours", models=listed)
    assert all(".." not in each for each in said)
    assert said == [shared, shared, say("model_not_yours_private", models=listed)]
    assert len(one.provider.requests) == 1


async def test_models_lists_what_each_may_use() -> None:
    """`/models` and the buttons of `/model`."""
    async with house(aliases=ALIASES) as one:
        one.platform.managers.add(BOB)
        lists = [await one.command("models", each) for each in (one.shared(ANN), one.shared(BOB), one.shared(OWNER))]
        alone = await one.engine.on_command(Invocation(one.private(), "model", {}))
        assert isinstance(alone, Response)
        labels = [button.label for row in alone.buttons for button in row]

    assert ["demo/tiny" in each for each in lists] == [False, True, True]
    assert "thorough" in lists[0]
    assert labels[:4] == ["✓ small", "fast", "thorough", "large"]


async def test_a_button_of_another_day_chooses_nothing_new() -> None:
    """An old list of models in a private chat had all of them."""
    async with house(aliases=ALIASES) as one:
        said = await one.engine.on_press(Press(one.private(), Action("model", "demo/tiny"), PRESSED))
        await one.ask("Hi")
        await one.wait()

    assert isinstance(said, Response)
    assert said.text == say("model_not_yours_private", models="`demo/small`, `fast`, `thorough`")
    assert [request.model for request in one.provider.requests] == ["small"]


async def test_choices_that_are_kept_go_on_holding(tmp_path: Path) -> None:
    """What somebody chose in private, and an administrator for a group, before any of this was asked."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        for scope, by in ((str(one.private().place), ANN), (str(GROUP), BOB)):
            await one.store.run(settings.change, scope, "model", "demo/tiny", by=str(by), at=1.0)
        await one.store.run(lambda sql: sql.exec_driver_sql("UPDATE settings SET older = 1"))
    async with house(path=path, aliases=ALIASES) as one:
        await one.ask("Hi")
        await one.wait()
        await one.ask("Hi", one.shared())
        await one.wait()
        again = await asks(one, one.private(), "demo/tiny")
        await one.command("model", name="reset")
        gone = await asks(one, one.private(), "demo/tiny")

    assert [request.model for request in one.provider.requests] == ["tiny", "tiny"]
    assert (again, gone) == (True, False)


async def test_what_is_offered_to_nobody_any_more_stops_answering_in_private_chats(tmp_path: Path) -> None:
    """What was offered to Ann alone, and an alias that is gone; a group goes on as it is."""
    path = str(tmp_path / "parley.db")
    offers = Offers(by_subject={"memory:person:5": ("demo/tiny",)})
    at_first = replace(POLICY, offers=offers)
    places = {model: Place("memory", f"dm {model}") for model in ("tiny", "large")}
    mine = {model: Origin(each, ANN, ToChat(each), private=True, linear=True) for model, each in places.items()}
    async with house(path=path, rules=at_first, aliases={"thorough": "demo/large"}) as one:
        one.platform.managers.add(BOB)
        chosen = [await one.command("model", origin, name=f"demo/{model}") for model, origin in mine.items()]
        await one.command("model", one.shared(BOB), name="demo/tiny")
        before = [await one.command("model", origin) for origin in mine.values()]
    async with house(path=path) as one:
        for origin in (*mine.values(), one.shared()):
            await one.ask("Hi", origin)
        await one.wait()
        again = await asks(one, mine["tiny"], "demo/tiny")
        shown = await one.command("model", mine["tiny"])

    assert chosen == [say("model_set", model=f"demo/{model}") for model in mine]
    assert ["chosen for this chat" in each for each in before] == [True, True]
    assert [request.model for request in one.provider.requests] == ["small", "small", "tiny"]
    assert not again
    assert shown.startswith(say("model_is", model="demo/small", source=say("source_default")))


async def test_what_is_offered_to_somebody_holds_where_they_are_alone() -> None:
    """They choose it for their private chat, where it goes on answering; not for a group that they administer."""
    offers = Offers(("demo/large",), {}, {"memory:person:6": ("demo/tiny",)})
    async with house(rules=replace(POLICY, offers=offers), aliases=ALIASES) as one:
        one.platform.managers.add(BOB)
        chosen = await one.command("model", one.private(BOB), name="demo/tiny")
        await one.ask("Hi", one.private(BOB))
        await one.wait()
        for_all = await one.command("model", one.shared(BOB), name="demo/tiny")

    assert chosen == say("model_set", model="demo/tiny")
    assert [request.model for request in one.provider.requests] == ["tiny"]
    assert for_all == say("model_not_offered", models="`demo/small`, `demo/large`")
