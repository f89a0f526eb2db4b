"""An answer that grows in place: how it begins, grows, goes on in parts and ends. In virtual time."""

import asyncio

import pytest

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.style import Delivery, ReplyStyle
from bots.engine.seam.errors import SlowDown
from bots.engine.seam.places import Place, Surface, Target, ToChat
from bots.engine.seam.rates import Bucket, Tempo, Window
from bots.engine.seam.shown import Frame
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram
from provider.pace import LONGEST
from provider.values import replace
from tests.bots.engine.stage import HERE, LIVE, STOP, WORDS, Stage, stage
from tests.fakes.memory import ROUND_TRIP, MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime


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


async def test_words_wait_to_be_read_while_no_frame_may_show_them() -> None:
    """Until the next one may follow, and while it waits for its turn; else as short as ever."""
    one = stage(tempo=Tempo((), 0.8), chat_limits=(Window(2, 10.0, reserve=0),), style=ReplyStyle())
    now, pace, waits = asyncio.get_running_loop().time, one.live.pace, list[float]()
    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        waits.append(pace.until(now()) - now())
        one.live.feed("a")
        await one.clock.sleep(0.1)
        waits.append(pace.until(one.times()[0]) - one.times()[0])
        await one.clock.sleep(1.0)
        waits.append(pace.until(now()) - now())
        one.live.feed("b")
        await one.clock.sleep(1.0)
        one.live.feed("c")
        await one.clock.sleep(0.1)
        waits.append(pace.until(now()) - now())
        one.live.finish()

    assert waits == [0.0, pytest.approx(0.8, abs=0.01), pytest.approx(0.2), LONGEST]


async def test_one_call_at_a_time() -> None:
    """Whatever the tempo, a reply never has two calls on their way."""
    one = stage(tempo=Tempo((), 0.0), chat_limits=(), bot_limits=(Bucket(1e6, 1e6),))

    await one.play(WORDS * 10)

    assert one.platform.most_in_flight == 1
    assert len(one.calls) > 30


async def test_no_edit_changes_nothing() -> None:
    """A model that pauses, and words that are held back, cost no call."""
    one = stage(render=to_telegram, tempo=Tempo((), 0.2), style=ReplyStyle())

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
    assert waiting == [Frame(say("waiting", model="demo/small"), buttons=((STOP,),), wordless=True)]
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

    async def note(surface: Surface, source: str, *_: object) -> None:
        return None

    quiet, spoken = (
        Stage(platform, LiveReply(Sender(platform, scheduler, clock), ToChat(place), LIVE, note), clock)
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
    one.live.feed_reasoning()

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        await one.clock.sleep(9.0)
        thinking = one.texts
        one.live.feed("42")
        one.live.finish()

    assert thinking == [say("thinking", model="demo/small")]
    assert one.texts == ["42"]


async def test_who_waits_in_the_line_of_a_provider_sees_that() -> None:
    """Until the question is sent; then it is the model that is waited for."""
    one = stage()
    one.live.in_line(waits=True)

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        await one.clock.sleep(9.0)
        waiting = one.texts
        one.live.in_line(waits=False)
        await one.clock.sleep(9.0)
        asked = one.texts
        one.live.feed("42")
        one.live.finish()

    assert waiting == [say("many_ask", model="demo/small")]
    assert asked == [say("waiting", model="demo/small")]
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

    assert one.platform.seen(HERE) == [Frame(say("no_words"), wordless=True)]


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
    one = stage(limit=300, style=replace(LIVE, max_parts=2))

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
    assert joined.endswith("⏹ Stopped.")
    assert joined.count("⏹") == 1
    assert joined.count("x = 1") == 10


async def test_a_next_part_that_is_held_back_holds_nothing_up() -> None:
    """What was said last may yet become something else: the next message waits for it, and the loop runs on."""
    one = stage(limit=100, render=to_telegram)

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed("word " * 19 + "and\n\n**")
        await one.clock.sleep(5.0)
        early = one.texts
        one.live.feed("more**")
        one.live.finish()

    assert len(early) == 1
    assert one.texts == ["word " * 19 + "and", "more"]


# Modes


async def test_calm_edits_every_five_seconds() -> None:
    """For screen readers and for channels that log edits."""
    one = stage(style=replace(LIVE, mode="calm"))

    await one.play(WORDS * 60)
    gaps = [later - earlier for earlier, later in zip(one.times(), one.times()[1:], strict=False)]

    assert len(gaps) > 2
    assert all(gap == pytest.approx(5.0, abs=0.05) for gap in gaps[:-1])
    assert len(gaps) == 4


async def test_off_sends_one_message_at_the_end() -> None:
    """No frame, no waiting line, no button; typing all the while."""
    one = stage(style=replace(LIVE, mode="off"))

    await one.play(WORDS * 60)

    assert [call.frame for call in one.calls] == [Frame(WORDS * 60)]
    assert len(one.platform.typings) == 4


# The end


async def test_the_stop_button_lives_as_long_as_the_answer_grows() -> None:
    """Every frame but the last has it, and but the opening: one whose answer is lost must not look alive for ever."""
    one = stage()

    await one.play(WORDS * 20)

    assert one.calls[0].frame.buttons == ()
    assert len(one.calls) > 2
    assert all(call.frame.buttons == ((STOP,),) for call in one.calls[1:-1])
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
    one = stage(render=to_discord)
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
