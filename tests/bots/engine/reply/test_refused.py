"""What a platform refuses: it is tried as less, then said, and nothing is left that looks alive. In virtual time."""

import asyncio
import logging

import pytest

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import AnswerButtons
from bots.engine.reply.style import Delivery
from bots.engine.seam.places import InteractionMessage, Message, Surface, Target, ToChat, ToInteraction
from bots.engine.seam.references import place_ref
from bots.engine.seam.shown import Action, Button, Frame
from bots.text.piece import Entity, Piece
from provider.values import replace
from tests.bots.engine.house import GROUP, OWNER, growing, house, unnamed
from tests.bots.engine.stage import HERE, LIVE, WORDS, Stage, stage
from tests.fakes.memory import NOON, Fault, MemoryPlatform, VirtualClock, plain

pytestmark = pytest.mark.looptime

AGAIN = Button(say("retry_button"), Action("again", "1"))
KEPT = AnswerButtons(1, 1)


def bold(source: str, *, last: bool, limit: int) -> Piece:
    """Each text has an entity."""
    piece = plain(source, last=last, limit=limit)
    return replace(piece, entities=(Entity("bold", 0, 1),) if piece.text else ())


def cutting(one: Stage) -> None:
    """Whatever follows a moderator's word is refused as an edit; the notice is not."""
    one.platform.refuses = lambda where, frame: "blocked" if isinstance(where, Message) and "XXX" in frame.text else ""


async def test_an_opening_that_may_not_answer_its_question_stands_alone() -> None:
    """A channel whose history the bot may not read refuses the reference; the whole answer stands without it."""
    one = stage()
    one.platform.refuses = lambda where, frame: "160002" if isinstance(where, ToChat) and where.reply_to else ""

    await one.play(WORDS * 3)

    assert one.texts == [WORDS * 3]
    assert one.live.delivery is Delivery.SHOWN
    assert one.live.refusal == "160002"


@pytest.mark.parametrize("words", [1, 30])
async def test_what_is_refused_for_its_formatting_goes_out_as_words(words: int) -> None:
    """From the frame that was refused to the end of that message; the next is formatted again."""
    one = stage(render=bold, limit=400, style=replace(LIVE, max_parts=50, buttons=KEPT))
    first = "A link of no use. "
    one.platform.refuses = lambda where, frame: "entity" if frame.entities and first in frame.text else ""

    await one.play(first + WORDS * words)
    shown = one.platform.seen(HERE)

    assert "".join(one.texts) == first + WORDS * words
    assert not shown[0].entities
    assert (len(shown) > 1) == (words > 1)
    assert all(frame.entities for frame in shown[1:])
    assert len(one.calls) < 20 + 3 * len(shown)


async def test_a_refusal_in_the_middle_ends_the_message_with_a_sentence() -> None:
    """What could be read stays; the Stop button goes; two further calls are made, not more."""
    one = stage()
    cutting(one)

    await one.play(WORDS * 4 + "XXX" + WORDS * 10)
    (text,) = one.texts

    assert text.startswith(WORDS)
    assert "XXX" not in text
    assert text.endswith(say("refused_rest"))
    assert not growing(one.platform.seen(HERE))
    assert one.live.delivery is Delivery.REFUSED
    assert sum("XXX" in call.frame.text for call in one.calls) == 2


async def test_a_message_that_is_full_is_followed_by_the_sentence() -> None:
    """Where it does not fit below the text it is a message of its own."""
    one = stage(limit=300)
    cutting(one)

    await one.play(WORDS * 4 + "x" * 20 + "XXX" + WORDS * 10)

    assert one.texts[-1] == say("refused_rest")
    assert not growing(one.platform.seen(HERE))


async def test_an_archived_thread_is_opened_by_the_sentence() -> None:
    """No edit is taken there until a new message stands; then the button goes."""
    one = stage()
    opened: list[Frame] = []

    def archived(where: Target | Surface, frame: Frame) -> str:
        if isinstance(where, ToChat) and one.calls[1:]:
            opened.append(frame)
        return "50083" if isinstance(where, Message) and len(one.calls) > 4 and not opened else ""

    one.platform.refuses = archived

    await one.play(WORDS * 40)
    first, second = one.platform.seen(HERE)

    assert WORDS.startswith(first.text[:20])
    assert second.text == say("refused_rest")
    assert not growing([first, second])


