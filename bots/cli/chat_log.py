"""The log of a chat goes to a file: in the terminal, its lines would tear the answer that grows there."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from bots.engine.language.phrases import say

LARGEST = 1_000_000
"""Bytes of the file, after which it becomes the older one of two."""

Note = Callable[[str], object]
"""Says something in the terminal, between the answers; may be called by any thread."""


@contextmanager
def log_beside(path: Path, note: Note) -> Iterator[None]:
    """Write the log to that file while the block runs, if it would go to a terminal.

    The first line is told with `note`, and so is each that the file does not take.
    """
    root = logging.getLogger()
    shown = [each for each in root.handlers if isinstance(each, logging.StreamHandler) and each.stream is sys.stderr]
    if not shown or not sys.stderr.isatty():
        yield
        return
    beside = _Beside(path, note)
    beside.setFormatter(shown[0].formatter)
    for each in shown[0].filters:
        beside.addFilter(each)
    root.handlers = [beside, *(each for each in root.handlers if each not in shown)]
    try:
        yield
    finally:
        root.handlers = [*shown, *(each for each in root.handlers if each is not beside)]
        beside.close()


class _Beside(RotatingFileHandler):
    """A file that only its owner can read, opened at the first line."""

    def __init__(self, path: Path, note: Note) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=1, encoding="utf-8", errors="replace", delay=True)
        self._note = note
        self._is_told = False
        self._failed = False

    def emit(self, record: logging.LogRecord) -> None:
        self._failed = False
        super().emit(record)
        if not self._failed and not self._is_told:
            self._is_told = True
            self._note(say("chat_log", path=self.baseFilename))

    def handleError(self, record: logging.LogRecord) -> None:
        self._failed = True
        self._note(self.format(record))

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        return super()._open()
