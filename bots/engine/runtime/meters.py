"""What can be counted of the work, for whoever looks after the program from outside. By itself nobody listens.

Nothing that is told here holds a word of people, or an id.
"""

from typing import Literal, Protocol

from provider.values import Value

EndedAs = Literal[
    "whole",
    "cut",
    "failed",
    "budget",
    "stopped",
    "interrupted",
    "unread",
    "replaced",
    "withdrawn",
    "deleted",
    "refused",
]
"""What became of an answer.

whole: all of it stands. cut: it was too long, or filtered. failed: the model, the store or Parley failed. budget: it
cost too much. stopped: by a person. interrupted: by the end of the program. unread: there was nothing to answer but
files that cannot be read. replaced: its question was edited. withdrawn: its question was deleted. deleted: its message
was. refused: the platform did not show it.
"""

Called = Literal["done", "slowed", "gone", "refused", "lost", "cut"]
"""How a call to a platform ended. slowed: a 429. lost: nobody knows whether it arrived. cut: we gave it up."""


class Answered(Value):
    """An answer that has ended.

    `provider`: whose model answered; empty if none began to. `tokens`, `dollars`: what it has cost. Seconds from when
    its question was taken, None for what never came: `asked`: a request went to a provider; `shown`: the first words
    stood; `ended`. `first_word`: the seconds from that request to the model's first word.
    """

    platform: str
    provider: str
    outcome: EndedAs
    asked: float | None
    first_word: float | None
    shown: float | None
    ended: float
    tokens: int
    dollars: float


class Meters(Protocol):
    """Counts. Each call returns at once and raises nothing."""

    def answered(self, answer: Answered) -> None:
        """An answer has ended."""

    def stood(self, platform: str, lag: float) -> None:
        """A frame stands, so many seconds after the first of the words that it adds had come from the model."""

    def called(self, platform: str, how: Called) -> None:
        """A call to a platform has ended."""

    def opening_lost(self, platform: str) -> None:
        """A crash came while the first message of an answer was on its way; it may stand, and nobody knows its id."""


class Uncounted:
    """Counts nothing."""

    def answered(self, answer: Answered) -> None:
        """Ignore it."""

    def stood(self, platform: str, lag: float) -> None:
        """Ignore it."""

    def called(self, platform: str, how: Called) -> None:
        """Ignore it."""

    def opening_lost(self, platform: str) -> None:
        """Ignore it."""


UNCOUNTED = Uncounted()
