"""Which characters of a source does a message show? Pure: both sides lose their markup and white space first."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FENCE = re.compile(r"^[ \t]*```[^\n`]*$", re.MULTILINE)
_DROPPED = frozenset("*_`#~>|\\-•")
_ANCHOR = 40
"""Characters by which a message is found in the source; the sources repeat none so long."""


@dataclass(frozen=True, slots=True)
class Source:
    """What can be seen of a source: its bare characters, and for each its place and its line in the source."""

    bare: str
    places: tuple[int, ...]
    lines: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Source":
        places = tuple(_kept(text))
        breaks = [place for place, char in enumerate(text) if char == "\n"]
        lines = tuple(bisect_right(breaks, place) for place in places)
        return cls("".join(text[place] for place in places), places, lines)

    def find(self, text: str) -> int:
        """Where a message begins in the source; -1: nowhere."""
        shown = bare(text)
        for size in (_ANCHOR, 20, 10):
            at = self.bare.find(shown[:size]) if shown else -1
            if at >= 0:
                return at
        return -1

    def length(self, text: str, start: int) -> int:
        """How many of the characters from `start` on a message shows before it shows something else."""
        shown = bare(text)
        expected = self.bare[start : start + len(shown)]
        if shown == expected:
            return len(shown)
        return next((n for n, (a, b) in enumerate(zip(shown, expected, strict=False)) if a != b), len(expected))


def bare(text: str) -> str:
    """A text without white space, fences and marks, so that every platform's rendering of it is the same."""
    return "".join(text[place] for place in _kept(text))


def covered(spans: Iterable[tuple[int, int]]) -> int:
    """How far the source is shown from its beginning without a gap, by stretches of (start, length)."""
    end = 0
    for start, length in sorted(spans):
        if start > end:
            break
        end = max(end, start + length)
    return end


def _kept(text: str) -> Sequence[int]:
    fenced: set[int] = set()
    for fence in _FENCE.finditer(text):
        fenced.update(range(*fence.span()))
    return [n for n, char in enumerate(text) if not char.isspace() and char not in _DROPPED and n not in fenced]
