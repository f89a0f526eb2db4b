"""What came of a scenario: how long members waited, what was lost, what stood there twice. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.history import Post

ALONE = ("…", "...", "")
"""What a message shows that is nothing but a promise."""

IN_LINE = "⏳"
"""What a message begins with that is a promise too: the line about those before it."""

BEGINNING = 10
"""So many letters and digits of an answer tell it from all others, and from what the bot says of its own."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked at that moment, the answer that the model gives to it, and what can be seen of that."""

    at: float
    text: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of one question.

    `waited`: seconds to the first word of the answer, or to the sentence that came instead of it; None: neither came.
    `whole`: all of the answer stands there. `told`: it does not, and a sentence says so. `copies`: messages too many.
    `alive`: messages that look as if something were still coming. `wholes`: those that show all of the answer.
    """

    waited: float | None
    whole: bool
    told: bool
    copies: int
    alive: int
    wholes: int = field(default=1, compare=False)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more has to come."""
        return (self.whole or self.told) and not self.alive


def fate(question: Question) -> Fate:
    """What came of it."""
    answer = _dense(question.text)
    words: list[float] = []
    sentences: list[float] = []
    copies = alive = wholes = 0
    for post in question.posts:
        shown = [(version.at, _dense(version.text)) for version in post.versions]
        answering = [at for at, text in shown if text and _is_of(answer, text)]
        words += answering[:1]
        copies += bool(answering) and _is_of(answer, shown[-1][1])
        promises = _promises(post.versions[-1].text)
        sentences += [at for at, text in shown[-1:] if text and not promises and not answer.startswith(text)]
        wholes += answer in shown[-1][1]
        alive += post.versions[-1].stop or promises
    whole = wholes > 0
    told = bool(sentences) and not whole
    first = min(words or (sentences if told else ()), default=None)
    return Fate(None if first is None else first - question.at, whole, told, max(0, copies - 1), alive, wholes)


def _promises(text: str) -> bool:
    """Whether a message says no more than that something is to come."""
    return text.strip() in ALONE or text.startswith(IN_LINE)


def is_of(answer: str, post: Post) -> bool:
    """Whether a message shows that answer, as far as it came."""
    return _is_of(_dense(answer), _dense(post.versions[-1].text))


def words_at(answer: str, posts: Sequence[Post]) -> tuple[float, ...]:
    """When messages showed more of the answer, or the same once more, in order."""
    whole = _dense(answer)
    shown = ((one.at, _dense(one.text)) for post in posts for one in post.versions)
    return tuple(sorted(at for at, text in shown if _is_of(whole, text)))


def whole_at(answer: str, posts: Sequence[Post]) -> float | None:
    """When all of the answer stood in one message for the first time; None: it never did."""
    whole = _dense(answer)
    return min((one.at for post in posts for one in post.versions if whole in _dense(one.text)), default=None)


def _is_of(answer: str, text: str) -> bool:
    """Whether a message shows this answer, all of it or as far as it came; what stands below it does not matter."""
    return bool(text) and (answer.startswith(text) or text.startswith(answer[:BEGINNING]))


def _dense(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that the scenario is there for, and the most that it may be; None: it never came to that."""

    name: str
    value: float | None
    most: float
    unit: str = "s"

    @property
    def is_reached(self) -> bool:
        """Whether it is not more."""
        return self.value is not None and self.value <= self.most


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a scenario. `settled`: seconds until nothing more had to come; None: it never came to that.

    `beside`: what else was seen, in words.
    """

    case: str
    fates: tuple[Fate, ...]
    settled: float | None
    beside: str = ""
    goals: tuple[Goal, ...] = ()

    @property
    def waits(self) -> list[float]:
        """Seconds that members waited for the first word, the shortest first; who got none waited for ever."""
        return sorted(float("inf") if one.waited is None else one.waited for one in self.fates)

    @property
    def median(self) -> float:
        return self.waits[len(self.waits) // 2] if self.fates else 0.0

    @property
    def worst(self) -> float:
        return self.waits[-1] if self.fates else 0.0

    @property
    def lost(self) -> int:
        """Answers of which nothing stands there, and no word about it."""
        return sum(not one.whole and not one.told for one in self.fates)

    @property
    def told(self) -> int:
        return sum(one.told for one in self.fates)

    @property
    def twice(self) -> int:
        return sum(one.copies for one in self.fates)

    @property
    def alive(self) -> int:
        return sum(one.alive for one in self.fates)


def copies(fates: Sequence[Fate]) -> Goal:
    """That nothing stands there twice."""
    return Goal("twice", sum(one.copies for one in fates), 0, "")


def worst_wait(fates: Sequence[Fate], who: str = "the longest wait", most: float = 1.0) -> Goal:
    """That nobody of them waits longer for the first word of an answer."""
    waits = [one.waited for one in fates]
    known = [wait for wait in waits if wait is not None]
    return Goal(who, max(known) if len(known) == len(waits) and known else None, most)
