"""What a frame shows of an answer whose end may still change its meaning."""

import pytest

from bots.text.heal import hold_back


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Hello wor", "Hello wor"),
        ("a **bo", "a **bo**"),
        ("a **bold*", "a **bold**"),
        ("a **bold**", "a **bold**"),
        ("a *b **c", "a *b **c***"),
        ("a ~~gon", "a ~~gon~~"),
        ("a ||secr", "a ||secr||"),
        ("a `co", "a `co`"),
        ("a ``co`", "a ``co``"),
        ("a `code`", "a `code`"),
        ("a **b `c", "a **b `c`**"),
        ("2 * 3 is", "2 * 3 is"),
        ("snake_case and", "snake_case and"),
        ("see [the do", "see "),
        ("see [the docs](https://exa", "see "),
        ("see [the docs](https://example.com) no", "see [the docs](https://example.com) no"),
        ("see <https://exa", "see "),
        ("a \\(x^2", "a "),
        ("a\n\n$$\nx^2\n", "a\n\n$$\nx^2$$"),
    ],
)
def test_an_open_mark_is_closed_or_held_back(source: str, shown: str) -> None:
    """Emphasis and code are closed, half a link or a formula waits."""
    assert hold_back(source) == shown


@pytest.mark.parametrize(
    "tail",
    [
        "-",
        "- ",
        "1",
        "12.",
        "1. ",
        "#",
        "### ",
        "> ",
        "---",
        "===",
        "- [",
        "- [ ] ",
        "`",
        "``",
        "* *",
        "1. [la",
        "- <htt",
    ],
)
def test_a_marker_appears_with_its_first_word(tail: str) -> None:
    """A list's marker, a heading's, a rule or an underline waits until it is sure."""
    assert hold_back(f"text\n\n{tail}").strip() == "text"


@pytest.mark.parametrize("tail", ["- a", "1. a", "# a", "> a", "---\n", "- [ ] a"])
def test_a_marker_that_is_sure_appears(tail: str) -> None:
    """With a word behind it, or its line complete, nothing is held back."""
    assert hold_back(f"text\n\n{tail}") == f"text\n\n{tail}"


def test_a_table_appears_with_its_second_line() -> None:
    """The head waits, then whole rows come."""
    head, line, row = "| a | b |\n", "|---|---|\n", "| 1 | 2 |\n"

    assert hold_back("x\n\n" + head[:5]).strip() == "x"
    assert hold_back("x\n\n" + head).strip() == "x"
    assert hold_back("x\n\n" + head + line[:3]).strip() == "x"
    assert hold_back("x\n\n" + head + line) == "x\n\n" + head + line
    assert hold_back("x\n\n" + head + line + row[:6]) == "x\n\n" + head + line
    assert hold_back("x\n\n" + head + line + row + "|") == "x\n\n" + head + line + row


def test_a_row_of_pipes_that_is_no_table_is_shown() -> None:
    """The second line shows that the first was no head: both are text."""
    source = "| not a table\nbut prose"

    assert hold_back(source) == source


def test_a_fence_appears_with_its_first_line_of_code() -> None:
    """Neither the language, half a fence nor half of the closing fence is ever seen."""
    assert hold_back("x\n\n```pyt").strip() == "x"
    assert hold_back("x\n\n```python\n").strip() == "x"
    assert hold_back("x\n\n```python\ny = 1\n``") == "x\n\n```python\ny = 1\n"
    assert hold_back("x\n\n```python\ny = '``") == "x\n\n```python\ny = '``"
