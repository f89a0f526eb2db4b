"""An answer that is given anew keeps what was there: one turns between the versions, and goes on from the one shown."""

import asyncio
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import InteractionMessage, Person, Surface, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.storage.personal_data import dossier
from bots.engine.storage.schema import MESSAGES
from provider.contract import Finish, Source, Text
from provider.errors import WrongKey
from provider.values import replace
from tests.bots.engine.handlers.test_facts import Brief
from tests.bots.engine.house import ANN, BOB, GROUP, House, house, quiet
from tests.bots.engine.stores import forget
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import NOON, MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime


def says(*words: str) -> list[tuple[Step, ...]]:
    """A script for each answer, one after the other."""
    return [(Text(each), Finish()) for each in words]


NUMBERED = says("One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.")


def newest(one: House, origin: Origin) -> tuple[Surface, list[list[str]], dict[str, Action]]:
    """The newest message there that has buttons: where it stands, their labels by row, and their actions by label."""
    shown = [each for each in one.platform.standing.values() if each.surface.place == origin.place]
    standing = [each for each in shown if each.frame.buttons][-1]
    rows = standing.frame.buttons
    return standing.surface, [[b.label for b in row] for row in rows], {b.label: b.action for row in rows for b in row}


async def press(one: House, label: str, origin: Origin | None = None, by: Person = ANN) -> Response:
    """Press that button under the newest answer; what takes the message's place is shown, as adapters do it."""
    origin = origin or one.private()
    surface, _, actions = newest(one, origin)
    return await pressed(one, actions[label], origin, surface, by)


async def pressed(one: House, action: Action, origin: Origin, surface: Surface, by: Person = ANN) -> Response:
    answer = await one.engine.on_press(Press(replace(origin, person=by), action, surface))
    assert isinstance(answer, Response)
    if answer.replace:
        await one.engine.say(surface, answer)
    await one.wait(10.0)
    return answer


async def versions(one: House, count: int, origin: Origin | None = None, text: str = "What?") -> None:
    """Ask, and have the answer given anew, so that there are so many."""
    origin = origin or one.private()
    await one.ask(text, origin)
    await one.wait(10.0)
    for _ in range(count - 1):
        await one.command("retry", origin)
        await one.wait(10.0)


def labels(one: House, origin: Origin | None = None) -> list[list[str]]:
    return newest(one, origin or one.private())[1]


def read(one: House) -> list[str]:
    """What the model read last."""
    return [message.content for message in one.provider.requests[-1].messages if message.role != "system"]


ROW = [say("retry_button"), say("info_button")]


async def test_one_turns_back_and_on_again() -> None:
    """In the same message; the row says which version it is, and has no button that leads nowhere."""
    async with house(*NUMBERED) as one:
        await versions(one, 1)
        alone = labels(one)
        await one.command("retry")
        await one.wait()
        await one.command("retry")
        await one.wait()
        third = labels(one), one.texts()
        await press(one, "◀")
        second = labels(one), one.texts()
        await press(one, "◀")
        first = labels(one), one.texts()
        await press(one, "▶")
        again = labels(one), one.texts()

    assert alone == [ROW]
    assert third == ([ROW, ["◀", "3/3"]], ["Three."])
    assert second == ([ROW, ["◀", "2/3", "▶"]], ["Two."])
    assert first == ([ROW, ["1/3", "▶"]], ["One."])
    assert again == second


@pytest.mark.on_both
async def test_the_conversation_goes_on_from_the_version_that_is_shown() -> None:
    """In a line; and so it does if something stands under another version already."""
    async with house(*NUMBERED) as one:
        await versions(one, 2)
        surface, _, actions = newest(one, one.private())
        await press(one, "◀")
        await one.ask("And?")
        await one.wait()
        from_the_first = read(one)
        await pressed(one, actions["2/2"], one.private(), surface)
        await one.ask("So?")
        await one.wait()
        from_the_second = read(one)

    assert from_the_first == ["What?", "One.", "And?"]
    assert from_the_second == ["What?", "Two.", "And?", "Three.", "So?"]


