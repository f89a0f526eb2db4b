"""The panels of /settings: what a value does stands beside it, texts are written in forms, and every way leads back."""

import pytest

from bots.discord_bot.limits import LABEL, OPTION
from bots.engine.language.languages import LANGUAGES
from bots.engine.language.phrases import say, speak
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.shown import Action, Form, Panel, Response
from bots.engine.settings.personas import PRESETS
from bots.engine.settings.table import BY_KEY, SETTINGS
from bots.engine.settings.wording import ABOUT, VALUES, about, does, label, meant
from provider.values import replace
from tests.bots.engine.handlers.test_settings import gifted
from tests.bots.engine.house import BOB, GROUP, OWNER, PRESSED, House, house
from tests.fakes.gifted import GiftedPlatform

pytestmark = pytest.mark.looptime


async def press(one: House, name: str, argument: str = "", text: str = "", origin: Origin | None = None) -> Response:
    answer = await one.engine.on_press(Press(origin or one.shared(), Action(name, argument), PRESSED, text=text))
    assert isinstance(answer, Response)
    return answer


async def panel(one: House, argument: str) -> Panel:
    found = (await press(one, "set", argument)).panel
    assert found is not None
    return found


@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_value_is_explained(code: str) -> None:
    """In each language, in a line that a menu of Discord takes; and no two of a setting are called the same."""
    speak(code)
    try:
        assert {setting.key for setting in SETTINGS} == set(ABOUT)
        for setting in SETTINGS:
            assert 0 < len(about(setting.key)) <= OPTION
            for value in setting.values:
                assert 0 < len(does(setting.key, value)) <= OPTION, (setting.key, value)
                assert 0 < len(label(setting.key, value)) <= LABEL
                assert meant(setting.key, label(setting.key, value)) == value or setting.key == "notify"
            assert len({label(setting.key, value) for value in setting.values}) == len(setting.values)
    finally:
        speak("")


async def test_values_are_understood_in_every_language() -> None:
    """Whatever the language of who writes them is; what is no value stays as it was written."""
    assert meant("memory", "Canal") == "channel"
    assert meant("memory", "channel") == "channel"
    assert meant("trigger", "prefijo ?") == "prefix ?"
    assert meant("trigger", "PREFIX ?") == "prefix ?"
    assert meant("persona", "Profesor") == "teacher"
    assert meant("persona", "Be a profesor.") == "Be a profesor."
    assert meant("notify", "60") == "60"
    async with house(platform=gifted()) as one:
        said = await one.command("settings memory", one.shared(), value="Ninguna")
        done = await one.command("settings memory", one.shared(), value="canal")

    assert said == say("value_unfit")
    assert "Memory: **channel**" in done


async def test_whoever_speaks_spanish_reads_spanish_values() -> None:
    """The line, the menu and its explanations."""
    async with house(platform=gifted()) as one:
        answer = await press(one, "set", "memory", origin=replace(one.shared(), locale="es-ES"))

    assert "Memoria: **respuesta**, valor por defecto" in answer.text
    assert "- **canal**: Todo lo preguntado" in answer.text


async def test_every_panel_leads_back() -> None:
    """And none has a button without an action that is known, or two that are the same."""
    async with house(platform=gifted()) as one:
        await one.command("settings memory", one.shared(), value="off")
        found = [await panel(one, key) for key in ("history", *(key for key in BY_KEY if key != "model"))]

    for each in found:
        actions = [button.action for row in each.buttons for button in row]
        actions += [option.action for select in each.selects for option in select.options]
        assert Action("set") in actions, each.title
        assert len(set(actions)) == len(actions)


async def test_the_one_that_holds_is_marked() -> None:
    """Exactly one, and none where the value is one's own."""
    async with house(platform=gifted()) as one:
        default = await panel(one, "memory")
        await one.command("settings persona", one.shared(), text="Be kind.")
        own = await panel(one, "persona")

    assert [option.label for option in default.selects[0].options if option.current] == ["reply"]
    assert [option for option in own.selects[0].options if option.current] == []
    assert len(own.selects[0].options) == len(PRESETS) == len(VALUES["persona"])


