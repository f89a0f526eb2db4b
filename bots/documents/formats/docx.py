"""Word's files: the words of the body, by paragraphs and rows of tables."""

from collections.abc import Mapping
from typing import Final

from bots.documents.formats.package import Package
from bots.documents.gathering import Full, Gathering
from bots.documents.values import Unit

_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_DOUBLES: Final = "Fallback"
"""What is shown by programs that do not know a newer element: the same words once more."""


def read(package: Package, gathering: Gathering) -> None:
    """Gather the paragraphs; a table's row counts as one."""
    gathering.unit = Unit.PARAGRAPHS
    body = _Body(gathering)
    package.parse(package.main(), body.start, body.end, body.words)
    gathering.total = body.count


class _Body:
    """What is open while the body is read."""

    def __init__(self, gathering: Gathering) -> None:
        self.count = 0
        self._gathering = gathering
        self._is_full = False  # then the rest is counted
        self._words: list[str] = []
        self._is_text = False
        self._tables = 0  # the depth in tables
        self._doubles = 0  # the depth in what is skipped

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == _DOUBLES:
            self._doubles += 1
        elif self._doubles:
            pass
        elif tag == "t":
            self._is_text = True
        elif tag in _BREAKS and not (tag == "tab" and attributes):  # with attributes it defines where tabs stop
            self._words.append(_BREAKS[tag])
        elif tag == "numPr":
            self._words.append("- ")
        elif tag == "tbl":
            self._tables += 1

    def end(self, tag: str) -> None:
        if tag == _DOUBLES:
            self._doubles -= 1
        elif self._doubles:
            pass
        elif tag == "t":
            self._is_text = False
        elif tag == "tbl":
            self._tables -= 1
        elif tag == "p":
            if self._tables:
                self._words.append(" ")
            else:
                self._end_paragraph()
        elif tag == "tc":
            self._words.append("\t")
        elif tag == "tr" and self._tables == 1:
            self._end_paragraph()

    def words(self, text: str) -> None:
        if self._is_text and not self._doubles:
            self._words.append(text)

    def _end_paragraph(self) -> None:
        text = "".join(self._words).replace(" \t", "\t").rstrip()
        self._words.clear()
        self.count += 1
        if not self._is_full:
            try:
                self._gathering.add(text)
            except Full:
                self._is_full = True
