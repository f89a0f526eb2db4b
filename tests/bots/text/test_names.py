"""A name that somebody chose is shown short, and does nothing but name them."""

import re
import unicodedata

import pytest

from bots.text.mention import mention
from bots.text.names import LONGEST, clean, literal, shown
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram

HOSTILE = (
    "**Ann**",
    "[Ann](https://evil.example)",
    "# Ann",
    "- Ann",
    "1. Ann",
    "`Ann",
    "```Ann",
    "||Ann||",
    "> Ann",
    "@everyone",
    "<@5>",
    "<#5> <t:1:R> <:a:1>",
    "evil.example",
    "https://evil.example/x?y",
    "/start",
    "#tag $USD",
    "$x$ and $y$",
    "&amp; <b>x</b> &lt;",
    "a_b_c __init__ *x",
    "~~gone~~",
    "| a | b |",
    "\\*Ann\\*",
    "Ann\u202egnp.exe",
    "A\x00n\nn\t\r",
    "Z" + "\u0335" * 200,
    "x" * 400,
    "👨‍👩‍👧‍👦" * 30,
    "💥",
    "نرگس",
    "\u2066\u2067Ann",
)


def plain(text: str) -> str:
    """The text as a reader sees it."""
    return "".join(c for c in text if unicodedata.category(c) != "Cf" or c in "\u200c\u200d")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_telegram_shows_the_name_and_nothing_else(name: str) -> None:
    """At the start of a line and within one: no entity, no further line, no character of the name lost."""
    for before in ("", "x "):
        piece = to_telegram(f"{before}{shown(name)} chose it.", last=True)

        assert piece.entities == ()
        assert plain(piece.text) == f"{before}{plain(clean(name))} chose it."


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_discord_shows_the_name_and_nothing_else(name: str) -> None:
    """Without the backslashes, which Discord takes away, it is the name; no mention in it is one."""
    sent = to_discord(f"x {shown(name)} chose it.", last=True).text

    assert plain(re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", sent)) == f"x {plain(clean(name))} chose it."
    assert not re.search(r"(?<!\\)(?:[*_`|~]|\]\(|<[@#t:])|@everyone", sent)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_is_short_and_has_one_line(name: str) -> None:
    """Whatever it is made of."""
    assert len(clean(name)) <= LONGEST
    assert "\n" not in clean(name)


def test_signs_do_not_pile_up() -> None:
    """Three on a letter are more than any language needs."""
    assert clean("Z" + "\u0335" * 200) == "Z" + "\u0335" * 3


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u2800", "\u3164", "\u202e\u200f", "\U000e0041", "\ufdd0\ufdd1"])
def test_nothing_that_can_be_seen_is_no_name(name: str) -> None:
    """Then the person is called by their mention or number."""
    assert (clean(name), shown(name)) == ("", "")


def test_a_name_from_right_to_left_turns_nothing_around() -> None:
    """It stands by itself within the line."""
    assert shown("نرگس") == "\u2068نرگس\u2069"


def test_only_our_own_mention_is_one() -> None:
    """What a model writes like a mention is text; neither notifies anybody."""
    sent = to_discord(f"{mention('@', '5')} {mention('#', '6')} {mention('@&', '7')} <@8>", last=True).text

    assert sent == "<@5> <#6> <@&7> <\u2060@8>"


def test_what_is_no_number_is_no_mention() -> None:
    """An id comes from the platform, but a press or the config may hold anything."""
    assert mention("@", "5> @everyone") == ""


@pytest.mark.parametrize(
    "text",
    ["local/__init__", "**a**", "[x](http://b.c)", "back`tick", "<b>&amp;</b>", "$$1$", "~~", "||a||", "*", "a\\_b"],
)
def test_what_is_to_be_written_again_is_shown_as_it_is(text: str) -> None:
    """The name of a model, a prefix: beside other words, with nothing that works."""
    assert literal("qwen_2_5") == "qwen_2_5"  # a pipe shows Markdown as it is
    telegram = to_telegram(f"Now **{literal(text)}** answers.", last=True)
    discord = to_discord(f"Now {literal(text)} answers.", last=True).text

    assert telegram.text.replace("\u2060", "") == f"Now {text} answers."
    assert [entity.kind for entity in telegram.entities] == ["bold"]
    assert "](" not in discord
    assert not re.search(r"(?<!\\)(\*\*|~~|`|\|\|)", discord)
