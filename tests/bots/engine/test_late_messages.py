"""Messages that were old when they arrived: one line, and a button that answers them, for ever. In virtual time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bots.engine.conversation.age import OLD_IN_PRIVATE, OLD_WHERE_SHARED
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Message, Place
from bots.engine.seam.shown import Action, Frame, Response
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house
from tests.fakes.memory import VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

NIGHT = 8 * 3600.0


def line(frames: Sequence[Frame]) -> Action:
    """The button of the only line that stands there."""
    [frame] = frames
    assert frame.text == say("late")
    [[button]] = frame.buttons
    return button.action


async def press(one: House, origin: Origin, action: Action) -> Any:  # Any: a response or a question
    surface = next(each.surface for each in one.platform.standing.values() if each.surface.place == origin.place)
    return await one.engine.on_press(Press(origin, action, surface))


async def test_an_old_question_gets_a_line_and_its_button_an_answer() -> None:
    """The line stands under the question, and becomes the answer."""
    async with house() as one:
        asked = await one.ask("Why?", age=NIGHT)
        await one.wait(10.0)
        early = len(one.provider.requests)
        shown = one.platform.seen(one.private().place)
        under = next(iter(one.platform.standing.values())).reply_to
        await press(one, one.private(), line(shown))
        await one.wait(10.0)

    assert (early, under) == (0, asked)
    assert one.texts() == ["Hello there."]
    assert [message.content for message in one.provider.requests[0].messages] == ["Why?"]


@pytest.mark.parametrize(
    ("age", "private", "old"),
    [
        (OLD_IN_PRIVATE + 1, True, True),
        (OLD_IN_PRIVATE - 1, True, False),
        (OLD_WHERE_SHARED + 1, False, True),
        (OLD_WHERE_SHARED - 1, False, False),
        (0.0, True, False),
    ],
)
async def test_old_is_sooner_where_others_talk(age: float, private: bool, old: bool) -> None:
    """Ten minutes there, an hour in private; what has no age is new."""
    async with house() as one:
        await one.ask("Why?", one.private() if private else one.shared(), age=age)
        await one.wait(10.0)

    assert bool(one.provider.requests) is not old


async def test_several_of_a_conversation_get_one_line_under_the_newest() -> None:
    """And the answer has read them all."""
    async with house() as one:
        for number in range(5):
            newest = await one.ask(f"Question {number}", age=NIGHT)
            await one.wait(1.0)
        await one.wait(10.0)
        shown = one.platform.seen(one.private().place)
        under = next(iter(one.platform.standing.values())).reply_to
        await press(one, one.private(), line(shown))
        await one.wait(10.0)

    assert under == newest
    said = " ".join(message.content for message in one.provider.requests[0].messages)
    assert all(f"Question {number}" in said for number in range(5))


async def test_one_that_is_delivered_again_gets_no_second_line() -> None:
    """Nor does one that was answered long ago."""
    async with house() as one:
        await one.ask("Why?", age=NIGHT)
        await one.wait(10.0)
        await one.engine.on_message(Incoming(one.private(), "q0", "Why?", addressed=True, age=NIGHT))
        await one.ask("Now?", one.private(BOB))
        await one.wait(10.0)
        await one.engine.on_message(Incoming(one.private(BOB), "q1", "Now?", addressed=True, age=NIGHT))
        await one.wait(10.0)

    assert one.texts() == [say("late")]
    assert one.texts(one.private(BOB).place) == ["Hello there."]


async def test_in_a_channel_each_asker_has_a_line() -> None:
    """Under their own question; only they may press it. What addresses nobody, or is empty, has none."""
    async with house() as one:
        for number, person in enumerate((ANN, BOB)):
            await one.ask("Why?", one.shared(person, reply_to=f"u{number}"), age=NIGHT)
        await one.ask("hm", one.shared(ANN), age=NIGHT, addressed=False)
        await one.ask("", one.shared(ANN), age=NIGHT)
        await one.wait(10.0)
        of_ann, of_bob = one.platform.seen(GROUP)
        by_bob = await press(one, one.shared(BOB), line([of_ann]))

    assert [each.reply_to for each in one.platform.standing.values()] == ["q0", "q1"]
    assert by_bob == Response(say("not_your_button"))
    assert of_ann.buttons != of_bob.buttons


async def test_what_listens_to_everything_says_nothing_of_what_was_not_for_it() -> None:
    """Where all messages are heard, a new one is answered, and an old one only if it addresses the bot."""
    async with house(rules=replace(POLICY, settings={"trigger": "all"})) as one:
        await one.command("settings trigger", one.shared(OWNER), when="all")
        await one.ask("hm", one.shared(ANN), age=NIGHT, addressed=False)
        await one.wait(10.0)
        silent = one.answers(GROUP)
        await one.ask("hm", one.shared(ANN), addressed=False)
        await one.wait(10.0)

    assert silent == []
    assert len(one.provider.requests) == 1


async def test_a_new_question_takes_the_old_ones_along() -> None:
    """No line then: whoever answers it has read them."""
    async with house() as one:
        await one.ask("Old", age=NIGHT)
        await one.ask("New")
        await one.wait(10.0)

    assert one.texts() == ["Hello there."]
    said = " ".join(message.content for message in one.provider.requests[0].messages)
    assert "Old" in said
    assert "New" in said


async def test_the_button_outlives_a_restart(tmp_path: Path) -> None:
    """And a line that a crash was quicker than is said by the next start."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        await one.ask("Why?", age=NIGHT)
        await one.wait(10.0)
        action = line(one.platform.seen(one.private().place))
        surface = next(iter(one.platform.standing.values())).surface
        platform = one.platform
        await one.ask("And I?", one.private(BOB), age=NIGHT)  # the program ends before its line
    async with house(path=path, platform=platform, clock=VirtualClock(100.0)) as one:
        await one.engine.on_ready("memory")
        await one.wait(5.0)
        await one.engine.on_press(Press(one.private(), action, surface))
        await one.wait(10.0)

    assert one.texts() == ["Hello there."]
    assert one.texts(one.private(BOB).place) == [say("late")]


