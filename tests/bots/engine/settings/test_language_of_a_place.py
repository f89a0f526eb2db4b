"""In which language the bot speaks where several people read it."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say, speak
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Message, Place, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house

pytestmark = pytest.mark.looptime

NOTHING = replace(POLICY, limits=Limits(person=(Allowance(0, "answers", "day"),), bot=(), unpriced=()))
ENGLISH = "Your limit is used up"


def told(locale: str, key: str) -> str:
    speak(locale)
    try:
        return say(key)
    finally:
        speak("")


def interaction(origin: Origin, one: House, *, private: bool = False) -> Origin:
    target = ToInteraction(origin.place, "app", f"t{one.clock.wall()}", one.clock.wall() + 900, private=private)
    return replace(origin, target=target)


async def refused(one: House, origin: Origin) -> str:
    """The line for somebody who has no answer left."""
    before = len(one.texts(origin.place))
    await one.ask("x", origin)
    await one.wait(70.0)
    return one.texts(origin.place)[before]


async def choose(one: House, origin: Origin, value: str, **more: str) -> None:
    await one.command("settings language", replace(origin, person=OWNER), value=value, **more)


async def test_a_group_whose_members_differ_is_spoken_to_in_one_language() -> None:
    """In lines and in answers to commands and buttons, which all of them read there; without a choice in their own."""
    async with house(rules=NOTHING) as one:
        ann, bob = replace(one.shared(ANN), locale="en"), replace(one.shared(BOB), locale="es-MX")
        before = [await refused(one, ann), await refused(one, bob)]
        await choose(one, ann, "es")
        after = [await refused(one, ann), await refused(one, bob)]
        said = await one.command("owner", ann)
        pressed = await one.engine.on_press(Press(ann, Action("nothing"), Message(GROUP, "m1")))
        elsewhere = await refused(one, replace(one.shared(ANN, Place("memory", "200")), locale="en"))
        await choose(one, ann, "reset")
        again = await refused(one, ann)

    assert isinstance(pressed, Response)
    assert [line.startswith(ENGLISH) for line in (*before, *after, elsewhere, again)] == [
        True,
        False,
        False,
        False,
        True,
        True,
    ]
    assert said == told("es", "owner_only")
    assert pressed.text == told("es", "unknown_button")


async def test_what_one_person_alone_reads_is_in_their_own_language() -> None:
    """The answer to a command on Discord; what `/ask` shows is for all, unless it was asked in private."""
    async with house(rules=NOTHING) as one:
        ann = replace(one.shared(ANN), locale="en-GB")
        await choose(one, ann, "es")
        said = await one.command("owner", interaction(ann, one))
        lines = []
        for private in (False, True):
            origin = interaction(ann, one, private=private)
            asked = await one.engine.on_command(Invocation(origin, "ask", {"text": "Why?"}))
            assert isinstance(asked, Incoming)
            await one.engine.on_message(asked)
            await one.wait(70.0)
            lines.append(one.texts(GROUP)[-1])

    assert said == told("en", "owner_only")
    assert [line.startswith(ENGLISH) for line in lines] == [False, True]


async def test_what_a_command_shows_to_all_is_in_the_language_of_the_place() -> None:
    """The line that tells of a choice, its Undo and a new conversation, on Discord as well."""
    async with house() as one:
        boss = replace(one.shared(OWNER), locale="en-US", linear=True)
        await choose(one, boss, "es")
        said = await one.command("model", interaction(boss, one), name="demo/large")
        await one.wait()
        shown = one.platform.standing.values()
        [line] = [each.frame for each in shown if each.frame.text.startswith("🔀")]
        undo = line.buttons[0][0].action
        undone = await one.engine.on_press(Press(interaction(boss, one), undo, Message(GROUP, "m1")))
        anew = await one.command("new", interaction(boss, one))

    assert said.startswith("From now on")
    assert line.text.endswith(f"ha elegido demo/large {told('es', 'in_channel')}.")
    assert isinstance(undone, Response)
    assert undone.text.endswith("aquí vuelve a responder demo/small.")
    assert anew == told("es", "new_started")


async def test_a_private_chat_speaks_what_was_chosen_there() -> None:
    """Whatever the client speaks, and by an interaction too; nobody else reads it."""
    async with house(rules=NOTHING) as one:
        ann = replace(one.private(ANN), locale="en")
        await one.command("settings language", ann, value="es")
        line = await refused(one, ann)
        said = await one.command("owner", interaction(ann, one))

    assert not line.startswith(ENGLISH)
    assert said == told("es", "owner_only")


async def test_the_choice_outlives_a_restart_and_can_be_taken_back(tmp_path: Path) -> None:
    """Undo counts at once; the nearest place wins, and the config where nobody chose."""
    path = str(tmp_path / "parley.db")
    async with house(rules=NOTHING, path=path) as one:
        await choose(one, one.shared(), "es", scope="everywhere")
        await choose(one, one.shared(), "en")
    async with house(rules=replace(NOTHING, settings={"language": "es"}), path=path) as one:
        bob = replace(one.shared(BOB), locale="es")
        kept = await refused(one, bob)
        boss = one.shared(OWNER)
        await one.engine.on_press(Press(boss, Action("undo", "2"), Message(GROUP, "m1"), caller=OWNER.id))
        undone = await refused(one, replace(bob, locale="en"))
        await one.engine.on_press(Press(boss, Action("undo", "1"), Message(GROUP, "m1"), caller=OWNER.id))
        by_config = await one.command("owner", replace(bob, locale="en"))

    assert kept.startswith(ENGLISH)
    assert not undone.startswith(ENGLISH)
    assert by_config == told("es", "owner_only")
