"""Bytes to text: by the mark at their beginning, then as UTF-8, then as what they most look like."""

import codecs
import io
import re
from typing import TYPE_CHECKING, Final, TextIO

from bots.documents.refused import Refused
from bots.documents.values import Reason

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

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
_CHUNK: Final = 1024 * 1024
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""All but those that texts hold: tabs, line ends, form feeds, the escapes of terminals."""


def opened(data: bytes, declared: str = "") -> TextIO:
    """The text, to be read in pieces, with line feeds as line ends. `declared`: the encoding that the file names.

    Raises:
        Refused: these bytes are no text.
    """
    encoding, mark = _encoding(data, declared)
    sample = data[mark : mark + _SAMPLE].decode(encoding, "replace")
    if "\0" in sample or len(_CONTROLS.findall(sample)) > len(sample) // 100:
        raise Refused(Reason.UNKNOWN_KIND)
    file = io.BytesIO(data)
    file.seek(mark)
    return io.TextIOWrapper(file, encoding, "replace")


def _encoding(data: bytes, declared: str) -> tuple[str, int]:
    """The encoding, and the number of bytes that are its mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    if b"\0" in data:
        raise Refused(Reason.UNKNOWN_KIND)
    if _is_utf_8(data):
        return "utf-8", 0
    if _is_legacy(declared):
        return declared, 0
    if found := _look(data[:_SAMPLE]):
        return found, 0
    raise Refused(Reason.UNKNOWN_KIND)


def _is_utf_8(data: bytes) -> bool:
    """Whether it is UTF-8, but for a few bytes at most."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    wrong = others = 0
    for begin in range(0, len(data), _CHUNK):  # in pieces: a text takes up to four times as much memory as its bytes
        text = decoder.decode(data[begin : begin + _CHUNK], begin + _CHUNK >= len(data))
        if not text.isascii():
            wrong += text.count("\ufffd")
            others += len(text) - len(text.encode("ascii", "ignore"))
    return others > 10 * wrong or not wrong


def _look(sample: bytes) -> str:
    """The encoding that the bytes look like; empty if they look like none."""
    from charset_normalizer import from_bytes  # most texts are UTF-8 and need not wait for it to load

    matches = list(from_bytes(sample, cp_isolation=_LEGACY))
    likely = (name for each in matches if _merit(each) == _merit(matches[0]) for name in each.could_be_from_charset)
    return min((name for name in likely if name in _LEGACY), key=_LEGACY.index, default="")


def _merit(match: "CharsetMatch") -> tuple[float, float]:
    return -match.chaos, match.coherence


def _is_legacy(encoding: str) -> bool:
    """Whether it is one of those that browsers still read, by any of its names."""
    try:
        return codecs.lookup(encoding).name in {codecs.lookup(name).name for name in (*_LEGACY, *_OTHER_NAMES)}
    except LookupError:
        return False
