"""Answers on standard output, all else on standard error: for scripts."""

import os
from pathlib import Path
from typing import TextIO

from bots.engine.language.phrases import say
from bots.terminal_bot.face import printable


class Pipes:
    """A `Face` on a pair of pipes.

    `gone`: the reader of our output has left (`| head -1`) or the output takes no more (a full disk; then `failed` is
    set too), and all that follows is dropped.
    """

    def __init__(self, stdout: TextIO, stderr: TextIO) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self.gone = False
        self.failed = False

    def growing(self, text: str) -> None:
        """Do nothing: what is written cannot be changed."""

    def over(self, text: str, *, notice: str) -> None:
        self._write(text.rstrip())
        if notice:
            self.say(notice)

    def say(self, text: str) -> None:
        print(printable(text), file=self._stderr, flush=True)

    def note(self, text: str) -> None:
        self.say(text)

    def answer(self, text: str) -> None:
        self._write(text)

    def _write(self, text: str) -> None:
        if self.gone or not text:
            return
        try:
            print(printable(text), file=self._stdout, flush=True)
        except OSError as error:
            self.gone = True
            if not isinstance(error, BrokenPipeError):
                self.failed = True
                self.say(say("chat_not_written", reason=error.strerror or type(error).__name__))
            # Python flushes once more when it ends, and would complain.
            with Path(os.devnull).open("wb") as nowhere:
                os.dup2(nowhere.fileno(), self._stdout.fileno())
