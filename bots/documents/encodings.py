"""Bytes to text: by the mark at their beginning, then as UTF-8, then as what they most look like."""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from charset_normalizer import CharsetMatch, from_bytes

from bots.documents.refused import Refused
from bots.documents.values import Reason

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY: Final = [
    "cp1252", "cp1251", "cp932", "gb18030", "big5", "euc_jp", "cp949", "koi8_r", "koi8_u", "cp1250",
    "iso8859_2", "cp1253", "iso8859_7", "cp1254", "cp1255", "iso8859_8", "cp1256", "iso8859_6", "cp1257",
    "cp1258", "cp874", "cp866", "iso8859_5",
]  # fmt: skip
"""What browsers still read, by the Encoding Standard of the WHATWG, the most usual first."""
_OTHER_NAMES: Final = ("latin-1", "shift_jis", "gbk", "gb2312", "euc_kr")
"""Parts of those, by whose names they are often called."""
_SAMPLE: Final = 64 * 1024
"""Bytes that are looked at to find an encoding."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""All but those that texts hold: tabs, line ends, form feeds, the escapes of terminals."""


def decoded(data: bytes, declared: str = "") -> str:
    """The text, with line feeds as line ends. `declared`: the encoding that the file names itself, if any.

    Raises:
        Refused: these bytes are no text.
    """
    text = next(_candidates(data, declared), "\0" if data else "")
    if "\0" in text or len(_CONTROLS.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) // 100:
        raise Refused(Reason.UNKNOWN_KIND)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _candidates(data: bytes, declared: str) -> Iterator[str]:
    """The text in each encoding that it may have, the surest first."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data:
        return
    for encoding in ("utf-8", declared if _is_legacy(declared) else ""):
        with suppress(UnicodeDecodeError):
            if encoding:
                yield data.decode(encoding)
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if len(text) - len(text.encode("ascii", "ignore")) > 10 * wrong:  # UTF-8 with a few broken bytes
        yield text
    if found := _look(data[:_SAMPLE]):
        yield data.decode(found, "replace")


def _look(sample: bytes) -> str:
    """The encoding that the bytes look like; empty if they look like none."""
    matches = list(from_bytes(sample, cp_isolation=_LEGACY))
    likely = (name for each in matches if _merit(each) == _merit(matches[0]) for name in each.could_be_from_charset)
    return min((name for name in likely if name in _LEGACY), key=_LEGACY.index, default="")


def _merit(match: CharsetMatch) -> tuple[float, float]:
    return -match.chaos, match.coherence


def _is_legacy(encoding: str) -> bool:
    """Whether it is one of those that browsers still read, by any of its names."""
    try:
        return codecs.lookup(encoding).name in {codecs.lookup(name).name for name in (*_LEGACY, *_OTHER_NAMES)}
    except LookupError:
        return False
