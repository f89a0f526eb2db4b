"""What the terminal bot shows things on: a screen, or a pair of pipes."""

import re
from typing import Protocol

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Face(Protocol):
    """Where answers and notices become visible."""

    def growing(self, text: str) -> None:
        """The answer as far as it is known."""

    def over(self, text: str, *, complete: bool, notice: str) -> None:
        """The answer came to its end; `notice` stands at the end of `text`."""

    def say(self, text: str) -> None:
        """Something that the bot itself says, beside the answers."""

    def answer(self, text: str) -> None:
        """What a command says."""


def printable(text: str) -> str:
    """The text without control characters: a model must not be able to drive somebody's terminal."""
    return _CONTROLS.sub("", text)