async def test_among_others_a_reply_goes_on_from_what_is_shown() -> None:
    """The message stands for the version that it shows."""
    async with house(*NUMBERED) as one:
        await versions(one, 2, one.shared())
        surface, _, _ = newest(one, one.shared())
        await press(one, "◀", one.shared())
        await one.ask("Why?", one.shared(), reply_to=surface.id)
        await one.wait()
        by_reply = read(one)
        await one.ask("And then?", one.shared(BOB), reply_to=surface.id)
        await one.wait()

    assert by_reply == ["What?", "One.", "Why?"]
    assert read(one) == ["A: What?", "One.", "B: And then?"]


@pytest.mark.on_both
async def test_again_gives_a_further_version_of_any() -> None:
    """Also from an older one that is shown; of more than five the oldest goes."""
    async with house(*NUMBERED) as one:
        await versions(one, 5)
        await press(one, "◀")
        await one.command("retry")
        await one.wait()
        shown, row = one.texts(), labels(one)[1]
        seen = []
        while "◀" in labels(one)[1]:
            await press(one, "◀")
            seen += one.texts()
        [said] = await one.store.run(dossier, ANN)

    assert (shown, row) == (["Six."], ["◀", "5/5"])
    assert seen == ["Five.", "Four.", "Three.", "Two."]
    assert said.answers == ("Two.", "Three.", "Four.", "Five.", "Six.")


async def test_who_may_turn() -> None:
    """Whoever asked, and administrators."""
    async with house(*NUMBERED) as one:
        await versions(one, 2, one.shared())
        bobs = await press(one, "◀", one.shared(), BOB)
        untouched = one.texts(GROUP)
        one.platform.managers.add(BOB)
        await press(one, "◀", one.shared(), BOB)

    assert bobs == Response(say("not_yours_to_turn"))
    assert untouched == ["Two."]
    assert one.texts(GROUP) == ["One."]


async def test_versions_that_one_person_alone_sees() -> None:
    """That person turns, by the token of the press; an administrator who makes up the button does not."""
    async with house(*NUMBERED) as one:
        one.platform.managers.add(BOB)
        alone = ToInteraction(GROUP, "app", "t1", NOON + 900, private=True)
        await one.ask("Secret", replace(one.shared(), target=alone), asked=True)
        await one.wait()
        surface = InteractionMessage(GROUP, "app", "t2", "t1:original", NOON + 900)
        await pressed(one, newest(one, one.shared())[2][say("retry_button")], one.shared(), surface)
        second = one.texts(GROUP)
        back = newest(one, one.shared())[2]["◀"]
        bobs = await pressed(one, back, one.shared(), surface, BOB)
        await pressed(one, back, one.shared(), surface)

    assert second == ["Two."]
    assert bobs == Response(say("not_your_button"))
    assert one.texts(GROUP) == ["One."]


async def test_a_button_that_was_made_up_overwrites_no_other_answer() -> None:
    """It names a version of one's own under the answer to somebody else."""
    async with house(*NUMBERED) as one:
        await versions(one, 2, one.shared())
        _, _, actions = newest(one, one.shared())
        await versions(one, 1, one.shared(BOB))
        others, _, _ = newest(one, one.shared())
        said = await pressed(one, actions["◀"], one.shared(), others)

    assert said == Response(say("unknown_button"))
    assert one.texts(GROUP) == ["Two.", "Three."]


async def test_two_press_at_once() -> None:
    """The button names a version and no direction: both see the same one."""
    async with house(*NUMBERED) as one:
        one.platform.managers.add(BOB)
        await versions(one, 3, one.shared())
        await asyncio.gather(press(one, "◀", one.shared()), press(one, "◀", one.shared(), BOB))
        await one.ask("And?", one.shared())
        await one.wait()

    assert one.texts(GROUP) == ["Two.", "Four."]
    assert read(one) == ["What?", "Two.", "And?"]


async def test_while_another_version_is_asked_nobody_turns() -> None:
    """Nor is anything lost: the new one comes, and the others are there."""
    async with house(*NUMBERED[:2], (5.0, *NUMBERED[2])) as one:
        await versions(one, 2)
        surface, _, actions = newest(one, one.private())
        await one.command("retry")
        await one.wait(1.0)
        early = await pressed(one, actions["◀"], one.private(), surface)
        await one.wait()

    assert early == Response(say("version_asked"))
    assert one.texts() == ["Three."]
    assert labels(one)[1] == ["◀", "3/3"]