async def test_where_nothing_is_taken_the_calls_are_counted() -> None:
    """The opening, without its question, and the sentence; no call after that."""
    one = stage()
    one.platform.refuses = lambda where, frame: "50013"

    await one.play(WORDS)

    assert one.texts == []
    assert len(one.calls) == 3
    assert one.calls[-1].frame.text == say("refused_whole")


async def test_a_last_frame_that_is_refused_leaves_no_button() -> None:
    """The text was all there; only the last frame would not go."""
    one = stage(style=replace(LIVE, buttons=KEPT))
    one.platform.refuses = lambda where, frame: "odd" if AGAIN in [b for row in frame.buttons for b in row] else ""

    await one.play(WORDS * 3)

    assert one.texts == [WORDS * 3]
    assert not one.platform.seen(HERE)[0].buttons


async def test_a_file_that_is_refused_becomes_messages() -> None:
    """Where files are forbidden the rest of a long answer is not lost."""
    one = stage(limit=400, style=replace(LIVE, max_parts=2))
    one.platform.refuses = lambda where, frame: "no files" if frame.file is not None else ""

    await one.play(WORDS * 40)

    assert "".join(one.texts) == WORDS * 40
    assert len(one.texts) == 7
    assert not growing(one.platform.seen(HERE))


async def test_an_interaction_that_refuses_is_told_once_more() -> None:
    """The sentence goes out as a further message of the interaction."""
    target = ToInteraction(HERE, "app", "token", NOON + 900)
    one = stage(target=target)
    one.platform.refuses = lambda where, frame: "200000" if frame.text.startswith("The") else ""

    await one.play(WORDS * 3)

    assert one.texts == [say("refused_whole")]


async def test_the_bots_own_words_are_tried_as_less() -> None:
    """Under no message, then without formatting and buttons; the log has the platform's reason each time."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    platform.refuses = lambda where, frame: "entity URL is invalid" if frame.entities else ""
    frame = Frame("Hello", (Entity("text_link", 0, 5, "https://x:PORT"),), ((AGAIN,),))

    stands = await Sender(platform, Scheduler(clock), clock).deliver(ToChat(HERE, reply_to="q"), frame)

    assert stands is not None
    assert platform.seen(HERE) == [Frame("Hello")]
    assert len(platform.calls) == 3


async def test_the_owner_and_the_log_hear_the_platforms_reason(caplog: pytest.LogCaptureFixture) -> None:
    """Who asked reads a sentence where one can be shown; the owner is told where and why, once."""
    async with house() as one:
        one.platform.refuses = lambda where, frame: "AutoMod 200000" if "Hello there" in frame.text else ""
        with caplog.at_level(logging.WARNING):
            await one.ask("Hi", one.shared())
            await one.wait()
        alerts = one.texts(one.private(OWNER).place)
        (text,) = one.texts(GROUP)

    assert text == f"Hello\n\n{say('refused_rest')}"
    assert alerts == [say("alert_refused", place=unnamed(place_ref(GROUP)), cause="AutoMod 200000")]
    assert "AutoMod 200000" in caplog.text


async def test_what_was_refused_is_not_undone_by_a_late_call() -> None:
    """A call was cut by its deadline before: what is shown once more is the sentence, not the frame with its button."""
    one = stage()
    cutting(one)
    one.platform.faults[1] = Fault.STALLED

    await one.play(WORDS * 8 + "XXX" + WORDS * 10)
    await one.live.show_late()
    (text,) = one.texts

    assert text.endswith(say("refused_rest"))
    assert not growing(one.platform.seen(HERE))


async def test_a_button_stands_under_a_message_that_is_full_at_once() -> None:
    """The opening has none; the next call brings it, whatever else is to be seen there."""
    one = stage(limit=100, style=replace(LIVE, max_parts=1))

    async with asyncio.TaskGroup() as group:
        group.create_task(one.live.show())
        one.live.feed(WORDS * 5)
        await one.clock.sleep(5.0)
        seen = growing(one.platform.seen(HERE))
        one.live.finish()

    assert seen
    assert not growing(one.platform.seen(HERE))


async def test_a_response_is_no_place_for_what_it_refused() -> None:
    """An edit of an interaction's own message that is refused leaves no button either."""
    target = ToInteraction(HERE, "app", "token", NOON + 900)
    one = stage(target=target)
    one.platform.refuses = lambda where, frame: (
        "AutoMod" if isinstance(where, InteractionMessage) and "XXX" in frame.text else ""
    )

    await one.play(WORDS * 2 + "XXX" + WORDS)

    assert not growing(one.platform.seen(HERE))
    assert one.texts[-1].endswith(say("refused_rest"))
