"""Replaces stretches of a Markdown source that are not code."""

from bisect import bisect_left, insort
from collections.abc import Iterable

from bots.text.parse import Places, code

Change = tuple[tuple[int, int, str], ...]
"""Stretches that are replaced together or not at all: (start, end, new text), in characters."""


def replace_outside_code(source: str, changes: Iterable[Change]) -> str:
    """`source` with the changes made, except those that touch code or an earlier change in the list."""
    wanted = list(changes)
    if not wanted:
        return source
    at = Places(source)
    taken = [(at(start), at(end)) for start, end in code(source)]  # in order; none overlaps another
    listed: list[tuple[int, int, str]] = []
    for change in wanted:
        if not any(_overlaps(taken, start, end) for start, end, _ in change):
            listed += change
            for start, end, _ in change:
                insort(taken, (start, end))
    parts: list[str] = []
    done = 0
    for start, end, text in sorted(listed):
        parts += source[done:start], text
        done = end
    return "".join(parts) + source[done:]


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch overlaps one of those in the list."""
    behind = bisect_left(taken, (end,))
    return behind > 0 and taken[behind - 1][1] > start
