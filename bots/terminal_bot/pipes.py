"""Answers on standard output as they come, all else on standard error: for scripts."""

import os
import re
from pathlib import Path
from typing import TextIO

from bots.engine.language.phrases import say
from bots.terminal_bot.face import printable

_MARK = re.compile(r"\[\d{1,3}\]")
"""What names a source; it may be put behind words that are written already."""


class Pipes:
    """A `Face` on a pair of pipes.

    `gone`: the reader of our output has left (`| head -1`) or the output takes no more (a full disk; then `failed` is
    set too), and all that follows is dropped.
    """

    def __init__(self, stdout: TextIO, stderr: TextIO) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._written = ""  # of the answer that grows
        self.gone = False
        self.failed = False

    def growing(self, text: str, *, wordless: bool) -> None:
        """Write what is new. What is written cannot be changed, so what may go again is not."""
        if not wordless:
            self._go_on(text)

    def over(self, text: str, *, notice: str) -> None:
        self._go_on(text)
        if self._written:
            self._write("\n")
        self._written = ""
        if notice:
            self.say(notice)

    def _go_on(self, text: str) -> None:
        """Write what follows what is written. If that does not stand in the text any more, it was no part of it."""
        text = printable(text.rstrip())
        at = _end_of(self._written, text)
        if at is None:
            self._write("\n")
            self.say(say("chat_thoughts"))
            at = 0
        self._write(text[at:])
        self._written = text

    def say(self, text: str) -> None:
        print(printable(text), file=self._stderr, flush=True)

    def note(self, text: str) -> None:
        self.say(text)

    def answer(self, text: str) -> None:
        if text:
            self._write(f"{printable(text)}\n")

    def _write(self, text: str) -> None:
        if self.gone or not text:
            return
        try:
            print(text, end="", file=self._stdout, flush=True)
        except OSError as error:
            self.gone = True
            if not isinstance(error, BrokenPipeError):
                self.failed = True
                self.say(say("chat_not_written", reason=error.strerror or type(error).__name__))
            # Python flushes once more when it ends, and would complain.
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), self._stdout.fileno())


def _end_of(written: str, text: str) -> int | None:
    """Where in the text that ends which is written, apart from marks that were put in; None if it is not there."""
    if text.startswith(written):
        return len(written)
    at = 0
    for char in written:
        while not text.startswith(char, at):
            mark = _MARK.match(text, at)
            if mark is None:
                return None
            at = mark.end()
        at += 1
    return at
