"""Choosing a model from a panel, and reading the list of them."""

from collections.abc import Sequence

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Message, Place
from bots.engine.seam.shown import Action, Button, Option, Panel, Response
from bots.engine.settings.offered_models import Offers
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house

pytestmark = pytest.mark.looptime

MANY = tuple(f"model-{number:02}" for number in range(30))
LONG = "accounts/somebody/models/a-model-with-a-very-long-name-that-fits-no-button"
SURFACE = Message(GROUP, "m1")


def panel(answer: Response | Incoming) -> Panel:
    assert isinstance(answer, Response)
    assert answer.panel is not None, answer.text
    return answer.panel


def options(answer: Response | Incoming) -> tuple[Option, ...]:
    """The models to choose from."""
    menus = (select for select in panel(answer).selects if select.placeholder != say("reach_pick"))
    return tuple(option for select in menus for option in select.options)


def labels(answer: Response | Incoming) -> list[str]:
    return [option.label for option in options(answer)]


async def run(one: House, command: str, origin: Origin | None = None, /, **given: str) -> Response | Incoming:
    return await one.engine.on_command(Invocation(origin or one.shared(OWNER), command, given))


async def press(one: House, action: Action, origin: Origin | None = None, caller: str = "") -> Response | Incoming:
    action = Action.decode(action.encode())
    return await one.engine.on_press(Press(origin or one.shared(OWNER), action, SURFACE, caller=caller))


def listing(one: House, names: Sequence[str]) -> None:
    """From now on, the provider has these models, besides its default."""

    async def models() -> tuple[str, ...]:
        return tuple(names)

    one.provider.models = models  # type: ignore[method-assign]


async def test_a_page_says_what_matters_of_each_model() -> None:
    """What answers here is marked and stands first, then what was used here lately, the aliases, the others."""
    async with house(aliases={"fast": "demo/tiny"}) as one:
        listing(one, ("medium", "large", "tiny"))
        one.provider.told = {"large": ModelSettings(vision=True, reasoning=True, price=Price(3.0, 15.0))}
        await one.ask("x", one.shared(OWNER), model="demo/large")
        await one.wait()
        shown = await run(one, "model")

    first, large, fast, *others = options(shown)
    assert (first.label, first.current) == ("small", True)
    assert large.label == "large"
    assert large.about == "demo · sees, thinks · $3/$15 · about $0.011 an answer · 1 of 1 answer complete"
    assert (fast.label, fast.about) == ("fast", "demo/tiny")
    assert [option.label for option in others] == ["medium", "tiny"]
    assert panel(shown).page == ""


async def test_pages_say_which_they_are_and_a_choice_is_made() -> None:
    """The second press of the same button changes nothing, and somebody else's is refused."""
    async with house() as one:
        listing(one, MANY)
        shown = await run(one, "model")
        ((*_,), (on,), (back,)) = panel(shown).buttons
        second = await press(one, on.action)
        anothers = await press(one, on.action, one.shared(BOB), caller=OWNER.id)
        chosen = [await press(one, options(second)[0].action) for _ in range(2)]
        here = await one.command("model", one.shared(ANN))

    assert panel(shown).page == "Page 1 of 4"
    assert back.action == Action("set")
    assert panel(second).page == "Page 2 of 4"
    assert labels(second) == list(MANY[7:15])
    assert isinstance(second, Response)
    assert second.replace
    assert anothers == Response(say("not_your_button"))
    again = ((Button(say("back_button"), Action("set", "model")),),)
    assert chosen == [Response(say("model_set", model="demo/model-07"), buttons=again, replace=True)] * 2
    assert here.startswith("The model here is demo/model-07")


