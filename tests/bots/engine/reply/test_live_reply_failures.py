"""An answer that grows in place, on a platform that refuses, loses, delays and is shared. In virtual time."""

import asyncio
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.style import Delivery
from bots.engine.seam.places import InteractionMessage, Message, Place, Surface, ToChat, ToInteraction
from bots.engine.seam.rates import Tempo
from bots.text.to_telegram import to_telegram
from provider.values import replace
from tests.bots.engine.stage import HERE, LIVE, WORDS, Stage, stage
from tests.fakes.memory import LATE_BY, NOON, ROUND_TRIP, Fault, MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime


TRANSIENT = (Fault.SLOW_DOWN, Fault.NOT_SENT, Fault.UNSURE, Fault.LOST, Fault.LATE, Fault.STALLED)


@pytest.mark.parametrize("fault", TRANSIENT)
@pytest.mark.parametrize("number", range(6))
async def test_one_failure_anywhere_delays_the_end_and_does_not_lose_it(fault: Fault, number: int) -> None:
    """Whatever happens to whichever call, the whole answer stands in the end, once."""
    one = stage(limit=400)
    one.platform.faults[number] = fault

    await one.play(WORDS * 12)
    await one.live.show_late()

    assert "".join(one.texts) == WORDS * 12
    assert not any(frame.buttons for frame in one.platform.seen(HERE))
    assert one.platform.violations == 0


@settings(max_examples=60)
@example(
    faults=dict.fromkeys((0, 1, 2, 9, 10), Fault.SLOW_DOWN) | dict.fromkeys((3, 7, 11, 12, 13), Fault.UNSURE),
    length=19,
    notice="",
)
@given(
    st.dictionaries(st.integers(0, 25), st.sampled_from(TRANSIENT), max_size=15),
    st.integers(1, 20),
    st.sampled_from(["", "⏹ Stopped."]),
)
async def test_the_end_gets_past_any_row_of_failures(faults: dict[int, Fault], length: int, notice: str) -> None:
    """On a platform that drops double sends no word is ever lost or doubled, and the server never objects.

    A message that was made shorter ends without the blank that the next one does not begin with.
    """
    one = stage(limit=500)
    one.platform.faults.update(faults)
    whole = (WORDS * length).rstrip() + f"\n\n{notice}" if notice else WORDS * length

    await one.play(WORDS * length, notice=notice)
    await one.live.show_late()

    assert "".join("".join(one.texts).split()) == "".join(whole.split())
    assert not any(frame.buttons for frame in one.platform.seen(HERE))
    assert one.platform.violations == 0
    assert one.live.delivery is Delivery.SHOWN


@settings(max_examples=40)
@given(st.dictionaries(st.integers(0, 12), st.sampled_from(TRANSIENT), max_size=8))
async def test_without_a_key_against_double_sends_orphans_stay_small(faults: dict[int, Fault]) -> None:
    """On such a platform the answer stands whole too; what a lost opening left behind is at most two copies of it."""
    one = stage(deduplicates=False)
    one.platform.faults.update(faults)

    await one.play(WORDS * 4)
    await one.live.show_late()
    standing = [one.platform.standing[surface.id].frame.text for surface in one.live.surfaces]

    assert "".join(standing) == WORDS * 4
    assert one.texts.count(WORDS * 4) <= 3


async def test_the_whole_is_not_sent_again_and_again() -> None:
    """Where nobody knows whether the openings arrived: one whole copy, then the first words, until one is confirmed."""
    long = WORDS * 9
    one = stage(deduplicates=False, style=replace(LIVE, mode="off"))
    one.platform.faults.update(dict.fromkeys(range(4), Fault.LOST))

    await one.play(long)
    first = one.texts[1]

    assert one.texts == [long, *[first] * 3, long]
    assert long.startswith(first)
    assert len(first) > 40


@settings(max_examples=30)
@given(
    st.dictionaries(st.integers(0, 25), st.sampled_from(TRANSIENT), max_size=10),
    st.integers(1, 120),
    st.sampled_from(["", "⏹ Stopped."]),
)
async def test_real_markdown_gets_past_failures_too(faults: dict[int, Fault], length: int, notice: str) -> None:
    """With a real renderer, blocks of code that are cut and reopened: every word stands once and in order."""
    lines = [f"- **word{number}** and `more`" if number % 7 else f"```py\nword{number}" for number in range(length)]
    lines = [f"{line}\n```\n" if line.startswith("```") and number % 2 else line for number, line in enumerate(lines)]
    one = stage(limit=300, render=to_telegram, style=replace(LIVE, max_parts=50))
    one.platform.faults.update(faults)

    await one.play("\n".join(lines), notice=notice, per_second=200.0)
    await one.live.show_late()

    joined = "\n".join(one.texts)
    assert re.findall(r"word\d+", joined) == [f"word{number}" for number in range(length)]
    assert joined.endswith(notice)
    assert joined.count("⏹") == bool(notice)
    assert one.platform.violations == 0