async def test_a_version_that_never_came_leaves_the_one_that_was_shown() -> None:
    """With its buttons, and what was said meanwhile goes on from it."""
    async with house(*NUMBERED[:2], (WrongKey("x"),), *NUMBERED[3:]) as one:
        await versions(one, 2)
        await press(one, "◀")
        await one.command("retry")
        await one.wait()
        kept = one.texts()[0], labels(one)
        await one.ask("And?")
        await one.wait()

    assert kept == ("One.", [ROW, ["1/2", "▶"]])
    assert read(one) == ["What?", "One.", "And?"]


async def test_an_edit_that_is_answered_anew_keeps_the_answer_before() -> None:
    """As Again does."""
    async with house(*NUMBERED) as one:
        id = await one.ask("What?")
        await one.wait(5.0)
        await one.engine.on_edited(Incoming(one.private(), id, "What now?", addressed=True))
        await one.wait()
        anew = one.texts(), labels(one)[1]
        await press(one, "◀")

    assert anew == (["Two."], ["◀", "2/2"])
    assert one.texts() == ["One."]


async def test_the_button_of_an_edit_leaves_the_versions_there() -> None:
    """It joins the others."""
    clock = VirtualClock()
    async with house(*NUMBERED, platform=GiftedPlatform(clock), clock=clock) as one:
        id = await one.ask("What?")
        await one.wait()
        await one.command("retry")
        await one.wait(200.0)
        await one.engine.on_edited(Incoming(one.private(), id, "What now?", addressed=True))
        await one.wait()

        offered = labels(one)
        await press(one, "◀")
        turned = labels(one)
        await press(one, say("edited_button"))
        await one.wait()

    assert offered == [[say("edited_button"), *ROW], ["◀", "2/2"]]
    assert turned == [[say("edited_button"), *ROW], ["1/2", "▶"]]
    assert labels(one) == [ROW, ["◀", "3/3"]]
    assert read(one) == ["What now?"]


async def test_longer_versions_are_a_file_behind_info() -> None:
    """Nobody turns between answers of several messages; ⓘ has the others."""
    clock = VirtualClock()
    long = "A sentence about the sea. " * 12
    async with house(*says(long, "Two."), platform=MemoryPlatform(clock, limit=200), clock=clock) as one:
        await versions(one, 2)
        row, info = labels(one), await press(one, say("info_button"))

    assert row == [ROW]
    assert info.text.startswith(say("info_version", number=2, of=2))
    assert info.file is not None
    assert info.file.name == "versions.md"
    assert info.file.content.decode().startswith("# 1/2 · demo/small · ")
    assert info.file.content.decode().endswith(f"\n\n{long.strip()}") or long in info.file.content.decode()
    assert "Two." not in info.file.content.decode()


async def test_a_version_whose_rest_is_a_file_is_none_of_one_message() -> None:
    """Its message holds the beginning alone, so nobody turns from it."""
    clock = VirtualClock()
    long = "A sentence about the sea. " * 12
    rules = quiet(max_parts_private=1)
    async with house(*says("One.", long), rules=rules, platform=MemoryPlatform(clock, limit=200), clock=clock) as one:
        await versions(one, 2)
        row, info = labels(one), await press(one, say("info_button"))

    assert row == [ROW]
    assert info.file is not None
    assert info.file.content.endswith(b"One.")


async def test_a_file_comes_behind_the_words_where_little_is_said_to_one_alone() -> None:
    """In a private chat as among others: fewer words fit beside a file."""
    clock = VirtualClock()
    platform = Brief(clock)
    platform.limit = 200
    long = "A sentence about the sea. " * 12
    async with house(*says(long, "Two.", long, "Two."), platform=platform, clock=clock) as one:
        await versions(one, 2)
        await press(one, say("info_button"))
        frames = one.platform.seen(one.private().place)
        await versions(one, 1, one.shared())
        await one.command("retry", one.shared())
        await one.wait()
        among = await press(one, say("info_button"), one.shared(), ANN)

    assert [frame.file is not None for frame in frames][-1]
    assert not any(frame.file for frame in frames[:-1])
    assert any(frame.text.startswith(say("info_version", number=2, of=2)) for frame in frames)
    assert among.text.endswith(say("info_rest_alone"))
    assert among.file is None


