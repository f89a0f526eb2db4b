"""Chunks of a stream that differ in nothing but their words, as nearly all do: read without parsing each. Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from provider.dialects.answer import REPEATED
from provider.dialects.event_data import value_of

_OTHERS: Final = "other words"
"""Put into a chunk in place of its words, to see whether these stand where they seem to."""

_MOST_IN_VAIN: Final = 5
"""Chunks in a row that are learned from, although none is like one before it."""


class Alike:
    """Learns what stands around the words of a chunk. Chunks in which the same stands around a string say just that.

    `words_of`: the words of a chunk that holds nothing else; empty if it may hold more.
    """

    def __init__(self, words_of: Callable[[Mapping[str, object]], str]) -> None:
        self._words_of = words_of
        self._before = self._behind = ""
        self._in_vain = 0

    def learn(self, data: str, words: str) -> None:
        """Note what stands around these words in the data of a chunk, unless that is doubtful."""
        self._in_vain += 1
        if self._in_vain > _MOST_IN_VAIN:
            self._before = ""
            return
        for written in (json.dumps(words), json.dumps(words, ensure_ascii=False)):
            before, found, behind = data.partition(written)
            if found and written not in behind:
                value = value_of(f'{before}"{_OTHERS}"{behind}')
                if isinstance(value, dict) and self._words_of(value) == _OTHERS:
                    self._before, self._behind = f'{before}"', f'"{behind}'
                return

    def forget(self) -> None:
        """Note that a chunk held something else: what the next ones mean is to be looked at."""
        self._before = ""

    def words(self, data: Sequence[str]) -> tuple[str, int]:
        """The words of the first chunks, as long as they hold nothing else, and how many chunks that are."""
        before, behind, written = self._before, self._behind, list[str]()
        if not before:
            return "", 0
        start, end = len(before), -len(behind)
        least, most = start - end, start - end + REPEATED
        for each in data:
            if not (least < len(each) < most and each.startswith(before) and each.endswith(behind)):
                break
            written.append(each[start:end])
        try:
            words = json.loads(f'"{"".join(written)}"')
        except ValueError:  # a quotation mark among them: there is more in one than a string
            return "", 0
        self._in_vain = 0 if written else self._in_vain
        return words, len(written)
