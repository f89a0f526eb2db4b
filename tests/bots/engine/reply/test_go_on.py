"""An answer that was cut off goes on: in the same message, in the same row, as one answer. In virtual time."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bots.engine.conversation.history import GO_ON
from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.reply.style import ReplyDefaults
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import Place, ToInteraction
from bots.engine.seam.shown import Response
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage.schema import MESSAGES
from provider.contract import Finish, Reasoning, Text
from provider.errors import ConnectionFailed, CutOff, Filtered, Overloaded, WrongKey
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, POLICY, house, quiet
from tests.bots.engine.reply.going_on import CUT, REST, SLOW, cut_of, go_on, press, said
from tests.bots.engine.stores import forget
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import NOON, Fault, MemoryPlatform, MemoryTerminal, Step, VirtualClock

pytestmark = pytest.mark.looptime


async def test_the_words_join_the_same_message_and_row() -> None:
    """The model reads what it has said, and a request that is not kept; the button goes with the last word."""
    async with house(CUT, REST, REST) as one:
        await one.ask("Count")
        await one.wait()
        cut = one.texts()
        answer = await press(one)
        await one.wait()
        whole, kept = one.texts(), await said(one)
        await one.ask("And now?")
        await one.wait()

    first, second, third = ([turn.content for turn in request.messages] for request in one.provider.requests)
    assert cut == [cut_of("One two three")]
    assert answer == Response("")
    assert whole == ["One two three four five."]
    assert kept == [("One two three four five.",)]
    assert go_on(one) is None
    assert (first, second) == (["Count"], ["Count", "One two three", GO_ON])
    assert third == ["Count", "One two three four five.", "And now?"]


async def test_what_it_repeats_is_left_out_and_it_can_go_on_again() -> None:
    """Until the model says that it has ended; a stream that broke goes on as well."""
    again: tuple[Step, ...] = (Text("One "), Text("two three four"), Finish("length"))
    broke: tuple[Step, ...] = (Text(" five"), CutOff("gone"))
    async with house(CUT, again, broke, (Text(" six."), Finish())) as one:
        await one.ask("Count")
        await one.wait()
        shown = []
        for _ in range(3):
            await press(one)
            await one.wait()
            shown += one.texts()

    assert shown[0] == cut_of("One two three four")
    assert shown[1] == f"One two three four five\n\n{say('ended_broken')}"
    assert shown[2] == "One two three four five six."


async def test_it_goes_on_in_further_messages() -> None:
    """From the last one on, with its own code block open; a third press finds what the second left."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock, limit=60)
    code: tuple[Step, ...] = (Text("x" * 60 + "abc"), Finish("length"))
    async with house(code, (Text("d" * 57 + "ef"), Finish()), clock=clock, platform=platform) as one:
        await one.ask("x")
        await one.wait()
        cut = one.texts()
        await press(one)
        await one.wait()
        kept = await said(one)

    assert cut == ["x" * 60, cut_of("abc")]
    assert one.texts() == ["x" * 60, "abc" + "d" * 57, "ef"]
    assert kept == [("x" * 60 + "abc" + "d" * 57 + "ef",)]


@pytest.mark.parametrize(
    "script", [(Overloaded(),), (WrongKey(),), (Filtered(),), (Finish(),), (30.0, ConnectionFailed())]
)
async def test_one_that_fails_before_a_word_changes_nothing(script: Sequence[Step]) -> None:
    """The message stands with its button, a sentence beside it says why; another press goes on."""
    async with house(CUT, script) as one:
        await one.ask("Count")
        await one.wait()
        before = one.platform.seen(one.private().place)
        await press(one)
        await one.wait(120.0)
        after, kept = one.platform.seen(one.private().place), await said(one)
        one.provider.scripts = [list(REST)]
        await one.wait(60.0)
        surface = next(iter(one.platform.standing.values())).surface
        button = go_on(one)
        assert button
        await one.engine.on_press(Press(one.private(), button.action, surface))
        await one.wait(60.0)

    assert after[:1] == before
    assert len(after) == 2
    assert kept == [("One two three",)]
    assert one.texts()[0] == "One two three four five."


