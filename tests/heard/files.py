"""Files of the kinds that people send; each says the same, if it says anything."""

from tests.bots.documents.making import docx, paragraph, pdf, says, stream, xlsx
from tests.heard.table import SAID

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"

FILES: dict[str, tuple[str, str, bytes]] = {
    "image file": ("cat.png", "image/png", PNG),
    "text file": ("notes.txt", "text/plain", f"{SAID}\n".encode()),
    "code": ("sea.py", "text/x-python", f'print("{SAID}")\n'.encode()),
    "message.txt": ("message.txt", "text/plain; charset=utf-8", f"{SAID}\n".encode() * 200),
    "PDF": ("sea.pdf", "application/pdf", pdf([stream(says(SAID))])),
    "docx": (
        "sea.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx(paragraph(SAID)),
    ),
    "xlsx": (
        "sea.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx({"Sea": f'<row r="1"><c r="A1" t="inlineStr"><is><t>{SAID}</t></is></c></row>'}),
    ),
    "csv": ("sea.csv", "text/csv", f"what,how\n{SAID},very\n".encode()),
    "html": ("sea.html", "text/html", f"<p>{SAID}</p>".encode()),
}
"""A file's name, type and content, by its kind."""
