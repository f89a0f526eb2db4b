"""What a model thought stands folded above its answer, inside one message and harmless."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.text.fold import discord_folded, telegram_folded
from bots.text.piece import Piece
from bots.text.units import units

NASTY = st.text(alphabet=st.sampled_from("ab \n\\|*_`@<>#😀\ud800"), max_size=2500)


@given(NASTY, NASTY)
def test_both_fit_into_one_message(thought: str, source: str) -> None:
    """Whatever was thought and said."""
    discord, telegram = (folded(thought, source, last=True) for folded in (discord_folded, telegram_folded))

    assert units(discord.text) <= 2000
    assert units(telegram.text) <= 4096
    assert all(each.offset >= 0 and each.offset + each.length <= units(telegram.text) for each in telegram.entities)


def test_on_telegram_it_is_a_quote_that_expands() -> None:
    """The answer's own entities stand where its words are now; a name in the thought pings nobody."""
    piece = telegram_folded("They ask\n\n@ann 😀", "It is **so**.", last=True)

    folded, bold = piece.entities
    head, _, _ = piece.text.rpartition("\n")
    assert piece.text == "💭 They ask\n\n@\u2060ann 😀\nIt is so."
    assert (folded.kind, folded.offset, folded.length) == ("expandable_blockquote", 0, units(head))
    assert piece.text.encode("utf-16-le")[2 * bold.offset :][: 2 * bold.length].decode("utf-16-le") == "so"


def test_on_discord_it_is_a_spoiler() -> None:
    """Bars in it end no spoiler, not even in code, and nothing in it comes alive."""
    piece = discord_folded("a || b <@1> `c||d` ||e|| `f", "Yes.", last=True)

    assert piece == Piece("💭 ||a \\|\\| b <\u2060@1> `c|\u200b|d` |\u200b|e|\u200b| \\`f||\nYes.")
    assert discord_folded("a |", "Yes.", last=True) == Piece("💭 ||a |\u200b||\nYes.")


def test_it_is_rendered_as_the_answer_is() -> None:
    """With its lists and its emphasis; a quote cannot stand in Telegram's quote, so it is text there."""
    thought = "- **first** `a_b`\n\n> said"
    telegram = telegram_folded(thought, "Yes.", last=True)

    assert telegram.text == "💭 • first a_b\n\nsaid\nYes."
    assert [(entity.kind, entity.offset) for entity in telegram.entities] == [
        ("expandable_blockquote", 0),
        ("bold", units("💭 • ")),
        ("code", units("💭 • first ")),
    ]
    assert discord_folded(thought, "Yes.", last=True).text == "💭 ||- **first** `a_b`\n\n> said||\nYes."


@pytest.mark.parametrize("folded", [discord_folded, telegram_folded])
def test_a_long_answer_goes_on_in_the_next_message(folded: Callable[..., Piece]) -> None:
    """Nothing of it is lost to the thought above."""
    source = "word " * 1500
    piece = folded("hm " * 2000, source, last=True)

    shown = piece.text.partition("\n")[2]
    assert f"{shown} {piece.rest}".split() == source.split()
    assert " …" in piece.text.partition("\n")[0]


@pytest.mark.parametrize("folded", [discord_folded, telegram_folded])
def test_no_thought_is_no_fold(folded: Callable[..., Piece]) -> None:
    """Blanks are none."""
    assert folded(" \n", "Yes.", last=True) == Piece("Yes.")
