"""Files as strangers send them, made here: each is small, and what is wrong with it can be read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from pypdf import PdfReader, PdfWriter

HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
TIMES = "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Italic /Encoding /MacRomanEncoding >>"


def pdf_of(objects: Sequence[bytes], root: int = 1) -> bytes:
    """A PDF of numbered objects, from 1, with its table of references."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, each))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start))
    return out.getvalue()


def stream(content: bytes, more: str = "") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), more.encode(), content)


def packed(content: bytes) -> bytes:
    return stream(zlib.compress(content, 9), "/Filter /FlateDecode")


def pdf(contents: Iterable[bytes], fonts: Sequence[str] = (HELVETICA,), further: Sequence[bytes] = ()) -> bytes:
    """A PDF with a page for each content. Fonts are /F1, /F2 and so on; `further` objects begin at number 3 + fonts."""
    contents = list(contents)
    begin = 3 + len(fonts) + len(further)
    pages = [begin + 2 * index for index in range(len(contents))]
    kids = " ".join(f"{number} 0 R" for number in pages)
    named = " ".join(f"/F{index} {index + 2} 0 R" for index in range(1, len(fonts) + 1))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()]
    objects += [font.encode() for font in fonts]
    objects += further
    for number, content in zip(pages, contents, strict=True):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
        objects += [f"{page} /Resources << /Font << {named} >> >> >>".encode(), content]
    return pdf_of(objects)


def says(*words: str, font: int = 1, left: int = 72, top: int = 770) -> bytes:
    """The content of a page that says a line for each of the words."""
    lines = "".join(f"({each}) Tj 0 -14 Td\n" for each in words)
    return f"BT /F{font} 12 Tf {left} {top} Td\n{lines}ET".encode("cp1252")


def locked(data: bytes, reader: str, algorithm: str = "RC4-128") -> bytes:
    """The same PDF behind a password; an empty one for its reader opens by itself."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(reader, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def _relationships(*targets: tuple[str, str, str]) -> str:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = (f'<Relationship Id="{id}" Type="{kinds}/{kind}" Target="{target}"/>' for id, kind, target in targets)
    return f'<Relationships xmlns="x">{"".join(rows)}</Relationships>'


def docx(body: str, head: str = "") -> bytes:
    """A Word file with that XML in its body; `head` stands before the document."""
    return archive(
        {
            "_rels/.rels": _relationships(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": f'{head}<w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>',
        }
    )


def paragraph(text: str, more: str = "") -> str:
    return f'<w:p>{more}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def xlsx(sheets: Mapping[str, str | bytes], strings: Sequence[str] = (), styles: str = "", more: str = "") -> bytes:
    """An Excel file: the XML of rows by the names of sheets."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name={quoteattr(name)} r:id="s{at}"/>' for at, name in zip(numbers, sheets, strict=True))
    files: dict[str, str | bytes] = {
        "_rels/.rels": _relationships(("rId1", "officeDocument", "/xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="x" xmlns:r="r">{more}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationships(
            *((f"s{at}", "worksheet", f"worksheets/sheet{at}.xml") for at in numbers),
            ("t", "sharedStrings", "sharedStrings.xml"),
            ("f", "styles", "styles.xml"),
        ),
        "xl/sharedStrings.xml": "<sst>" + "".join(f"<si><t>{escape(each)}</t></si>" for each in strings) + "</sst>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
    }
    for at, rows in zip(numbers, sheets.values(), strict=True):
        content = rows if isinstance(rows, bytes) else rows.encode()
        files[f"xl/worksheets/sheet{at}.xml"] = b"<worksheet><sheetData>%b</sheetData></worksheet>" % content
    return archive(files)


def inflated(package: bytes, name: str, unit: bytes, count: int, *, declared: int = 0) -> bytes:
    """The package with one of its files replaced by the unit, so many times.

    What a unit is packed to is written again and again: making a large bomb takes no longer than a small one.
    `declared`: the size that the file says it has, if not the true one.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    whole = packer.compress(unit * 10_000) + packer.flush(zlib.Z_FULL_FLUSH)
    content = whole * (count // 10_000) + packer.flush()
    size = min(declared or len(unit) * count, 0xFFFF_FFFF)
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        kept = {each: file.read(each) for each in file.namelist() if each != name}
    head, file_name = archive(kept), name.encode()
    start, end = head.index(b"PK\1\2"), head.index(b"PK\5\6")
    numbers = (8, 0, 0, 0, len(content), size, len(file_name), 0)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, *numbers) + file_name + content
    central = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, *numbers, 0, 0, 0, 0, start) + file_name
    directory = head[start:end] + central
    counts = (len(kept) + 1, len(kept) + 1, len(directory), start + len(local), 0)
    return head[:start] + local + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *counts)
