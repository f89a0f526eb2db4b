"""Text that turns out to have been the model's thoughts: it goes from the answer, wherever it stood."""

import asyncio

import pytest

from bots.engine.language.phrases import say
from bots.engine.reply.style import Delivery
from provider.contract import Finish, Picture, Retract, Text
from provider.errors import BadRequest, EmptyAnswer
from provider.values import replace
from tests.bots.engine.house import ANN, GROUP, OWNER, growing, house
from tests.bots.engine.reply.test_again_that_fails import said
from tests.bots.engine.stage import HERE, LIVE, WORDS, stage
from tests.fakes.memory import ROUND_TRIP, Fault, MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime

THINKS: tuple[Step, ...] = (
    Text("Let me think. "),
    3.0,
    Text("Yes, so it is."),
    2.0,
    Retract(),
    1.0,
    Text("Four."),
    Finish(),
)


async def test_thoughts_that_were_shown_go() -> None:
    """The message shows the answer alone, and the store keeps it alone."""
    async with house(THINKS) as one:
        await one.ask("2+2?")
        await one.wait(4.5)
        early = one.texts()
        await one.wait()
        kept = await said(one)

    assert early == ["Let me think. Yes, so it is."]
    assert one.texts() == ["Four."]
    assert kept == [("Four.",)]
    assert not growing(one.platform.seen(one.private().place))


async def test_an_answer_of_thoughts_alone_is_empty() -> None:
    """What stood there makes way for the sentence."""
    async with house((Text("Let me think. "), 3.0, Retract(), EmptyAnswer())) as one:
        await one.ask("2+2?")
        await one.wait()
        kept = await said(one)

    (text,) = one.texts()
    assert "think" not in text
    assert text.startswith("⚠️")
    assert kept == [()] or kept == [("",)] or kept == []


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.05, 0.3, 1.0, 1.02, 2.5])
async def test_at_any_moment_and_over_several_messages(moment: float) -> None:
    """In the middle of a call, and where the thoughts have filled messages already: those go."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock, limit=200)
    thoughts = WORDS * 8
    async with house(
        (Text(thoughts), moment, Retract(), Text("Four."), Finish()), platform=platform, clock=clock
    ) as one:
        await one.ask("2+2?")
        await one.wait(60.0)

    assert one.texts()[0] == "Four."
    assert set(one.texts()[1:]) <= {say("older_part")}


async def test_the_words_that_follow_at_once_are_whole() -> None:
    """However long they are, nothing of them is lost or doubled."""
    one = stage(limit=300)
    for number in range(40):
        one.live.feed("thinking " * 3)
        if number == 20:
            break
    task_words = WORDS * 9

    async def speak() -> None:
        await one.clock.sleep(2.0)
        one.live.retract()
        await one.say(task_words)

    async with asyncio.TaskGroup() as group:
        group.create_task(speak())
        await one.live.show()

    assert "".join(one.platform.standing[surface.id].frame.text for surface in one.live.surfaces) == task_words
    assert one.live.surfaces[0].place == HERE


async def test_a_picture_in_an_answer_is_named() -> None:
    """Also where it is all of the answer."""
    async with house((Picture(), Finish())) as one:
        await one.ask("Draw")
        await one.wait()

    assert one.texts() == [say("picture")]


async def test_what_only_the_owner_can_mend_goes_to_the_owner() -> None:
    """Whatever its class: the member reads that it is not theirs."""
    async with house((BadRequest("Your organization must be verified", about="verification"),)) as one:
        await one.ask("Hi", one.shared(ANN))
        await one.wait()
        (alert,) = one.texts(one.private(OWNER).place)
        (text,) = one.texts(GROUP)

    assert say("error_owner") in text
    assert "verified" in alert
    assert one.provider.requests[0].asker
    assert one.provider.requests[0].asker != "5"


async def test_a_message_that_is_stale_ends_nothing() -> None:
    """It is refused, or deleted by somebody, while its thoughts are taken back: the answer goes on in the first."""
    for fault in (Fault.REFUSED, Fault.GONE):
        one = stage(limit=300)

        async with asyncio.TaskGroup() as group:
            group.create_task(one.live.show())
            one.live.feed(WORDS * 5)
            while len(one.calls) < 2:
                await one.clock.sleep(ROUND_TRIP / 5)
            one.platform.faults[1] = fault
            one.live.retract()
            one.live.feed("Four.")
            await one.clock.sleep(3.0)
            one.live.finish()

        assert one.live.delivery is Delivery.SHOWN
        assert not one.live.refusal
        assert one.texts == ["Four."]


async def test_an_answer_that_was_too_long_grows_again() -> None:
    """Thoughts had filled all the messages that are allowed: the words that follow are seen as they come."""
    one = stage(limit=100, style=replace(LIVE, max_parts=1))

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed(WORDS * 5)
        await one.clock.sleep(5.0)
        one.live.retract()
        one.live.feed("Two and two ")
        await one.clock.sleep(5.0)
        early = one.texts
        one.live.feed("are four.")
        one.live.finish()

    assert early == ["Two and two "]
    assert one.texts == ["Two and two are four."]