async def test_a_version_is_shown_as_it_was() -> None:
    """With its small line, with its sources below it, and with Go on if it was cut."""
    url = "https://one.example/"
    cited = (Text("It rains [1]."), Source("The first", url, None, 1), Finish("length"))
    clock = VirtualClock()
    async with house(cited, *NUMBERED, platform=GiftedPlatform(clock), clock=clock) as one:
        await versions(one, 1)
        before = one.texts(), labels(one)
        await one.command("retry")
        await one.wait()
        await press(one, "◀")
        after = one.texts(), labels(one)

    assert after == (before[0], [*before[1], ["1/2", "▶"]])
    assert say("ended_cut") in after[0][0]
    assert url in after[0][0]


async def test_going_on_with_a_version_keeps_the_others() -> None:
    """The words join that version alone."""
    async with house((Text("One two"), Finish("length")), *NUMBERED[1:2], (Text(" three."), Finish())) as one:
        await versions(one, 2)
        await press(one, "◀")
        await press(one, say("go_on_button"))
        await one.wait()
        whole = one.texts(), labels(one)
        await press(one, "▶")

    assert whole == (["One two three."], [ROW, ["1/2", "▶"]])
    assert one.texts() == ["Two."]


@pytest.mark.on_both
async def test_a_message_that_is_deleted_takes_all_versions_along() -> None:
    """Nothing of them is kept; a press that comes late says so."""
    async with house(*NUMBERED) as one:
        await versions(one, 3, one.shared())
        surface, _, actions = newest(one, one.shared())
        await one.engine.on_deleted(GROUP, (surface.id,))
        late = await pressed(one, actions["◀"], one.shared(), surface)
        texts = select(MESSAGES.c.text).where(MESSAGES.c.role == "assistant", MESSAGES.c.text != "")
        kept = await one.store.run(lambda sql: sql.scalars(texts).all())

    assert late == Response(say("version_gone"))
    assert kept == []


async def test_what_the_bot_deletes_of_an_older_version_is_not_lost() -> None:
    """Its further messages go when a shorter one takes its place, and Discord tells of that."""
    clock = VirtualClock()
    long = "A sentence about the sea. " * 12
    platform = GiftedPlatform(clock)
    platform.limit = 200
    async with house(*says(long, "Two."), platform=platform, clock=clock) as one:
        await one.ask("What?", one.shared())
        await one.wait()
        stood = {each.surface.id for each in platform.standing.values() if each.surface.place == GROUP}
        await one.command("retry", one.shared())
        await one.wait(1.5)
        await one.engine.on_deleted(GROUP, tuple(stood - {newest(one, one.shared())[0].id}))
        await one.wait()
        await one.engine.on_deleted(GROUP, tuple(stood - {newest(one, one.shared())[0].id}))
        info = await press(one, say("info_button"), one.shared())

    assert info.file is not None
    assert b"the sea" in info.file.content


async def test_who_is_forgotten_leaves_no_version() -> None:
    """And the buttons say so."""
    async with house(*NUMBERED) as one:
        await versions(one, 3)
        surface, _, actions = newest(one, one.private())
        await forget(one.store, ANN)
        late = await pressed(one, actions["◀"], one.private(), surface)
        rows = await one.store.run(lambda sql: sql.scalars(select(MESSAGES.c.row)).all())

    assert late == Response(say("version_gone"))
    assert rows == []