async def test_nothing_stands_in_the_old_place_while_it_is_waited_for() -> None:
    """Neither a line about waiting nor thoughts."""
    async with house(CUT, (Reasoning("Let me see."), *SLOW)) as one:
        await one.command("settings reasoning", one.private(), value="live")
        await one.ask("Count")
        await one.wait()
        await press(one)
        await one.wait(14.0)
        waiting = one.texts()
        await one.wait()

    assert waiting[-1] == cut_of("One two three")
    assert one.texts()[-1] == "One two three four five."


async def test_pressed_twice_and_by_two_it_goes_on_once() -> None:
    """While it is waited for, and after it has gone on."""
    async with house(CUT, SLOW, REST) as one:
        one.platform.managers.add(BOB)
        await one.ask("Count", one.shared(ANN))
        await one.wait()
        button = go_on(one, GROUP)
        assert button
        answers = [await press(one, one.shared(who), button.action) for who in (ANN, ANN, BOB)]
        await one.wait(60.0)
        late = await press(one, one.shared(BOB), button.action)
        await one.wait()

    assert answers == [Response(""), *[Response(say("answer_begun"))] * 2]
    assert late == Response(say("go_on_late"))
    assert len(one.provider.requests) == 2
    assert one.texts(GROUP) == ["One two three four five."]


async def test_pressed_before_the_last_frame_is_confirmed() -> None:
    """Its call was applied, and the answer to it lost: whoever presses then is told to press once more."""
    slow: tuple[Step, ...] = (Text("One two"), 5.0, Text(" three"), Finish("length"))
    async with house(slow, REST) as one:
        await one.ask("Count")
        await one.wait(4.0)
        one.platform.faults.update(dict.fromkeys(range(len(one.platform.calls), 99), Fault.LOST))
        await one.wait(2.0)
        one.platform.faults.clear()
        early = await press(one)
        await one.wait(60.0)
        await press(one)
        await one.wait(60.0)

    assert early == Response(say("go_on_early"))
    assert one.texts()[-1] == "One two three four five."


@pytest.mark.parametrize(("manages", "requests"), [(True, 2), (False, 1)])
async def test_the_asker_and_administrators_may_press(manages: bool, requests: int) -> None:
    """Others read that it is not theirs."""
    async with house(CUT, REST) as one:
        if manages:
            one.platform.managers.add(BOB)
        await one.ask("Count", one.shared(ANN))
        await one.wait()
        answer = await press(one, one.shared(BOB))
        await one.wait()

    assert answer == Response("" if manages else say("not_your_button"))
    assert len(one.provider.requests) == requests


async def test_it_counts_as_a_question() -> None:
    """Whoever presses has one less; without any left they read when it goes on."""
    limits = Limits(person=(Allowance(2, "answers", "day"),))
    more: tuple[Step, ...] = (Text(" four"), Finish("length"))
    async with house(CUT, more, REST, rules=replace(POLICY, limits=limits)) as one:
        await one.ask("Count")
        await one.wait()
        await press(one)
        await one.wait()
        await press(one)
        await one.wait()

    assert len(one.provider.requests) == 2
    assert one.texts()[0] == cut_of("One two three four")
    assert one.texts()[1].startswith(
        say("over_budget_person", limit="2 answers a day", at="", left="").partition(".")[0]
    )


@pytest.mark.parametrize(
    ("rules", "memory"), [(replace(POLICY, keep_days=0), ""), (POLICY, "off")], ids=["nothing kept", "no memory"]
)
async def test_where_nothing_is_kept_there_is_no_button(rules: Policy, memory: str) -> None:
    """It is absent, not dead."""
    async with house(CUT, rules=rules) as one:
        if memory:
            await one.command("settings memory", one.private(), value=memory)
        await one.ask("Count")
        await one.wait()

    assert one.texts()[-1] == cut_of("One two three")
    assert go_on(one) is None


async def test_an_answer_that_a_filter_ended_does_not_go_on() -> None:
    """Nor one that is whole, by command."""
    async with house((Text("One"), Finish("filtered")), (Text("All."), Finish())) as one:
        await one.ask("Count")
        await one.wait()
        filtered = await one.command("continue")
        await one.ask("Count")
        await one.wait()
        whole = await one.command("continue")

    assert one.texts() == [f"One\n\n{say('ended_filtered')}", "All."]
    assert go_on(one) is None
    assert filtered == whole == say("go_on_nothing")


