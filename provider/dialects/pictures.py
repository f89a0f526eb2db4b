"""Pictures in the text of an answer, as base64. Nobody reads that, so most of it is left out. Pure; cut anywhere."""

import re
from typing import Final

SHOWN: Final = 128
"""Characters of base64 that stay, because a short example of it is text like any other."""

_MARK: Final = ";base64,"
_RUN: Final = re.compile(r"[A-Za-z0-9+/=_-]*")


class Payloads:
    """Feed it the text as it comes, and take what is to be read. It holds nothing back."""

    def __init__(self) -> None:
        self._tail = ""
        self._run = -1  # characters of base64 since the mark; -1 outside of base64

    def feed(self, text: str) -> str:
        """The text without the rest of each long base64."""
        if self._run < 0 and "," not in text:
            self._tail = text[-len(_MARK) :] if len(text) >= len(_MARK) else (self._tail + text)[-len(_MARK) :]
            return text
        kept = ""
        while text:
            if self._run < 0:
                seam = len(self._tail)
                found = (self._tail + text).find(_MARK)
                if found < 0:
                    self._tail = (self._tail + text)[-len(_MARK) + 1 :]
                    return kept + text
                at = max(0, found + len(_MARK) - seam)
                kept, text = kept + text[:at], text[at:]
                self._tail, self._run = "", 0
            run = _RUN.match(text)
            end = run.end() if run else 0
            kept += text[: min(end, max(0, SHOWN - self._run))]
            self._run += end
            text = text[end:]
            if text:
                self._run = -1
        return kept
