"""A text of which nobody sees anything, and the message that it does not become."""

import sys
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.text.piece import Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram
from bots.text.visible import is_visible
from tests.bots.text.documents import messages
from tests.fakes.telegram_rules import is_blank

UNSEEN = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2064\u2066\u2069\ufeff\u2800\ufffc\u180e"
    "\u0333\u033f\u030a\U000e0001\U000e0020\U000e007f\x01\x07\x1b\x7f\x85\xa0\xad\u3000\u2028\ufe0f\u3164"
)
BOTH = pytest.mark.parametrize("render", [to_telegram, to_discord])


@pytest.mark.parametrize("character", UNSEEN)
@BOTH
def test_a_source_that_shows_nothing_gives_an_empty_piece(character: str, render: Callable[..., Piece]) -> None:
    """Alone, several times, between blank lines, while it grows and at its end."""
    for source in (character, character * 3, f"\n {character}\n\n{character} ", f"{character}\n```py\n```"):
        for last in (True, False):
            assert render(source, last=last) == Piece("")


@pytest.mark.parametrize(
    "text", ["a", ".", "😀", "字", "\u200f.", "e\u0301", "\u0301", "©\ufe0f", "\u0600", "\ue000", "─"]
)
def test_one_character_that_shows_is_enough(text: str) -> None:
    """Signs and accents too."""
    assert is_visible(text)
    assert is_visible(f"\u200f{text}\u200b")


def test_what_the_server_does_not_see_is_never_sent() -> None:
    """Of all characters that there are, and of the empty text."""
    assert not is_visible("")
    assert [code for code in range(sys.maxunicode + 1) if is_blank(chr(code)) and is_visible(chr(code))] == []


@given(source=st.text(st.sampled_from(UNSEEN + " \n"), max_size=200), limit=st.sampled_from([20, 4096]))
def test_unseen_characters_around_words_are_no_message_of_their_own(source: str, limit: int) -> None:
    """Before the first word and behind the last."""
    pieces = messages(lambda rest: to_telegram(rest, last=True, limit=limit), f"{source}word{source}")

    assert not any(is_blank(piece.text) for piece in pieces)
    assert "word" in "".join(piece.text for piece in pieces)


@BOTH
def test_a_rest_that_shows_nothing_is_none(render: Callable[..., Piece]) -> None:
    """The end of a fence behind the last line that fits is no message; the one before it is the last."""
    source = "```py\n" + "x = 1\n" * 5
    for limit in range(len(source) - 8, len(source) + 8):
        pieces = messages(partial(render, last=True, limit=limit), f"{source}```\n\u200b\n")

        assert all(piece.text for piece in pieces)
        assert sum(piece.text.count("x = 1") for piece in pieces) == 5