def reaching(one: Panel) -> tuple[list[str], list[str]]:
    """The labels of the menu of reaches, and those that are marked."""
    menus = [each for each in one.selects if each.placeholder == say("reach_pick")]
    options = [option for each in menus for option in each.options]
    return [each.label for each in options], [each.label for each in options if each.current]


async def test_a_panel_lets_one_choose_how_far_a_choice_reaches() -> None:
    """The scopes for which that person may choose there, the place itself first; nothing to choose, no menu."""
    async with house(platform=gifted()) as one:
        in_a_thread = replace(one.shared(OWNER, replace(GROUP, thread="7")), category="3")
        alone = one.private(OWNER)
        owners = await press(one, "set", "memory", origin=in_a_thread)
        wide = await press(one, "set", "memory@server", origin=in_a_thread)
        one.platform.managers.add(BOB)
        bobs = await press(one, "set", "memory", origin=one.shared(BOB))
        at_home = await press(one, "set", "memory", origin=alone)
        shared_only = await press(one, "set", "trigger", origin=alone)
        anns = await press(one, "set", "memory", origin=one.private())
        odd = await press(one, "set", "memory@nowhere", origin=in_a_thread)
        not_bobs = await press(one, "set", "memory@everywhere=off", origin=one.shared(BOB))

    found = [reaching(each.panel) for each in (owners, wide, bobs, at_home, shared_only, anns, odd) if each.panel]
    every = ["In this thread", "In this channel", "In this category", "In this server"]
    every += ["In private chats", "In servers and groups", "Everywhere"]
    assert found[0] == (every, every[:1])
    assert found[1] == (every, ["In this server"])
    assert found[2] == ([], [])
    assert found[3] == (["In this chat", *every[4:]], ["In this chat"])
    assert found[4] == (every[5:], every[5:6])
    assert found[5] == ([], [])
    assert found[6] == found[0]
    assert say("reach_is", where=say("in_server")) in wide.text
    assert not_bobs.text == say("owner_only")


async def test_what_is_chosen_for_farther_away_says_what_holds_here() -> None:
    """Values, Reset and the form carry the reach along; the panel marks what was chosen for it."""
    async with house(platform=gifted()) as one:
        boss = one.shared(OWNER)
        await press(one, "set", "memory=channel", origin=boss)
        off = await press(one, "set", "memory@server=off", origin=boss)
        there = await press(one, "set", "memory@server", origin=boss)
        asked = await press(one, "write", "persona@everywhere", origin=boss)
        await press(one, "write", "persona@everywhere", "Be kind.", boss)
        kept = await press(one, "set", "", origin=one.shared())
        gone = await press(one, "set", "memory@server=reset", origin=boss)

    assert f"Memory: **off**, {say('source_server')}" in off.text
    assert f"Memory: **channel**, {say('source_channel')}" in off.text
    assert say("setting_beyond", source=say("source_server")) in off.text
    assert off.replace
    assert there.panel is not None
    assert [option.label for option in there.panel.selects[0].options if option.current] == ["off"]
    assert asked.form is not None
    assert asked.form.action == Action("write", "persona@everywhere")
    assert f"Persona: **Be kind.**, {say('source_everywhere')}" in kept.text
    assert say("source_server") not in gone.text


async def test_the_overview_says_that_the_place_is_paused() -> None:
    """An administrator who wonders why nobody is answered looks there."""
    async with house(platform=gifted()) as one:
        before = await press(one, "set")
        await one.command("pause", one.shared(OWNER))
        paused = await press(one, "set", origin=one.shared(OWNER))

    assert say("paused_here") not in before.text
    assert say("paused_here") in paused.text


async def test_a_persona_of_several_lines_is_written_in_a_form() -> None:
    """It is prefilled with what holds; elsewhere the answer says how; too long, nothing is lost of what held."""
    async with house(platform=gifted()) as one:
        await press(one, "write", "persona", "Be kind.\nBe brief.")
        asked = await press(one, "write", "persona")
        shown = await panel(one, "persona")
        long = await press(one, "write", "persona", "x" * 2001)
        kept = await press(one, "set")

    assert asked.form == Form(
        say("setting_persona"), say("persona_form"), Action("write", "persona"), "Be kind.\nBe brief.", 2000
    )
    assert asked.text == say("persona_own")
    assert shown.lines[0] == "Persona: **Be kind. Be brief.**, chosen for this channel"
    assert shown.lines[2:] == ("> Be kind.", "> Be brief.")
    assert (long.text, long.replace) == (say("persona_too_long"), False)
    assert "Persona: **Be kind. Be brief.**" in kept.text
    assert kept.replace


