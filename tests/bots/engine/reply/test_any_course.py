"""Any course that an answer may take, on a platform that fails in any way: in the end it is whole, or says so."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import AnswerButtons, Phase
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.part import Standing
from bots.engine.reply.slot import Before
from bots.engine.reply.style import Delivery, ReplyStyle
from bots.engine.seam.places import InteractionMessage, Message, Surface, Target, ToChat, ToInteraction
from bots.engine.seam.shown import Frame
from bots.text.piece import Piece
from provider.contract import Answering, Event, Picture, Reasoning, Retract, Text
from provider.values import replace
from tests.bots.engine.house import growing
from tests.bots.engine.stage import HERE, LIVE, WORDS
from tests.fakes.memory import LATE_BY, Fault, MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

LIFE = 130.0
"""Seconds that an interaction's token lasts: it is handed over after ten, or cut after seventy."""

FAILED = "⚠️ The model failed."
STOPPED = "⏹ Stopped."
OLD = Frame("The older answer.", buttons=AnswerButtons(1, 1).under(Phase.OVER))
IN_LINE = Frame(say("in_line", count="1"), silent=True)
SENTENCES = {say("refused_rest"), say("refused_whole"), say("no_words"), say("whole_answer")}


class Fails(Exception):
    """The model does."""


@dataclass(frozen=True)
class Course:
    """One answer: what comes from the model and from people, in order, and what happens to the calls."""

    steps: tuple[Event | Answering | float | str, ...]
    faults: dict[int, Fault]
    style: ReplyStyle
    stands: Frame | None
    limit: int
    deduplicates: bool
    refused: str
    interaction: bool
    folds: bool
    goes_on: bool


class Gifted(MemoryPlatform):
    """Can fold thoughts away, and hand an interaction over to its channel."""

    def folded(self, reasoning: str, source: str, *, last: bool, remark: str = "") -> Piece:
        return self.render(source, last=last, remark=remark)

    def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
        return Message(surface.place, surface.id)


def squeezed(*texts: str) -> str:
    """Without the white space, which goes where a message is cut."""
    return "".join("".join(texts).split())


def refuses(course: Course) -> Callable[[Target | Surface, Frame], str]:
    """What the platform never takes."""
    match course.refused:
        case "files":
            return lambda where, frame: "no files" if frame.file else ""
        case "buttons":
            return lambda where, frame: "no buttons" if frame.buttons else ""
        case "replies":
            return lambda where, frame: "no reading" if isinstance(where, ToChat) and where.reply_to else ""
        case _:
            return lambda where, frame: ""


@dataclass
class Ended:
    live: LiveReply
    platform: MemoryPlatform
    noted: list[tuple[Surface, str]]


