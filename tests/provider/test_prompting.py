"""What a model cannot take is adapted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider import Message, Request
from provider.contract import Image, Role
from provider.errors import NoVision
from provider.prompting import estimate, fitted

PICTURE = (Image("image/png", b"1"),)
SYSTEM = Message("system", "Be kind.")
QUESTION, ANSWER, LAST = Message("user", "One?"), Message("assistant", "Two."), Message("user", "Three?")


def test_what_can_be_taken_stays_as_it_is() -> None:
    """The very same object, without a copy."""
    request = Request((SYSTEM, QUESTION, ANSWER, LAST))

    assert fitted(request) is request
    assert fitted(request, window=10_000, sees=False) is request


def test_system_text_without_a_system_role() -> None:
    """It goes before the first words of the person; where there are none it stands alone."""
    folded = fitted(Request((SYSTEM, QUESTION, ANSWER, LAST)), system_role=False).messages

    assert folded == (Message("user", "Be kind.\n\nOne?"), ANSWER, LAST)
    assert fitted(Request((SYSTEM,)), system_role=False).messages == (Message("user", "Be kind."),)


def test_pictures_for_who_cannot_see() -> None:
    """Refused in what is to be answered now; of older ones stays that they were there."""
    seen = Message("user", "What is it?", PICTURE)

    with pytest.raises(NoVision, match="cannot see pictures"):
        fitted(Request((QUESTION, seen)), sees=False)
    assert fitted(Request((seen, ANSWER, LAST)), sees=False).messages[0] == Message("user", "[a picture]\nWhat is it?")


def test_the_oldest_turns_go_first() -> None:
    """Each with its answer; the system text and the last message stay."""
    long = Message("user", "x" * 4000)

    assert fitted(Request((SYSTEM, long, ANSWER, QUESTION, ANSWER, LAST)), window=200).messages == (
        SYSTEM,
        QUESTION,
        ANSWER,
        LAST,
    )
    assert fitted(Request((SYSTEM, QUESTION, ANSWER, long)), window=200).messages == (SYSTEM, long)


def test_the_rule_of_estimation() -> None:
    """As it is documented."""
    assert estimate(Message("user", "abcdefgh")) == 4 + 2
    assert estimate(Message("user", "äöü")) == 4 + 3
    assert estimate(Message("user", "", PICTURE * 2)) == 4 + 2000


MESSAGES = st.lists(
    st.builds(Message, st.sampled_from(list[Role](["system", "user", "assistant"])), st.text(max_size=80)),
    min_size=1,
    max_size=12,
)


@given(MESSAGES, st.integers(20, 400))
def test_any_cut_keeps_what_must_stay(messages: list[Message], window: int) -> None:
    """The last message, the system text, the order, and all of the newest that fits."""
    request = Request(tuple(messages))
    cut = list(fitted(request, window=window).messages)
    rest = iter(messages)

    assert cut[-1] is messages[-1]
    assert all(any(message is other for other in rest) for message in cut)
    assert [m for m in cut if m.role == "system"] == [m for m in messages if m.role == "system"]
    free = [m for m in cut[:-1] if m.role != "system"]
    assert free == [m for m in messages[:-1] if m.role != "system"] or not free or free[0].role == "user"
    must = [m for m in cut if m.role == "system" or m is cut[-1]]
    assert sum(map(estimate, cut)) <= max(window - window // 4, sum(map(estimate, must)))
