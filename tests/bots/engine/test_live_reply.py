"""An answer that grows in place, on a platform that paces, loses and refuses. In virtual time."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.engine.live_reply import Delivery, LiveReply, Manner
from bots.engine.model import (
    Action,
    Button,
    Frame,
    Message,
    Person,
    Place,
    Response,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from bots.engine.pacing import Bucket, Tempo, Window
from bots.engine.phrases import say
from bots.engine.platform import SlowDown
from bots.engine.scheduler import Scheduler
from bots.text.to_telegram import to_telegram
from tests.fakes.memory import LATE_BY, NOON, ROUND_TRIP, Call, Fault, MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

HERE = Place("memory", "42")
ANN = Person("memory", "5")
STOP = Button(say("stop_button"), Action("stop", "1"))
WORDS = "The quick brown fox jumps over the lazy dog, and then it sleeps. "
LIVE = Manner(stop=STOP, model="demo/small")


@dataclass
class Stage:
    """One answer on one platform; `journal` is what was noted."""

    platform: MemoryPlatform
    live: LiveReply
    clock: VirtualClock
    journal: list[tuple[Surface, str]] = field(default_factory=list)

    async def say(self, source: str, *, per_second: float = 60.0, notice: str = "", size: int = 4) -> None:
        """The model's stream."""
        for start in range(0, len(source), size):
            await self.clock.sleep(1 / per_second)
            self.live.feed(source[start : start + size])
        self.live.finish(notice)

    async def play(self, source: str, **how: Any) -> None:  # Any: the arguments of `say`
        """Say it, and show it to its end."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.say(source, **how))
            await self.live.show()

    @property
    def calls(self) -> list[Call]:
        return self.platform.calls

    @property
    def texts(self) -> list[str]:
        return self.platform.texts(HERE)

    def times(self) -> list[float]:
        return [call.at for call in self.calls]


def stage(
    *, manner: Manner = LIVE, target: Target | None = None, scheduler: Scheduler | None = None, **how: Any
) -> Stage:  # Any: the arguments of MemoryPlatform
    clock = VirtualClock()
    platform = MemoryPlatform(clock, **how)
    journal: list[tuple[Surface, str]] = []

    async def note(surface: Surface, source: str) -> None:
        journal.append((surface, source))

    where = target or ToChat(HERE, reply_to="q1")
    live = LiveReply(platform, scheduler or Scheduler(clock), clock, where, manner, note)
    return Stage(platform, live, clock, journal)


# How it grows


async def test_a_reply_grows_in_place() -> None:
    """One message under the question; each frame goes on from the one before; the last is the whole."""
    one = stage()

    await one.play(WORDS * 20)

    assert one.texts == [WORDS * 20]
    assert one.platform.standing[one.live.surfaces[0].id].reply_to == "q1"
    assert len(one.calls) >= 4
    for earlier, later in zip(one.calls, one.calls[1:], strict=False):
        assert later.frame.text.startswith(earlier.frame.text)
    assert [call.last for call in one.calls] == [False] * (len(one.calls) - 1) + [True]
    assert one.live.delivery is Delivery.SHOWN


async def test_a_frame_is_never_older_than_its_call() -> None:
    """While a call waits for its budget the model goes on, and what goes out then is all that there is by then."""
    one = stage(chat_limits=(Window(1, 10.0, reserve=0),), tempo=Tempo((), 0.1))
    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed("a")
        for _ in range(100):
            await one.clock.sleep(0.2)
            one.live.feed("b")
        one.live.finish()

    assert one.times()[1] - one.times()[0] == pytest.approx(10.0, abs=0.01)
    assert len(one.calls[1].frame.text) == pytest.approx(51, abs=1)


async def test_edits_are_paced_and_the_end_waits_for_nothing() -> None:
    """The tempo's intervals lie between the frames; the last one follows the last word at once."""
    one = stage(tempo=Tempo((0.5, 0.8), 1.25))

    await one.play(WORDS * 10)
    gaps = [later - earlier for earlier, later in zip(one.times(), one.times()[1:], strict=False)]

    assert gaps[:2] == [pytest.approx(0.5, abs=0.03), pytest.approx(0.8, abs=0.03)]
    assert all(gap == pytest.approx(1.25, abs=0.03) for gap in gaps[2:-1])
    assert one.times()[-1] == pytest.approx(len(WORDS * 10) / 4 / 60 + one.times()[0] - 1 / 60, abs=0.1)


