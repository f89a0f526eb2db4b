"""Files that are made to take all that there is."""

import zlib
from collections.abc import Callable

from bots.documents.values import MIB, Reason
from tests.bots.documents.making import HELVETICA, archive, docx, inflated, packed, paragraph, pdf, pdf_of, stream, xlsx

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def entities(inner: str, said: str) -> bytes:
    return docx("<w:p><w:r><w:t>" + said + "</w:t></w:r></w:p>", head=f"<!DOCTYPE x [{inner}]>")


def forms_in_forms() -> bytes:
    """Thirty forms, each of which draws the next one twice."""
    forms = []
    for number in range(4, 34):
        resources = f"/Resources << /XObject << /X {number + 1} 0 R >> >>" if number < 33 else ""
        forms.append(stream(b"/X Do /X Do", f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources}"))
    page = b"<< /Type /Page /Parent 2 0 R /Contents 35 0 R /Resources << /XObject << /X 4 0 R >> >> >>"
    pages = b"<< /Type /Pages /Kids [34 0 R] /Count 1 >>"
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", pages, HELVETICA.encode(), *forms, page, stream(b"/X Do")])


def twice_packed() -> bytes:
    """A page of 100 MB in a few hundred bytes."""
    once = zlib.compress(bytes(100 * MIB), 9)
    return pdf([stream(zlib.compress(once, 9), "/Filter [/FlateDecode /FlateDecode]")])


def many_paragraphs(count: int, declared: int = 0) -> bytes:
    return inflated(docx(""), "word/document.xml", b"<w:p/>", count, declared=declared)


def many_rows(count: int) -> bytes:
    return inflated(xlsx({"S": ""}), "xl/worksheets/sheet1.xml", b"<row/>", count)


PAGES_IN_THEMSELVES = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>")
REFERENCES = b"%PDF-1.7\nxref\n0 10000000\n" + b"0000000000 65535 f \n" * 900_000 + b"startxref\n9\n%%EOF"

Bomb = tuple[str, Callable[[], bytes], Reason]

BOMBS: dict[str, Bomb] = {
    "a billion paragraphs": ("a.docx", lambda: many_paragraphs(1_000_000_000), Reason.BOMB),
    "a billion rows": ("a.xlsx", lambda: many_rows(1_000_000_000), Reason.BOMB),
    "a size that is a lie": ("a.docx", lambda: many_paragraphs(100_000_000, declared=99), Reason.BROKEN),
    "a zip in a zip": ("a.zip", lambda: archive({"a.zip": archive({"a": bytes(MIB)})}), Reason.UNKNOWN_KIND),
    "a word of 80 MB": ("a.docx", lambda: docx(paragraph("x" * 80 * MIB)), Reason.BOMB),
    "elements in elements": ("a.docx", lambda: docx("<w:tbl>" * 10_000_000), Reason.BOMB),
    "a billion laughs": ("a.docx", lambda: entities(f'<!ENTITY a0 "ha">{LAUGHS}', "&a9;"), Reason.BOMB),
    "one entity many times": ("a.docx", lambda: entities(f'<!ENTITY a "{"x" * 99_999}">', "&a;" * 9_999), Reason.BOMB),
    "a file of ours": ("a.docx", lambda: entities('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), Reason.BOMB),
    "rules from elsewhere": ("a.docx", lambda: docx("", '<!DOCTYPE x SYSTEM "http://127.0.0.1/x">'), Reason.BOMB),
    "a table of long strings": ("a.xlsx", lambda: xlsx({"S": ""}, ["x" * 2000] * 45_000), Reason.BOMB),
    "far columns": ("a.xlsx", lambda: xlsx({"S": '<row><c r="XFD1"/></row>' * 50_000}), Reason.EMPTY),
    "a page of 100 MB": ("a.pdf", lambda: pdf([packed(bytes(100 * MIB))]), Reason.BOMB),
    "a page that is packed twice": ("a.pdf", twice_packed, Reason.BOMB),
    "lists in lists": ("a.pdf", lambda: pdf([stream(b"[" * 1_000_000)]), Reason.EMPTY_PDF),
    "tables in tables": ("a.pdf", lambda: pdf([stream(b"/X " + b"<< /A " * 100_000)]), Reason.EMPTY_PDF),
    "pages in themselves": ("a.pdf", lambda: pdf_of(PAGES_IN_THEMSELVES), Reason.BROKEN),
    "forms in forms": ("a.pdf", forms_in_forms, Reason.EMPTY_PDF),
    "ten million operators": ("a.pdf", lambda: pdf([packed(b"q Q " * 10_000_000)]), Reason.BOMB),
    "ten million references": ("a.pdf", lambda: REFERENCES, Reason.BOMB),
    "twenty million cells": ("a.csv", lambda: b"," * 20_000_000, Reason.BOMB),
    "five million empty lines": ("a.txt", lambda: b"\n" * 5_000_000, Reason.EMPTY),
    "many elements": ("a.html", lambda: b"<div>" * 300_000, Reason.EMPTY),
}
"""A name, what makes it, and the reason that it costs with 96 MiB of memory and enough time."""
