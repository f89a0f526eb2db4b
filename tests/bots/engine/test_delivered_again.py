"""What a platform delivers again, because nobody could confirm it before a kill, happens once."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import Message
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import inbox, messages, settings
from bots.engine.storage.taking_up import FRESH
from tests.bots.engine.house import ANN, BOB, ENDLESS, House, house
from tests.bots.engine.stores import NOON
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]


async def deliver(one: House, id: str = "q0", text: str = "x") -> None:
    """The same update once more, or another one."""
    await one.engine.on_message(Incoming(one.private(), id, text, addressed=True))
    await one.wait()


async def test_a_finished_question_is_not_asked_again(tmp_path: Path) -> None:
    """Not by the same run and not by the next one; nothing is said, and nothing is reserved for it."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait()
        await deliver(one)
        first = len(one.provider.requests)
    async with house(path=path, platform=platform, clock=clock) as one:
        await deliver(one)
        second = len(one.provider.requests)
        await deliver(one, "q1")

    assert (first, second) == (1, 0)
    assert one.texts() == ["Hello there.", "Hello there."]


@pytest.mark.parametrize("seconds", [10.0, 0.01])
@pytest.mark.parametrize("ready_first", [True, False])
async def test_a_question_that_a_kill_cut_off_gets_the_notice_and_no_second_answer(
    ready_first: bool, seconds: float, tmp_path: Path
) -> None:
    """Whichever comes first, the platform or the message; the button under the notice asks it again."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(seconds)
    await clock.sleep(FRESH + 1.0)
    async with house(path=path, platform=platform, clock=clock) as one:
        if ready_first:
            await one.engine.on_ready("memory")
        await deliver(one)
        await one.engine.on_ready("memory")
        await one.wait()

    assert one.provider.requests == []
    assert len(one.texts()) == 1
    assert one.texts()[0].endswith(say("interrupted"))


async def test_a_message_is_asked_once_whatever_it_reads_like() -> None:
    """What people edit comes as an edit; the same id in another place is another message."""
    async with house() as one:
        await one.ask("x")
        await one.wait()
        await deliver(one, text="y")
        await one.engine.on_message(Incoming(one.private(BOB), "q0", "x", addressed=True))
        await one.wait()

    assert len(one.provider.requests) == 2


async def test_an_update_that_comes_again_is_known_by_its_number() -> None:
    """A further one is another, whatever it says."""
    async with house() as one:
        for number in (1, 1, 2):
            await one.engine.on_message(Incoming(one.private(), "", "x", addressed=True, delivery=f"update {number}"))
            await one.wait()

    assert len(one.provider.requests) == 2


async def test_a_question_of_which_nothing_is_kept_is_known_for_a_while() -> None:
    """Its row stays until the next round, without its words."""
    async with house() as one:
        await one.store.run(settings.change, str(one.private().place), "memory", "off", by=str(ANN), at=NOON)
        await one.ask("x")
        await one.wait()
        await deliver(one)
        row = await one.store.run(messages.find, one.private().place, "q0")
        left = await one.store.run(messages.branch, row or 0, 9)

    assert len(one.provider.requests) == 1
    assert left == ()


async def test_a_command_runs_once(tmp_path: Path) -> None:
    """The second time nothing is said or done; another command with the same words runs."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    async with house(path=path, clock=clock) as one:
        command = Invocation(one.private(), "model", {"model": "demo/small"}, id="7")
        first = await one.engine.on_command(command)
    async with house(path=path, clock=clock) as one:
        again = await one.engine.on_command(command)
        other = await one.engine.on_command(Invocation(one.private(), "model", {}, id="8"))
        elsewhere = await one.engine.on_command(Invocation(one.private(BOB), "model", {}, id="7"))

    assert [isinstance(answer, Response) and bool(answer.text) for answer in (first, again, other, elsewhere)] == [
        True,
        False,
        True,
        True,
    ]


async def test_a_press_counts_once() -> None:
    """Two real presses have two ids; Stop is taken as often as it comes."""
    async with house() as one:
        await one.ask("x")
        await one.wait()
        (shown,) = one.platform.standing.values()
        ((button, *_),) = shown.frame.buttons
        for _ in range(2):
            await one.engine.on_press(Press(one.private(), button.action, shown.surface, id="123"))
            await one.wait()
        stop = Press(one.private(), Action("stop", "1"), Message(one.private().place, "m"), id="124")
        stops = [await one.engine.on_press(stop) for _ in range(2)]

    assert button.action.name == "again"
    assert len(one.provider.requests) == 2
    assert stops[0] == stops[1] != Response("")


@pytest.mark.parametrize(("how", "known_for"), [("id", inbox.KNOWN_FOR), ("delivery", inbox.PRESS_KNOWN_FOR)])
async def test_what_does_not_come_again_any_more_is_forgotten(how: str, known_for: float) -> None:
    """A command after 25 hours, for Telegram hands out for a day what nobody has confirmed; a press after one."""
    async with house() as one:

        async def first() -> bool:
            return await one.store.run(inbox.first, one.private().place, NOON, **{how: "1"})

        new, again = await first(), await first()
        await one.store.run(inbox.forget_old, NOON + known_for, 9)
        known = await first()
        await one.store.run(inbox.forget_old, NOON + known_for + 1, 9)
        later = await first()

    assert (new, again, known, later) == (True, False, False, True)
