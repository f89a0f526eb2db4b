"""An answer that is given anew and comes to nothing: the old one stands, on the screen and in the store."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Press
from bots.engine.seam.shown import Action, Response
from bots.engine.storage.personal_data import dossier
from bots.engine.storage.taking_up import FRESH
from provider.contract import Finish, Reasoning, Retract, Text
from provider.errors import EmptyAnswer, Filtered
from tests.bots.engine.house import ANN, GROUP, House, growing, house
from tests.fakes.memory import Fault, Step, VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

GOOD: tuple[Step, ...] = (Text("A good answer."), Finish())
SLOW: tuple[Step, ...] = (20.0, Text("A new one."), Finish())
FAILS: tuple[Step, ...] = (4.0, Filtered("not this"))
EMPTY: tuple[Step, ...] = (1.0, Finish())
INVISIBLE: tuple[Step, ...] = (1.0, Text("\n \n"), Finish())
THINKS: tuple[Step, ...] = (Reasoning("I think of it at length, and of more than that."), 20.0, Finish())
LONG: tuple[Step, ...] = (Text("word " * 2000), Finish())


async def again(one: House) -> Response:
    """Press the button under the last answer in Ann's private chat."""
    place = one.private().place
    standing = [each for each in one.platform.standing.values() if each.surface.place == place]
    found = [
        (each, b.action)
        for each in standing
        for row in each.frame.buttons
        for b in row
        if b.label == say("retry_button")
    ]
    message, action = found[-1]
    answer = await one.engine.on_press(Press(one.private(), action, message.surface))
    assert isinstance(answer, Response)
    return answer


async def said(one: House) -> list[tuple[str, ...]]:
    """What the store has as answers to Ann."""
    return [each.answers for each in await one.store.run(dossier, ANN)]


@pytest.mark.parametrize("script", [FAILS, EMPTY, INVISIBLE, THINKS])
async def test_the_old_answer_stands(script: Sequence[Step]) -> None:
    """Whatever the new one came to: its message is not touched, and a sentence beside it says what happened."""
    async with house(GOOD, script, GOOD) as one:
        await one.ask("One")
        await one.wait()
        await again(one)
        await one.wait(60.0)
        first, *others = one.platform.seen(one.private().place)
        kept = await said(one)
        await one.ask("Two")
        await one.wait()

    assert first.text == "A good answer."
    assert first.buttons
    assert len(others) == 1
    assert kept == [("A good answer.",)]
    read = [turn.content for turn in one.provider.requests[-1].messages]
    assert read == ["One", "A good answer.", "Two"]


async def test_nothing_takes_its_place_while_it_is_waited_for() -> None:
    """No line about waiting, no thoughts: the old answer can be read until there are words."""
    async with house(GOOD, (Reasoning("Thinking about it all."), *SLOW)) as one:
        await one.command("settings reasoning", one.private(), value="live")
        await one.ask("One")
        await one.wait()
        await again(one)
        await one.wait(19.0)
        waiting = one.texts()
        await one.wait()

    assert waiting[-1] == "A good answer."
    assert one.texts()[-1] == "A new one."


async def test_stop_before_the_first_word_leaves_it() -> None:
    """The command ends the new one, and the old one stands."""
    async with house(GOOD, SLOW) as one:
        await one.ask("One")
        await one.wait()
        await again(one)
        await one.wait(5.0)
        await one.command("stop")
        await one.wait()
        kept = await said(one)

    assert one.texts() == ["A good answer.", say("stopped")]
    assert kept == [("A good answer.",)]


async def test_a_gentle_end_of_the_bot_leaves_it() -> None:
    """What was to be replaced stands, and a word says that the new one did not come."""
    async with house(GOOD, SLOW) as one:
        await one.ask("One")
        await one.wait()
        await again(one)
        await one.wait(5.0)
        await one.engine.drain(1.0)
        kept = await said(one)

    assert one.texts() == ["A good answer.", say("interrupted")]
    assert kept == [("A good answer.",)]


