"""Word's and Excel's files."""

import zipfile
from io import BytesIO

import pytest

from bots.documents.extracting import extract
from bots.documents.values import Extract, Limits, Reason, Unit, Unread
from tests.bots.documents.making import archive, docx, paragraph, xlsx

BREAKS = '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t>'
TABLE = (
    "<w:tbl><w:tr><w:tc>"
    + paragraph("Name")
    + "</w:tc><w:tc>"
    + paragraph("Price")
    + "</w:tc></w:tr><w:tr><w:tc>"
    + paragraph("Tea")
    + paragraph("green")
    + "</w:tc><w:tc>"
    + paragraph("2 €")
    + "</w:tc></w:tr></w:tbl>"
)
DATES = (
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/>'
    '<numFmt numFmtId="166" formatCode="[Red]0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
)


def read(data: bytes, limits: Limits | None = None) -> Extract | Unread:
    return extract("a", "", data, limits or Limits())


def text(data: bytes) -> str:
    found = read(data)
    assert isinstance(found, Extract), found
    return found.text


def test_paragraphs() -> None:
    """What is said by several runs is one line; entities are what they stand for."""
    body = paragraph("One & only") + "<w:p/>" + "<w:p><w:r><w:t>Tw</w:t></w:r><w:r><w:t>o</w:t></w:r></w:p>"

    assert read(docx(body)) == Extract("One & only\n\nTwo", Unit.PARAGRAPHS, 3, 3)


def test_breaks_lists_and_tables() -> None:
    """A tab that only says where tabs stop is none. The cells of a row stand side by side."""
    item = paragraph("milk", "<w:pPr><w:numPr/></w:pPr>")

    assert text(docx(f"{BREAKS}<w:br/><w:t>c</w:t></w:r></w:p>{item}")) == "a\tb\nc\n- milk"
    assert text(docx(TABLE)) == "Name\tPrice\nTea green\t2 €"