async def test_one_call_at_a_time() -> None:
    """Whatever the tempo, a reply never has two calls on their way."""
    one = stage(tempo=Tempo((), 0.0), chat_limits=(), bot_limits=(Bucket(1e6, 1e6),))

    await one.play(WORDS * 10)

    assert one.platform.most_in_flight == 1
    assert len(one.calls) > 30


async def test_no_edit_changes_nothing() -> None:
    """A model that pauses, and words that are held back, cost no call."""
    one = stage(render=to_telegram, tempo=Tempo((), 0.2), manner=Manner())

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        for piece in ("Hello there", "\n", "\n", "*", "*", "\n", "#", " ", "", "And more"):
            one.live.feed(piece)
            await one.clock.sleep(1.0)
        one.live.finish()

    assert one.platform.no_ops == 0


async def test_the_first_words_gather_where_a_phone_shows_them() -> None:
    """With `gather` the first frame waits for 24 characters, a whole line or that time, whatever comes first."""
    slow, quick, line = (stage(tempo=Tempo((), 1.0, gather=0.4)) for _ in range(3))

    async def speak(one: Stage, first: str, second: str) -> float:
        async with asyncio.TaskGroup() as group:
            group.create_task(one.live.show())
            await one.clock.sleep(1.0)
            began = one.clock.now()
            one.live.feed(first)
            await one.clock.sleep(0.1)
            one.live.feed(second)
            await one.clock.sleep(1.0)
            one.live.finish()
        return one.calls[0].at - began

    waits = [
        await speak(slow, "It", " is"),
        await speak(quick, "It is", " a quarter to twelve or so"),
        await speak(line, "Yes.", "\nA"),
    ]

    assert waits == [pytest.approx(0.4, abs=0.01), pytest.approx(0.1, abs=0.01), pytest.approx(0.1, abs=0.01)]


async def test_without_gather_the_first_word_goes_at_once() -> None:
    """In a shared place nothing is waited for."""
    one = stage()

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        await one.clock.sleep(1.0)
        began = one.clock.now()
        one.live.feed("I")
        await one.clock.sleep(0.2)
        one.live.finish()

    assert one.calls[0].at - began < 0.01
    assert one.calls[0].frame.text == "I"


# Waiting for the first word


async def test_a_slow_model_shows_that_it_is_being_waited_for() -> None:
    """Typing until the first word or eight seconds; then one line with a Stop button, which becomes the answer."""
    one = stage()

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        await one.clock.sleep(20.0)
        waiting = one.platform.seen(HERE)
        one.live.feed("Done.")
        one.live.finish()

    assert one.platform.typings == [pytest.approx(0.0, abs=0.01), pytest.approx(5.0, abs=0.01)]
    assert one.calls[0].at == pytest.approx(8.0, abs=0.01)
    assert waiting == [Frame(say("waiting", model="demo/small"), buttons=((STOP,),))]
    assert one.platform.seen(HERE) == [Frame("Done.")]


@pytest.mark.parametrize("budgets", [(), ("memory:chat:42",), ("somebody:else",)])
async def test_typing_that_is_refused_holds_nothing_up(budgets: tuple[str, ...]) -> None:
    """A 429 for the sign that something is coming says nothing about the bot's other calls."""

    class Strict(MemoryPlatform):
        async def typing(self, target: Target) -> float:
            self.typings.append(self._clock.now())
            raise SlowDown(4.0, budgets)

    clock = VirtualClock()
    platform = Strict(clock)
    scheduler = Scheduler(clock)
    other = Place("memory", "other")

    async def note(surface: Surface, source: str) -> None:
        return None

    quiet, spoken = (
        Stage(platform, LiveReply(platform, scheduler, clock, ToChat(place), LIVE, note), clock)
        for place in (HERE, other)
    )
    async with asyncio.TaskGroup() as group:
        group.create_task(quiet.live.show())
        await clock.sleep(1.0)
        group.create_task(spoken.live.show())
        spoken.live.feed("Hi")
        spoken.live.finish()
        await clock.sleep(1.0)
        seen = platform.texts(other)
        quiet.live.finish("⏹ Stopped.")

    assert seen == ["Hi"]
    assert 1 <= len(platform.typings) <= 3