@pytest.mark.parametrize("words", [False, True])
async def test_a_crash_leaves_it(tmp_path: Path, words: bool) -> None:
    """After a kill the next start says what happened; words of the new answer that could be read stay, marked."""
    clock = VirtualClock()
    script: tuple[Step, ...] = (Text("New words."), 600.0) if words else SLOW
    async with house(GOOD, script, clock=clock, path=str(tmp_path / "parley.db")) as one:
        await one.ask("One")
        await one.wait()
        await again(one)
        await one.wait(5.0)
    await clock.sleep(FRESH + 1.0)
    async with house(GOOD, clock=clock, path=str(tmp_path / "parley.db"), platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        kept = await said(two)
        await two.ask("Two")
        await two.wait()

    first, *others = one.texts()
    shown = f"New words.\n\n{say('interrupted')}" if words else "A good answer."
    assert first == shown
    assert others == ["A good answer."] if words else [say("interrupted"), "A good answer."]
    assert kept == [("A good answer.", "New words.")] if words else [("A good answer.",)]
    assert not growing(one.platform.seen(one.private().place))
    read = [turn.content for turn in two.provider.requests[-1].messages]
    assert read == ["One", "New words." if words else "A good answer.", "Two"]


async def test_a_crash_during_the_first_call_puts_it_back(tmp_path: Path) -> None:
    """The new frame may have been shown, and nobody knows: the old answer is shown once more, with its button."""
    clock = VirtualClock()
    script: tuple[Step, ...] = (Text("New words."), 600.0)
    async with house(GOOD, script, clock=clock, path=str(tmp_path / "parley.db")) as one:
        await one.ask("One")
        await one.wait()
        one.platform.faults.update(dict.fromkeys(range(len(one.platform.calls), 100), Fault.LOST))
        await again(one)
        await one.wait(1.0)
        lost = one.texts()
    one.platform.faults.clear()
    await clock.sleep(FRESH + 1.0)
    async with house(GOOD, clock=clock, path=str(tmp_path / "parley.db"), platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        await again(two)
        await two.wait()

    assert lost == ["New words."]
    assert one.texts()[0] == "A good answer."
    assert len(two.provider.requests) == 1


async def test_pressed_twice_there_is_one_new_answer() -> None:
    """Before the first word; the same press delivered again, a command, and another press after that too."""
    async with house(GOOD, SLOW, GOOD) as one:
        await one.ask("One")
        await one.wait()
        await again(one)
        await again(one)
        await one.command("retry")
        await one.wait(10.0)
        await again(one)
        await one.wait(60.0)

    assert len(one.provider.requests) == 2
    assert one.texts() == ["A new one."]


async def test_the_button_of_an_answer_that_was_replaced() -> None:
    """It says that it is not the latest, and asks nobody."""
    async with house(GOOD, GOOD) as one:
        await one.ask("One")
        await one.wait()
        (surface,) = [each.surface for each in one.platform.standing.values()]
        await one.command("retry")
        await one.wait()
        stale = await one.engine.on_press(Press(one.private(), Action("retry", "2"), surface))
        await one.wait()

    assert stale == Response(say("retry_old"))
    assert len(one.provider.requests) == 2


async def test_both_answers_are_kept_and_the_shown_one_goes_on() -> None:
    """They are siblings under one question; a reply to the message continues the one that stands there."""
    async with house(GOOD, (Text("A better one."), Finish()), GOOD) as one:
        await one.ask("One", one.shared(ANN))
        await one.wait()
        await one.command("retry", one.shared(ANN))
        await one.wait()
        kept = await said(one)
        (surface,) = [each.surface for each in one.platform.standing.values()]
        await one.ask("Two", one.shared(ANN), reply_to=surface.id)
        await one.wait()

    assert kept == [("A good answer.", "A better one.")]
    assert [turn.content for turn in one.provider.requests[-1].messages] == ["One", "A better one.", "Two"]


async def test_what_was_asked_meanwhile_follows_the_answer_that_stands() -> None:
    """A question that came while the new answer was waited for reads the old one where the new one came to nothing."""
    async with house(GOOD, FAILS, GOOD) as one:
        await one.ask("One")
        await one.wait()
        await again(one)
        await one.wait(0.1)
        await one.ask("Two")
        await one.wait(60.0)

    assert [turn.content for turn in one.provider.requests[-1].messages] == ["One", "A good answer.", "Two"]


async def test_further_parts_go_when_the_new_answer_stands_and_not_before() -> None:
    """A long answer keeps all its messages until the first frame of the new one is confirmed."""
    async with house(LONG, (10.0, Text("Short."), Finish())) as one:
        await one.ask("One")
        await one.wait()
        whole = one.texts()
        await again(one)
        await one.wait(9.0)
        waiting = one.texts()
        await one.wait()

    assert len(whole) > 1
    assert waiting == whole
    assert one.texts()[0] == "Short."
    assert all(text == say("older_part") for text in one.texts()[1:])


async def test_a_first_frame_that_is_refused_leaves_the_old_answer() -> None:
    """It is said beside it, and the store keeps what people see."""
    async with house(GOOD, (Text("XXX"), Finish())) as one:
        one.platform.refuses = lambda where, frame: "filtered" if "XXX" in frame.text else ""
        await one.ask("One")
        await one.wait()
        await again(one)
        await one.wait()
        kept = await said(one)

    assert one.texts()[0] == "A good answer."
    assert say("refused_whole") in one.texts()
    assert kept == [("A good answer.",)]


async def test_a_press_that_is_delivered_again_in_a_group_asks_nobody() -> None:
    """The new answer stands by then, and the button that it names is the old one's."""
    async with house(GOOD, (Text("A better one."), Finish()), GOOD) as one:
        await one.ask("One", one.shared(ANN))
        await one.wait()
        (standing,) = one.platform.standing.values()
        ((button, _),) = standing.frame.buttons
        press = Press(one.shared(ANN), button.action, standing.surface)
        await one.engine.on_press(press)
        await one.wait()
        late = await one.engine.on_press(press)
        await one.wait()

    assert late == Response(say("retry_old"))
    assert len(one.provider.requests) == 2
    assert one.texts(GROUP) == ["A better one."]


async def test_what_a_lost_call_replaced_is_put_back() -> None:
    """The first frame went over the old answer unnoticed, and then its words were taken back and none came."""
    async with house(GOOD, (Text("Hm, let me see."), 0.02, Retract(), 1.0, EmptyAnswer())) as one:
        await one.ask("One")
        await one.wait()
        one.platform.faults[len(one.platform.calls)] = Fault.LOST
        await again(one)
        await one.wait(60.0)
        first, *others = one.platform.seen(one.private().place)
        kept = await said(one)

    assert first.text == "A good answer."
    assert first.buttons
    assert len(others) == 1
    assert kept == [("A good answer.",)]
