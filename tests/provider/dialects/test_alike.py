"""What is read of chunks by their likeness is what parsing each of them says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.dialects.alike import Alike
from provider.dialects.answer import REPEATED
from provider.dialects.chat_completions import Completion
from provider.dialects.messages import MessagesAnswer

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=REPEATED - 1)
SAID = st.lists(WORDS, min_size=1, max_size=9)


def chunk(content: object, **more: object) -> str:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    return json.dumps({"id": "1", "object": "chat.completion.chunk", "model": "index", "choices": [choice], **more})


def learned(words: str, data: str) -> Alike:
    alike = Alike(Completion().words)
    alike.learn(data, words)
    return alike


def test_chunks_that_differ_in_their_words_are_read_together() -> None:
    """As nearly all of an answer are."""
    alike = learned("The", chunk("The"))

    assert alike.words([chunk(" tide"), chunk("\n"), chunk(' "it'), chunk(" é")]) == (' tide\n "it é', 4)


@given(WORDS, SAID, st.booleans())
def test_words_are_read_as_they_were_meant(first: str, said: list[str], ascii_only: bool) -> None:
    """Whatever they are, and however they are written in JSON."""
    data = [json.dumps(json.loads(chunk(each)), ensure_ascii=ascii_only) for each in (first, *said)]
    found, count = learned(first, data[0]).words(data[1:])

    short = next((at for at, each in enumerate(data[1:]) if len(each) - len(chunk("")) >= REPEATED), len(said))
    assert found == "".join(said[:count])
    assert count in (0, short)  # a word that stands elsewhere too teaches nothing


@pytest.mark.parametrize(
    "other",
    [
        chunk("a", usage={"prompt_tokens": 1}),
        chunk(""),
        chunk("a" * REPEATED),
        chunk(None),
        chunk(7),
        chunk("a")[:-1],
        '{"error": {"message": "overloaded"}}',
        "[DONE]",
        "",
    ],
)
def test_what_may_hold_more_is_left(other: str) -> None:
    """Up to there, all is read."""
    found, count = learned("Hello", chunk("Hello")).words([chunk("a"), chunk("b"), other, chunk("c")])

    assert (found, count) == ("ab", 2)


def test_a_string_that_ends_sooner_than_it_seems_is_left() -> None:
    """What follows it looks like the rest of the chunk."""
    more = chunk("a").replace('"a"', '"a", "b": "c"')

    assert learned("Hello", chunk("Hello")).words([chunk("a"), more]) == ("", 0)


@pytest.mark.parametrize("words", ["index", "1", "chat.completion.chunk", "content", "o"])
def test_words_that_stand_elsewhere_too_teach_nothing_wrong(words: str) -> None:
    """As the name of a field, or as its value."""
    found, count = learned(words, chunk(words)).words([chunk("a"), chunk(words), chunk("b")])

    assert found == "".join(["a", words, "b"][:count])


def test_nothing_is_known_before_the_first_chunk_nor_after_another() -> None:
    """What a chunk means may depend on those before it."""
    alike = learned("a", chunk("a"))
    alike.forget()

    assert Alike(Completion().words).words([chunk("a")]) == ("", 0)
    assert alike.words([chunk("a")]) == ("", 0)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({}, "Hello"),
        ({"delta": {"type": "text_delta", "text": "a" * REPEATED}}, ""),
        ({"delta": {"type": "thinking_delta", "thinking": "Hm"}}, ""),
        ({"delta": {"type": "thinking_delta", "text": "Hm"}}, ""),
        ({"delta": {"type": "text_delta", "text": 7}}, ""),
        ({"delta": "Hello"}, ""),
        ({"type": "content_block_start"}, ""),
        ({"error": {"message": "overloaded"}}, ""),
    ],
)
def test_words_of_the_messages_api_are_known_by_their_shape(other: dict[str, object], words: str) -> None:
    """Whatever else an event holds is looked at."""
    usual = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hello"}}

    assert MessagesAnswer().words({**usual, **other}) == words


def test_chunks_that_are_never_alike_are_soon_not_learned_from() -> None:
    """OpenAI pads each with other letters."""
    alike = learned("a", chunk("a", obfuscation="x"))
    found = [alike.words([chunk("b", obfuscation="x")])]
    for padding in "abcdefgh":
        alike.learn(chunk("a", obfuscation=padding), "a")
        alike.words([chunk("b", obfuscation="other")])
    found.append(alike.words([chunk("b", obfuscation="h")]))

    assert found == [("b", 1), ("", 0)]


def test_a_chunk_in_which_words_are_not_all_teaches_nothing() -> None:
    """Its shape says more than the words in it."""
    data: Any = chunk("a", usage={"prompt_tokens": 1})

    assert learned("a", data).words([data]) == ("", 0)