async def test_a_prefix_is_written_in_a_form_of_one_line() -> None:
    """Unless the platform withholds such messages: then there is no button, and a late form is refused."""
    async with house(platform=gifted()) as one:
        assert isinstance(one.platform, GiftedPlatform)
        done = await press(one, "write", "trigger", " ai: ")
        asked = await press(one, "write", "trigger")
        bad = await press(one, "write", "trigger", "two words")
        one.platform.deaf = "Privacy mode is on."
        deaf = await panel(one, "trigger")
        late = await press(one, "write", "trigger", "?")

    assert "Answers to: **prefix ai:**" in done.text
    assert asked.form is not None
    assert (asked.form.value, asked.form.most, asked.form.one_line) == ("ai:", 16, True)
    assert bad.text == say("prefix_unfit")
    assert Action("write", "trigger") not in [button.action for row in deaf.buttons for button in row]
    assert late.text == "Privacy mode is on."


async def test_a_form_is_for_those_who_may_choose() -> None:
    """Opened and sent in; and a button that never was is answered."""
    async with house() as one:
        opened = await press(one, "write", "persona", origin=one.shared(BOB))
        sent = await press(one, "write", "persona", "Mine.", origin=one.shared(BOB))
        odd = await press(one, "write", "memory", "off", origin=one.private())
        text = await one.command("settings", one.private())

    assert opened.text == sent.text == say("manager_only")
    assert opened.form is None
    assert odd.text == say("unknown_button")
    assert "Memory: **reply**" in text


async def test_changes_are_taken_back_in_a_menu() -> None:
    """Each says what it was; the panel with the changes stays."""
    async with house(platform=gifted()) as one:
        await one.command("settings memory", one.shared(), value="off")
        before = await panel(one, "history")
        done = await press(one, "undo", "1")
        nothing = await press(one, "set", "history", origin=one.private())

    assert [(option.label, option.about) for option in before.selects[0].options] == [("↩️ Undo 1", "Memory: – → off")]
    assert done.replace
    assert "Memory, off → –" in done.text
    assert say("history_none") in nothing.text


async def test_a_limit_is_set_in_a_form() -> None:
    """What was said stands below the limits; what was not understood changes nothing; members are refused."""
    async with house(platform=gifted()) as one:
        none = await press(one, "limit")
        asked = await press(one, "limit", "set")
        done = await press(one, "limit", "set", "20 answers a day")
        odd = await press(one, "limit", "set", "a lot")
        member = await press(one, "limit", "set", "20 answers a day", origin=one.shared(BOB))
        alone = await press(one, "limit", "set", "20 answers a day", origin=one.private(BOB))

    assert say("limits_none") in none.text
    assert none.replace
    assert asked.form is not None
    assert asked.form.one_line
    assert "20 answers a day" in done.text.split(say("limits_head"))[1]
    assert say("limit_unclear") in odd.text
    assert "20 answers a day, 0 used" in odd.text
    assert member.text == say("manager_only")
    assert say("owner_only") in alone.text


async def test_history_speaks_of_limits_as_people_do() -> None:
    """With whom each is for, in the reader's language; no key of the store is seen."""
    async with house() as one:
        boss = one.shared(OWNER)
        await one.command("settings limit", boss, amount="20 answers a day", each="yes")
        await one.command("settings limit", boss, amount="$0.5 a month")
        english = await one.command("settings history", boss)
        spanish = await one.command("settings history", replace(boss, locale="es"))

    assert "Limit: each person, – → 20 answers a day" in english
    assert "Limit: everyone together, – → $0.50 a month" in english
    assert "cada persona, – → 20 respuestas al día" in spanish
    assert "todos juntos, – → 0,50 $ al mes" in spanish