async def test_a_menu_says_how_far_the_choice_reaches() -> None:
    """It turns the page into one for that scope, and pages, buttons and choices keep it."""
    async with house() as one:
        listing(one, MANY)
        shown = await run(one, "model")
        menu = panel(shown).selects[-1]
        wide = await press(one, next(each.action for each in menu.options if each.label == "In servers and groups"))
        ((_, thinks, _), (on,), _) = panel(wide).buttons
        second = await press(one, on.action)
        able = await press(one, thinks.action)
        chosen = await press(one, options(second)[0].action)
        elsewhere = await one.command("model", one.shared(ANN, Place("memory", "9")))

    assert [each.label for each in menu.options if each.current] == ["In this channel"]
    assert say("model_pick_reach", where=say("in_shared")) in panel(second).about
    assert [each.label for each in panel(able).selects[-1].options if each.current] == ["In servers and groups"]
    assert isinstance(chosen, Response)
    assert chosen.text.startswith("From now on, demo/model-07 answers in servers and groups.")
    assert elsewhere.startswith("The model here is demo/model-07")


async def test_words_of_a_name_narrow_the_list() -> None:
    """A whole name is chosen at once; what fits nothing is said, and no guess is ever chosen."""
    async with house() as one:
        listing(one, ("sonnet-4", "sonnet-3.7", "opus-4", "haiku-4"))
        narrowed = await run(one, "model", name="4 son")
        one_fits = await run(one, "model", name="hai")
        misspelled = await run(one, "model", name="sonet")
        nothing = await run(one, "model", name="gpt-9000")
        whole = await run(one, "model", name="demo/opus-4")
        members = await run(one, "model", one.shared(ANN), name="4 son")

    assert labels(narrowed) == ["sonnet-4"]
    assert "“4 son”" in panel(narrowed).about
    assert labels(one_fits) == ["haiku-4"]
    assert labels(misspelled) == ["sonnet-4", "sonnet-3.7"]
    assert isinstance(nothing, Response)
    assert nothing.text.startswith("There is no model 'gpt-9000'")
    assert whole == Response(say("model_set", model="demo/opus-4"))
    assert members == Response(say("model_manager_only", instead=say("model_instead_line")))


async def test_a_narrowed_page_keeps_how_far_the_choice_reaches() -> None:
    """Over its pages, and for somebody who may not choose so far as well."""
    async with house() as one:
        listing(one, MANY)
        one.platform.managers.add(BOB)
        shown = await run(one, "model", name="model", scope="everywhere")
        on = panel(shown).buttons[-2][-1]
        second = await press(one, on.action)
        refused = await press(one, options(second)[0].action, one.shared(BOB))
        chosen = await press(one, options(second)[0].action)
        elsewhere = await one.command("model", one.private(ANN))

    assert refused == Response(say("owner_only"))
    assert isinstance(chosen, Response)
    assert chosen.replace
    assert "demo/model-08" in elsewhere


async def test_a_picker_without_a_name_keeps_how_far_the_choice_reaches() -> None:
    """It says so above the models; whoever may not choose so far reads that in place of them."""
    async with house() as one:
        listing(one, MANY)
        one.platform.managers.add(BOB)
        shown = await run(one, "model", scope="shared")
        refused = [
            await run(one, "model", one.shared(BOB), scope="everywhere"),
            await run(one, "model", scope="category"),
        ]
        chosen = await press(one, options(shown)[3].action)
        elsewhere = await one.command("model", one.shared(ANN, Place("memory", "300")))

    assert panel(shown).about.startswith(say("model_pick_reach", where=say("in_shared")))
    assert refused == [Response(say("owner_only")), Response(say("no_category"))]
    assert isinstance(chosen, Response)
    assert chosen.text == say("model_set_for", model="demo/model-02", where=say("in_shared"))
    assert "demo/model-02" in elsewhere


async def test_words_that_are_too_long_for_a_button_narrow_the_list_all_the_same() -> None:
    """The buttons that would have to say them are left out; those that choose are there."""
    async with house() as one:
        listing(one, (LONG, *MANY))
        words = "accounts somebody models a model with a very long name that fits"
        shown = await run(one, "model", name=words, scope="everywhere")
        one_word = await run(one, "model", name="model")

    assert labels(shown) == [LONG]
    assert all(button.action.fits() for row in panel(shown).buttons for button in row)
    assert all(panel(shown).buttons)
    assert [button.label for button in panel(one_word).buttons[0]] == ["Sees", "Thinks", "Cheap"]


