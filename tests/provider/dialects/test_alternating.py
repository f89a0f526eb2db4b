"""A person and the model in turn, as strict servers want it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider import BadRequest, Message
from provider.contract import Image, Role
from provider.dialects.alternating import OPENING, in_turn, system_text

ONE, TWO, LAST = Message("user", "one"), Message("assistant", "two"), Message("user", "last")


def test_a_conversation_in_turn_stays_as_it_is() -> None:
    """The very same messages."""
    said = (Message("system", "A"), ONE, TWO, LAST)

    assert all(new is old for new, old in zip(in_turn(said), said, strict=True) if old.role != "system")
    assert in_turn(said) == said


def test_neighbours_are_joined() -> None:
    """Texts stand apart, pictures are kept, and what holds nothing is left out."""
    first, second = Image("image/png", b"1"), Image("image/jpeg", b"2")
    seen = (Message("user", "What is it?", (first,)), Message("assistant", " \n"), Message("user", "", (second,)))

    assert in_turn((*seen, LAST)) == (Message("user", "What is it?\n\nlast", (first, second)),)
    assert in_turn((ONE, TWO, TWO, LAST)) == (ONE, Message("assistant", "two\n\ntwo"), LAST)


def test_a_person_begins() -> None:
    """Where the question of the oldest answer is gone, something stands for it."""
    assert in_turn((Message("system", "A"), TWO, LAST)) == (
        Message("system", "A"),
        Message("user", OPENING),
        TWO,
        LAST,
    )


def test_the_system_speaks_once_and_first() -> None:
    """Wherever its words stood."""
    said = (Message("system", "A"), ONE, Message("system", " "), Message("system", "B"))

    assert in_turn(said) == (Message("system", "A\n\nB"), ONE)
    assert system_text(said) == "A\n\nB"


@pytest.mark.parametrize(
    "said",
    [(), (Message("system", "A"),), (ONE, TWO), (ONE, Message("user", " \n")), (ONE, TWO, Message("user", ""))],
)
def test_without_a_question_there_is_no_request(said: tuple[Message, ...]) -> None:
    """The model is not asked to go on talking to itself."""
    with pytest.raises(BadRequest, match="no message to answer"):
        in_turn(said)


MESSAGES = st.lists(
    st.builds(Message, st.sampled_from(list[Role](["system", "user", "assistant"])), st.text("ab \n", max_size=5)),
    max_size=12,
)


@given(MESSAGES)
def test_whatever_was_said_goes_out_in_turn(messages: list[Message]) -> None:
    """No turn is empty, no two neighbours have one role, a person ends it, and not a word is lost."""
    sent = in_turn((*messages, LAST))
    roles = [message.role for message in sent if message.role != "system"]

    assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]
    assert [message.role for message in sent].count("system") == (sent[0].role == "system")
    assert all(message.content.strip() for message in sent)
    for role in ("system", "user", "assistant"):
        said = "".join(message.content for message in (*messages, LAST) if message.role == role)
        out = "".join(message.content for message in sent if message.role == role)
        assert "".join(said.split()) == "".join(out.replace(OPENING, "").split())
