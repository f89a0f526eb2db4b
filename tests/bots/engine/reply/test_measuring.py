"""What is counted of an answer: as what it ended, when what happened, and which calls and frames it took."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bots.engine.runtime.meters import Answered, Called, EndedAs
from bots.engine.seam.incoming import Incoming
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from provider.contract import Finish, Text, Usage
from provider.errors import ConnectionFailed, CutOff
from provider.values import replace
from tests.bots.engine.house import ENDLESS, HELLO, POLICY, House, house
from tests.fakes.memory import Fault, Step

pytestmark = pytest.mark.looptime

FEW = replace(POLICY, limits=Limits(person=(Allowance(3_000, "tokens", "day"),)))
LONG: tuple[Step, ...] = (*(step for _ in range(40) for step in (Text("many words " * 40), 0.1)), Finish())


class Counted:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.answers: list[Answered] = []
        self.lags: list[float] = []
        self.calls: list[Called] = []
        self.lost: list[str] = []

    def answered(self, answer: Answered) -> None:
        self.answers.append(answer)

    def stood(self, platform: str, lag: float) -> None:
        self.lags.append(lag)

    def called(self, platform: str, how: Called) -> None:
        self.calls.append(how)

    def opening_lost(self, platform: str) -> None:
        self.lost.append(platform)


def counting(one: House) -> Counted:
    counted = Counted()
    one.scheduler.report_to(counted)
    return counted


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (HELLO, "whole"),
        ((Text("Some "), Finish("length")), "cut"),
        ((Text("Some "), Finish("filtered")), "cut"),
        ((ConnectionFailed("No route."),), "failed"),
        ((Text("Some "), CutOff("It broke off.")), "failed"),
        ((Finish(),), "failed"),
    ],
)
async def test_as_what_a_model_ends_it(script: Sequence[Step], outcome: EndedAs) -> None:
    """Once for each question, under the name of its provider."""
    async with house(script, script, script) as one:
        counted = counting(one)
        await one.ask("x")
        await one.wait(60.0)

    assert [(each.platform, each.provider, each.outcome) for each in counted.answers] == [("memory", "demo", outcome)]


async def test_as_what_people_end_it() -> None:
    """By Stop; by deleting the question; and a limit, in the middle of an answer."""
    async with house(ENDLESS, ENDLESS) as one:
        counted = counting(one)
        await one.ask("x")
        await one.wait(5.0)
        await one.command("stop")
        await one.wait(30.0)
        asked = await one.ask("y", one.shared())
        await one.wait(5.0)
        await one.engine.on_deleted(one.shared().place, (asked,))
        await one.wait(30.0)
    async with house(LONG, rules=FEW) as one:
        spending = counting(one)
        await one.ask("x")
        await one.wait(60.0)

    assert [each.outcome for each in counted.answers] == ["stopped", "withdrawn"]
    assert [each.outcome for each in spending.answers] == ["budget"]
    assert spending.answers[0].tokens > 0


async def test_as_what_the_end_of_the_program_ends_it() -> None:
    """It is interrupted."""
    async with house(ENDLESS) as one:
        counted = counting(one)
        await one.ask("x")
        await one.wait(5.0)
        await one.engine.drain(6.0)

    assert [each.outcome for each in counted.answers] == ["interrupted"]


async def test_a_stop_after_the_end_changes_nothing() -> None:
    """All of it had come; only its last frame did not stand yet."""
    async with house(HELLO) as one:
        counted = counting(one)
        one.platform.fails = lambda where, frame: Fault.NOT_SENT if one.clock.now() < 20.0 else None
        await one.ask("x")
        await one.wait(10.0)
        await one.command("stop")
        await one.wait(60.0)

    assert [each.outcome for each in counted.answers] == ["whole"]


async def test_what_the_platform_makes_of_it() -> None:
    """It refuses, or the message is gone."""
    for fault, outcome in ((Fault.REFUSED, "refused"), (Fault.GONE, "deleted")):
        async with house(ENDLESS) as one:
            counted = counting(one)
            await one.ask("x")
            await one.wait(5.0)
            one.platform.fails = lambda where, frame, fault=fault: fault  # type: ignore[misc]
            await one.wait(120.0)

        assert [each.outcome for each in counted.answers] == [outcome]


async def test_an_edit_replaces_the_answer_to_its_old_words() -> None:
    """Both are counted."""
    async with house(ENDLESS, HELLO) as one:
        counted = counting(one)
        origin = one.private()
        await one.engine.on_message(Incoming(origin, "q", "Old words", addressed=True))
        await one.wait(5.0)
        await one.engine.on_edited(Incoming(origin, "q", "New words", addressed=True))
        await one.wait(30.0)

    assert [each.outcome for each in counted.answers] == ["replaced", "whole"]


async def test_the_moments_of_an_answer_come_in_their_order() -> None:
    """From its question: it is asked, it speaks, it is seen, it ends."""
    async with house((2.0, Text("Hello "), 4.0, Text("there."), Usage(100, 10), Finish())) as one:
        counted = counting(one)
        await one.ask("x")
        await one.wait(30.0)
    [answer] = counted.answers

    assert answer.asked is not None
    assert answer.shown is not None
    assert 0.0 <= answer.asked < 1.0
    assert answer.first_word == pytest.approx(2.0, abs=0.1)
    assert 2.0 <= answer.shown < 4.0
    assert answer.ended >= 6.0
    assert answer.tokens == 110


async def test_frames_and_calls() -> None:
    """Each frame that stands says how old its words are; a 429 is a call that was slowed."""
    async with house((Text("Hello "), 4.0, Text("there."), Finish())) as one:
        counted = counting(one)
        one.platform.faults[2] = Fault.SLOW_DOWN
        await one.ask("x")
        await one.wait(60.0)

    assert "slowed" in counted.calls
    assert counted.calls.count("done") >= 2
    assert len(counted.lags) == 2
    assert min(counted.lags) < 2.0 < max(counted.lags)  # the second frame was held up by the 429


async def test_a_question_that_is_deleted_while_it_waits_is_no_answer() -> None:
    """Nothing is counted of it."""
    async with house(ENDLESS, HELLO) as one:
        counted = counting(one)
        await one.ask("x")
        await one.wait(2.0)
        second = await one.ask("y")
        await one.engine.on_deleted(one.private().place, (second,))
        await one.wait(5.0)
        await one.command("stop")
        await one.wait(30.0)

    assert [each.outcome for each in counted.answers] == ["stopped"]


@pytest.mark.parametrize(
    ("seconds", "again", "lost"), [(0.01, False, 1), (3.0, False, 0), (3.0, True, 0)], ids=["begun", "shown", "anew"]
)
async def test_a_first_message_that_nobody_noted(tmp_path: Path, seconds: float, again: bool, lost: int) -> None:
    """A kill may come between the call that sends it and the note of its id: the next start counts that, once."""
    path = str(tmp_path / "parley.db")
    async with house(HELLO if again else ENDLESS, (600.0, Finish()), path=path) as one:
        await one.ask("x")
        if again:
            await one.wait()
            await one.command("retry")
        await one.wait(seconds)
    async with house(path=path, platform=one.platform, clock=one.clock) as two:
        counted = counting(two)
        await two.engine.on_ready("memory")
        await two.engine.on_ready("memory")
        await two.wait()

    assert counted.lost == ["memory"] * lost