async def test_where_nothing_is_kept_the_line_has_no_button() -> None:
    """It asks to ask again."""
    async with house(rules=replace(POLICY, keep_days=0)) as one:
        await one.ask("A secret", age=NIGHT)
        await one.wait(10.0)
        jobs = one.database.jobs
        [shown] = one.platform.seen(one.private().place)

    assert shown.text == say("late_ask_again")
    assert shown.buttons == ()
    assert "begin" not in jobs


@pytest.mark.parametrize(
    ("command", "options", "private", "run"),
    [
        ("stop", {}, True, False),
        ("retry", {}, True, False),
        ("continue", {}, True, False),
        ("help", {}, True, True),
        ("help", {}, False, False),
        ("usage", {}, False, False),
        ("nonsense", {}, False, False),
        ("model", {"name": "demo/large"}, True, True),
        ("new", {}, True, True),
        ("privacy", {}, False, True),
    ],
)
async def test_old_commands(command: str, options: dict[str, str], private: bool, run: bool) -> None:
    """What changes something is done all the same; what shows something only in private; what is over is not."""
    async with house() as one:
        origin = one.private() if private else one.shared()
        answer = await one.engine.on_command(Invocation(origin, command, options, age=NIGHT))

    assert isinstance(answer, Response)
    assert bool(answer.text) is run


async def test_an_old_ask_is_an_old_question() -> None:
    """It gets the line."""
    async with house() as one:
        found = await one.engine.on_command(Invocation(one.private(), "ask", {"text": "Why?"}, id="i", age=NIGHT))
        assert isinstance(found, Incoming)
        await one.engine.on_message(found)
        await one.wait(10.0)
        shown = one.platform.seen(one.private().place)

    assert line(shown).name == "retry"
    assert one.provider.requests == []


async def test_a_hundred_lines_hold_up_no_new_answer() -> None:
    """After an outage whoever asks now goes first."""
    async with house() as one:
        for number in range(100):
            await one.ask("Why?", replace(one.private(), place=Place("memory", f"c{number}")), age=NIGHT)
        await one.wait(2.0)
        asked = one.clock.now()
        await one.ask("Now?", one.private(BOB))
        await one.wait(20.0)
        first = next(call.at for call in one.platform.calls if call.where.place == one.private(BOB).place)

    assert first - asked < 1.0
    assert len([call for call in one.platform.calls if isinstance(call.where, Message)]) <= 100
