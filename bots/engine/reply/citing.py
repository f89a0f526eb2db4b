"""The sources of one answer: numbered as people see them, with marks where its words name none. Pure."""

from collections.abc import Iterable

from bots.text.sources import Numbered, behind, mark
from provider.contract import Source

MOST_MARKS = 200
"""Places of an answer at which marks are put."""


class Citing:
    """Takes the sources of an answer. `before`: those of the text that it continues.

    A number that means one source in that text and another one in the new words leads nowhere from then on.
    """

    def __init__(self, before: Iterable[Numbered] = ()) -> None:
        self._before = tuple(before)
        self._known: dict[tuple[int, str], Numbered] = {}
        self._places: dict[int, list[int]] = {}  # by a place in the new words, the numbers of the marks there
        self._put: dict[int, str] = {}  # by a place, the marks that `due` has returned
        self.begin_anew()

    @property
    def numbered(self) -> tuple[Numbered, ...]:
        """All sources, in the order of their numbers."""
        return tuple(sorted(self._known.values(), key=lambda each: each.number or len(self._known)))

    def begin_anew(self) -> None:
        """Forget all but those of the text before: another answer begins."""
        self._known = {(each.number, each.url): each for each in self._before}
        self.take_back()

    def take_back(self) -> None:
        """Forget the marks: the words were none of the answer."""
        self._places.clear()
        self._put.clear()

    def take(self, source: Source, words: str, shift: int) -> None:
        """Take a source. `words`: what was said so far; `shift`: how much further behind its places are there."""
        if source.number:
            self._name(source)
            return
        known = next((each for each in self._known.values() if each.url == source.url), None)
        if known is None:
            number = max((each.number for each in self._known.values()), default=0) + 1
            known = self._known[number, source.url] = Numbered(number, source.url, source.title)
        if source.span is None or not known.number or source.url in words or len(self._places) >= MOST_MARKS:
            return
        place = behind(words, source.span[1] + shift)
        if place is not None and place not in self._put:
            there = self._places.setdefault(place, [])
            if known.number not in there:
                there.append(known.number)

    def within(self, words: str) -> str:
        """The words with the marks in them."""
        parts: list[str] = []
        done = 0
        for place in sorted(self._places):
            parts += words[done:place], self._put.get(place) or self._mark(place, words)
            done = place
        return "".join(parts) + words[done:]

    def due(self, words: str) -> list[tuple[int, str]]:
        """The marks that were not returned yet, the last one first, each with the number of characters behind it.

        `words`: as for `within`. All marks further behind count among those characters.
        """
        found: list[tuple[int, str]] = []
        marks = 0
        for place in sorted(self._places, reverse=True):
            if place not in self._put:
                self._put[place] = self._mark(place, words)
                found.append((len(words) - place + marks, self._put[place]))
            marks += len(self._put[place])
        return found

    @property
    def has_due(self) -> bool:
        """Whether `due` has anything to return."""
        return len(self._put) < len(self._places)

    def _mark(self, place: int, words: str) -> str:
        return mark(self._places[place], words[:place], words[place:])

    def _name(self, source: Source) -> None:
        """Note which source the answer's own marks of a number mean."""
        number, url = source.number, source.url
        for each in [each for each in self._known.values() if each.number == source.number and each.url != url]:
            del self._known[each.number, each.url]
            if each in self._before:
                number = 0
                self._known[0, each.url] = Numbered(0, each.url, each.title)
        self._known[number, url] = Numbered(number, url, source.title)
