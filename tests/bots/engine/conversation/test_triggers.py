"""Is this message for us? By the trigger of its place."""

import pytest

from bots.engine.conversation.triggers import has_words, heard
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.settings.table import Trigger

GROUP = Place("memory", "100")


def message(text: str = "Hi", *, private: bool = False, **signs: bool) -> Incoming:
    origin = Origin(GROUP, Person("memory", "5"), ToChat(GROUP), server="" if private else "1", private=private)
    return Incoming(origin, "1", text, addressed=signs.pop("addressed", False), **signs)  # type: ignore[arg-type]


MENTION = message(addressed=True)
REPLY = message(addressed=True, to_us=True)
CHATTER = message("Lunch?")
ASKED = message(addressed=True, asked=True)


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ("mention", (True, True, False, True)),
        ("reply", (False, True, False, True)),
        ("all", (True, True, True, True)),
        ("prefix", (True, True, False, True)),
        ("off", (False, False, False, True)),
    ],
)
def test_who_is_heard(trigger: Trigger, expected: tuple[bool, ...]) -> None:
    """A mention, a reply to us, what others say to each other, and a command's question."""
    found = tuple(heard(each, trigger, "!") is not None for each in (MENTION, REPLY, CHATTER, ASKED))

    assert found == expected


@pytest.mark.parametrize(
    ("text", "prefix", "words"),
    [
        ("!why?", "!", "why?"),
        ("  ! why", "!", "why"),
        ("AI: why", "ai:", "why"),
        ("ai why", "ai", "why"),
        ("aim high", "ai", ""),
        ("!", "!", ""),
        ("why!", "!", ""),
    ],
)
def test_a_prefix_is_a_word_of_its_own(text: str, prefix: str, words: str) -> None:
    """It is cut off; alone, or as a part of another word, it is none."""
    found = heard(message(text), "prefix", prefix)

    assert (found.text if found else "") == words
    assert found is None or found.addressed


@pytest.mark.parametrize("trigger", ["mention", "reply", "all", "prefix", "off"])
def test_in_a_private_chat_everything_is_heard(trigger: Trigger) -> None:
    """There is nobody else."""
    assert heard(message(private=True), trigger) is not None


def test_a_picture_for_others_is_left_alone() -> None:
    """Where all is heard, what has no words and does not address us gets no hint either."""
    assert heard(message(" "), "all") is None
    assert heard(message("", addressed=True), "all") is not None
    assert not has_words(message(" "))
