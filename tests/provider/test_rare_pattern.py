"""Patterns that are compiled when they are first needed."""

import re

import pytest

from provider.rare_pattern import RarePattern


def test_it_finds_what_the_pattern_finds() -> None:
    """Anywhere, or at the start, as often as it is asked."""
    pattern = RarePattern("b(.)", re.IGNORECASE | re.DOTALL)

    for _ in range(2):
        assert (found := pattern.search("aB\n")) is not None
        assert found[1] == "\n"
        assert pattern.match("aB\n") is None
        assert pattern.match("bc") is not None


def test_it_is_compiled_at_its_first_use() -> None:
    """Until then not even a mistake in it is noticed."""
    mistaken = RarePattern("(")

    with pytest.raises(re.error):
        mistaken.search("")
