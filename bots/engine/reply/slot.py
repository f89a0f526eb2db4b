"""What the model has said so far, and how much of it is still to be shown: the slot between the two loops of a reply.

One side puts text in and never waits; the other waits for news, and takes what there is by then.
"""

import asyncio
from dataclasses import dataclass

from bots.engine.reply.reasoning import ReasoningView
from bots.text.heal import closed
from bots.text.visible import is_visible

ENOUGH = 24
"""Characters that the first frame in a private chat waits for: they are what a phone's notification shows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The slot at one moment: the Markdown that is to be shown; `last`: no more will come."""

    source: str
    last: bool


class Slot:
    """One answer's."""

    def __init__(self) -> None:
        self.source = ""
        """What was said and is in no sealed part."""
        self.notice = ""
        """What the bot itself says at the end."""
        self.reasoning = ReasoningView()
        self.retractions = 0
        self.news = asyncio.Event()
        """There is something that was not read yet."""
        self.enough = asyncio.Event()
        """There is as much as the first frame may wait for."""
        self.over = asyncio.Event()
        """No more will come."""
        self._words: list[str] = []
        self._half = ""  # of a character whose other half comes with the next piece
        self._below = ""  # the notice, until it is part of the source

    @property
    def ended(self) -> bool:
        """Whether no more will come."""
        return self.over.is_set()

    @property
    def text(self) -> str:
        """All that the model has said so far."""
        return "".join(self._words)

    def feed(self, text: str) -> None:
        """Append a piece of the answer; after the end it is ignored."""
        if self.ended:
            return
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        text = _joined(text.removesuffix(self._half))
        self._words.append(text)
        self.source += text
        if is_visible(self.source):
            self.reasoning.end()
            self.news.set()
        if len(self.source) >= ENOUGH or "\n" in self.source.strip("\n"):
            self.enough.set()

    def feed_reasoning(self, text: str, *, shown: bool) -> None:
        """Append a piece of the model's thoughts. They are news where they are `shown`."""
        self.reasoning.feed(text)
        if not shown or self.ended or is_visible(self.source):
            return
        reasoning = self.reasoning.growing("")
        if reasoning:
            self.news.set()
        if len(reasoning) >= ENOUGH:
            self.enough.set()

    def retract(self) -> None:
        """Make thoughts of all the text so far."""
        self.reasoning.take_back(self.text)
        self.retractions += 1
        self._words.clear()
        self._half = self.source = ""

    def end(self, notice: str) -> None:
        """No more will come; `notice` stands below the text."""
        self.notice = self._below = notice
        for event in (self.over, self.news, self.enough):
            event.set()

    def empty(self) -> None:
        """There is nothing left to show; the text stays."""
        self.source = self.notice = self._below = ""

    def read(self, *, below: bool) -> Reading:
        """What is to be shown by now; `below`: at the end with the notice below it."""
        if not (self.ended and self._below and below):
            return Reading(self.source, self.ended)
        if not is_visible(self.source):
            return Reading(self._below, last=True)
        return Reading(f"{closed(self.source).rstrip()}\n\n{self._below}", last=True)

    def seal(self, reading: Reading, rest: str) -> None:
        """A part shows all that was read but `rest`, with which the next one begins."""
        if reading.last:
            self.source, self._below = rest, ""
        else:
            self.source = rest + self.source[len(reading.source) :]
        if is_visible(self.source):
            self.news.set()


def _joined(text: str) -> str:
    """The text with halves of characters put together, which some servers send apart; one without its other is lost."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