async def test_the_command_goes_on_with_the_last_answer() -> None:
    """As the button does."""
    async with house(CUT, REST) as one:
        await one.ask("Count")
        await one.wait()
        answer = await one.command("continue")
        await one.wait()

    assert answer == ""
    assert one.texts() == ["One two three four five."]


async def test_a_guest_has_five_messages() -> None:
    """The button is not there under the fifth; before that what follows goes to the press's own interaction."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock, limit=50)
    long: tuple[Step, ...] = (Text("x" * 210), Finish("length"))
    style = ReplyDefaults(max_parts_shared=9)
    async with house(long, CUT, REST, clock=clock, platform=platform, rules=replace(POLICY, style=style)) as one:
        for token in ("a", "b"):
            target = ToInteraction(Place("memory", token), "app", token, NOON + clock.now() + 900, guest=True)
            await one.ask("Count", replace(one.shared(place=target.place), target=target, guest=True))
            await one.wait(60.0)
        place = Place("memory", "b")
        button, none = go_on(one, place), go_on(one, Place("memory", "a"))
        assert button
        pressed = ToInteraction(place, "app", "c", NOON + clock.now() + 900, follow_up=True, guest=True)
        (surface,) = [each.surface for each in platform.standing.values() if each.surface.place == place]
        origin = replace(one.shared(place=place), target=pressed, guest=True)
        await one.engine.on_press(Press(origin, button.action, surface))
        await one.wait()
        by_command = await one.command("continue", origin)

    assert none is None
    assert one.texts(place) == ["One two three four five."]
    assert by_command == say("go_on_by_button")


async def test_in_a_terminal_the_command_shows_what_follows() -> None:
    """What it has shown it cannot change: the new words stand alone, and the kept answer is whole."""
    clock = VirtualClock()
    terminal = MemoryTerminal(clock)
    async with house(CUT, REST, platform=terminal, clock=clock, rules=quiet(mode="live")) as one:
        await one.ask("Count")
        await one.wait()
        answer = await one.engine.on_command(Invocation(one.private(), "continue", {}, id="q9"))
        assert isinstance(answer, Incoming)
        await one.engine.on_message(answer)
        await one.wait()
        kept = await said(one)

    assert [text.strip() for text in terminal.texts(one.private().place)] == ["One two three", "four five."]
    assert terminal.ends == [(False, say("ended_cut")), (True, "")]
    assert kept == [("One two three four five.",)]


async def test_below_thoughts_that_are_kept_it_goes_on_in_another_message() -> None:
    """They stand folded above the first one, and the store does not have them."""
    clock = VirtualClock()
    platform = GiftedPlatform(clock)
    thought: tuple[Step, ...] = (Reasoning("I count."), *CUT)
    async with house(thought, REST, clock=clock, platform=platform) as one:
        await one.command("settings reasoning", one.private(), value="keep")
        await one.ask("Count")
        await one.wait()
        await press(one)
        await one.wait()
        kept = await said(one)

    first, second = one.texts()
    assert first.startswith("[I count.]\nOne two three")
    assert second.strip() == "four five."
    assert kept == [("One two three four five.",)]


async def test_behind_a_file_it_goes_on_in_another_message() -> None:
    """The last message that it has room for cannot hold more."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock, limit=60)
    long: tuple[Step, ...] = (Text("x" * 100), Finish("length"))
    async with house(
        long, (Text("The end."), Finish()), clock=clock, platform=platform, rules=quiet(max_parts_private=1)
    ) as one:
        await one.ask("x")
        await one.wait()
        before = one.texts()
        await press(one)
        await one.wait()
        kept = await said(one)

    assert before[0] == "x" * 60
    assert one.texts()[: len(before)] == before
    assert one.texts()[-1] == "The end."
    assert kept == [("x" * 100 + "The end.",)]


async def test_what_is_kept_to_go_on_is_forgotten_with_the_answer() -> None:
    """Also where the row stays because others hang under it."""
    async with house(CUT) as one:
        await one.ask("Count", one.shared())
        await one.wait()
        await one.ask("And then?", one.shared(BOB), reply_to=next(iter(one.platform.standing)))
        await one.wait()
        await forget(one.store, ANN)
        left = await one.store.run(lambda sql: sql.scalars(select(MESSAGES.c.open_part)).all())

    assert len(left) == 4
    assert set(left[:2]) == {None}
