"""The picture of a reply that grows shows what a person saw, for as long as they saw it."""

import xml.etree.ElementTree as ElementTree

import pytest

from benchmarks.picture import ROWS, Row, Scene, Seen, Shown, drawn, intervals, record

PLAIN = ("default", "default", False, False)


def seen(at: float, *rows: str) -> Seen:
    lines: list[Row] = [((0, row, PLAIN),) if row else () for row in rows]
    return Seen(at, tuple(lines + [()] * (ROWS - len(lines))))


def test_a_row_that_stays_is_one_line_of_the_picture() -> None:
    """The first row stood all the time, the second changed once, and empty rows are nothing."""
    history = [seen(0.0, "> hi", "He"), seen(1.0, "> hi", "Hello"), seen(2.0, "> hi", "Hello", "> ")]

    shown = [(each.line, each.row[0][1], each.start, each.end) for each in intervals(history, 5.0)]

    assert shown == [(0, "> hi", 0.0, 5.0), (1, "He", 0.0, 1.0), (1, "Hello", 1.0, 5.0), (2, "> ", 2.0, 5.0)]


def test_a_row_that_comes_back_is_shown_twice() -> None:
    """Each time for as long as it stood."""
    history = [seen(0.0, "a"), seen(1.0, "b"), seen(2.0, "a")]

    assert [(each.start, each.end) for each in intervals(history, 3.0) if each.row[0][1] == "a"] == [(0, 1), (2, 3)]
    assert Shown(0, ((0, "b", PLAIN),), 1.0, 2.0) in list(intervals(history, 3.0))


@pytest.mark.real_time
async def test_it_is_recorded_from_the_program() -> None:
    """The answer grew: its first words stood before the last came. The document is XML that any reader takes."""
    history = await record(Scene("Hi <you>?", "One, two & three.\n\nThat is *all*.", 40.0, "That is all"))
    picture = drawn(history, 0.0)
    words = ["".join(group.itertext()).strip() for group in ElementTree.fromstring(picture)]

    assert "> Hi <you>?" in words
    assert "One, two & three." in words
    assert "That is all." in words
    assert words.index("One, two & three.") < words.index("That is all.")
    assert any("One" in each.rows[line][0][1] for each in history for line in range(ROWS - 2) if each.rows[line])
    assert "prefers-reduced-motion" in picture
