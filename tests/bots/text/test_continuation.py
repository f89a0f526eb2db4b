"""Words that go on from a text which was cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.text.continuation import REPEATED, Continuation

LONG = "word and word again, " * 30


def joined(before: str, *pieces: str) -> str:
    """The whole, as it is kept."""
    going_on = Continuation(before)
    return before + "".join(map(going_on.feed, pieces)) + going_on.end()


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("The quick brown", " fox jumps.", "The quick brown fox jumps."),
        ("The quick bro", "wn fox jumps.", "The quick brown fox jumps."),
        ("The quick brown", "quick brown fox", "The quick brown fox"),
        ("The quick bro", "The quick brown fox", "The quick brown fox"),
        ("The quick brown", "brown fox", "The quick brown fox"),
        ("The quick brown ", "quick brown fox", "The quick brown fox"),
        ("The quick brown\n", "The quick brown\n\nfox", "The quick brown\n\nfox"),
        ("It is a cat", "cattle is large", "It is a catcattle is large"),
        ("I ate a", " apple", "I ate a apple"),
        ("I know that", " that he came", "I know that that he came"),
        ("One. Two.", "One. Two. Three.", "One. Two. Three."),
        ("x\n}\n", "}\n}\n", "x\n}\n}\n}\n"),
        ("", "All of it.", "All of it."),
        ("One", "One", "One"),
        ("El árbol está", "árbol está aquí", "El árbol está aquí"),
        ("The quick brown ", "…quick brown fox", "The quick brown fox"),
        ("The quick brown ", "... quick brown fox", "The quick brown fox"),
        ("The quick brown ", "... or red fox", "The quick brown ... or red fox"),
        ("潮汐在中午转向，因为月亮", "因为月亮拉动海水。", "潮汐在中午转向，因为月亮拉动海水。"),
        ("潮汐在中午转向，因为月亮", "中午转向，因为月亮拉动海水。", "潮汐在中午转向，因为月亮拉动海水。"),
        ("潮汐在中午转向", "转变很大。", "潮汐在中午转向转变很大。"),
        ("나는 어제 바다에서", "어제 바다에서 놀았다.", "나는 어제 바다에서 놀았다."),
    ],
)
def test_what_is_repeated_is_left_out(before: str, after: str, whole: str) -> None:
    """On boundaries between words; what only looks like it stays. It does not matter how the words are cut."""
    assert joined(before, after) == whole
    assert joined(before, *after) == whole


def test_all_that_may_be_repeated_is_found() -> None:
    """Up to 200 characters, from a word of them on."""
    before = LONG + "and here it was cut"
    tail = before[-REPEATED:]

    assert joined(before, tail[tail.index(" ") + 1 :] + " off.") == before + " off."


def test_a_long_repetition_may_begin_inside_of_a_word() -> None:
    """It is none by chance; a short one may be a word of its own."""
    before = LONG + "and here it was cut"
    tail = before[-REPEATED:]

    assert joined(before, tail[tail.index("ord") :] + " off.") == before + " off."
    assert joined("The quick brown", "own") == "The quick brownown"


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("```python\nx = 1", "```python\nx = 1\ny = 2\n```", "```python\nx = 1\ny = 2\n```"),
        ("```python\nx = 1\n", "```Python\ny = 2\n```", "```python\nx = 1\ny = 2\n```"),
        ("```py\nx = 1", "```python\ny = 2\n```", "```py\nx = 1\ny = 2\n```"),
        ("```py\ndef f():\n    return 1 +", "```\n", "```py\ndef f():\n    return 1 +\n```\n"),
        ("```markdown\n# Tides\n", "```python\nx\n```", "```markdown\n# Tides\n```python\nx\n```"),
        ("| a | b |\n|---|---|\n| 3", "| 3 | 4 |", "| a | b |\n|---|---|\n| 3 | 4 |"),
        ("```python\nx = 1\n", "```\n\nThat is all.", "```python\nx = 1\n```\n\nThat is all."),
        ("```\nx = 1\n", "```\n\nThat is all.", "```\nx = 1\n```\n\nThat is all."),
        ("```python\nx = 1\n```\n\nThen:", "```python\ny", "```python\nx = 1\n```\n\nThen:\n\n```python\ny"),
        ("```python\nfor x in ra", "nge(3):\n", "```python\nfor x in range(3):\n"),
        ("- one\n- two", "- three", "- one\n- two\n- three"),
        ("1. one\n2. two", "3. three", "1. one\n2. two\n3. three"),
        ("1. one\n2. two", "\n3. three", "1. one\n2. two\n3. three"),
        ("1. one\n2. two and", " more\n3. three", "1. one\n2. two and more\n3. three"),
        ("It is 5", "- 3", "It is 5- 3"),
        ("The end.", "## More", "The end.\n\n## More"),
    ],
)
def test_open_markdown_goes_on(before: str, after: str, whole: str) -> None:
    """A block of code that is opened again is not; an item begins its own line."""
    assert joined(before, after) == whole
    assert joined(before, *after) == whole


@given(st.text(max_size=60), st.lists(st.text(max_size=9), max_size=8))
def test_nothing_is_lost_but_what_the_text_ends_with(before: str, pieces: list[str]) -> None:
    """And where the words do not begin with the end of the text, nothing is."""
    after, whole = "".join(pieces), joined(before, *pieces)

    assert whole.startswith(before)
    left = after[: len(after) - len(whole.removeprefix(before).lstrip())]
    assert whole.endswith(after.lstrip()) or left.strip() in before or "`" in left or "~" in left


def test_words_are_not_held_back_for_long() -> None:
    """Those that repeat nothing are passed on at once."""
    going_on = Continuation(LONG + "The end of it")

    assert going_on.feed(" Something") == " Something"
    assert going_on.feed(" else") == " else"
