"""Pictures in an answer, as base64. In its text nobody reads that, so most of it is left out. Pure; cut anywhere."""

import binascii
import re
from base64 import b64decode
from typing import Final

from provider.contract import Image, Picture

MOST_BYTES: Final = 10_000_000
"""Bytes of a picture; Discord and Telegram take no larger one from a bot."""

SHOWN: Final = 128
"""Characters of base64 that stay, because a short example of it is text like any other."""

_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
_DATA: Final = re.compile(r"data:image/[\w.+-]+(?:;[\w.=+-]+)*;base64,")
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


def decoded(data: object) -> Picture:
    """The picture in a text of base64; without its bytes if that is none, or too large."""
    if not isinstance(data, str) or len(data) > MOST_BYTES * 4 // 3 + 4:
        return Picture()
    try:
        found = b64decode(data)
    except (binascii.Error, ValueError):
        return Picture()
    if found[:4] == b"RIFF" and found[8:12] == b"WEBP":
        return Picture(Image("image/webp", found))
    kind = next((kind for signature, kind in _SIGNATURES if found.startswith(signature)), "")
    return Picture(Image(kind, found)) if kind else Picture()


def addressed(url: object) -> Picture:
    """The picture that an address holds; without its bytes if they lie elsewhere."""
    mark = _DATA.match(url) if isinstance(url, str) else None
    return decoded(url[mark.end() :]) if isinstance(url, str) and mark else Picture()
