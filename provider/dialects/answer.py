"""An answer as it grows, in any dialect: what came of it, whether it is complete, how it ended. Pure."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from provider.contract import Event, Finish, FinishReason, Reasoning, Text, Usage
from provider.errors import EmptyAnswer, Filtered


class Answer(ABC):
    """`finished`: the server gave a reason for the end. `over`: it also said that nothing more comes."""

    linger: ClassVar[float] = 1.0
    """Seconds that a server gets after its reason for the end, for the usage and its last word."""

    def __init__(self) -> None:
        self.finished = False
        self.over = False
        self._reason: FinishReason = "unknown"
        self._usage: Usage | None = None
        self._pieces: list[str] = []
        self._thought = False

    @property
    def text(self) -> str:
        """All that was said so far."""
        return "".join(self._pieces)

    @abstractmethod
    def feed(self, chunk: Mapping[str, object]) -> list[Event]:
        """The events in a chunk, or in a whole answer that came in one piece. Unknown keys are skipped."""

    def rest(self) -> list[Event]:
        """What was held back; once, when a finished answer has nothing more to come."""
        return []

    def end(self) -> list[Event]:
        """The last events of a complete answer, after `rest`.

        Raises:
            Filtered: the server held the whole answer back. EmptyAnswer: it is empty otherwise.
        """
        if not self.text.strip():
            if self._reason == "filtered":
                raise Filtered()
            raise EmptyAnswer("The model thought and then said nothing." if self._thought else "")
        return [*([self._usage] if self._usage else []), Finish(self._reason)]

    def done(self) -> None:
        """The server said that this is all: complete, whether or not it gave a reason."""
        self.over = True
        if not self.finished:
            self._finish("stop")

    def _finish(self, reason: FinishReason) -> None:
        self.finished, self._reason = True, reason

    def _noted(self, events: list[Event]) -> list[Event]:
        for event in events:
            if isinstance(event, Text):
                self._pieces.append(event.text)
            elif isinstance(event, Reasoning):
                self._thought = True
        return events


def count(value: object) -> int:
    """A number of tokens as somebody's JSON has it; 0 where it has none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
