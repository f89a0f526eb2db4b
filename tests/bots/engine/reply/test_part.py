"""The states of one message of an answer: the table of what may follow what, and who keeps to it."""

from itertools import product

import pytest

from bots.engine.reply.part import FOLLOWS, OVER, Part, Parts, Standing, State
from bots.engine.seam.places import Message, Place, ToChat, ToInteraction
from bots.engine.seam.shown import Frame

HERE = Place("memory", "42")
MESSAGE = Message(HERE, "m1")
WAYS: dict[State, tuple[State, ...]] = {
    State.OPENING: (),
    State.GROWING: (State.GROWING,),
    State.FULL: (State.FULL,),
    State.FINAL: (State.FINAL,),
    State.GONE: (State.GONE,),
}


def in_state(state: State) -> Part:
    part = Part(ToChat(HERE))
    for step in WAYS[state]:
        part.become(step)
    return part


@pytest.mark.parametrize(
    ("state", "followers"),
    [
        (State.OPENING, {State.GROWING, State.FULL, State.FINAL, State.GONE}),
        (State.GROWING, {State.FULL, State.FINAL, State.GONE}),
        (State.FULL, {State.GROWING, State.FINAL, State.GONE}),
        (State.FINAL, set()),
        (State.GONE, set()),
    ],
)
def test_what_may_follow_each_state(state: State, followers: set[State]) -> None:
    """An opening is never gone back to, only retraction makes a full one grow, and the last two are the last."""
    assert FOLLOWS[state] == followers
    assert (state in OVER) == (not followers)


@pytest.mark.parametrize(("state", "other"), list(product(State, State)))
def test_a_change_is_checked(state: State, other: State) -> None:
    """One that the table forbids is a defect, and changes nothing; to become what it is is no change."""
    part = in_state(state)

    if other is state or other in FOLLOWS[state]:
        part.become(other)
        assert part.state is other
    else:
        with pytest.raises(RuntimeError, match=f"{state.value} cannot become {other.value}"):
            part.become(other)
        assert part.state is state


def test_each_part_is_a_message_of_its_own() -> None:
    """Two sends of one part are the same message; those of two parts are not."""
    first, second = Part(ToChat(HERE)), Part(ToChat(HERE))

    assert isinstance(first.where, ToChat)
    assert isinstance(second.where, ToChat)
    assert first.where.nonce
    assert first.where.nonce != second.where.nonce


def test_an_older_answer_is_no_message_of_this_one_yet() -> None:
    """A line that stands already grows at once; an older answer is opened by the first frame."""
    assert Part.on(Standing(MESSAGE)).state is State.GROWING
    assert Part.on(Standing(MESSAGE, older=True)).state is State.OPENING
    assert Part.on(Standing(MESSAGE, older=True)).surface == MESSAGE


def test_after_a_lost_opening_nobody_knows_what_stands() -> None:
    """The second attempt may have met the first; what it shows is known again with the next edit."""
    part = Part(ToChat(HERE))
    part.doubt(late=False)
    part.confirm(part.where, MESSAGE, Frame("One"), "One")
    unknown = part.shown
    part.confirm(part.where, MESSAGE, Frame("One"), "One")

    assert unknown is None
    assert part.shown == Frame("One")


def test_a_part_that_was_handed_over_during_a_call_stays_there() -> None:
    """The confirmed route is the old one; the next call takes the new one."""
    part = Part(ToInteraction(HERE, "app", "token", 900.0))
    where = part.where
    part.where = MESSAGE

    part.confirm(where, Message(HERE, "old"), Frame("One"), "One")

    assert part.surface == MESSAGE


@pytest.mark.parametrize("state", [State.OPENING, State.GROWING, State.FULL])
def test_retraction_begins_again_in_the_first_message(state: State) -> None:
    """Messages that follow it are stale; the first one grows, and takes formatting again."""
    first = in_state(state)
    first.where, first.source, first.beyond, first.plain = MESSAGE, "Thoughts", "more", True
    parts = Parts(first)
    parts.go_on(Part.whole(Message(HERE, "m2")))
    parts.go_on(Part(ToChat(HERE)))

    parts.retract()

    assert parts.current is first
    assert parts.surfaces == (MESSAGE,)
    assert parts.stale == (Message(HERE, "m2"),)
    assert first.state is (State.OPENING if state is State.OPENING else State.GROWING)
    assert (first.source, first.beyond, first.plain) == ("", "", False)


def test_only_what_a_late_call_may_undo_is_shown_again() -> None:
    """With its last frame; a part that is gone has none."""
    late, calm, gone = (Part.on(Standing(Message(HERE, name))) for name in ("late", "calm", "gone"))
    for part in (late, calm, gone):
        if part is not calm:
            part.doubt(late=True)
        part.confirm(part.where, Message(HERE, "x"), Frame("One"), "One")
    gone.become(State.GONE)
    parts = Parts(late)
    parts.go_on(calm)
    parts.go_on(gone)

    assert parts.undone == ((Message(HERE, "x"), Frame("One")),)
