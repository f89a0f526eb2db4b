"""What somebody chooses for all is seen by all, in one quiet line, and can be taken back by who may choose."""

import asyncio
from pathlib import Path

import pytest

from bots.engine.language.phrases import say, say_in
from bots.engine.reply.switches import EDITED_FOR
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.places import Message
from bots.engine.seam.shown import Action, Response
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, HELLO, OWNER, House, house

pytestmark = pytest.mark.looptime

LARGE, TINY = "demo/large", "demo/tiny"


def line(model: str, who: str = "`6`") -> str:
    return say("switched_model", who=who, model=model, where=say("in_channel"))


def lines(one: House) -> list[str]:
    return [text for text in one.texts(GROUP) if text.startswith("🔀")]


def undo_of(one: House, number: int = -1) -> str:
    """The action of the button below a line; empty if there is none."""
    shown = [each for each in one.platform.standing.values() if each.frame.text.startswith(("🔀", "↩️"))]
    return next((button.action.encode() for row in shown[number].frame.buttons for button in row), "")


async def chosen(one: House, *names: str, by: Origin | None = None) -> None:
    for name in names:
        await one.command("model", by or one.shared(BOB), name=name)
        await one.wait(3.0)


async def undone(one: House, action: str, origin: Origin) -> Response:
    answer = await one.engine.on_press(Press(origin, Action.decode(action), Message(GROUP, "m1")))
    assert isinstance(answer, Response)
    return answer


async def model(one: House) -> str:
    return (await one.engine.services.place_settings.model(one.shared(ANN))).value


async def test_a_choice_is_one_quiet_line_with_undo() -> None:
    """And the same choice once more is none."""
    async with house(HELLO) as one:
        one.platform.managers.add(BOB)
        await chosen(one, LARGE, LARGE)
        [call] = one.platform.calls
        back = await undone(one, undo_of(one), one.shared(OWNER))
        now = await model(one)

    assert call.frame.text == line(LARGE)
    assert call.frame.silent
    assert not call.frame.ping
    assert (back.text, back.replace) == (say("switch_undone_model", who="`1`", model="demo/small"), True)
    assert now == "demo/small"


async def test_other_settings_are_said_in_words() -> None:
    """In the language of whoever chose, and a prefix as it is written."""
    async with house(HELLO) as one:
        spanish = replace(one.shared(OWNER), locale="es")
        await one.command("settings memory", spanish, value="channel")
        await one.wait(3.0)
        await one.command("settings trigger", one.shared(OWNER), when="prefix", prefix="**")
        await one.wait(3.0)
        undo = await undone(one, undo_of(one, 0), spanish)

    memory, trigger = lines(one)
    assert memory == say_in("es", "switched").format(
        who="`1`",
        where=say_in("es", "in_channel"),
        setting=say_in("es", "setting_memory"),
        value=say_in("es", "memory_channel"),
    )
    assert trigger.endswith(f": {say_in('en', 'trigger_prefix')} \\*\\*.")
    assert undo.replace


async def test_five_choices_in_a_minute_are_one_line() -> None:
    """Its Undo goes back to before the first; a choice that changes nothing after all has none."""
    async with house(HELLO) as one:
        one.platform.managers.add(BOB)
        await chosen(one, LARGE, TINY, LARGE, TINY, "reset")
        shown, nothing = lines(one), undo_of(one)
        await chosen(one, TINY)
        await undone(one, undo_of(one), one.shared(BOB))
        now = await model(one)
        await one.wait(EDITED_FOR)
        await chosen(one, LARGE)
        later = lines(one)

    assert shown == [say("switched_back", who="`6`", where=say("in_channel"), setting=say("setting_model"))]
    assert nothing == ""
    assert now == "demo/small"
    assert later == [line(TINY), line(LARGE)]


async def test_choices_at_the_same_time_are_one_line() -> None:
    """Of two people the later one's is said, and its Undo goes back to the other's."""
    async with house(HELLO) as one:
        one.platform.managers.add(BOB)
        await asyncio.gather(
            one.command("model", one.shared(BOB), name=LARGE), one.command("model", one.shared(OWNER), name=TINY)
        )
        await one.wait(10.0)
        shown = lines(one)
        held = await model(one)
        await undone(one, undo_of(one), one.shared(BOB))

        assert len(shown) == 1
        assert held in shown[0]
        assert await model(one) != held


