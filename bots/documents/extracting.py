"""Which format a file has, and its text. Runs in the worker: a file of this kind may take all memory that there is."""

from pathlib import PurePosixPath
from typing import Final

from bots.documents.gathering import Full, Gathering
from bots.documents.refused import OutOfTime, Refused
from bots.documents.values import Extract, Limits, Origin, Reason, Unread

_PDF: Final = b"%PDF-"
_PDF_WITHIN: Final = 1024
"""Bytes in which a PDF has to begin; some have other bytes before it."""
_PDFS: Final = frozenset((".pdf", "application/pdf"))
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_WEB: Final = frozenset((".htm", ".html", ".xhtml", "text/html", "application/xhtml+xml"))
_TABLES: Final = frozenset((".csv", ".tsv", "text/csv", "text/tab-separated-values"))


def extract(name: str, media_type: str, data: bytes, limits: Limits, origin: Origin | None = None) -> Extract | Unread:
    """The text of a file, or why there is none. What was read before something went wrong is read.

    `origin`: where it was found, if it is a page of the web.
    """
    gathering = Gathering(limits)
    try:
        _read(name, media_type, data, gathering, origin)
    except Full:
        pass
    except Refused as refused:
        return _rest(gathering, refused.reason)
    except (MemoryError, RecursionError):
        return _rest(gathering, Reason.BOMB)
    except OutOfTime:
        return _rest(gathering, Reason.TIMEOUT)
    return _rest(gathering, Reason.EMPTY)


def _rest(gathering: Gathering, reason: Reason) -> Extract | Unread:
    return gathering.extract() if gathering.has_text else Unread(reason)


def _read(name: str, media_type: str, data: bytes, gathering: Gathering, origin: Origin | None) -> None:
    """Gather the text. What a file is, its first bytes say before its name."""
    kinds = {PurePosixPath(name).suffix.lower(), media_type.partition(";")[0].strip().lower()}
    if data.startswith(_PDF) or (kinds & _PDFS and _PDF in data[:_PDF_WITHIN]):
        from bots.documents.formats import pdf

        return pdf.read(data, gathering)
    if data.startswith(_ZIP):
        return _read_package(data, gathering)
    if data.startswith(_OLE):  # Word's and Excel's old formats, and the new ones behind a password
        raise Refused(Reason.ENCRYPTED if _ENCRYPTED_PACKAGE in data else Reason.UNKNOWN_KIND)
    if kinds & _WEB and origin is not None:
        from bots.documents.formats import page

        return page.read(data, origin.url, origin.charset, gathering)
    if kinds & _WEB:
        from bots.documents.formats import web

        return web.read(data, gathering)
    if kinds & _TABLES:
        from bots.documents.formats import tables

        return tables.read(data, gathering)
    from bots.documents.formats import plain

    return plain.read(data, gathering)


def _read_package(data: bytes, gathering: Gathering) -> None:
    from bots.documents.formats import docx, xlsx
    from bots.documents.formats.package import Package

    package = Package(data)
    match package.kind():
        case "word":
            docx.read(package, gathering)
        case "xl":
            xlsx.read(package, gathering)
        case _:
            raise Refused(Reason.UNKNOWN_KIND)
