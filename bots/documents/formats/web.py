"""HTML: the words that a browser would show, by lines."""

import io
import re
from html.parser import HTMLParser
from typing import Final, TextIO

from bots.documents.encodings import opened
from bots.documents.formats.plain import gather
from bots.documents.gathering import Gathering
from bots.documents.values import Unit

_SILENT: Final = frozenset(("script", "style", "template", "noscript", "svg", "iframe"))
"""Elements whose content is not read."""
_BLOCKS: Final = frozenset((
    "address", "article", "aside", "blockquote", "body", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot", "thead", "title", "tr", "ul",
))  # fmt: skip
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_HEAD: Final = 1024
"""Bytes in which a page names its encoding, by the HTML standard."""
_CHUNK: Final = 64 * 1024


def read(data: bytes, gathering: Gathering) -> None:
    """Gather the lines of what is shown."""
    _read(opened(data, charset_of(data)), gathering)


def read_plainly(text: str, gathering: Gathering) -> None:
    """Gather the lines of what is shown of a page that is decoded already."""
    _read(io.StringIO(text), gathering)


def charset_of(data: bytes) -> str:
    """The encoding that a page names in its head; empty if it names none."""
    named = _CHARSET.search(data[:_HEAD])
    return named[1].decode() if named else ""


def _read(file: TextIO, gathering: Gathering) -> None:
    page = _Page()
    while text := file.read(_CHUNK):
        page.feed(text)
    page.close()
    gather(io.StringIO(page.text()), Unit.LINES, gathering)


class _Page(HTMLParser):
    """The shown words of a page, with a line end where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._words: list[str] = []
        self._silent = ""  # the outermost element that is not read, while it is open
        self._depth = 0  # of elements of that name
        self._as_it_is = 0  # open <pre> and <textarea>

    def text(self) -> str:
        """The lines, without those that are empty side by side."""
        lines = "".join(self._words).split("\n")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent:
            self._depth += tag == self._silent
            return
        if tag in _SILENT:
            self._silent, self._depth = tag, 1
        elif tag == "br":
            self._words.append("\n")
        elif tag in ("td", "th"):
            if self._words and self._words[-1] == " ":
                self._words.pop()
            if not self._is_at_line_start():
                self._words.append("\t")
        elif tag == "img":
            self.handle_data(dict(attrs).get("alt") or "")
        elif tag in _BLOCKS:
            self._break()
            if tag == "li":
                self._words.append("- ")
        self._as_it_is += tag in ("pre", "textarea")

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._depth -= tag == self._silent
            if not self._depth:
                self._silent = ""
            return
        if tag in _BLOCKS:
            self._break()
        if tag in ("pre", "textarea"):
            self._as_it_is = max(0, self._as_it_is - 1)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = data if self._as_it_is else re.sub(r"\s+", " ", data)
        if not self._as_it_is and (self._is_at_line_start() or self._words[-1].endswith(" ")):
            words = words.removeprefix(" ")
        if words:
            self._words.append(words)

    def _break(self) -> None:
        if not self._is_at_line_start():
            self._words.append("\n")

    def _is_at_line_start(self) -> bool:
        return not self._words or self._words[-1].endswith("\n")
