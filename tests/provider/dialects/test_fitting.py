"""What a model cannot take is adapted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider import Message, Request
from provider.contract import Audio, Document, Image
from provider.dialects.alternating import OPENING
from provider.dialects.fitting import estimate, fitted, sound_tokens
from provider.errors import NoDocuments, NoHearing, NoVision
from provider.known.model_settings import Senses

BLIND = Senses(pictures=0)
PICTURE = (Image("image/png", b"1"),)
SYSTEM = Message("system", "Be kind.")
QUESTION, ANSWER, LAST = Message("user", "One?"), Message("assistant", "Two."), Message("user", "Three?")


def test_what_can_be_taken_stays_as_it_is() -> None:
    """The very same object, without a copy."""
    request = Request((SYSTEM, QUESTION, ANSWER, LAST))

    assert fitted(request) is request
    assert fitted(request, window=10_000, senses=BLIND) is request


def test_system_text_without_a_system_role() -> None:
    """It goes before the first words of the person; where there is none, nothing changes."""
    folded = fitted(Request((SYSTEM, QUESTION, ANSWER, LAST)), system_role=False).messages
    plain = Request((QUESTION, ANSWER, LAST))

    assert folded == (Message("user", "Be kind.\n\nOne?"), ANSWER, LAST)
    assert fitted(plain, system_role=False) is plain


def test_an_unanswered_picture_spoils_no_later_question() -> None:
    """The blind model reads that there was one, joined to the question that it is asked now."""
    seen = Message("user", "What is it?", PICTURE)

    assert fitted(Request((seen, LAST)), senses=BLIND).messages == (
        Message("user", "[a picture]\nWhat is it?\n\nThree?"),
    )


def test_an_unanswered_question_that_is_too_long_goes_first() -> None:
    """It is not part of the last message before the cut, or that would never fit again."""
    long = Message("user", "x" * 4000)

    assert fitted(Request((long, LAST)), window=200).messages == (LAST,)


def test_pictures_for_who_cannot_see() -> None:
    """Refused in what is to be answered now; of older ones stays that they were there."""
    seen = Message("user", "What is it?", PICTURE)

    with pytest.raises(NoVision, match="cannot see pictures"):
        fitted(Request((QUESTION, seen)), senses=BLIND)
    assert fitted(Request((seen, ANSWER, LAST)), senses=BLIND).messages[0] == Message(
        "user", "[a picture]\nWhat is it?"
    )


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
    assert estimate(Message("user", "", PICTURE * 2)) == 4 + 3200
    assert estimate(Message("user", "", audio=(Audio("audio/ogg", b"1", 10.5),))) == 4 + 336
    assert estimate(Message("user", "", documents=(Document(b"1", 3),))) == 4 + 9000


@pytest.mark.parametrize(
    ("media_type", "tokens"), [("audio/mpeg", 40_000), ("audio/ogg", 80_000), ("audio/wav", 10_000)]
)
def test_a_song_has_more_bytes_a_second_than_speech(media_type: str, tokens: int) -> None:
    """So five million bytes of it are no hour of speech."""
    assert sound_tokens(Audio(media_type, bytes(5_000_000))) == tokens


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 1e300])
def test_a_length_that_makes_no_sense_is_guessed(seconds: float) -> None:
    """By the bytes: 2,000 are a second, and 50,000 a page."""
    audio, document = Audio("audio/ogg", b"1" * 8000, seconds), Document(b"1" * 60_000, -5)

    assert estimate(Message("user", "", audio=(audio,))) == 4 + 4 * 32
    assert estimate(Message("user", "", documents=(document,))) == 4 + 2 * 3000


def test_the_newest_pictures_stay() -> None:
    """As many as the model takes; of the others stays that they were there."""
    older, newer = Message("user", "Old", PICTURE * 2), Message("user", "New", PICTURE * 2)
    messages = fitted(Request((older, ANSWER, newer)), senses=Senses(pictures=3)).messages

    assert messages == (Message("user", "[1 more picture]\nOld", PICTURE), ANSWER, newer)
    assert fitted(Request((older, ANSWER, newer)), senses=Senses(pictures=1)).messages == (
        Message("user", "[2 pictures]\nOld"),
        ANSWER,
        Message("user", "[1 more picture]\nNew", PICTURE),
    )


def test_sounds_and_documents_for_who_takes_none() -> None:
    """Refused in what is to be answered now; of older ones stays that they were there."""
    deaf = Senses(hears=False, documents=False)
    said = Message("user", "", audio=(Audio("audio/ogg", b"1"),))
    sent = Message("user", "Read", documents=(Document(b"%PDF"),))

    with pytest.raises(NoHearing):
        fitted(Request((said,)), senses=deaf)
    with pytest.raises(NoDocuments):
        fitted(Request((sent,)), senses=deaf)
    assert fitted(Request((said, ANSWER, sent, ANSWER, LAST)), senses=deaf).messages == (
        Message("user", "[a recording]"),
        ANSWER,
        Message("user", "[a PDF]\nRead"),
        ANSWER,
        LAST,
    )
    assert fitted(Request((said, sent))).messages == (
        Message("user", "Read", audio=said.audio, documents=sent.documents),
    )


def test_no_bytes_show() -> None:
    """Neither in a `repr` nor in that of what holds it."""
    message = Message(
        "user", "", (Image("image/png", b"SECRET"),), (Audio("audio/ogg", b"SECRET"),), (Document(b"SECRET"),)
    )

    assert "SECRET" not in repr(message)


TALK = st.lists(st.text("abc ", min_size=1, max_size=80).filter(str.strip), min_size=1, max_size=12).map(
    lambda texts: [Message("assistant" if number % 2 else "user", text) for number, text in enumerate(reversed(texts))][
        ::-1
    ]
)


@given(TALK, st.booleans(), st.integers(20, 400))
def test_any_cut_keeps_what_must_stay(talk: list[Message], has_system: bool, window: int) -> None:
    """The last message, the system text, the order, and all of the newest that fits."""
    messages = [SYSTEM, *talk] if has_system else talk
    cut = [m for m in fitted(Request(tuple(messages)), window=window).messages if m.content != OPENING]
    rest = iter(messages)

    assert cut[-1] is messages[-1]
    assert all(any(message == other for other in rest) for message in cut)
    assert [m for m in cut if m.role == "system"] == [m for m in messages if m.role == "system"]
    free = [m for m in cut[:-1] if m.role != "system"]
    assert free == [m for m in messages[:-1] if m.role != "system"] or not free or free[0].role == "user"
    must = [m for m in cut if m.role == "system" or m is cut[-1]]
    assert sum(map(estimate, cut)) <= max(window - window // 4, sum(map(estimate, must)))
