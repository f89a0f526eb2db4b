"""What a frame shows, as a function of what there is to see."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.reply.buttons import AnswerButtons
from bots.engine.reply.framing import FIRST_WORDS, Look, Shot, framed
from bots.engine.reply.part import State
from bots.engine.reply.style import ReplyStyle
from bots.engine.seam.shown import Action, Button, Frame
from bots.text.piece import Entity, Piece
from provider.values import replace
from tests.bots.engine.stage import LIVE, STOP, WORDS
from tests.fakes.memory import MemoryPlatform, VirtualClock, plain

pytestmark = pytest.mark.looptime

OVER = (Button(say("retry_button"), Action("again", "1")), Button(say("info_button"), Action("info", "1")))
STYLE = replace(LIVE, buttons=AnswerButtons(1, 1), max_parts=2)
FIRST = Look(WORDS)


class Folding(MemoryPlatform):
    def folded(self, reasoning: str, source: str, *, last: bool, remark: str = "") -> Piece:
        return replace(self.render(source, last=last, remark=remark), text=f"[{reasoning}] {source}")


def bold(source: str, *, last: bool, limit: int) -> Piece:
    piece = plain(source, last=last, limit=limit)
    return replace(piece, entities=(Entity("bold", 0, 1),) if piece.text else ())


async def shot_of(look: Look, style: ReplyStyle = STYLE, *, limit: int = 400, folds: bool = False) -> Shot:
    platform = (Folding if folds else MemoryPlatform)(VirtualClock(), limit=limit, render=bold)
    return framed(look, style, platform)


BOLD = (Entity("bold", 0, 1),)


@pytest.mark.parametrize(
    ("look", "buttons"),
    [
        (FIRST, ((STOP,),)),
        (replace(FIRST, last=True), (OVER,)),
        (replace(FIRST, state=State.OPENING), ()),
        (replace(FIRST, state=State.OPENING, last=True), (OVER,)),
        (replace(FIRST, state=State.OPENING, replaces=True), ()),
        (replace(FIRST, source=WORDS * 10), ()),
        (replace(FIRST, source=WORDS * 10, last=True), ()),
        (replace(FIRST, source=WORDS * 10, number=2), ((Button(say("stop_button_hidden"), STOP.action),),)),
        (replace(FIRST, source=WORDS * 10, number=2, last=True), (OVER,)),
        (replace(FIRST, plain=True), ()),
    ],
)
async def test_which_buttons_stand_under_it(look: Look, buttons: tuple[tuple[Button, ...], ...]) -> None:
    """Stop while it grows, others at its end; none under an opening, under a full message and where all is refused."""
    assert (await shot_of(look)).frame.buttons == buttons


async def test_without_buttons_there_is_no_row() -> None:
    """An empty row is not the same as none."""
    bare = replace(STYLE, buttons=None)

    for last in (False, True):
        assert (await shot_of(replace(FIRST, last=last), bare)).frame.buttons == ()


async def test_what_does_not_fit_goes_into_the_next_message_or_into_a_file() -> None:
    """As many messages as are allowed; what is left then is beyond them."""
    source = WORDS * 10
    first, second = await shot_of(replace(FIRST, source=source)), await shot_of(Look(source, number=2))

    assert (first.rest, first.beyond) == (source[400:], "")
    assert (second.rest, second.beyond) == ("", source[400:])
    assert first.frame.text == second.frame.text == source[:400]


async def test_only_the_first_message_is_heard() -> None:
    """Further ones notify nobody."""
    assert [(await shot_of(replace(FIRST, number=number))).frame.silent for number in (1, 2, 3)] == [False, True, True]


async def test_a_part_that_takes_words_alone_gets_them() -> None:
    """What is around them is left out."""
    assert (await shot_of(FIRST)).frame.entities == BOLD
    assert (await shot_of(replace(FIRST, plain=True))).frame == Frame(WORDS)


@pytest.mark.parametrize(
    ("look", "text"),
    [
        (Look("", waiting="Waiting"), "Waiting"),
        (Look("", waiting="Waiting", growing="> I think"), "> I think"),
        (Look("", number=2, waiting="Waiting", growing="> I think"), ""),
        (Look("", last=True, waiting="Waiting", growing="> I think"), say("no_words")),
        (Look("", last=True, state=State.OPENING), say("no_words")),
        (Look("", last=True, state=State.OPENING, replaces=True), ""),
        (Look("", last=True, state=State.OPENING, number=2), ""),
        (Look("One", waiting="Waiting", growing="> I think"), "One"),
    ],
)
async def test_what_stands_there_without_words(look: Look, text: str) -> None:
    """What is waited for, in the first message; at the end a sentence, unless something better stands."""
    assert (await shot_of(look)).frame.text == text


async def test_where_the_bot_says_nothing_an_empty_answer_is_empty() -> None:
    """A terminal has its own place for that."""
    assert (await shot_of(Look("", last=True), replace(STYLE, notices=False))).frame.text == ""


async def test_a_message_of_white_space_is_no_message() -> None:
    """What follows it begins one; nothing is waited for in it."""

    def blank(source: str, *, last: bool, limit: int) -> Piece:
        return Piece("", rest=source[limit:])

    platform = MemoryPlatform(VirtualClock(), limit=400, render=blank)
    shot = framed(Look(" " * 500 + "One", waiting="Waiting"), STYLE, platform)

    assert shot == Shot(Frame(""), rest=" " * 100 + "One")


@pytest.mark.parametrize("lost", [0, 1, 9])
async def test_the_whole_is_not_repeated_where_openings_are_lost(lost: int) -> None:
    """What may be left behind is the first words, whole, and never an ellipsis alone; an edit is what it is."""
    opening = replace(FIRST, source=WORDS * 9, state=State.OPENING, lost_openings=lost, last=True)
    text = (await shot_of(opening)).frame.text

    assert text == (WORDS * 9)[: len(text)]
    assert len(text) == 400 if lost == 0 else text.endswith(" ") and 40 < len(text) <= FIRST_WORDS
    assert (await shot_of(replace(opening, source="Yes."))).frame.text == "Yes."
    assert (await shot_of(replace(opening, source=f"**{WORDS * 9}**"))).frame.text.endswith((" ", "**")) or lost == 0
    assert (await shot_of(replace(opening, state=State.GROWING))).frame.text == (WORDS * 9)[:400]


@pytest.mark.parametrize(("source", "text"), [("Indee", "Indee"), ("Indeed it i", "Indeed it "), ("", "Waiting")])
async def test_a_further_opening_ends_with_a_word(source: str, text: str) -> None:
    """While the answer grows, its last word may be half; one word alone is better than nothing."""
    opening = Look(source, state=State.OPENING, lost_openings=1, waiting="Waiting")

    assert (await shot_of(opening)).frame.text == text


async def test_a_shorter_message_leaves_the_rest_to_the_next() -> None:
    """Half of it, cut as any message is; not where no further message may follow, or where there is little to cut."""
    long = replace(FIRST, source=WORDS * 5, shorter=True)
    shot = await shot_of(long)

    assert shot.frame.text + shot.rest == WORDS * 5
    assert 150 < len(shot.frame.text) <= 200
    assert (await shot_of(replace(long, number=STYLE.max_parts))).frame.text == WORDS * 5
    assert (await shot_of(replace(long, source=WORDS))).rest == ""


async def test_thoughts_are_folded_above_the_first_message() -> None:
    """Where the platform can; above words alone."""
    look = replace(FIRST, folded="I think")

    assert (await shot_of(look, folds=True)).frame.text == f"[I think] {WORDS}"
    assert (await shot_of(replace(look, number=2), folds=True)).frame.text == WORDS
    assert (await shot_of(replace(look, source=" ", waiting="Waiting"), folds=True)).frame.text == "Waiting"
    assert (await shot_of(look)).frame.text == WORDS


async def test_a_remark_stands_below_the_end() -> None:
    """What gives way to it goes into one more message, whatever is allowed, and never into a file."""
    ends, full = Look(WORDS, last=True, remark="Cut."), Look("x" * 400, last=True, number=2, remark="Cut.")
    shot = await shot_of(full)

    assert (await shot_of(ends)).frame.text == f"{WORDS.rstrip()}\n\nCut."
    assert (shot.frame.text, shot.rest, shot.beyond) == ("x" * 394, "x" * 6, "")
    assert (await shot_of(replace(full, source=shot.rest, number=3))).frame.text == "xxxxxx\n\nCut."
    assert (await shot_of(replace(full, source="x" * 401))).beyond == "x"


async def test_the_same_look_is_the_same_frame() -> None:
    """Which is how an edit that would change nothing is found."""
    assert await shot_of(FIRST) == await shot_of(replace(FIRST))