WAITS = st.sampled_from((0.0, 0.01, 0.05, 0.06, 0.3, 1.0, 1.04, 3.0, 9.0))
EVENTS: st.SearchStrategy[Event | Answering] = st.one_of(
    st.integers(1, 14).map(lambda count: Text(WORDS[: count * 4])),
    st.integers(1, 9).map(lambda count: Text(WORDS * count)),
    st.just(Reasoning("I think of it at length. ")),
    st.just(Retract()),
    st.just(Picture()),
    st.just(Answering("other", "small", "demo/small")),
)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    begins, ends = draw(WAITS), draw(st.sampled_from(("end", "fail", "stop", "withdraw")))
    steps = draw(st.lists(st.tuples(EVENTS, WAITS), min_size=1, max_size=10))
    faults = draw(st.lists(st.sampled_from((None, None, None, *Fault)), max_size=14))
    style = replace(
        LIVE,
        mode=draw(st.sampled_from(("live", "live", "live", "off", "calm"))),
        max_parts=draw(st.sampled_from((1, 2, 6))),
        reasoning=draw(st.sampled_from(("off", "live", "keep"))),
        buttons=draw(st.sampled_from((LIVE.buttons, AnswerButtons(1, 1)))),
    )
    return Course(
        (begins, *chain.from_iterable(steps), ends),
        {number: fault for number, fault in enumerate(faults) if fault},
        style,
        draw(st.sampled_from((None, None, IN_LINE, OLD))),
        draw(st.sampled_from((150, 400, 4000))),
        draw(st.booleans()),
        draw(st.sampled_from(("", "", "files", "buttons", "replies"))),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


async def said(
    steps: Sequence[Event | Answering | float | str], clock: VirtualClock, live: LiveReply
) -> AsyncIterator[Event | Answering]:
    for step in steps:
        match step:
            case float():
                await clock.sleep(step)
            case "fail":
                raise Fails
            case "stop":
                live.finish(STOPPED)
            case "withdraw":
                live.withdraw()
            case str():
                return
            case _:
                yield step


async def run(course: Course) -> Ended:
    clock = VirtualClock()
    platform = (Gifted if course.folds else MemoryPlatform)(clock, limit=course.limit, deduplicates=course.deduplicates)
    platform.faults.update(course.faults)
    platform.refuses = refuses(course)
    noted: list[tuple[Surface, str]] = []
    sender = Sender(platform, Scheduler(clock), clock)
    standing, said_before = None, ""
    if course.stands is not None:
        surface = Message(HERE, "m0")
        platform.place(surface, course.stands)
        standing = Standing(surface, older=course.stands is OLD, frame=course.stands)
        if course.stands is OLD and course.goes_on:
            standing, said_before = replace(standing, source=OLD.text), OLD.text

    async def note(surface: Surface, source: str, *_: object) -> None:
        noted.append((surface, source))

    def heed(event: Event | Answering) -> None:
        """Nothing ends it early."""

    target: Target = ToChat(HERE, reply_to="q1")
    if course.interaction:
        target = ToInteraction(HERE, "app", "token", clock.wall() + LIFE)
    live = LiveReply(sender, target, course.style, note, standing, Before(said_before))

    async def read() -> None:
        try:
            if await live.pull(said(course.steps, clock, live), heed):
                live.finish()
        except Fails:
            live.finish(FAILED)

    async with asyncio.timeout(900), asyncio.TaskGroup() as group:
        group.create_task(read())
        await live.show()
    await live.last_words()
    for number, fault in course.faults.items():
        if fault is Fault.REFUSED:
            platform.faults.pop(number, None)  # what it took once it does not refuse afterwards
    await clock.sleep(LATE_BY)
    await live.show_late()
    gone = live.stale if live.delivery is not Delivery.WITHDRAWN else (*live.stale, *live.surfaces)
    if live.delivery is not Delivery.WITHDRAWN or not live.untouched:
        for each in gone:
            platform.standing.pop(each.id, None)
    return Ended(live, platform, noted)


def above_the_small_line(frame: Frame) -> str:
    """The words of a frame; those of the whole answer as a file have the small line of the answer below them."""
    return frame.text.partition("\n\n")[0] if frame.file is not None else frame.text


LONG = (0.0, Answering("other", "small", "demo/small"), Text(WORDS * 9), 1.0, Text(WORDS * 9), "end")


@settings(max_examples=200)
@given(courses())
@example(  # the file with all of it arrives when nobody waits for it any more, and what follows is there already
    Course(LONG, {2: Fault.LATE}, replace(LIVE, mode="off", max_parts=2), None, 150, True, "", False, False, False)
)
async def test_whatever_happens_the_answer_is_whole_or_says_what_is_missing(course: Course) -> None:
    """Nothing looks alive, nothing is lost without a word, and no part takes a way that the table forbids."""
    one = await run(course)
    live, platform = one.live, one.platform
    standing = [platform.standing[surface.id].frame for surface in live.surfaces if surface.id in platform.standing]
    texts = [frame.text for frame in standing if frame.file is None]
    files = [frame.file.content.decode() for frame in standing if frame.file is not None]
    old = platform.standing["m0"].frame.text if "m0" in platform.standing else None
    refusals = sum(fault in (Fault.REFUSED, Fault.GONE) for fault in course.faults.values())
    cut = sum(fault in (Fault.LATE, Fault.STALLED, Fault.HANGS) for fault in course.faults.values())
    said_apart = [frame.text for frame in platform.seen(HERE)]

    assert not growing(platform.seen(HERE))
    assert IN_LINE not in platform.seen(HERE) or live.delivery in (Delivery.DELETED, Delivery.REFUSED)
    assert len(platform.calls) < 60
    retracts = any(isinstance(step, Retract) for step in course.steps)  # then nobody knows where a lost opening stands
    if live.delivery is Delivery.SHOWN and course.deduplicates and not course.interaction and not retracts:
        extra = {id: each.frame for id, each in platform.standing.items()}
        for surface in live.surfaces:
            extra.pop(surface.id, None)
        assert {above_the_small_line(frame) for frame in extra.values()} <= SENTENCES  # nothing stands twice
    match live.delivery:
        case Delivery.SHOWN if len(standing) < len(live.surfaces):
            assert Fault.GONE in course.faults.values()  # somebody has deleted it after its end
        case Delivery.SHOWN:
            whole = live.text if live.has_words else ""
            if files:
                assert files == ["\n\n".join(filter(None, (live.text, live.notice)))]
            elif whole and live.notice:
                assert squeezed(*texts) == squeezed(whole, live.notice)
            elif whole or live.notice:
                assert squeezed(*texts) == squeezed(whole or live.notice)
            else:
                assert texts in ([], [say("no_words")])
        case Delivery.NOTHING:
            assert old in (None, OLD.text) or refusals > 1
            assert live.notice
        case Delivery.REFUSED if live.untouched:
            assert live.notice
            assert old in (None, OLD.text) or refusals > 1
        case Delivery.REFUSED:
            sentences = say("refused_rest"), say("refused_whole")
            assert any(sentence in text for text in said_apart for sentence in sentences) or refusals > 1 or cut > 1
        case Delivery.DELETED:
            assert Fault.GONE in course.faults.values()
        case Delivery.WITHDRAWN:
            assert live.untouched or not standing
