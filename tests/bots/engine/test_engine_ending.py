"""The end of the process, and what the next start finds. In virtual time, all in memory."""

import asyncio
from pathlib import Path

import pytest

from bots.engine.engine import SETTLE_WITHIN
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Press
from bots.engine.seam.places import Place, ToChat, ToInteraction
from bots.engine.seam.shown import Response
from bots.engine.storage import replies, settings
from bots.engine.storage.taking_up import FRESH
from provider.contract import Text
from provider.values import replace
from tests.bots.engine.house import ENDLESS, GROUP, growing, house
from tests.fakes.memory import NOON, MemoryPlatform, MemoryTerminal, VirtualClock

pytestmark = pytest.mark.looptime


def raw_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_a_drain_lets_answers_end() -> None:
    """What ends in time ends whole."""
    async with house() as one:
        await one.ask("x")
        await one.wait(0.2)
        await one.engine.drain(8.0)

    assert one.texts() == ["Hello there."]


@pytest.mark.parametrize("grace", [0.0, 8.0])
async def test_a_drain_settles_what_takes_longer(grace: float) -> None:
    """Marked as interrupted, without a button that stops it; the store knows it, for the next start."""
    async with house(ENDLESS) as one:
        for _ in range(3):
            await one.ask("x", asked=True)
        await one.wait(3.0)
        started = one.clock.now()
        await one.engine.drain(grace)
        took = one.clock.now() - started
        left = await one.store.run(replies.left_open)

    assert took <= max(grace, SETTLE_WITHIN)
    assert [reply.state for reply in left] == [replies.ENDED_GENTLY, replies.WAITS, replies.WAITS]
    assert one.texts()[0].endswith(say("interrupted"))
    assert all("before you" in text for text in one.texts()[1:])
    assert not growing(one.platform.seen(one.private().place))


@pytest.mark.parametrize("moment", [0.01, 0.03, 0.06])
async def test_a_drain_during_the_opening(moment: float) -> None:
    """The answer is just being opened: it is settled all the same."""
    async with house(ENDLESS) as one:
        await one.ask("x")
        await one.wait(moment)
        await one.engine.drain(0.0)
        left = await one.store.run(replies.left_open)

    assert [reply.state for reply in left] == [replies.ENDED_GENTLY]
    assert one.texts()[-1].endswith(say("interrupted"))


async def test_leaving_the_engine_leaves_nothing_running() -> None:
    """Without a drain, whatever runs or was only just begun is cancelled; the store still knows it."""
    async with house(ENDLESS) as one:
        await one.ask("x")
        await one.wait(3.0)
        await one.engine.say(ToChat(GROUP), Response("never sent"))
        open_before = len(await one.store.run(replies.left_open))

    assert open_before == 1
    assert one.provider.open == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_the_next_start_settles_what_a_crash_left(tmp_path: Path) -> None:
    """The message with the button is marked as interrupted, once, however often the platform gets ready."""
    path = str(tmp_path / "parley.db")
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(10.0)
        await one.ask("y", one.shared())
        await one.wait(0.01)
    await clock.sleep(FRESH + 1.0)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.engine.on_ready("memory")
        await one.engine.on_ready("elsewhere")
        await one.wait()
        left = await one.store.run(replies.left_open)
        await one.ask("and now?")
        await one.wait()

    first, second = one.texts()
    assert first.startswith("On and on")
    assert first.endswith(say("interrupted"))
    assert second == "Hello there."
    assert one.texts(GROUP) == [say("interrupted")]
    assert not growing(platform.seen(one.private().place))
    assert left == ()
    assert one.provider.requests[0].messages[0].content == "x"


@pytest.mark.parametrize("seconds", [10.0, 0.01])
async def test_what_a_kill_cut_off_can_be_asked_again(seconds: float, tmp_path: Path) -> None:
    """With one press, as after a gentle stop, whether words stood there already or only the notice stands."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(seconds)
    await clock.sleep(FRESH + 1.0)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.wait()
        (standing,) = platform.standing.values()
        ((button, *_),) = standing.frame.buttons
        await one.engine.on_press(Press(one.private(), button.action, standing.surface))
        await one.wait()

    assert button.action.name == "again"
    assert one.texts() == ["Hello there."]
    assert [message.content for message in one.provider.requests[-1].messages] == ["x"]


async def test_what_was_not_to_be_kept_is_not_kept_after_a_kill_either(tmp_path: Path) -> None:
    """It is marked as interrupted, without a button, because there are no words left to ask again."""
    path, clock = str(tmp_path / "parley.db"), VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        await one.store.run(settings.change, str(one.private().place), "memory", "off", by="memory:5", at=NOON)
        await one.ask("a secret")
        await one.wait(10.0)
    await clock.sleep(FRESH + 1.0)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.wait()
        (standing,) = platform.standing.values()
        left = raw_bytes(tmp_path)

    assert standing.frame.text.endswith(say("interrupted"))
    assert standing.frame.buttons == ()
    assert b"a secret" not in left
    assert b"On and on" not in left


async def test_a_terminal_has_nothing_to_settle(tmp_path: Path) -> None:
    """What it showed has gone with it: the row is closed, and the next one does not begin with an old answer."""
    path = str(tmp_path / "parley.db")
    clock = VirtualClock()
    async with house(ENDLESS, path=path, platform=MemoryTerminal(clock), clock=clock) as one:
        await one.ask("x")
        await one.wait(5.0)
    terminal = MemoryTerminal(clock)
    async with house(path=path, platform=terminal, clock=clock) as one:
        await one.engine.on_ready("terminal")
        await one.wait()
        left = await one.store.run(replies.left_open)

    assert terminal.calls == []
    assert left == ()


async def test_a_reconnect_leaves_growing_answers_alone() -> None:
    """A platform that gets ready again while an answer grows, or right at its end, settles nothing."""
    async with house((Text("a"), 3.0, Text("b"))) as one:
        await one.ask("x")
        for _ in range(80):
            await one.wait(0.05)
            await one.engine.on_ready("memory")
        await one.wait()

    assert one.texts() == ["ab"]


async def test_an_interaction_is_settled_while_its_token_lives(tmp_path: Path) -> None:
    """After that there is no way to it, and nothing is tried."""
    path = str(tmp_path / "parley.db")
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        for token, seconds in (("old", 60), ("new", 900)):
            target = ToInteraction(Place("memory", token), "app", token, NOON + clock.now() + seconds)
            await one.ask("x", replace(one.shared(place=target.place), target=target))
        await one.wait(5.0)
    await clock.sleep(FRESH + 1.0)
    calls = len(platform.calls)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.wait()
        left = await one.store.run(replies.left_open)

    assert platform.texts(Place("memory", "new"))[-1].endswith(say("interrupted"))
    assert len(platform.calls) == calls + 1
    assert left == ()
