"""Answers as formatted text that grows in place, for people at a terminal."""

import os
from typing import TextIO

from bots.terminal_bot.face import printable
from bots.terminal_bot.painter import Painter

_DIM, _PLAIN = "\x1b[2m", "\x1b[0m"


class Screen:
    """A `Face` on a terminal."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout
        self._painter: Painter | None = None
        self._prompting = False
        self._held: list[str] = []

    def growing(self, text: str) -> None:
        if self._painter is None:
            self._painter = self._new()
        self._painter.show(text)

    def over(self, text: str, *, notice: str) -> None:
        painter, self._painter = self._painter or self._new(), None
        painter.finish(text)
        if notice:
            self._write(f"{_DIM}{printable(notice)}{_PLAIN}\r\n")
        self._write("\r\n")

    def say(self, text: str) -> None:
        if self._prompting or self._painter is not None:
            self._held.append(text)  # until the prompt has left the line
        else:
            self.answer(text)

    def answer(self, text: str) -> None:
        self._new().finish(text)
        self._write("\r\n")

    def prompt(self, shown: bool) -> None:
        """Note that a prompt takes the line, or has left it."""
        if shown:
            held, self._held = self._held, []
            for text in held:
                self.answer(text)
        self._prompting = shown

    def _new(self) -> Painter:
        return Painter(self._write, self._size)

    def _size(self) -> os.terminal_size:
        try:
            found = os.get_terminal_size(self._stdout.fileno())
        except OSError:
            found = os.terminal_size((0, 0))
        return os.terminal_size((found.columns or 80, found.lines or 24))

    def _write(self, text: str) -> None:
        self._stdout.write(text)
        self._stdout.flush()
