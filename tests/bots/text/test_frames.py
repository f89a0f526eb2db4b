"""Every frame of a growing answer, on both platforms: valid, complete but for its unstable end, calm."""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from bots.text.piece import Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram
from tests.bots.text.documents import (
    CORPUS,
    check_entities,
    is_within,
    letters,
    messages,
    prefixes,
    readable_letters,
    rewritten,
    size,
)

LIMITS = {to_telegram: 4096, to_discord: 2000}
PROSE = sorted(name for name in CORPUS if name not in {"latex", "whitespace", "wide_tables"})
BOTH = pytest.mark.parametrize("render", [to_telegram, to_discord])


def step(document: str) -> int:
    return 1 if len(document) < 700 else 5


def settled(source: str) -> str:
    """What must be on show of a source that still grows: the lines before the current one, save a table's head."""
    lines = source.split("\n")[:-1]
    table = 0
    while table < len(lines) and lines[-1 - table].lstrip("> ").startswith("|"):
        table += 1
    if table == 1 or (table and not any(set(line) <= set("|:- ") for line in lines[-table:])):
        del lines[-1]
    return "\n".join(lines)


@BOTH
@pytest.mark.parametrize("name", CORPUS)
def test_every_frame_is_valid(name: str, render: Callable[..., Piece]) -> None:
    """Whatever prefix of a document has arrived: within the limit, entities legal, ends trimmed."""
    for source in prefixes(CORPUS[name], step(CORPUS[name])):
        piece = render(source, last=False)

        assert size(piece.text) <= LIMITS[render]
        assert piece.text == piece.text.rstrip()
        check_entities(piece)


@BOTH
@pytest.mark.parametrize("name", PROSE)
def test_a_frame_shows_all_but_the_current_line(name: str, render: Callable[..., Piece]) -> None:
    """Nothing of what came before the current line is missing, save the head of a table that is half there."""
    for source in prefixes(CORPUS[name], 3 * step(CORPUS[name])):
        shown = letters("".join(piece.text for piece in messages(lambda rest: render(rest, last=False), source)))

        assert is_within(readable_letters(settled(source)), shown)
        assert not Counter(shown.replace("28bar29", "bar")) - Counter(letters(source)), "made up"


@BOTH
@pytest.mark.parametrize("name", PROSE)
@pytest.mark.parametrize("limit", [4096, 200, 64])
def test_nothing_of_an_answer_is_lost(name: str, render: Callable[..., Piece], limit: int) -> None:
    """Over all its messages, every letter of the document is there and in order."""
    pieces = messages(lambda rest: render(rest, last=True, limit=limit), CORPUS[name])

    assert is_within(readable_letters(CORPUS[name]), letters("".join(piece.text for piece in pieces)))
    assert all(size(piece.text) <= limit for piece in pieces)
    assert all(piece.text for piece in pieces)
    for piece in pieces:
        check_entities(piece)


@BOTH
def test_frames_are_calm(render: Callable[..., Piece]) -> None:
    """Over the whole corpus, letter by letter, a step rewrites less than half a character that was already shown."""
    total = steps = 0
    for document in CORPUS.values():
        frames = (render(source, last=False, limit=100_000).text for source in prefixes(document, step(document)))
        changed, count = rewritten(re.sub(r"[*_~|`\\\s\u2060]+", " ", frame).rstrip() for frame in frames)
        total, steps = total + changed, steps + count
    print(f"{render.__name__}: {total / steps:.2f} characters rewritten a step")

    assert total / steps < 0.5


@BOTH
def test_a_typical_answer_only_grows(render: Callable[..., Piece]) -> None:
    """Headings, lists, code, links and emphasis appear as they stay; only a table's columns may widen."""
    document = CORPUS["typical_answer"].split("| Call")[0]
    before = ""
    for source in prefixes(document, 1):
        text = re.sub(r"[*_~`]+", "", render(source, last=False).text).rstrip()

        assert text.startswith(before)
        before = text


@BOTH
def test_the_last_frame_holds_nothing_back(render: Callable[..., Piece]) -> None:
    """What looks half done at the very end is shown as it stands."""
    for source in ("a **b", "a [b](http", "a `b", "1.", "#", "| a | b |", "x\n--", "```py\ncode\n``", "a \\("):
        assert is_within(letters(source.replace("```py", "")), letters(render(source, last=True).text))
