"""The first of some words in a text that may be cut: the whole of one, or at the end what may become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.dialects.marks_in_text import Found, watch

WORDS = ("<a>", "<a", "<ab>", "</a>", "ba", "[x]", "<a><b>")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("plain words", None),
        ("one <a> two </a>", Found("<a", 4, 6)),  # the longer one would end at the text's end, or be whole
        ("one <ab> two </a>", Found("<ab>", 4, 8)),
        ("one [X", Found("[X", 4, 6)),
        ("one <A><", Found("<A><", 4, 8)),
        ("one <", Found("<", 4, 5)),
        ("one < two", None),
        ("a b", Found("b", 2, 3)),
    ],
)
def test_the_first_is_found_whole_or_begun_at_the_end(text: str, found: Found | None) -> None:
    """In upper and lower case."""
    assert watch(["<a", "<ab>", "[x]", "<a><b>", "</a>", "ba"]).search(text) == found


def by_hand(words: tuple[str, ...], text: str, start: int) -> Found | None:
    """What stands at that place, without a pattern."""
    rest = text[start:].lower()
    if rest and any(word.startswith(rest) for word in words):
        return Found(text[start:], start, len(text))
    whole = max((len(word) for word in words if rest.startswith(word)), default=0)
    return Found(text[start : start + whole], start, start + whole) if whole else None


@given(text=st.text("<>/abBA[x] ", max_size=12))
def test_no_place_of_a_text_is_missed(text: str) -> None:
    """What each of its places holds is looked at by hand; what may go on to the end is preferred to what is whole."""
    at_each = [by_hand(WORDS, text, at) for at in range(len(text))]

    assert watch(WORDS).search(text) == next((found for found in at_each if found), None)
    assert watch(WORDS).match(text) == (at_each[0] if at_each else None)


def test_what_finds_the_same_words_is_made_once() -> None:
    """Whatever their order and case: each answer of a model asks for it."""
    assert watch(["<a>", "</A>"]) is watch(["</a>", "<A>"])


@pytest.mark.parametrize("text", ["<thınk>", "<ſtop>", "<THİNK>", "one <thınk> <ſto"])
def test_other_letters_that_look_alike_spell_none_of_the_words(text: str) -> None:
    """Patterns that ignore case take a Turkish dotless i for an "i", and a long s for an "s"."""
    assert watch(["<think>", "<stop>"]).search(text) is None
