"""The last question and answer of `parley ask`, with what was before them, so that the next one can go on from there.

A file that only its owner can read. It lasts as long as the config keeps what people say, and no longer.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from provider.contract import Message

DAY = 86_400.0


class LastAnswer:
    """The file. `keep_days`: as in the config; 0: nothing is written or read."""

    def __init__(self, path: Path, keep_days: int) -> None:
        self._path = path
        self._keep_days = keep_days

    def read(self, now: float) -> tuple[Message, ...]:
        """The messages up to the last answer, the oldest first; none if nothing is kept, or it is too old."""
        if not self._keep_days:
            return ()
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if now - kept["at"] > self._keep_days * DAY:
                return ()
            return tuple(Message(each["role"], each["text"]) for each in kept["messages"])
        except (OSError, ValueError, KeyError, TypeError):
            return ()

    def write(self, messages: Sequence[Message], now: float) -> str:
        """Keep these in place of what was kept; pictures are left out. Returns why that failed; empty if it did not."""
        if not self._keep_days:
            return ""
        kept = {"at": now, "messages": [{"role": each.role, "text": each.content} for each in messages]}
        new = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(kept, file, ensure_ascii=False)
            new.replace(self._path)
        except OSError as error:
            return error.strerror or type(error).__name__
        return ""
