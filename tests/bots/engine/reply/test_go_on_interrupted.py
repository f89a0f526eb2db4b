"""What comes between an answer that was cut off and its going on: restarts, kills, Stop, /new, /privacy."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Press
from bots.engine.seam.places import Message
from bots.engine.seam.shown import Action, Response
from provider.contract import Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, growing, house
from tests.bots.engine.reply.going_on import CUT, REST, SLOW, cut_of, go_on, press, said
from tests.bots.engine.stores import forget
from tests.fakes.memory import Fault, MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime


async def test_after_a_restart(tmp_path: Path) -> None:
    """All that it takes is in the store."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    async with house(CUT, clock=clock, path=file) as one:
        await one.ask("Count")
        await one.wait()
    async with house(REST, clock=clock, path=file, platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await press(two)
        await two.wait()
        kept = await said(two)

    assert one.texts() == ["One two three four five."]
    assert kept == [("One two three four five.",)]


async def test_after_new() -> None:
    """Another conversation has begun."""
    async with house(CUT, REST) as one:
        await one.ask("Count")
        await one.wait()
        await one.command("new")
        answer = await press(one)
        await one.wait()

    assert answer == Response(say("retry_old"))
    assert len(one.provider.requests) == 1


async def test_after_forget_me() -> None:
    """Nothing is kept to go on with."""
    async with house(CUT, REST) as one:
        await one.ask("Count")
        await one.wait()
        await forget(one.store, ANN)
        answer = await press(one)
        await one.wait()

    assert answer == Response(say("go_on_nothing"))
    assert len(one.provider.requests) == 1


async def test_forget_me_while_somebody_else_lets_it_go_on() -> None:
    """What was forgotten does not come back with the new words."""
    async with house(CUT, SLOW) as one:
        one.platform.managers.add(BOB)
        await one.ask("Count", one.shared(ANN))
        await one.wait()
        await press(one, one.shared(BOB))
        await one.wait(5.0)
        await forget(one.store, ANN)
        await one.wait(60.0)
        kept = await said(one)

    assert kept == []


async def test_an_administrator_who_is_forgotten_takes_nothing_along() -> None:
    """The answer is somebody else's, and stays."""
    async with house(CUT, SLOW) as one:
        one.platform.managers.add(BOB)
        await one.ask("Count", one.shared(ANN))
        await one.wait()
        await press(one, one.shared(BOB))
        await one.wait(5.0)
        await one.engine.on_press(Press(one.private(BOB), Action("forget", "yes"), Message(GROUP, "m1")))
        await one.wait(60.0)
        kept = await said(one)

    assert kept == [("One two three",)]
    assert one.texts(GROUP)[0] == cut_of("One two three")


async def test_after_its_message_was_deleted() -> None:
    """What was kept of it is gone."""
    async with house(CUT, REST) as one:
        await one.ask("Count", one.shared())
        await one.wait()
        button = go_on(one, GROUP)
        assert button
        (standing,) = one.platform.standing.values()
        await one.engine.on_deleted(GROUP, (standing.surface.id,))
        answer = await one.engine.on_press(Press(one.shared(), button.action, standing.surface))
        await one.wait()

    assert isinstance(answer, Response)
    assert answer.text in (say("go_on_nothing"), say("go_on_late"))
    assert len(one.provider.requests) == 1


async def test_stop_in_the_middle() -> None:
    """The words that came stay; before the first one the old message stands with its button."""
    middle: tuple[Step, ...] = (5.0, Text(" four"), 60.0, Text(" five"))
    async with house(CUT, middle, middle) as one:
        await one.ask("Count")
        await one.wait()
        await press(one)
        await one.wait(2.0)
        await one.command("stop")
        await one.wait(10.0)
        before, button = one.texts(), go_on(one)
        assert button
        surface = next(iter(one.platform.standing.values())).surface
        await one.engine.on_press(Press(one.private(), button.action, surface))
        await one.wait(10.0)
        await one.command("stop")
        await one.wait()
        kept = await said(one)

    assert before == [cut_of("One two three"), say("stopped")]
    assert one.texts()[0] == f"One two three four\n\n{say('stopped')}"
    assert kept == [("One two three four",)]
    assert not growing(one.platform.seen(one.private().place))


@pytest.mark.parametrize("words", [False, True])
async def test_a_kill_in_the_middle(tmp_path: Path, words: bool) -> None:
    """What could be read is behind what was kept; nothing that could not be read is lost or shown."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    script: tuple[Step, ...] = (Text(" four"), 600.0) if words else SLOW
    async with house(CUT, script, clock=clock, path=file) as one:
        await one.ask("Count")
        await one.wait()
        await press(one)
        await one.wait(5.0)
    async with house(REST, clock=clock, path=file, platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        kept, left = await said(two), go_on(two)

    first, *others = one.texts()
    assert first == (f"One two three four\n\n{say('interrupted')}" if words else cut_of("One two three"))
    assert others == ([] if words else [say("interrupted")])
    assert kept == [("One two three four" if words else "One two three",)]
    assert (left is None) is words
    assert not growing(one.platform.seen(one.private().place))
    assert [button.label for button in one.platform.seen(one.private().place)[0].buttons[0]][-2] == say("retry_button")


async def test_a_kill_while_it_waits_to_go_on(tmp_path: Path) -> None:
    """Nothing of it was asked yet: the next start goes on with it, in the same message."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    async with house(CUT, SLOW, SLOW, clock=clock, path=file) as one:
        await one.ask("Count")
        await one.wait()
        for number in range(2):  # two answers of Ann's grow elsewhere
            await one.ask("x", one.shared(place=replace(GROUP, thread=f"{number}")))
        await one.wait(0.5)
        await press(one)
        await one.wait(3.0)
    async with house(REST, clock=clock, path=file, platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        kept = await said(two)

    assert one.texts()[0] == "One two three four five."
    assert kept[0] == ("One two three four five.",)


async def test_a_kill_in_a_further_message(tmp_path: Path) -> None:
    """What was kept stays as it was, and nothing can be put behind it any more: what stands between is not known."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    platform = MemoryPlatform(clock, limit=120)
    script: tuple[Step, ...] = (Text(" four" * 28), 600.0)
    async with house(CUT, script, clock=clock, path=file, platform=platform) as one:
        await one.ask("Count")
        await one.wait()
        await press(one)
        await one.wait(8.0)
    async with house(REST, clock=clock, path=file, platform=platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        kept, answer = await said(two), await two.command("continue")

    assert [text.endswith(say("interrupted")) for text in one.texts()] == [False, True]
    assert kept == [("One two three",)]
    assert answer == say("go_on_nothing")


async def test_a_kill_during_the_first_call_puts_it_back(tmp_path: Path) -> None:
    """The first words may stand there, and nobody knows: the old end is shown once more, with its button."""
    clock, file = VirtualClock(), str(tmp_path / "parley.db")
    async with house(CUT, (Text(" four"), 600.0), clock=clock, path=file) as one:
        await one.ask("Count")
        await one.wait()
        one.platform.faults.update(dict.fromkeys(range(len(one.platform.calls), 100), Fault.LOST))
        await press(one)
        await one.wait(1.0)
    one.platform.faults.clear()
    async with house(REST, clock=clock, path=file, platform=one.platform) as two:
        await two.engine.on_ready("memory")
        await two.wait()
        kept, left = await said(two), go_on(two)

    assert one.texts()[0] == cut_of("One two three")
    assert kept == [("One two three",)]
    assert left
