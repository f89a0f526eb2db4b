"""Text that comes in pieces: what it is, and what it takes."""

import tracemalloc

from provider.pieces import TOGETHER, Pieces


def test_they_are_the_text_that_was_appended() -> None:
    """However many there are; nothing is left of what was forgotten, and an empty one is one."""
    pieces, words = Pieces(), [f"word {number} " for number in range(3 * TOGETHER + 1)]
    for word in words:
        pieces.append(word)
    whole, size = pieces.text, pieces.size
    pieces.clear()
    empty = bool(pieces), pieces.text, pieces.size
    pieces.append("")
    one = bool(pieces), pieces.several
    pieces.append("x")

    assert whole == "".join(words)
    assert size == len(whole)
    assert empty == (False, "", 0)
    assert one == (True, False)
    assert pieces.several


def test_a_long_text_takes_little_more_than_its_characters() -> None:
    """A list of its tokens would take fifteen times as much."""
    pieces, characters = Pieces(), 80_000
    tracemalloc.start()
    for number in range(characters // 4):
        pieces.append(f"{number % 10_000:04}")
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(pieces.text) == characters
    assert taken < 2 * characters
