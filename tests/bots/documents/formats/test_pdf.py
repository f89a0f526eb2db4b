"""PDFs as people send them: what they say is read, and what cannot be read is named."""

import subprocess
import sys
from pathlib import Path

import pytest

from bots.documents.extracting import extract
from bots.documents.values import Extract, Limits, Reason, Unit, Unread
from tests.bots.documents import making
from tests.bots.documents.making import HELVETICA, TIMES, pdf, says, stream


def read(data: bytes, limits: Limits | None = None) -> Extract | Unread:
    return extract("report.pdf", "application/pdf", data, limits or Limits())


def test_a_page_stands_below_its_number() -> None:
    """So that an answer can say where something stands."""
    data = pdf([stream(says("Hello", "there")), stream(says("Bye"))])

    assert read(data) == Extract("[Page 1]\nHello\nthere\n[Page 2]\nBye", Unit.PAGES, 2, 2)


def test_several_fonts_with_their_encodings() -> None:
    """The same byte is another letter in another font; one font is known by its own table alone."""
    table = b"""/CIDInit /ProcSet findresource begin begincmap /CMapName /X def
1 begincodespacerange <0000> <FFFF> endcodespacerange
2 beginbfchar <0001> <03A9> <0002> <4F60> endbfchar endcmap end"""
    embedded = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R >>"
    content = b"BT /F1 12 Tf 72 700 Td (\xe4) Tj 0 -20 Td /F2 12 Tf (\x8a) Tj 0 -20 Td /F3 12 Tf <00010002> Tj ET"
    data = pdf([stream(content)], (HELVETICA, TIMES, embedded), (stream(table),))

    assert read(data) == Extract("[Page 1]\nä\nä\nΩ你", Unit.PAGES, 1, 1)


def test_two_columns_are_read_one_after_the_other() -> None:
    """As the file draws them."""
    data = pdf([stream(says("left one", "left two") + b"\n" + says("right one", "right two", left=320))])

    found = read(data)

    assert isinstance(found, Extract)
    assert found.text.split() == ["[Page", "1]", "left", "one", "left", "two", "right", "one", "right", "two"]


def test_a_password_that_the_reader_does_not_need() -> None:
    """It keeps people from printing, not from reading."""
    data = making.locked(pdf([stream(says("Hello"))]), reader="")

    assert read(data) == Extract("[Page 1]\nHello", Unit.PAGES, 1, 1)


def test_a_password_that_the_reader_needs() -> None:
    """It is said."""
    data = making.locked(pdf([stream(says("Hello"))]), reader="secret")

    assert read(data) == Unread(Reason.ENCRYPTED)


def test_a_cipher_that_cannot_be_opened() -> None:
    """It is said as well, in other words: with an empty password its sender never saw that it has one."""
    file = Path(__file__).parents[3] / "heard/sent/aes.pdf"
    program = (
        "import sys; sys.modules |= {'cryptography': None, 'Crypto': None};"  # some extra may have brought one of them
        "from pathlib import Path; from bots.documents.extracting import extract;"
        "from bots.documents.values import Limits;"
        "print(extract('', '', Path(sys.argv[1]).read_bytes(), Limits()))"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == str(Unread(Reason.CIPHER))


def test_a_scan_has_no_text() -> None:
    """Pages that hold pictures alone may be sent as they are to a model that sees them."""
    picture = stream(b"\0" * 12, "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB "
                     "/BitsPerComponent 8")  # fmt: skip
    data = pdf([stream(b"q 595 0 0 842 0 0 cm /Im1 Do Q")] * 3, further=(picture,))

    assert read(data) == Unread(Reason.EMPTY_PDF)


def test_a_pdf_with_other_bytes_before_it() -> None:
    """A name or a type tells it from a text that speaks of PDFs."""
    data = b"\r\n\r\n" + pdf([stream(says("Hello"))])
    text = b'if data.startswith(b"%PDF-"): ...'

    assert read(data) == Extract("[Page 1]\nHello", Unit.PAGES, 1, 1)
    assert extract("pdf.py", "text/x-python", text, Limits()) == Extract(text.decode(), Unit.LINES, 1, 1)


def test_a_scan_of_more_pages_than_are_read() -> None:
    """It is no less a scan."""
    assert read(pdf([stream(b"q Q")] * 5), Limits(pages=3)) == Unread(Reason.EMPTY_PDF)


def test_a_pdf_of_no_pages() -> None:
    """It is as empty."""
    assert read(pdf([])) == Unread(Reason.EMPTY_PDF)


@pytest.mark.parametrize("wrong", [b"startxref\n9\n", b"startxref\n99999999\n", b"startxref\nx\n", b""])
def test_a_broken_table_of_references(wrong: bytes) -> None:
    """The objects are found without it."""
    data = pdf([stream(says("Hello"))])
    data = data[: data.index(b"startxref")] + wrong + b"%%EOF"

    assert read(data) == Extract("[Page 1]\nHello", Unit.PAGES, 1, 1)


def test_a_pdf_that_breaks_off() -> None:
    """Without what holds the pages together it is none."""
    data = pdf([stream(says("Hello"))])

    assert read(data[:60]) == Unread(Reason.BROKEN)
    assert read(data[: data.index(b"xref")]) == Unread(Reason.BROKEN)


def test_a_broken_page_among_others() -> None:
    """The others are read, and it is named in its place."""
    data = pdf([stream(says("One")), stream(b"x" * 20, "/Filter /Unheard"), stream(says("Three"))])

    assert read(data) == Extract("[Page 1]\nOne\n[Page 2: cannot be read]\n[Page 3]\nThree", Unit.PAGES, 3, 3)


def test_112_pages_with_room_for_40() -> None:
    """The cut is said in numbers."""
    data = pdf(stream(says("x" * 89)) for _ in range(112))

    found = read(data, Limits(characters=40 * 100 + 50))

    assert isinstance(found, Extract)
    assert (found.unit, found.read, found.of) == (Unit.PAGES, 40, 112)
    assert found.text.count("[Page ") == 40


def test_more_pages_than_a_file_may_have() -> None:
    """The limit counts pages, however short they are."""
    found = read(pdf(stream(says("x")) for _ in range(5)), Limits(pages=3))

    assert isinstance(found, Extract)
    assert (found.read, found.of) == (3, 5)
