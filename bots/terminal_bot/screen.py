"""Answers as formatted text that grows in place, for people at a terminal."""

import os
from collections.abc import Callable
from typing import TextIO

from bots.terminal_bot.painter import NARROWEST, Painter, wrapped

_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"

Above = Callable[[Callable[[], None]], None]
"""Calls a function that prints, while the prompt is off the screen; draws the prompt again below what it printed."""


class Screen:
    """A `Face` on a terminal. What the bot says beside an answer waits until the answer has ended."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout
        self._painter: Painter | None = None
        self._above: Above | None = None
        self._held: list[Callable[[], None]] = []
        self._gone = False

    def growing(self, text: str, *, wordless: bool) -> None:
        if self._painter is None:
            self._painter = self._new()
        self._painter.show(text)

    def over(self, text: str, *, notice: str) -> None:
        painter, self._painter = self._painter or self._new(), None
        painter.finish(text)
        for line in wrapped(notice, self._width):
            self._write(f"{_DIM}{line}{_PLAIN}\r\n")
        self._write("\r\n")

    def say(self, text: str) -> None:
        self._beside(lambda: self.answer(text))

    def note(self, text: str) -> None:
        """Say something that is no Markdown."""
        self._beside(lambda: self._write("".join(f"{line}\r\n" for line in wrapped(text, self._width))))

    def answer(self, text: str) -> None:
        self._new().finish(text)
        self._write("\r\n")

    def prompted(self, above: Above) -> None:
        """Note that a prompt takes the last line from now on."""
        self.show_held()
        self._above = above

    def entered(self) -> None:
        """Note that the prompt has left the line."""
        self._above = None

    def show_held(self) -> None:
        """Show what has waited for the end of the answer."""
        held, self._held = self._held, []
        for show in held:
            show()

    def _beside(self, show: Callable[[], None]) -> None:
        if self._above is not None:
            self._above(show)
        else:
            self._held.append(show)

    def _new(self) -> Painter:
        return Painter(self._write, self._size)

    @property
    def _width(self) -> int:
        return max(NARROWEST, self._size().columns - 1)

    def _size(self) -> os.terminal_size:
        try:
            found = os.get_terminal_size(self._stdout.fileno())
        except OSError:
            found = os.terminal_size((0, 0))
        return os.terminal_size((found.columns or 80, found.lines or 24))

    def _write(self, text: str) -> None:
        if self._gone:
            return
        try:
            self._stdout.write(text)
            self._stdout.flush()
        except OSError:  # the terminal was closed: nobody reads any more, and the prompt will find out too
            self._gone = True
