"""What an answer rests on, as people see it: marks that lead there, and the list below the end."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.text.piece import Piece
from bots.text.remark import discord_small, telegram_small, with_remark
from bots.text.sources import (
    DISCORD_ADDRESSES,
    DISCORD_MOST,
    SITE_LONGEST,
    TELEGRAM_MOST,
    Cited,
    Numbered,
    behind,
    beneath,
    discord_sources,
    listed,
    mark,
    plain_sources,
    telegram_sources,
)
from bots.text.to_discord import to_discord
from bots.text.to_telegram import MOST_ENTITIES, to_telegram
from bots.text.units import units

ONE = Numbered(1, "https://one.example/page", "The first page")
TWO = Numbered(2, "https://two.example/?a=b&copy=1;_x_*y*")
BOTH = Cited((ONE, TWO))


def on_discord(source: str, cited: Cited = BOTH, *, last: bool = True) -> str:
    return to_discord(source, last=last, cited=cited).text


def on_telegram(source: str, cited: Cited = BOTH, *, last: bool = True) -> tuple[str, list[tuple[str, str]]]:
    """The text, and each link as its words and its address."""
    piece = to_telegram(source, last=last, cited=cited)
    return piece.text, [(words(piece, entity.offset, entity.length), entity.url) for entity in links(piece)]


def links(piece: Piece) -> list:  # type: ignore[type-arg]
    return [entity for entity in piece.entities if entity.kind == "text_link"]


def words(piece: Piece, offset: int, length: int) -> str:
    return piece.text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def test_marks_lead_to_their_sources() -> None:
    """One by one, in a row, and in the signs of files; the words stay as they were written."""
    source = "Rain [1]. Snow [1][2], wind 【2†source】."
    text, found = on_telegram(source)

    assert text == source
    assert found == [("[1]", ONE.url), ("[1]", ONE.url), ("[2]", TWO.url), ("【2†source】", TWO.url)]
    assert on_discord("Rain [1][2].") == f"Rain [[1]]({ONE.url})[[2]]({TWO.url})."


@pytest.mark.parametrize(
    "source",
    [
        "`a[1]` in code",
        "```python\nx = a[1]\n```",
        "See:\n\n    indented[1]\n",
        "nobody knows [3] and [0] and [01] and [1234]",
        r"escaped \[1\]",
        "\\[ x[1] + y \\]",
        "| a | b |\n|---|---|\n| c [1] | d |",
        "half a mark [1",
        "【1†sour",
    ],
)
def test_what_is_no_mark_of_a_source_stays_text(source: str) -> None:
    """Code, formulas, tables, numbers without a source, half a mark."""
    assert on_telegram(source) == on_telegram(source, Cited())
    assert on_discord(source) == on_discord(source, Cited())


@pytest.mark.parametrize(
    "source",
    [
        f"Rain.[[1]]({ONE.url})",
        f"Rain. ([one.example]({ONE.url}))",
        f"Rain [see [1] there]({ONE.url})",
        f"Rain [1]({ONE.url}).",
    ],
)
def test_links_of_the_model_stay_as_they_are(source: str) -> None:
    """As xAI and OpenAI write them."""
    assert on_telegram(source) == on_telegram(source, Cited())
    assert on_discord(source) == on_discord(source, Cited())


def test_a_mark_does_not_flicker_while_it_is_written() -> None:
    """Half of it is held back; once it stands, it stays."""
    source = "It rains in Paris [1][2], and snows in Oslo [2]."
    frames = [on_telegram(source[:end], last=False)[0] for end in range(1, len(source) + 1)]

    assert all(after.startswith(before.rstrip()) for before, after in pairwise(frames))
    assert not any(frame.endswith(("[", "[1", "[2")) for frame in frames)


@given(st.text(alphabet="ab [1]2(3)`*_|\\\n🙂【】†#>$-", max_size=60), st.booleans())
def test_every_prefix_is_a_valid_frame(source: str, last: bool) -> None:
    """Entities stand inside of the text; nothing is as long as no message may be."""
    piece = to_telegram(source, last=last, cited=BOTH)

    assert all(each.offset >= 0 and each.offset + each.length <= units(piece.text) for each in piece.entities)
    assert units(on_discord(source, last=last)) <= 2000


def test_addresses_leave_a_message_on_discord_its_room() -> None:
    """Each stands behind its first mark alone, and no more of them than fit."""
    many = Cited(tuple(Numbered(number, f"https://site.example/{'a' * 200}/{number}") for number in range(1, 9)))
    shown = on_discord("".join(f"Word [{number}]. " for number in (1, 1, 2, 3, 4, 5, 6, 7, 8)), many)

    assert shown.count("https://") == 2
    assert len(shown) < DISCORD_ADDRESSES + 200
    assert "Word [8]." in shown


def test_many_links_are_no_more_than_telegram_takes() -> None:
    """A message is cut before its hundredth link, and the list keeps its own."""
    cited = Cited(BOTH.numbered, BOTH.numbered, "Sources")
    piece = with_remark(
        lambda *, limit: to_telegram("word [1] " * 400, last=True, limit=limit, cited=cited), 4096, Piece("")
    )

    assert len(piece.entities) <= MOST_ENTITIES
    assert piece.rest


# The list below.


def below(number: int) -> Cited:
    many = tuple(Numbered(each, f"https://site{each}.example/", f"Page {each}") for each in range(1, number + 1))
    return Cited(many, many, "Sources")


def test_telegram_has_one_quote_with_a_line_for_each() -> None:
    """It opens at a touch; each title leads there, and its site stands beside it."""
    piece = telegram_sources(below(12))

    assert piece.text.splitlines()[:2] == ["Sources", "1. Page 1 · site1.example"]
    assert len(piece.text.splitlines()) == 1 + TELEGRAM_MOST
    assert [each.kind for each in piece.entities] == ["expandable_blockquote", *["text_link"] * TELEGRAM_MOST]
    assert piece.entities[0].length == units(piece.text)
    assert words(piece, piece.entities[1].offset, piece.entities[1].length) == "Page 1 · site1.example"


def test_discord_has_one_small_line() -> None:
    """Three by their sites, and how many more there are."""
    shown = discord_sources(below(12)).text

    assert shown.startswith("-# Sources: [1 site1.example](<https://site1.example/>) · ")
    assert shown.endswith(f"[3 site3.example](<https://site3.example/>) · +{12 - DISCORD_MOST}")
    assert "\n" not in shown


def test_a_terminal_has_numbered_lines() -> None:
    """With the addresses in full."""
    assert plain_sources(below(2)) == "[1] Page 1 https://site1.example/\n[2] Page 2 https://site2.example/"


def test_nothing_stands_below_an_answer_without_sources() -> None:
    """No heading without a list."""
    assert telegram_sources(Cited()) == discord_sources(Cited()) == Piece("")
    assert plain_sources(Cited()) == ""


def test_what_the_words_name_is_listed_once() -> None:
    """By a mark or by its address; if they name none, all are; one of each address."""
    again = Numbered(3, ONE.url)

    assert listed((ONE, TWO, again), "Rain [1][3].") == (ONE,)
    assert listed((ONE, TWO), f"Rain ([two]({TWO.url}))") == (TWO,)
    assert listed((ONE, TWO, again), "Rain.") == (ONE, TWO)


@pytest.mark.parametrize(
    ("source", "name", "site"),
    [
        (Numbered(1, "https://evil.example/", "paypal.com – log in"), "evil.example", "evil.example"),
        (Numbered(1, "https://www.one.example/", "one.example | News"), "one.example | News", "one.example"),
        (
            Numbered(1, "https://vertexaisearch.cloud.google.com/grounding-api-redirect/A", "meteo.example"),
            "meteo.example",
            "meteo.example",
        ),
        (
            Numbered(1, "https://vertexaisearch.cloud.google.com/grounding-api-redirect/A", "A title"),
            "A title",
            "vertexaisearch.cloud.google.com",
        ),
    ],
)
def test_a_title_cannot_pretend_to_be_another_site(source: Numbered, name: str, site: str) -> None:
    """The site is shown in its place; only a host that is known to lead on is called by its title."""
    assert (source.name, source.site) == (name, site)


def test_nothing_in_a_list_is_alive() -> None:
    """No mention, no mark of a platform, no second line, no site that is too long."""
    hostile = Numbered(1, f"https://{'a' * 60}.{'b' * 60}.example/(x)", "@everyone **bold** `code` _x_ @durov")
    cited = Cited((hostile,), (hostile,), "Sources")

    assert "@durov" not in telegram_sources(cited).text
    assert "%28x%29" in discord_sources(cited).text
    assert len(hostile.site) <= SITE_LONGEST
    assert "\\*\\*bold" in plain_sources(cited, markdown=True)


@pytest.mark.parametrize(
    ("render", "limit", "list_of", "small", "gap"),
    [
        (to_discord, 2000, discord_sources, discord_small, "\n"),
        (to_telegram, 4096, telegram_sources, telegram_small, "\n\n"),
    ],
)
def test_room_is_kept_in_the_last_message(
    render: Callable[..., Piece],
    limit: int,
    list_of: Callable[[Cited], Piece],
    small: Callable[[str], Piece],
    gap: str,
) -> None:
    """A text that would just fit is cut earlier; sources and the small line never open a message of their own."""
    cited = below(9)
    under = beneath(list_of(cited), small("What I say."))
    for length in range(limit - 900, limit + 2, 50):
        source = ("word [1] " * limit)[: length - 1] + "."
        shown = []
        while source:
            piece = with_remark(
                lambda *, limit, source=source: render(source, last=True, limit=limit, cited=cited),
                limit,
                under,
                gap,
            )
            shown.append(piece)
            source = piece.rest

        assert all(units(piece.text) <= limit and "word" in piece.text for piece in shown)
        assert ["Sources" in piece.text for piece in shown] == [False] * (len(shown) - 1) + [True]


# Where a mark is put.


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("It rains.| It snows.", "It rains. [1] It snows."),
        ("It rains. |It snows.", "It rains. [1] It snows."),
        ("It ra|ins here", "It rains [1] here"),
        ("**It rains|** now", "**It rains [1]** now"),
        ("`a |b` is code", "`a b` [1] is code"),
        ("```\na |b\n```\nEnd", None),
        ("[the |page](https://x.example) says", "[the page](https://x.example) [1] says"),
        ("see https://x.example/|path now", "see https://x.example/path [1] now"),
        ("It rains|(heavily)", "It rains [1] (heavily)"),
        ("雨が降|る", "雨が降 [1] る"),
        ("|It rains", None),
        ("\n\n |It rains", None),
        ("- one|\n- two", "- one [1]\n- two"),
        ("A formula \\(a |b\\) here", "A formula \\(a b\\) [1] here"),
        ("At the end|", "At the end [1]"),
    ],
)
def test_a_mark_stands_behind_the_words(text: str, right: str | None) -> None:
    """Never inside of a word, of code, of a link or of a formula."""
    at, text = text.index("|"), text.replace("|", "", 1)
    place = behind(text, at)

    assert (None if place is None else text[:place] + mark([1], text[:place], text[place:]) + text[place:]) == right


def test_no_place_is_outside_of_the_text() -> None:
    """A span may be wrong."""
    assert behind("It rains", -5) is None
    assert behind("It rains", 10**12) == len("It rains")
    assert mark(range(1, 99), "word", "") == " [1][2][3][4]"
