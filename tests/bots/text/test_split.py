"""Where an answer longer than a message is cut, and that nothing is lost or doubled there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.text.split import split
from bots.text.to_telegram import to_telegram
from bots.text.units import units
from tests.bots.text.documents import CORPUS, is_within, messages

PLAIN = st.text(alphabet="abc .,!?\né漢。\u0301😀\u200d👨👩🇨🇭", max_size=400)
MARKUP = st.lists(
    st.sampled_from(
        ["word ", "word. ", "**", "`", "```\n", "```py\n", "~~~\n", "\n", "\n\n", "- ", "1. ", "   ", "> ",
         "| a | b |\n", "|---|---|\n", "[x](http://a.com)", "# ", "漢字", "👨‍👩‍👧", "$$", "\\("]
    ),
    max_size=80,
).map("".join)  # fmt: skip


def heads(source: str, room: int) -> list[str]:
    found = []
    while source:
        cut = split(source, room)
        found.append(cut.head)
        source = cut.rest
        assert len(found) < 2000
    return found


def dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(source=PLAIN, room=st.integers(4, 60))
def test_prose_comes_back_from_its_pieces(source: str, room: int) -> None:
    """The heads, one behind the other, are the source, save for white space at the cuts."""
    pieces = heads(source, room)

    assert dense("".join(pieces)) == dense(source)
    assert all(units(piece) <= room for piece in pieces)


@given(source=MARKUP, room=st.integers(48, 200))
def test_markup_loses_nothing(source: str, room: int) -> None:
    """Only fences, table heads and containers may be there twice."""
    assert is_within(dense(source), dense("".join(heads(source, room))))


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.parametrize("room", [64, 150, 1000])
def test_documents_lose_nothing(name: str, room: int) -> None:
    """The same for the corpus."""
    assert is_within(dense(CORPUS[name]), dense("".join(heads(CORPUS[name], room))))


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ("one two three four\n\nfive six seven", "one two three four"),
        ("# Title\n\nfirst paragraph\n\n## Next\n\nsecond", "# Title\n\nfirst paragraph"),
        ("- first item\n- second item\n- third", "- first item\n- second item"),
        ("one longer sentence. and another sentence", "one longer sentence."),
        ("oneword anotherword yetanotherword", "oneword anotherword"),
        ("x" * 50, "x" * 30),
        ("please do see the [label](http://a.com) there", "please do see the"),
    ],
)
def test_the_best_place_is_chosen(source: str, head: str) -> None:
    """Blocks before lines before sentences before words; a heading stays with its text; a link stays whole."""
    room = 20 if source.startswith("oneword") else 30

    assert split(source, room).head.strip() == head


def test_code_is_closed_and_opened_again() -> None:
    """The rest begins with the same fence and language, and the closing fence that comes later still closes it."""
    code = "".join(f"line {number}\n" for number in range(40))
    pieces = messages(lambda rest: to_telegram(rest, last=True, limit=100), f"````py\n{code}````\n\nafter")

    blocks = [entity for piece in pieces for entity in piece.entities if entity.kind == "pre"]
    assert {block.language for block in blocks} == {"py"}
    assert "\n".join(piece.text for piece in pieces) == f"{code.strip()}\nafter" or pieces[-1].text.endswith("after")
    assert "`" not in "".join(piece.text for piece in pieces)


def test_code_in_a_list_goes_on() -> None:
    """A fence deep inside a list is reopened, closes with its indented fence, and the list goes on behind it."""
    code = "".join(f"     line {number}\n" for number in range(20))
    pieces = messages(
        lambda rest: to_telegram(rest, last=True, limit=90), f"- a\n   - b\n\n     ```py\n{code}     ```\n   - c\n- d\n"
    )
    text = "\n".join(piece.text for piece in pieces)

    assert "```" not in text
    assert all(f"line {number}" in text.splitlines() for number in range(20))
    assert text.splitlines()[-1] == "• d"
    assert all(entity.language == "py" for piece in pieces for entity in piece.entities if entity.kind == "pre")


def test_a_table_goes_on_under_its_head() -> None:
    """Each message repeats the head; each row stands in one of them."""
    rows = "".join(f"| {number} | x |\n" for number in range(30))
    pieces = messages(lambda rest: to_telegram(rest, last=True, limit=120), f"| a | b |\n|---|---|\n{rows}")

    assert all(piece.text.startswith("a") and piece.entities[0].kind == "pre" for piece in pieces)
    assert [int(line.split()[0]) for piece in pieces for line in piece.text.splitlines()[2:]] == list(range(30))


@pytest.mark.parametrize(
    "cluster", ["👨‍👩‍👧‍👦", "e\u0301", "🇨🇭", "👍🏽", "1️⃣", "각", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_what_is_seen_as_one_character_stays_whole(cluster: str) -> None:
    """A line without a space is cut between grapheme clusters."""
    for room in range(30, 42):
        for head in heads(cluster * 40, room):
            assert head == cluster * (len(head) // len(cluster))


def test_only_the_start_of_a_huge_source_is_read() -> None:
    """The head of a source does not depend on what stands far behind it."""
    source = CORPUS["typical_answer"] * 10

    assert split(source, 500).head == split(source[:1500], 500).head
