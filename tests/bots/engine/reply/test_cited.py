"""What an answer rests on: shown in its frames, kept with it, there again after a crash, gone when it is forgotten."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Press
from bots.engine.storage.personal_data import dossier
from bots.engine.storage.schema import MESSAGES
from bots.text.sources import Numbered
from provider.contract import Finish, Retract, Source, Text
from provider.errors import CutOff
from provider.values import replace
from tests.bots.engine.house import ANN, POLICY, House, house
from tests.bots.engine.stores import forget
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import Step, VirtualClock

pytestmark = pytest.mark.looptime

ONE, TWO, THREE = "https://one.example/", "https://two.example/", "https://three.example/"
LISTED: tuple[Step, ...] = (
    Text("It rains [1]"),
    Source("The first", ONE, None, 1),
    Source("The second", TWO, None, 2),
    1.0,
    Text(" and snows [2]."),
    Finish(),
)
BELOW = f"[1] The first {ONE}\n[2] The second {TWO}"


def gifted() -> tuple[GiftedPlatform, VirtualClock]:
    clock = VirtualClock()
    return GiftedPlatform(clock), clock


async def answered(*scripts: Sequence[Step]) -> tuple[list[str], tuple[str, ...], tuple[Numbered, ...]]:
    """The messages of an answer, and what the store has of it."""
    platform, clock = gifted()
    async with house(*scripts, platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait()
        texts, [said] = one.texts(), await one.store.run(dossier, ANN)
    return texts, said.answers, said.sources[0]


async def row_of(one: House) -> tuple[str, str | None]:
    """The text and the sources in the answer's row."""
    found = await one.store.run(
        lambda sql: sql.execute(select(MESSAGES.c.text, MESSAGES.c.sources).where(MESSAGES.c.role == "assistant")).all()
    )
    return tuple(found[-1])


async def press(one: House, name: str) -> None:
    """Press a button of that action under the newest message that has one."""
    standing = [each for each in one.platform.standing.values() if each.surface.place == one.private().place]
    found = [
        (each.surface, button.action)
        for each in standing
        for row in each.frame.buttons
        for button in row
        if button.action.name == name
    ]
    surface, action = found[-1]
    await one.engine.on_press(Press(one.private(), action, surface))
    await one.wait()


