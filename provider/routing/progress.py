"""One answer so far: its text, whether it has begun, and what of it is passed on. Pure."""

from collections.abc import Callable

from provider.contract import Event, Finish, Picture, Retract, Text, ToolArguments, ToolCall, Usage
from provider.errors import CutOff, EmptyAnswer
from provider.pieces import Pieces


class Progress:
    """Feed it the events of a stream and pass on what it returns.

    `most`: the bytes of text, in UTF-8, that an answer may have. `now`: a clock in seconds. `begun_at`: when the first
    word or picture came, by that clock; None if none came, or it was taken back. `usage`: as the server counted it.
    `full`: the answer is longer than allowed, and no more of it is passed on.
    """

    def __init__(self, most: int, now: Callable[[], float]) -> None:
        self.begun_at: float | None = None
        self.usage: Usage | None = None
        self.full = False
        self._most = most
        self._now = now
        self._pieces = Pieces()
        self._size = 0
        self._blank = ""  # white space that waits for the first visible character
        self._has_picture = False
        self._calls = 0
        self._finished = False

    @property
    def text(self) -> str:
        """What was passed on and not taken back."""
        return self._pieces.text

    @property
    def begun(self) -> bool:
        """Whether a word or a picture came and was not taken back."""
        return self.begun_at is not None

    def take(self, event: Event) -> Event | None:
        """The event as it is passed on; None if it is held back or dropped.

        White space is held back until the first visible character. A `Retract` is dropped if no text was passed on.

        Raises:
            EmptyAnswer: the server says that the answer is complete, but it has no visible character, no picture and no
                call of a tool.
        """
        match event:
            case Text():
                return self._take_text(event)
            case Retract():
                return event if self._take_back() else None
            case Picture():
                self._has_picture = True
                self._begin()
            case ToolArguments(text=text):
                self._size += len(text)
                self.full = self.full or self._size > self._most
            case ToolCall():
                self._calls += 1
            case Usage():
                self.usage = event
            case Finish():
                self.must_have_begun()
                self._finished = True
        return event

    def end(self) -> None:
        """The stream has ended.

        Raises:
            EmptyAnswer: as for `take`.
            CutOff: the server did not say that the answer is complete.
        """
        if not self._finished:
            self.must_have_begun()
            raise CutOff("The stream ended before the answer was complete.")

    def must_have_begun(self) -> None:
        """Nothing more comes.

        Raises:
            EmptyAnswer: the answer has no visible character, no picture and no call of a tool.
        """
        if not self.begun and not self._calls:
            raise EmptyAnswer

    def _take_text(self, event: Text) -> Text | None:
        text, room = event.text, self._most - self._size
        size = len(text) if text.isascii() else len(text.encode(errors="replace"))
        if size > room:
            self.full = True
            text, size = text.encode(errors="replace")[:room].decode(errors="ignore"), room
        self._size += size
        if not self._pieces:
            text, self._blank = self._blank + text, ""
            if not text.strip():
                self._blank = text
                return None
            self._begin()
        if not text:
            return None
        self._pieces.append(text)
        return event if text is event.text else Text(text)

    def _take_back(self) -> bool:
        """Forget the text. Returns whether any of it was passed on."""
        was_passed_on = bool(self._pieces)
        self._pieces.clear()
        self._blank = ""
        if not self._has_picture:
            self.begun_at = None
        return was_passed_on

    def _begin(self) -> None:
        if self.begun_at is None:
            self.begun_at = self._now()
