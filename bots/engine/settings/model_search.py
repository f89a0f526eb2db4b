"""Finding a model by a few words of its name, and which of those that fit stands first. Pure.

A name is the words and numbers in it: of "anthropic/claude-sonnet-4.6" anthropic, claude, sonnet, 4 and 6. It fits if
it holds all that was typed, in any order: "4 son" finds it. Only if no name does so, what was typed may be spread over
words ("gptoss"), and only then it may be misspelled ("sonet").

Of the names that fit, these stand first:

1. the name itself, if all of it was typed;
2. those in which each typed word begins a word, before those in which it stands within one;
3. of these, the familiar ones (the model here, what was used here lately, the aliases), in their own order;
4. then those of which more words were typed in full, then those with fewer other words, then in the order of the list.

A search runs with every key that somebody presses, so it goes through a list of thousands without a call for each name.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_NEAR_FROM: Final = 4
"""Letters that a word has at least for its misspelling to be understood; of shorter ones too many are near."""
_MOST_WORDS: Final = 16
"""Words that are looked for. A name has fewer, and what people type may be a whole message."""

# The rank of a name is one number, because numbers are quickly compared. From its highest bits down: how many typed
# words stand within a word only; whether the name is not familiar; how many begin a word that goes on; how many words
# the name has; its place in the list.
_INSIDE: Final = 1 << 48
_UNFAMILIAR: Final = 1 << 47
_BEGINS: Final = 1 << 40
_WORDS: Final = 1 << 24
_PLACE: Final = _WORDS - 1

_NO_ALIASES: Final[Mapping[str, str]] = MappingProxyType({})


class ModelIndex:
    """Names that can be searched. `means`: what the aliases among them stand for; they are found by that too."""

    def __init__(self, names: Sequence[str], means: Mapping[str, str] = _NO_ALIASES) -> None:
        self.names = tuple(names)  # the same object, if it is a tuple
        self._place = {name: place for place, name in enumerate(self.names)}
        self._lower = {name.lower(): name for name in self.names}
        split = [_WORD.findall(f"{name} {means.get(name, '')}".lower()) for name in self.names]
        self._texts = [f" {' '.join(words)} " for words in split]
        self._joined = ["".join(words) for words in split]
        self._ranks = [_UNFAMILIAR + min(len(words), 0xFF) * _WORDS + place for place, words in enumerate(split)]
        self._vocabulary: tuple[str, ...] = tuple({word for words in split for word in words if word.isalpha()})

    def search(self, typed: str, familiar: Sequence[str] = ()) -> Iterator[str]:
        """The names that fit, the best first; all of them, the familiar ones first, if nothing was typed."""
        known = list(dict.fromkeys(name for name in familiar if name in self._place))
        words = _WORD.findall(typed.lower())[:_MOST_WORDS]
        if not words:
            if typed.strip():
                return iter(())  # signs alone are in no name
            return chain(known, (name for name in self.names if name not in set(known)) if known else self.names)
        found, ranks = self._found(words)
        for number, name in enumerate(known):
            at = bisect_left(found, place := self._place[name])
            if at < len(found) and found[at] == place:
                ranks[at] = ranks[at] // _INSIDE * _INSIDE + (number << 24) + place
        ranks.sort()
        best = (self.names[rank & _PLACE] for rank in ranks)
        whole = self._same(typed)
        return best if whole is None else chain((whole,), (name for name in best if name != whole))

    def _found(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """The places of the names that fit, in the order of the list, and the rank of each."""
        found = _holding(self._texts, words)
        if not found:
            found = _holding(self._joined, words)
            if not found:
                near = [
                    {place for each in self._near(word) for place in _holding(self._texts, [each])} for word in words
                ]
                found = sorted(set.intersection(*near))
            return found, [self._ranks[place] for place in found]
        ranks = [self._ranks[place] for place in found]
        texts = [self._texts[place] for place in found]
        for word in words:
            begun, whole = f" {word}", f" {word} "
            ranks = [
                rank if whole in text else rank + _BEGINS if begun in text else rank + _INSIDE
                for rank, text in zip(ranks, texts, strict=True)
            ]
        return found, ranks

    def _same(self, typed: str) -> str | None:
        """The name that was typed in full, however its letters are written."""
        wanted = typed.strip()
        if wanted in self._place:
            return wanted
        return self._lower.get(wanted.lower())

    def _near(self, word: str) -> tuple[str, ...]:
        """The word itself, and those that differ from it, or whose beginnings do, by one letter."""
        if len(word) < _NEAR_FROM or not word.isalpha():
            return (word,)
        return (word, *(each for each in self._vocabulary if is_near(word, each)))


def is_near(typed: str, word: str) -> bool:
    """Whether one letter is wrong, missing or too much, or two have changed places, in the word or its beginning."""
    size = len(typed)
    return any(_is_one_off(typed, word[:length]) for length in {size - 1, size, size + 1} if length <= len(word))


def _is_one_off(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter = min(len(one), len(other))
    same = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    mine, theirs = one[same:], other[same:]
    if len(mine) == len(theirs):
        return mine[1:] == theirs[1:] or (mine[1::-1] == theirs[:2] and mine[2:] == theirs[2:])
    return mine[1:] == theirs or mine == theirs[1:]


def _holding(texts: Sequence[str], words: Sequence[str]) -> list[int]:
    """The places of the texts that hold all words."""
    first, *others = words
    found = [place for place, text in enumerate(texts) if first in text]
    for word in others:
        found = [place for place in found if word in texts[place]]
    return found