async def test_a_model_that_thinks_is_said_to_think() -> None:
    """Its reasoning is a sign of life, and no part of the answer."""
    one = stage()
    one.live.thinks()

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        await one.clock.sleep(9.0)
        thinking = one.texts
        one.live.feed("42")
        one.live.finish()

    assert thinking == [say("thinking", model="demo/small")]
    assert one.texts == ["42"]


async def test_white_space_is_no_first_word() -> None:
    """A model that begins with an empty line and then thinks for long gets its waiting line all the same."""
    one = stage()
    one.live.feed("\n\n")

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        await one.clock.sleep(9.0)
        waiting = one.texts
        one.live.feed("42")
        one.live.finish()

    assert waiting == [say("waiting", model="demo/small")]


async def test_words_that_show_nothing_end_the_waiting_line() -> None:
    """A source of which a platform shows nothing leaves a sentence, and no button."""
    one = stage(render=lambda source, **_: to_telegram("", last=True))

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        await one.clock.sleep(9.0)
        one.live.feed("\u2060")
        one.live.finish()

    assert one.platform.seen(HERE) == [Frame(say("no_words"))]


# Parts


async def test_a_full_part_is_sealed_and_the_next_goes_on() -> None:
    """Parts hold the text once and in order; a sealed one has no button and is never touched again."""
    one = stage(limit=300, tempo=Tempo((), 0.3))

    await one.play(WORDS * 20)
    order = [one.live.surfaces.index(call.where) for call in one.calls if not isinstance(call.where, ToChat)]

    assert "".join(one.texts) == WORDS * 20
    assert len(one.texts) == 5
    assert order == sorted(order)
    assert not any(frame.buttons for frame in one.platform.seen(HERE))
    assert [frame.silent for frame in one.platform.seen(HERE)] == [False, True, True, True, True]
    assert one.platform.violations == 0


async def test_only_the_first_part_answers_the_question() -> None:
    """Further parts stand by themselves; each has a nonce of its own."""
    one = stage(limit=300)

    await one.play(WORDS * 10)
    sends = [call.where for call in one.calls if isinstance(call.where, ToChat)]

    assert [send.reply_to for send in sends] == ["q1", "", ""]
    assert len({send.nonce for send in sends}) == 3


async def test_an_answer_that_is_too_long_comes_as_a_file() -> None:
    """Beyond the allowed parts the message stands still, its button says so, and a file holds all of it."""
    one = stage(limit=300, manner=replace(LIVE, max_parts=2))

    await one.play(WORDS * 40, notice="⏹ Stopped.")
    first, second, file = one.platform.seen(HERE)

    assert first.text + second.text == (WORDS * 40)[:600]
    assert file.file is not None
    assert file.file.content.decode() == f"{WORDS * 40}\n\n⏹ Stopped."
    assert any(
        button.label == say("stop_button_hidden") for call in one.calls for row in call.frame.buttons for button in row
    )
    assert not any(frame.buttons for frame in (first, second, file))
    assert len(one.calls) < 15


async def test_a_sentence_that_arrives_during_a_call_stays_whole() -> None:
    """The end comes while the call that seals a part is on its way, behind white space and an open fence."""
    one = stage(limit=40)
    source = "```py\n" + "x = 1\n" * 10 + "\n   \n"

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed(source)
        await one.clock.sleep(ROUND_TRIP / 2)
        one.live.finish("⏹ Stopped.")

    joined = "".join(one.texts)
    assert joined.endswith("\n\n⏹ Stopped.")
    assert joined.count("⏹") == 1
    assert joined.count("x = 1") == 10


# Modes


async def test_calm_edits_every_five_seconds() -> None:
    """For screen readers and for channels that log edits."""
    one = stage(manner=replace(LIVE, mode="calm"))

    await one.play(WORDS * 60)
    gaps = [later - earlier for earlier, later in zip(one.times(), one.times()[1:], strict=False)]

    assert all(gap == pytest.approx(5.0, abs=0.05) for gap in gaps[:-1])
    assert len(gaps) == 4


