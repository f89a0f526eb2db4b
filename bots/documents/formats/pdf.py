"""PDF, by pages. The text stands in the order in which the file draws it."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Final

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PdfReadError, PyPdfError

from bots.documents.gathering import Full, Gathering
from bots.documents.refused import Refused
from bots.documents.values import Reason, Unit

_MALFORMED: Final = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    DependencyError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What the library raises where a file is not what it should be."""
_END: Final = b"\nstartxref\n0\n%%EOF\n"


def read(data: bytes, gathering: Gathering) -> None:
    """Gather the pages, each below its number. A page that cannot be read says so in its place.

    Raises:
        Refused: nothing can be read.
    """
    try:
        reader = _opened(data)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(Reason.ENCRYPTED)
        gathering.unit, gathering.total = Unit.PAGES, len(reader.pages)
    except FileNotDecryptedError:
        raise Refused(Reason.ENCRYPTED) from None
    except DependencyError:
        raise Refused(Reason.CIPHER) from None
    except LimitReachedError:
        raise Refused(Reason.BOMB) from None
    except _MALFORMED:
        raise Refused(Reason.BROKEN) from None
    unread = Reason.EMPTY_PDF
    with suppress(Full):
        for index in range(gathering.total):
            number = f"Page {index + 1}"
            try:
                gathering.add(_text(reader, index), f"[{number}]")
            except Refused as refused:
                unread = refused.reason
                gathering.add("", f"[{number}: cannot be read]")
    if not gathering.has_text:
        raise Refused(unread)


def _opened(data: bytes) -> PdfReader:
    try:
        return PdfReader(io.BytesIO(data))
    except PdfReadError:  # its end is missing: with one that leads nowhere, the library looks for the objects itself
        return PdfReader(io.BytesIO(data + _END))


def _text(reader: PdfReader, index: int) -> str:
    try:
        return reader.pages[index].extract_text().strip()
    except LimitReachedError:
        raise Refused(Reason.BOMB) from None
    except _MALFORMED:
        raise Refused(Reason.BROKEN) from None
