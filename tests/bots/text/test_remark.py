"""A remark stands below the end of an answer, in the same message, whatever the answer ends with."""

from collections.abc import Callable
from functools import partial

import pytest

from bots.text.piece import Entity, Piece
from bots.text.remark import LONGEST, discord_small, telegram_small, with_remark
from bots.text.to_discord import to_discord
from bots.text.to_telegram import MOST_ENTITIES, to_telegram
from bots.text.units import units

CUT = "✂️ Cut off at the model's limit."


def on_discord(source: str, remark: str = CUT, limit: int = 2000) -> Piece:
    return with_remark(partial(to_discord, source, last=True), limit, discord_small(remark))


def on_telegram(source: str, remark: str = CUT, limit: int = 4096) -> Piece:
    return with_remark(partial(to_telegram, source, last=True), limit, telegram_small(remark), "\n\n")


def test_it_is_small_on_discord_and_in_italics_on_telegram() -> None:
    """What the model itself writes as small text is shown as it is written."""
    shown = on_telegram("A **bold** 😀 answer.")

    assert on_discord("-# An answer.\n").text == f"\\-# An answer.\n-# {CUT}"
    assert shown.text == f"A bold 😀 answer.\n\n{CUT}"
    assert shown.entities == (Entity("bold", 2, 4), Entity("italic", units(shown.text) - units(CUT), units(CUT)))


@pytest.mark.parametrize(
    "source",
    [
        "```py\nx",
        "1. a\n   ```py\n   x",
        "- ```py\n  x\n",
        "> - a\n>   ~~~\n>   x",
        "- > ```\n  > x",
        "> ```\n> x\n> ```",
    ],
)
def test_it_is_no_part_of_an_open_fence(source: str) -> None:
    """The block of code is closed before it, in its quote and at the margin."""
    above, remark = on_discord(source).text.rsplit("\n", 1)

    assert above.endswith("```")
    assert remark == f"-# {CUT}"


@pytest.mark.parametrize("shown", [on_discord, on_telegram])
def test_where_both_are_too_long_the_answer_is_cut_earlier(shown: Callable[..., Piece]) -> None:
    """The remark stands in the message that holds the end, never alone, and no word is lost."""
    source = " ".join(f"word{number}" for number in range(10))
    limit = units(source) + 10

    first = shown(source, limit=limit)
    second = shown(first.rest, limit=limit)

    assert CUT not in first.text
    assert CUT in second.text
    assert f"{first.text} {second.text}".startswith(source)
    assert max(units(first.text), units(second.text)) <= limit


@pytest.mark.parametrize("shown", [on_discord, on_telegram])
def test_a_message_that_is_full_is_cut_where_it_was(shown: Callable[..., Piece]) -> None:
    """Only the last message makes room."""
    source = "word " * 100

    assert shown(source, limit=80) == shown(source, "", limit=80)


def test_a_remark_is_one_line_and_not_too_long() -> None:
    """Discord's small text ends with its line; a provider's name may hold anything."""
    shown = discord_small("# a\n\n@everyone " + "b" * 5000)

    assert shown.text.startswith("-# ")
    assert "\n" not in shown.text
    assert "@everyone" not in shown.text
    assert units(shown.text) <= LONGEST + 3
    assert units(telegram_small("b" * 5000).text) <= LONGEST


def test_below_a_message_with_all_the_entities_it_may_have() -> None:
    """The remark's own is kept."""
    shown = on_telegram("**a** b " * 150)

    assert len(shown.entities) == MOST_ENTITIES
    assert shown.entities[-1].kind == "italic"


@pytest.mark.parametrize("source", ["", " \n "])
def test_nothing_stands_below_nothing(source: str) -> None:
    """There is no answer to remark on."""
    assert on_discord(source) == Piece("")
