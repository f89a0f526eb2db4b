"""What the terminal shows things on: a screen, or a pair of pipes."""

import re
from typing import Protocol

from bots.text.moments import in_words

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Face(Protocol):
    """Shows answers and notices."""

    def growing(self, text: str, *, wordless: bool) -> None:
        """The answer as far as it is known. `wordless`: as in `Frame`."""

    def over(self, text: str, *, notice: str) -> None:
        """The answer has ended; `notice` is what the bot itself says about it."""

    def say(self, text: str) -> None:
        """Words of the bot itself, beside the answers."""

    def note(self, text: str) -> None:
        """The same, of words that are no Markdown."""

    def answer(self, text: str) -> None:
        """The answer to a command."""


def printable(text: str) -> str:
    """The text without control characters, so that a model cannot control somebody's terminal."""
    return _CONTROLS.sub("", in_words(text))