async def test_off_sends_one_message_at_the_end() -> None:
    """No frame, no waiting line, no button; typing all the while."""
    one = stage(manner=replace(LIVE, mode="off"))

    await one.play(WORDS * 60)

    assert [call.frame for call in one.calls] == [Frame(WORDS * 60)]
    assert len(one.platform.typings) == 4


# The end


async def test_the_stop_button_lives_as_long_as_the_answer_grows() -> None:
    """Every frame but the last has it."""
    one = stage()

    await one.play(WORDS * 20)

    assert all(call.frame.buttons == ((STOP,),) for call in one.calls[:-1])
    assert one.calls[-1].frame.buttons == ()


async def test_an_end_before_the_first_frame_is_one_send() -> None:
    """A quick answer is a single call."""
    one = stage()
    one.live.feed("Four.")
    one.live.finish()

    await one.live.show()

    assert [call.frame for call in one.calls] == [Frame("Four.")]


async def test_an_end_that_waits_for_its_grant_goes_at_once() -> None:
    """A step was waiting for its budget; as the last frame it may take the call that was kept for it."""
    one = stage(chat_limits=(Window(2, 60.0),), tempo=Tempo((), 0.2))

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed("One, ")
        await one.clock.sleep(5.0)
        one.live.feed("two.")
        await one.clock.sleep(5.0)
        one.live.finish()

    assert one.times() == [pytest.approx(0.0, abs=0.01), pytest.approx(10.0, abs=0.01)]
    assert one.texts == ["One, two."]


async def test_an_answer_without_a_word_is_its_notice() -> None:
    """What the bot itself says stands alone then."""
    one = stage()
    one.live.finish("⚠️ The model took too long.")

    await one.live.show()

    assert one.texts == ["⚠️ The model took too long."]


async def test_a_notice_stands_below_the_text() -> None:
    """An open block of code is closed before it."""
    one = stage()
    one.live.feed("Look:\n```py\nx = 1")
    one.live.finish("⏹ Stopped.")
    one.live.feed("too late")

    await one.live.show()

    assert one.texts == ["Look:\n```py\nx = 1\n```\n\n⏹ Stopped."]
    assert one.live.text == "Look:\n```py\nx = 1"


async def test_each_confirmed_frame_is_noted() -> None:
    """A crash can be settled: the journal knows where the part stands and what it holds."""
    one = stage(limit=300)

    await one.play(WORDS * 10)

    assert [surface for surface, _ in one.journal] == sorted(
        (surface for surface, _ in one.journal), key=one.live.surfaces.index
    )
    assert set(one.live.surfaces) == {surface for surface, _ in one.journal}
    assert one.journal[-1][1] == (WORDS * 10)[600:]


# What goes wrong


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


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.integers(0, 25), st.sampled_from(TRANSIENT), max_size=15),
    st.integers(1, 20),
    st.sampled_from(["", "⏹ Stopped."]),
)
async def test_the_end_gets_past_any_row_of_failures(faults: dict[int, Fault], length: int, notice: str) -> None:
    """On a platform that drops double sends nothing is ever lost or doubled, and the server never objects."""
    one = stage(limit=500)
    one.platform.faults.update(faults)
    whole = (WORDS * length).rstrip() + f"\n\n{notice}" if notice else WORDS * length

    await one.play(WORDS * length, notice=notice)
    await one.live.show_late()

    assert "".join(one.texts) == whole
    assert not any(frame.buttons for frame in one.platform.seen(HERE))
    assert one.platform.violations == 0
    assert one.live.delivery is Delivery.SHOWN


@settings(max_examples=40, deadline=None)
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
    one.platform.faults[1] = Fault.LATE

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        for piece in ("One, ", "two, ", "three."):
            one.live.feed(piece)
            await one.clock.sleep(0.5)
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