def test_what_is_not_shown_is_not_read() -> None:
    """Deleted words, field codes, and the same text box once more for older programs."""
    deleted = (
        "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    box = f"<mc:Choice>{paragraph('box')}</mc:Choice><mc:Fallback>{paragraph('box')}</mc:Fallback>"

    assert text(docx(f"{deleted}<mc:AlternateContent>{box}</mc:AlternateContent>")) == "\nbox"


def test_a_document_that_is_cut() -> None:
    """By whole paragraphs, which are counted to the end."""
    found = read(docx(paragraph("x" * 99) * 30), Limits(characters=1000))

    assert isinstance(found, Extract)
    assert (found.unit, found.read, found.of, len(found.text)) == (Unit.PARAGRAPHS, 10, 30, 999)


def test_a_document_that_says_nothing() -> None:
    """It is empty, and no mistake."""
    assert read(docx("<w:p/>")) == Unread(Reason.EMPTY)


def test_rows() -> None:
    """Strings of the table and of the cell, numbers as they were meant, truth and errors; gaps are kept."""
    rows = (
        '<row><c r="A1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>in</t></is></c></row>'
        '<row><c r="A2"><v>0.30000000000000004</v></c><c r="B2"><v>12345678901234567890</v></c>'
        '<c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#DIV/0!</v></c><c t="str"><f>A1</f><v>two\nlines</v></c></row>'
    )

    found = read(xlsx({"First": rows, "Empty": "", "Last": "<row><c><v>1E3</v></c></row>"}, ["no", "yes"]))

    assert found == Extract(
        "[Sheet: First]\nyes\t\tin\n0.3\t12345678901234567890\tTRUE\t#DIV/0!\ttwo lines\n[Sheet: Last]\n1000",
        Unit.ROWS,
        3,
        3,
    )


@pytest.mark.parametrize(
    ("style", "value", "shown"),
    [
        (0, "45321", "45321"),
        (1, "45321", "2024-01-30"),
        (2, "45321.75", "2024-01-30 18:00:00"),
        (2, "0.25", "06:00:00"),
        (3, "45321", "45321"),
        (4, "45321", "45321"),
        (1, "1E99", "1E99"),
        (1, "nan", "nan"),
        (99, "1.50", "1.5"),
    ],
)
def test_dates_are_numbers_with_a_style(style: int, value: str, shown: str) -> None:
    """Words between quotes and colours make no date."""
    row = f'<row><c s="{style}"><v>{value}</v></c></row>'

    assert text(xlsx({"S": row}, styles=DATES)) == f"[Sheet: S]\n{shown}"


def test_dates_of_the_old_macintosh() -> None:
    """They begin in 1904."""
    row = '<row><c s="1"><v>45321</v></c></row>'

    assert text(xlsx({"S": row}, styles=DATES, more='<workbookPr date1904="1"/>')) == "[Sheet: S]\n2028-01-31"


def test_a_sheet_that_is_cut() -> None:
    """By whole rows; those of all sheets are counted, also where a tag lies across two reads."""
    row = '<row r="1"><c t="str"><v>' + "x" * 99 + "</v></c></row>"

    found = read(xlsx({"A": row * 2000, "B": "<row/>" * 20_000}), Limits(characters=1020))

    assert isinstance(found, Extract)
    assert (found.unit, found.read, found.of) == (Unit.ROWS, 10, 22_000)


def test_a_sheet_that_is_not_there() -> None:
    """A chart on a sheet of its own, say, has no rows; it does not keep the others from being read."""
    book = xlsx({"A": "<row><c><v>1</v></c></row>" * 9, "Chart": ""})
    with zipfile.ZipFile(BytesIO(book)) as file:
        kept = {name: file.read(name) for name in file.namelist() if not name.endswith("sheet2.xml")}

    found = read(archive(kept), Limits(characters=16))

    assert found == Extract("[Sheet: A]\n1\n1\n1", Unit.ROWS, 3, 9)


def test_a_far_column() -> None:
    """The gap before it is not filled with tabs."""
    assert text(xlsx({"S": '<row><c r="XFD1"><v>1</v></c></row>'})) == "[Sheet: S]\n" + "\t" * 50 + "1"


@pytest.mark.parametrize(
    "data",
    [
        docx("<w:p>"),
        docx(paragraph("x"))[:-30],
        xlsx({"S": '<row><c s="x"/></row>'}),
        docx(paragraph("x"), head='<?xml version="1.0" encoding="nothing"?>'),
        archive({"_rels/.rels": '<Relationships><Relationship Type="/officeDocument" Target="word/gone.xml"'}),
    ],
)
def test_a_broken_file(data: bytes) -> None:
    """It is said."""
    assert read(data) == Unread(Reason.BROKEN)


def test_what_was_read_before_a_file_breaks_is_read() -> None:
    """How much there would have been, nobody knows."""
    found = read(docx(paragraph("One") + "<w:p>"))

    assert found == Extract("One", Unit.PARAGRAPHS, 1, 0)


@pytest.mark.parametrize(
    "data",
    [
        archive({"a.txt": "Hello"}),
        archive({"_rels/.rels": "<Relationships/>", "word/document.xml": "<x/>"}),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    ],
)
def test_other_archives_are_not_read(data: bytes) -> None:
    """Nor are the formats of before 2007."""
    assert read(data) == Unread(Reason.UNKNOWN_KIND)


def test_a_password() -> None:
    """Office hides the whole file in one of the old format; an archive can hide single files."""
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    zipped = bytearray(docx(paragraph("x")))
    with zipfile.ZipFile(BytesIO(zipped)) as file:
        places = [info.header_offset for info in file.infolist()]
    for at in (*places, *(i for i in range(len(zipped)) if zipped[i : i + 4] == b"PK\x01\x02")):
        zipped[at + (6 if zipped[at + 2] == 3 else 8)] |= 1

    assert read(office) == Unread(Reason.ENCRYPTED)
    assert read(bytes(zipped)) == Unread(Reason.ENCRYPTED)


def test_names_in_an_archive_are_no_paths() -> None:
    """A file that calls itself /etc/passwd is not found, wherever it says that it lies."""
    for target in ("/etc/passwd", "../../../../etc/passwd", "file:///etc/passwd"):
        data = archive({"_rels/.rels": f'<Relationships><Relationship Type="x/officeDocument" Target="{target}"/>'
                        "</Relationships>"})  # fmt: skip

        assert read(data) == Unread(Reason.UNKNOWN_KIND)