async def test_a_lost_opening_is_completed() -> None:
    """The opening was applied with its first words, and sent again with more: an edit brings the rest."""
    one = stage()
    one.platform.faults[0] = Fault.LOST

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed("One, ")
        await one.clock.sleep(0.2)
        one.live.feed("two.")
        await one.clock.sleep(3.0)
        between = one.texts
        one.live.finish()

    assert between == ["One, two."]
    assert one.texts == ["One, two."]


async def test_a_lost_opening_of_a_full_part_is_completed_before_the_next() -> None:
    """The part was full by the time it was sent again: its words do not fall between the two messages."""
    one = stage(limit=100)
    one.platform.faults[0] = Fault.LOST

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed(WORDS[:20])
        await one.clock.sleep(ROUND_TRIP * 2)
        one.live.feed((WORDS * 3)[20:])
        await one.clock.sleep(10.0)
        one.live.finish()

    assert "".join(one.texts) == WORDS * 3


async def test_a_late_call_cannot_have_the_last_word() -> None:
    """A call that was cut may be applied over the last frame: that is shown once more, twenty seconds later."""
    one = stage(tempo=Tempo((), 0.2))
    one.platform.faults[2] = Fault.LATE

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        for piece in ("One, ", "two, ", "three."):
            one.live.feed(piece)
            await one.clock.sleep(0.6)
        one.live.finish()
    ended = one.clock.now()
    await one.clock.sleep(LATE_BY)
    undone = one.texts
    calls = len(one.calls)
    late = asyncio.create_task(one.live.show_late())
    await one.clock.sleep(19.0)
    before = len(one.calls)
    await late

    assert undone == ["One, two, "]
    assert before == calls
    assert one.texts == ["One, two, three."]
    assert one.clock.now() - ended < LATE_BY + 21


async def test_the_last_word_gets_past_a_429_too() -> None:
    """The call that shows it once more is refused for the moment, and repeated."""
    one = stage(tempo=Tempo((), 0.2))
    one.platform.faults[0] = Fault.LATE
    one.live.feed("One.")
    one.live.finish()

    await one.live.show()
    one.platform.faults[len(one.calls)] = Fault.SLOW_DOWN
    calls = len(one.calls)
    await one.live.show_late()

    assert len(one.calls) == calls + 2


async def test_without_a_late_call_nothing_is_shown_again() -> None:
    """The common case costs nothing."""
    one = stage()
    await one.play(WORDS)
    calls = len(one.calls)

    await one.live.show_late()

    assert len(one.calls) == calls


@pytest.mark.parametrize("number", [0, 1, 3])
async def test_a_deleted_answer_ends(number: int) -> None:
    """Nothing is sent in its place, and nothing is tried again."""
    one = stage()
    one.platform.faults[number] = Fault.GONE

    await one.play(WORDS * 20)

    assert one.live.delivery is Delivery.DELETED
    assert len(one.calls) == number + 1


async def test_a_429_is_obeyed_to_the_second() -> None:
    """The next call goes when the server said, with what there is by then."""
    one = stage(retry_after=7.0)
    one.platform.faults[1] = Fault.SLOW_DOWN

    await one.play(WORDS * 60)

    assert one.times()[2] - one.times()[1] == pytest.approx(7.0 + ROUND_TRIP, abs=0.05)
    assert len(one.calls[2].frame.text) - len(one.calls[1].frame.text) > 1000
    assert one.platform.violations == 0


async def test_cancelling_it_leaves_the_scheduler_in_order() -> None:
    """Cancelled at any moment, the next reply in the same place goes on as if nothing had been."""
    for moment in (0.0, 0.01, ROUND_TRIP / 2, ROUND_TRIP, 0.5, 1.0, 1.02):
        scheduler = Scheduler(VirtualClock())
        first, second = stage(scheduler=scheduler), stage(scheduler=scheduler)
        first.live.feed("One")
        task = asyncio.create_task(first.live.show())
        await first.clock.sleep(moment)
        first.live.feed(", two")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        async with asyncio.timeout(10):
            await second.play(WORDS)

        assert second.texts == [WORDS]
        assert task.cancelled()


# Interactions


async def test_an_interaction_fills_its_response_and_goes_on_in_follow_ups() -> None:
    """The deferred response is the first part; a lost answer to it doubles nothing."""
    target = ToInteraction(HERE, "app", "token", NOON + 900)
    one = stage(limit=300, target=target)
    one.platform.faults[0] = Fault.LOST

    await one.play(WORDS * 10)

    assert "".join(one.texts) == WORDS * 10
    assert all(isinstance(surface, InteractionMessage) for surface in one.live.surfaces)