async def test_a_model_that_vanished_between_list_and_press() -> None:
    """The list stays, and who pressed reads why; a long name is known by its digest."""
    async with house() as one:
        listing(one, ("going", LONG))
        shown = await run(one, "model")
        chosen = await press(one, options(shown)[2].action)
        listing(one, ("staying",))
        await one.wait(400)
        await run(one, "models")
        await one.wait(1)
        gone = [await press(one, option.action) for option in options(shown)[1:]]

    assert isinstance(chosen, Response)
    assert (chosen.text, chosen.replace) == (say("model_set", model=f"demo/{LONG}"), True)
    assert all(isinstance(each, Response) and not each.replace for each in gone)
    assert "no model" in gone[0].text if isinstance(gone[0], Response) else False
    assert gone[1] == Response(say("model_gone"))


async def test_the_buttons_of_earlier_versions_work() -> None:
    """A name alone, a page by its number, the owner's list for everywhere."""
    async with house() as one:
        listing(one, MANY)
        second = await press(one, Action("page", "models 1"))
        everywhere = await press(one, Action("page", "models_all 0"))
        chosen = await press(one, Action("model", "demo/model-05"))
        for_all = await press(one, Action("model_all", "demo/model-06"))
        here, elsewhere = await one.command("model", one.shared(ANN)), await one.command("model", one.private(ANN))

    assert panel(second).page == "Page 2 of 4"
    assert say("model_pick_reach", where=say("everywhere")) in panel(everywhere).about
    assert isinstance(chosen, Response)
    assert (chosen.text, chosen.replace) == (say("model_set", model="demo/model-05"), True)
    assert isinstance(for_all, Response)
    assert for_all.replace
    assert "demo/model-05" in here
    assert "demo/model-06" in elsewhere


async def test_buttons_narrow_a_page_to_what_models_can() -> None:
    """Pressed once more they widen it; cheap ones by what they cost."""
    async with house() as one:
        listing(one, ("large", "tiny", "dear"))
        one.provider.told = {
            "large": ModelSettings(vision=True, price=Price(1.0, 1.5)),
            "tiny": ModelSettings(vision=False, reasoning=True, price=Price(0.1, 0.4)),
            "dear": ModelSettings(price=Price(3.0, 15.0)),
        }
        shown = await run(one, "model")
        sees, thinks, cheap = (button.action for button in panel(shown).buttons[0])
        found = {
            name: await press(one, action) for name, action in (("sees", sees), ("thinks", thinks), ("cheap", cheap))
        }
        widened = await press(one, panel(found["cheap"]).buttons[0][2].action)

    assert labels(found["sees"]) == ["large"]
    assert labels(found["thinks"]) == ["tiny"]
    assert labels(found["cheap"]) == ["tiny", "large"]
    assert labels(widened) == labels(shown)


async def test_the_list_has_pages_and_filters() -> None:
    """The same order as the picker; for members what they may use."""
    async with house(rules=replace(POLICY, offers=Offers(("demo",)))) as one:
        listing(one, MANY)
        one.provider.told = {"model-03": ModelSettings(reasoning=True, price=Price(0.1, 0.4))}
        shown = await run(one, "models", one.shared(ANN))
        second = await press(one, panel(shown).buttons[0][0].action, one.shared(ANN))
        thinks = await one.command("models", one.shared(ANN), able="thinks")
        cheap = await one.command("models", one.shared(ANN), able="cheap")
        none = await one.command("models", one.shared(ANN), able="hears")

    assert panel(shown).lines[2] == "- `demo/small` ✓"
    assert (panel(shown).page, panel(second).page) == ("Page 1 of 4", "Page 2 of 4")
    assert panel(second).lines[2] == "- `demo/model-07`"
    assert "- `demo/model-03` · thinks first · $0.1 in, $0.4 out per million tokens · about $0.0003 an answer" in thinks
    assert cheap.count("\n- ") == 1
    assert none.startswith(say("models_none_hears"))