@pytest.mark.parametrize("words", [False, True])
async def test_a_kill_while_a_version_grows(tmp_path: Path, words: bool) -> None:
    """What could be read is a version, marked as interrupted; without a word the one that was shown stands."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    grows: Sequence[Step] = (Text("Thr"), 600.0) if words else (600.0,)
    async with house(*NUMBERED[:2], grows, clock=clock, path=file) as one:
        await versions(one, 2)
        await press(one, "◀")
        await one.command("retry")
        await one.wait(5.0)
    await clock.sleep(200.0)
    async with house(*NUMBERED[3:], clock=clock, path=file, platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        first = two.texts()[0], labels(two)[1]
        await press(two, "◀" if words else "▶")
        turned = two.texts()[0]
        await two.ask("And?")
        await two.wait()

    assert first == ((f"Thr\n\n{say('interrupted')}", ["◀", "3/3"]) if words else ("One.", ["1/2", "▶"]))
    assert turned == "Two."
    assert read(two) == ["What?", "Two.", "And?"]


async def test_a_kill_between_turning_and_showing_it(tmp_path: Path) -> None:
    """The press comes again, or somebody presses: then what is shown is what the conversation goes on from."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    async with house(*NUMBERED, clock=clock, path=file) as one:
        await versions(one, 2)
        surface, _, actions = newest(one, one.private())
        await one.engine.on_press(Press(one.private(), actions["◀"], surface, id="7"))
    async with house(*NUMBERED[3:], clock=clock, path=file, platform=one.platform) as two:
        again = await two.engine.on_press(Press(two.private(), actions["◀"], surface, id="7"))
        assert isinstance(again, Response)
        await two.engine.say(surface, again)
        await two.wait()
        await two.ask("And?")
        await two.wait()

    assert two.texts()[0] == "One."
    assert read(two) == ["What?", "One.", "And?"]


async def test_a_turn_that_cannot_be_shown_can_be_pressed_again() -> None:
    """The platform fails once; the button stands as it was."""
    async with house(*NUMBERED) as one:
        await versions(one, 2)
        one.platform.refuses = lambda where, frame: "odd" if frame.text == "One." else ""
        await press(one, "◀")
        failed = one.texts(), labels(one)[1]
        one.platform.refuses = lambda where, frame: ""
        await press(one, "◀")

    assert failed == (["Two."], ["◀", "2/2"])
    assert one.texts() == ["One."]


async def test_the_export_has_every_version() -> None:
    """Each with what is known of it."""
    async with house(*NUMBERED) as one:
        await versions(one, 3)
        await press(one, "◀")
        [said] = await one.store.run(dossier, ANN)

    assert said.answers == ("One.", "Two.", "Three.")
    assert [facts.model for facts in said.facts] == ["demo/small"] * 3


MOVES = st.lists(st.sampled_from(("ask", "retry", "◀", "▶", "◀ first", "▶ first", "restart")), max_size=9)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOVES)
async def test_the_model_reads_what_people_see(tmp_path_factory: pytest.TempPathFactory, moves: list[str]) -> None:
    """Whatever is asked, given anew, turned or started again, and in what order."""
    clock, file = VirtualClock(), str(tmp_path_factory.mktemp("turned") / "parley.db")
    platform = MemoryPlatform(clock)
    words, asked = count(1), ["q0"]

    async def ask(one: House) -> None:
        await one.ask(asked[-1])
        await one.wait(10.0)

    def scripts() -> list[tuple[Step, ...]]:
        return says(*(f"Answer {next(words)}." for _ in range(12)))

    at = 0
    while at <= len(moves):
        async with house(*scripts(), clock=clock, path=file, platform=platform) as one:
            await one.engine.on_ready("memory")
            if not at:
                await ask(one)
            while at < len(moves) and moves[at] != "restart":
                label, _, first = moves[at].partition(" ")
                at += 1
                if label == "ask":
                    asked.append(f"q{len(asked)}")
                    await ask(one)
                elif label == "retry":
                    await one.command("retry")
                    await one.wait(10.0)
                else:
                    await turn(one, label, 0 if first else -1)
            at += 1
            if at > len(moves):
                seen = one.texts()
                asked.append("and?")
                await ask(one)
                assert read(one) == [each for pair in zip(asked, seen, strict=False) for each in pair] + ["and?"]


async def turn(one: House, label: str, which: int) -> None:
    """Press it under the first or the last answer, if it is there."""
    place = one.private().place
    standing = [each for each in one.platform.standing.values() if each.surface.place == place][which]
    actions = {button.label: button.action for row in standing.frame.buttons for button in row}
    if label in actions:
        await pressed(one, actions[label], one.private(), standing.surface)