async def test_an_interaction_that_outlives_its_token_is_cut_in_time() -> None:
    """A minute before the token ends the answer is settled, and says so."""
    clock = VirtualClock()
    target = ToInteraction(HERE, "app", "token", clock.wall() + 900)
    one = stage(target=target)

    async with asyncio.TaskGroup() as group:
        talking = group.create_task(one.say(WORDS * 1000, per_second=0.5))
        await one.live.show()
        talking.cancel()

    assert one.texts[-1].endswith(say("cut_by_expiry"))
    assert one.calls[-1].at < 900
    assert not one.platform.seen(HERE)[-1].buttons


async def test_an_interaction_is_handed_over_to_the_channel() -> None:
    """Two minutes before its token ends the answer goes on by the channel's own route, to its very end."""

    class Discordish(MemoryPlatform):
        def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
            return None if private else Message(surface.place, surface.id)

    clock = VirtualClock()
    platform = Discordish(clock, limit=100_000)
    scheduler = Scheduler(clock)

    async def note(surface: Surface, source: str, *_: object) -> None:
        return None

    def reply(*, private: bool) -> Stage:
        target = ToInteraction(HERE, "app", f"token{private}", clock.wall() + 900, private=private)
        return Stage(platform, LiveReply(Sender(platform, scheduler, clock), target, LIVE, note), clock)

    public, private = reply(private=False), reply(private=True)
    async with asyncio.TaskGroup() as group:
        for one in (public, private):
            group.create_task(one.play(WORDS * 100, per_second=1.5))

    assert len(WORDS * 100) / 4 / 1.5 > 900
    assert sorted(platform.texts(HERE), key=len)[-1] == WORDS * 100
    assert sorted(platform.texts(HERE), key=len)[0].endswith(say("cut_by_expiry"))
    assert all(
        not isinstance(call.where, ToInteraction | InteractionMessage) for call in platform.calls if call.at > 841
    )


async def test_an_interaction_is_handed_over_when_its_message_stands() -> None:
    """A further message opens at the very moment: it goes over a little later, and the answer is not cut."""

    class Discordish(MemoryPlatform):
        def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
            return Message(surface.place, surface.id)

    clock = VirtualClock()
    platform = Discordish(clock, limit=1000)
    target = ToInteraction(HERE, "app", "token", clock.wall() + 900)

    async def note(surface: Surface, source: str, *_: object) -> None:
        return None

    live = LiveReply(Sender(platform, Scheduler(clock), clock), target, LIVE, note)
    async with asyncio.TaskGroup() as group:
        group.create_task(live.show())
        live.feed("One. ")
        await clock.sleep(780.0 - 3 * ROUND_TRIP / 2)
        live.feed(WORDS * 20)
        await clock.sleep(200.0)
        live.feed("Two.")
        live.finish()

    assert "".join(platform.texts(HERE)) == f"One. {WORDS * 20}Two."
    assert not isinstance(platform.calls[-1].where, ToInteraction | InteractionMessage)


# Many at once


async def test_many_replies_share_a_bot() -> None:
    """Forty replies at once: all end whole, the server never objects."""
    clock = VirtualClock()
    scheduler = Scheduler(clock)
    platform = MemoryPlatform(clock)
    places = [Place("memory", str(number)) for number in range(40)]

    async def note(surface: Surface, source: str, *_: object) -> None:
        return None

    async def one(place: Place) -> None:
        live = LiveReply(Sender(platform, scheduler, clock), ToChat(place), LIVE, note)
        await Stage(platform, live, clock).play(WORDS * 10, size=20)

    async with asyncio.TaskGroup() as group:
        for place in places:
            group.create_task(one(place))

    assert [platform.texts(place) for place in places] == [[WORDS * 10]] * 40
    assert platform.violations == 0


async def test_two_replies_in_one_place_share_its_budget() -> None:
    """Both end whole, and the chat's limit holds."""
    scheduler = Scheduler(VirtualClock())
    clock = VirtualClock()
    platform = MemoryPlatform(clock)

    async def note(surface: Surface, source: str, *_: object) -> None:
        return None

    lives = [
        LiveReply(Sender(platform, scheduler, clock), ToChat(HERE, str(number)), LIVE, note) for number in range(2)
    ]
    async with asyncio.TaskGroup() as group:
        for live in lives:
            group.create_task(Stage(platform, live, clock).play(WORDS * 20))

    assert platform.texts(HERE) == [WORDS * 20] * 2
    assert platform.violations == 0
