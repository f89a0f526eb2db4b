"""A name is one line, whatever is hidden in it."""

import pytest

from bots.text.one_line import one_line


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann", "Ann"),
        ("  Ann \t of\u2028Oz\n", "Ann of Oz"),
        ("A\u202enn\u200b\x00", "A nn"),
        ("Ann: Bob", "Ann Bob"),
        ("\u200b:", ""),
    ],
)
def test_a_name_is_one_line(name: str, expected: str) -> None:
    """Line breaks, characters that turn the line around or show nothing, and those that its user cannot have."""
    assert one_line(name, without=":") == expected