async def test_sources_stand_below_the_end_and_are_kept() -> None:
    """Not below a frame that grows."""
    platform, clock = gifted()
    async with house(LISTED, platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait()
        calls, texts = [call.frame.text for call in platform.calls], one.texts()
        [said] = await one.store.run(dossier, ANN)

    assert texts == [f"It rains [1] and snows [2].\n\n{BELOW}"]
    assert not any("example" in text for text in calls[:-1])
    assert said.answers == ("It rains [1] and snows [2].",)
    assert said.sources == ((Numbered(1, ONE, "The first"), Numbered(2, TWO, "The second")),)


@pytest.mark.parametrize(
    ("script", "text", "sources"),
    [
        (  # as Claude tells it: behind each block
            (
                Text("It rains."),
                Source("A", ONE, (0, 9)),
                Source("B", TWO, (0, 9)),
                1.0,
                Text(" It snows."),
                Source("B", TWO, (9, 19)),
                Finish(),
            ),
            "It rains. [1][2] It snows. [2]",
            (Numbered(1, ONE, "A"), Numbered(2, TWO, "B")),
        ),
        (  # as Gemini tells it: at the end, for places far above
            (
                Text("It rains."),
                1.0,
                Text(" It snows. "),
                1.0,
                Text("Good night."),
                Source("A", ONE, (0, 9)),
                Source("B", TWO, (3, 19)),
                Source("A", ONE, (10, 19)),
                Source("C", THREE),
                Finish(),
            ),
            "It rains. [1] It snows. [2][1] Good night.",
            (Numbered(1, ONE, "A"), Numbered(2, TWO, "B"), Numbered(3, THREE, "C")),
        ),
        (  # as OpenAI tells it: the words hold the address already
            (Text(f"It rains ([one]({ONE}))"), Source("A", ONE, (9, 38)), Finish()),
            f"It rains ([one]({ONE}))",
            (Numbered(1, ONE, "A"),),
        ),
        (  # spans that are wrong
            (Text("It rains"), Source("A", ONE, (5, 10**9)), Source("B", TWO, (0, 0)), Finish()),
            "It rains [1]",
            (Numbered(1, ONE, "A"), Numbered(2, TWO, "B")),
        ),
        (  # a list that is told anew, and with one address twice
            (
                Text("It rains [1][2]"),
                Source("Old", THREE, None, 1),
                Source("A", ONE, None, 1),
                Source("A", ONE, None, 2),
                Finish(),
            ),
            "It rains [1][2]",
            (Numbered(1, ONE, "A"), Numbered(2, ONE, "A")),
        ),
        (  # what came first were thoughts
            (
                Text("I think it rains."),
                Source("A", ONE, (2, 17)),
                Retract(),
                Text("It snows."),
                Source("B", TWO, (0, 9)),
                Finish(),
            ),
            "It snows. [2]",
            (Numbered(1, ONE, "A"), Numbered(2, TWO, "B")),
        ),
    ],
    ids=["anthropic", "gemini", "openai", "wrong spans", "told anew", "thoughts"],
)
async def test_marks_stand_behind_the_words_that_rest_on_a_source(
    script: Sequence[Step], text: str, sources: tuple[Numbered, ...]
) -> None:
    """On the screen and in the store alike, unless the words name it themselves."""
    [shown], (kept,), rests_on = await answered(script)

    assert shown.partition("\n\n")[0] == kept == text
    assert rests_on == sources


async def test_marks_come_into_the_message_that_is_open() -> None:
    """What a sealed message shows stays; the list is below the last one alone."""
    platform, clock = gifted()
    platform.limit = 112
    first, second = "One sentence. " * 8, "Another one here."
    script: tuple[Step, ...] = (
        Text(first),
        5.0,
        Text(second),
        5.0,
        Source("A", ONE, (0, 13)),
        Source("B", TWO, (0, len(first + second))),
        Finish(),
    )
    async with house(script, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait()
        texts = one.texts()

    assert "[1]" not in texts[0]
    assert "Another one here. [2]" in texts[-1]
    assert sum(TWO in text for text in texts) == 1


async def test_what_goes_on_has_the_sources_of_both() -> None:
    """Marks that mean two things lead nowhere; the words of both stay."""
    cut: tuple[Step, ...] = (Text("It rains [1]"), Source("A", ONE, None, 1), Finish("length"))
    rest: tuple[Step, ...] = (
        Text(" and snows [1][2]."),
        Source("B", TWO, None, 1),
        Source("C", THREE, None, 2),
        Finish(),
    )
    platform, clock = gifted()
    async with house(cut, rest, platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait()
        before = one.texts()
        await press(one, "go_on")
        after, [said] = one.texts(), await one.store.run(dossier, ANN)

    assert before == [f"It rains [1]\n\n[1] A {ONE}\n{say('ended_cut')}"]
    assert after[0].startswith("It rains [1] and snows [1][2].")
    assert set(said.sources[0]) == {Numbered(0, ONE, "A"), Numbered(0, TWO, "B"), Numbered(2, THREE, "C")} | {
        each for each in said.sources[0] if each.number == 1
    }
    assert said.answers == ("It rains [1] and snows [1][2].",)


async def test_a_further_span_is_placed_in_what_goes_on() -> None:
    """By the places of the new words, of which a repetition is left out, mark and all: the model reads the marks."""
    cut: tuple[Step, ...] = (Text("It rains a lot"), Source("A", ONE, (0, 14)), Finish("length"))
    rest: tuple[Step, ...] = (Text("a lot [1] and it snows."), Source("B", TWO, (0, 23)), Finish())
    platform, clock = gifted()
    async with house(cut, rest, platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait()
        await press(one, "go_on")
        [text] = one.texts()
        kept = await row_of(one)

    assert text.startswith("It rains a lot [1] and it snows. [2]\n\n")
    assert kept[0] == "It rains a lot [1] and it snows. [2]"


async def test_an_answer_that_breaks_off_keeps_what_it_rests_on() -> None:
    """And so does one that is stopped."""
    script: tuple[Step, ...] = (Text("It rains [1]"), Source("A", ONE, None, 1), 1.0, Text(" and"), CutOff("gone"))
    [text], _, sources = await answered(script)

    assert text == f"It rains [1] and\n\n[1] A {ONE}\n{say('ended_broken')}"
    assert sources == (Numbered(1, ONE, "A"),)


async def test_a_new_answer_has_its_own() -> None:
    """Again: the older ones stay with the older one."""
    platform, clock = gifted()
    other: tuple[Step, ...] = (Text("No rain [1]."), Source("B", TWO, None, 1), Finish())
    async with house(LISTED, other, platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait()
        await one.command("retry")
        await one.wait()
        texts, [said] = one.texts(), await one.store.run(dossier, ANN)

    assert any(text == f"No rain [1].\n\n[1] B {TWO}" for text in texts)
    assert said.sources[-1] == (Numbered(1, TWO, "B"),)
    assert Numbered(1, ONE, "The first") in said.sources[0]


async def test_after_a_crash_they_stand_below_what_could_be_read(tmp_path: Path) -> None:
    """They were noted while it grew."""
    path, script = str(tmp_path / "one.db"), (*LISTED[:3], 1.0, Text(" and"), 5.0, Text(" snows."), 10_000.0)
    platform, clock = gifted()
    async with house(script, path=path, platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait(20.0)
        one.database.patience = -1  # nothing more is noted: as if it had been killed
        before = one.texts()
    await clock.sleep(300.0)  # too late for it to be given anew
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready(platform.name)
        await one.wait()
        after, [said] = one.texts(), await one.store.run(dossier, ANN)

    assert not any(ONE in text for text in before)
    assert after == [f"It rains [1] and snows.\n\n[1] The first {ONE}\n{say('interrupted')}"]
    assert Numbered(1, ONE, "The first") in said.sources[0]


async def test_they_are_forgotten_with_the_answer() -> None:
    """By the person, and at once where nothing is kept."""
    platform, clock = gifted()
    async with house(LISTED, platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait()
        assert ONE in str((await row_of(one))[1])
        await forget(one.store, ANN)
        kept = await one.store.run(lambda sql: sql.execute(select(MESSAGES)).all())
    platform, clock = gifted()
    async with house(LISTED, rules=replace(POLICY, keep_days=0), platform=platform, clock=clock) as one:
        await one.ask("Weather?")
        await one.wait()
        texts, row = one.texts(), await row_of(one)

    assert kept == []
    assert BELOW in texts[0]
    assert row == ("", None)