@pytest.mark.parametrize(("fault", "delivery"), [(Fault.GONE, Delivery.DELETED), (Fault.REFUSED, Delivery.REFUSED)])
@pytest.mark.parametrize("number", [0, 1, 3])
async def test_deleted_and_refused_end_it(fault: Fault, delivery: Delivery, number: int) -> None:
    """Nothing is sent in its place, and nothing is tried again."""
    one = stage()
    one.platform.faults[number] = fault

    await one.play(WORDS * 20)

    assert one.live.delivery is delivery
    assert len(one.calls) == number + 1


async def test_a_429_is_obeyed_to_the_second() -> None:
    """The next call goes when the server said, with what there is by then."""
    one = stage(retry_after=7.0)
    one.platform.faults[1] = Fault.SLOW_DOWN

    await one.play(WORDS * 60)

    assert one.times()[2] - one.times()[1] == pytest.approx(7.0 + ROUND_TRIP, abs=0.05)
    assert len(one.calls[2].frame.text) - len(one.calls[1].frame.text) > 1000
    assert one.platform.violations == 0


async def test_a_refused_file_is_no_success() -> None:
    """The rest of the answer is not there: whoever looks at the delivery knows."""
    one = stage(limit=100, manner=replace(LIVE, mode="off", max_parts=1))
    one.platform.faults[1] = Fault.REFUSED

    await one.play(WORDS * 4)

    assert one.live.delivery is Delivery.REFUSED


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
    assert all(isinstance(surface, Response) for surface in one.live.surfaces)


async def test_an_interaction_that_outlives_its_token_is_cut_in_time() -> None:
    """A minute before the token ends the answer is settled, and says so."""
    clock = VirtualClock()
    target = ToInteraction(HERE, "app", "token", clock.wall() + 900)
    one = stage(target=target)

    async with asyncio.TaskGroup() as group:
        talking = group.create_task(one.say(WORDS * 1000, per_second=0.5))
        await one.live.show()
        talking.cancel()

    assert one.texts[-1].endswith(say("cut_by_discord"))
    assert one.calls[-1].at < 900
    assert not one.platform.seen(HERE)[-1].buttons


async def test_an_interaction_is_handed_over_to_the_channel() -> None:
    """Two minutes before its token ends the answer goes on by the channel's own route, to its very end."""

    class Discordish(MemoryPlatform):
        def handed_over(self, surface: Response, *, private: bool) -> Message | None:
            return None if private else Message(surface.place, surface.id)

    clock = VirtualClock()
    platform = Discordish(clock, limit=100_000)
    scheduler = Scheduler(clock)

    async def note(surface: Surface, source: str) -> None:
        return None

    def reply(*, private: bool) -> Stage:
        target = ToInteraction(HERE, "app", f"token{private}", clock.wall() + 900, private=private)
        return Stage(platform, LiveReply(platform, scheduler, clock, target, LIVE, note), clock)

    public, private = reply(private=False), reply(private=True)
    async with asyncio.TaskGroup() as group:
        for one in (public, private):
            group.create_task(one.play(WORDS * 100, per_second=1.5))

    assert len(WORDS * 100) / 4 / 1.5 > 900
    assert sorted(platform.texts(HERE), key=len)[-1] == WORDS * 100
    assert sorted(platform.texts(HERE), key=len)[0].endswith(say("cut_by_discord"))
    assert all(not isinstance(call.where, ToInteraction | Response) for call in platform.calls if call.at > 841)


# Many at once


async def test_many_replies_share_a_bot() -> None:
    """Forty replies at once: all end whole, the server never objects."""
    clock = VirtualClock()
    scheduler = Scheduler(clock)
    platform = MemoryPlatform(clock)
    places = [Place("memory", str(number)) for number in range(40)]

    async def note(surface: Surface, source: str) -> None:
        return None

    async def one(place: Place) -> None:
        live = LiveReply(platform, scheduler, clock, ToChat(place), LIVE, note)
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

    async def note(surface: Surface, source: str) -> None:
        return None

    lives = [LiveReply(platform, scheduler, clock, ToChat(HERE, str(number)), LIVE, note) for number in range(2)]
    async with asyncio.TaskGroup() as group:
        for live in lives:
            group.create_task(Stage(platform, live, clock).play(WORDS * 20))

    assert platform.texts(HERE) == [WORDS * 20] * 2
    assert platform.violations == 0
