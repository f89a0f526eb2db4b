"""Finds the first of some words in a text that may be cut anywhere: a word, or what may become one at the text's end.

A pattern that says both at every letter of every word takes six times as long to compile, which was a thirtieth of the
program's start. So it says that of the first two letters alone: a sign and what follows it there are in few texts.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from provider.values import Value


class Found(Value):
    """What was found, as it stands in the text, and where it begins and ends there."""

    text: str
    start: int
    end: int


class Watch:
    """Finds these words, in upper or lower case. Where one begins with another, the longer one is found."""

    def __init__(self, words: frozenset[str]) -> None:
        self._first = re.compile(_first_two_letters(words), re.IGNORECASE)
        self._words = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)
        self._beginnings = {word[:end] for word in words for end in range(1, len(word))}
        self._longest = max(map(len, words)) - 1
        self._whole = words

    def search(self, text: str) -> Found | None:
        """The first in the text."""
        first = self._first.search(text)
        while first is not None:
            if found := self._at(text, first.start()):
                return found
            first = self._first.search(text, first.start() + 1)
        return None

    def match(self, text: str) -> Found | None:
        """What the text begins with."""
        return self._at(text, 0) if text else None

    def _at(self, text: str, start: int) -> Found | None:
        if len(text) - start <= self._longest and text[start:].lower() in self._beginnings:
            return Found(text[start:], start, len(text))
        found = self._words.match(text, start)
        # `re` takes "ı" for an "i" and "ſ" for an "s": what is spelled so is none of the words.
        return Found(found[0], start, found.end()) if found and found[0].lower() in self._whole else None


def watch(words: Iterable[str]) -> Watch:
    """What finds these words, of which there are some, and none is empty. It is kept, because it takes long to make."""
    return _watch(frozenset(word.lower() for word in words))


@lru_cache(maxsize=256)
def _watch(words: frozenset[str]) -> Watch:
    return Watch(words)


def _first_two_letters(words: Iterable[str]) -> str:
    r"""A pattern of the first two letters of these words, or of the first alone at the end of a text: "a(?:n|s|\Z)"."""
    following: dict[str, set[str]] = {}
    for word in words:
        following.setdefault(word[0], set()).add(re.escape(word[1:2]))
    return "|".join(
        re.escape(first) + ("" if "" in second else rf"(?:{'|'.join(sorted(second))}|\Z)")
        for first, second in sorted(following.items())
    )