async def test_undo_is_for_who_may_choose_and_works_once() -> None:
    """Of two who press, the second reads that it has changed; so does who presses after another choice."""
    async with house(HELLO) as one:
        one.platform.managers.add(BOB)
        await chosen(one, LARGE)
        first = undo_of(one)
        member = await undone(one, first, one.shared(ANN))
        held = await model(one)
        pressed = [await undone(one, first, one.shared(person)) for person in (BOB, OWNER)]
        await one.wait(EDITED_FOR)
        await chosen(one, TINY)
        late = await undone(one, first, one.shared(BOB))
        odd = [await undone(one, f"unswitch|{each}", one.shared(BOB)) for each in ("", "1", "1.x", "9.9", "1.2.3")]

    assert (member.text, member.replace, held) == (say("manager_only"), False, LARGE)
    assert [each.replace for each in pressed] == [True, False]
    assert pressed[1].text == late.text == say("undo_too_late")
    assert {each.text for each in odd} == {say("unknown_button")}


async def test_a_line_outlives_a_restart(tmp_path: Path) -> None:
    """Its Undo does what it says; a choice after that is a new line."""
    path = str(tmp_path / "parley.db")
    async with house(HELLO, path=path) as one:
        await chosen(one, LARGE, by=one.shared(OWNER))
        action = undo_of(one)
    async with house(HELLO, path=path) as one:
        await undone(one, action, one.shared(OWNER))

        assert await model(one) == "demo/small"


async def test_only_where_others_are_and_meet_it() -> None:
    """Not in private, not as a guest, not for other places, and not for how answers look to whoever reads them."""
    async with house(HELLO) as one:
        await one.command("model", one.private(OWNER), name=LARGE)
        await one.command("model", replace(one.shared(OWNER), guest=True), name=LARGE)
        await one.command("model", one.shared(OWNER), name=LARGE, scope="private")
        await one.command("settings reasoning", one.shared(OWNER), value="keep")
        await one.wait(10.0)

        assert one.platform.calls == []


async def test_other_settings_that_all_meet_are_said() -> None:
    """A persona of one's own without its words: they are for the model."""
    async with house(HELLO) as one:
        owner = one.shared(OWNER)
        await one.command("settings persona", owner, text="teacher")
        await one.wait(1.0)
        await one.command("settings memory", owner, value="off")
        await one.wait(EDITED_FOR + 10.0)
        await one.command("settings persona", owner, text="You are Zorro, and never say why.")
        await one.wait(10.0)
        await undone(one, undo_of(one), owner)
        said = lines(one)
        here = await one.engine.services.place_settings.here(owner)

    where = say("in_channel")
    assert said == [
        say("switched", who="`1`", where=where, setting=say("setting_persona"), value="teacher"),
        say("switched", who="`1`", where=where, setting=say("setting_memory"), value="off"),
        say("switched_persona", who="`1`", where=where),
    ]
    assert here["persona"] == "teacher"


async def test_a_place_that_takes_no_line_keeps_the_choice() -> None:
    """Nobody is bothered with that, and a line that was deleted is said anew."""
    async with house(HELLO) as one:
        one.platform.refuses = lambda where, frame: "no"
        await chosen(one, LARGE, by=one.shared(OWNER))
        refused, kept = lines(one), await model(one)
        one.platform.refuses = lambda where, frame: ""
        await chosen(one, TINY, by=one.shared(OWNER))
        [surface] = [each.surface for each in one.platform.standing.values()]
        one.platform.vanish(surface.id)
        await chosen(one, LARGE, by=one.shared(OWNER))
        again = lines(one)

    assert (refused, kept) == ([], LARGE)
    assert again == [line(LARGE, "`1`")]
    assert one.texts(one.private(OWNER).place) == []


async def test_undo_in_the_history_is_seen_too() -> None:
    """It is a choice like any other."""
    async with house(HELLO) as one:
        owner = one.shared(OWNER)
        await chosen(one, LARGE, by=owner)
        await one.wait(EDITED_FOR)
        [change] = await one.engine.services.place_settings.history(owner)
        await undone(one, f"undo|{change.row}", owner)
        await one.wait(10.0)

        assert lines(one)[1:] == [
            say("switched_back", who="`1`", where=say("in_channel"), setting=say("setting_model"))
        ]
