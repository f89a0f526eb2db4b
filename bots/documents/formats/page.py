"""A page of the web as Markdown: its words without what stands around them, its links, lists, tables and code.

What a browser would not show is not read either, as it may be meant for models alone.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, NamedTuple
from urllib.parse import urljoin

from bots.documents.encodings import opened
from bots.documents.formats.plain import gather
from bots.documents.formats.web import charset_of, read_plainly
from bots.documents.gathering import Gathering
from bots.documents.values import Unit

Attributes = list[tuple[str, str | None]]

_VOID: Final = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
))  # fmt: skip
_SILENT: Final = frozenset((
    "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "canvas", "audio", "video",
    "nav", "aside", "footer", "button", "select", "textarea", "dialog", "menu",
))  # fmt: skip
"""Elements that are no part of what a page has to say."""
_SILENT_ROLES: Final = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "dialog"))
_SILENT_NAMES: Final = frozenset((
    "sidebar", "breadcrumb", "breadcrumbs", "navbar", "cookie-banner", "cookie-consent", "newsletter", "noprint",
))  # fmt: skip
"""Names of classes by which pages mark what stands around their words."""
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])")
_BLOCKS: Final = frozenset((
    "address", "article", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
))  # fmt: skip
_ENDS_OF_THEIR_OWN: Final = {
    "li": ("ul", "ol"),
    "dd": ("dl",),
    "dt": ("dl",),
    "tr": ("table",),
    "td": ("table", "tr"),
    "th": ("table", "tr"),
    "option": ("select",),
}
"""Elements that end where the next of their kind begins, and what that one does not reach beyond."""
_SAME: Final = {"dd": ("dd", "dt"), "dt": ("dd", "dt"), "td": ("td", "th"), "th": ("td", "th")}

_DEEPEST: Final = 400
"""Elements within each other; what is deeper is read as if it were not nested."""
_LEAST: Final = 200
"""Characters from which on the part that a page marks as its main one is taken for all of it."""
_LONGEST_LINK: Final = 300
_LONGEST_CELL: Final = 200
_LONGEST_TITLE: Final = 300
_CHUNK: Final = 64 * 1024


def read(data: bytes, base: str, charset: str, gathering: Gathering) -> None:
    """Gather the lines of the page at the address `base`. `charset`: as its server says; empty if it says none."""
    with opened(data, charset or charset_of(data)) as file:
        text = file.read()
    gathering.title, words = markdown(text, base)
    if words := _by_others(text, base) or words:
        gather(io.StringIO(words), Unit.LINES, gathering)
    else:
        read_plainly(text, gathering)


def markdown(text: str, base: str) -> tuple[str, str]:
    """The title of the page at that address, and its words."""
    page = _Page(base)
    for begin in range(0, len(text), _CHUNK):
        page.feed(text[begin : begin + _CHUNK])
    page.close()
    return page.title, page.markdown()


def _by_others(text: str, base: str) -> str:
    """What trafilatura makes of the page, if it is installed; empty if it finds nothing."""
    try:
        import trafilatura
    except ImportError:
        return ""
    found = trafilatura.extract(
        text, url=base, output_format="markdown", include_links=True, include_tables=True, include_comments=False
    )
    return str(found or "")


class _Open(NamedTuple):
    """An element that has not ended. `at`: the number of words before it. `about`: an address or a language."""

    tag: str
    silent: bool = False
    area: bool = False
    at: int = 0
    about: str = ""


@dataclass(slots=True)
class _Block:
    """A paragraph, a line of a list, a table. `linked`: how many of its characters are links."""

    text: str
    linked: int
    is_item: bool
    in_area: bool


class _Table:
    """The rows of a table, while it is read."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []

    def markdown(self) -> str:
        """The table; empty if it only puts things side by side."""
        rows = [row for row in self.rows if any(row)]
        width = max(map(len, rows), default=0)
        if len(rows) < 2 or width < 2 or any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
            return ""
        lines = [" | ".join(cell.replace("\n", " ").replace("|", "\\|") for cell in row) for row in rows]
        lines = [f"| {line}{' | ' * (width - len(row))} |" for line, row in zip(lines, rows, strict=True)]
        return "\n".join((lines[0], "|" + " --- |" * width, *lines[1:]))

    def lines(self) -> list[str]:
        """What stands in its cells, one after the other."""
        return [line for row in self.rows for cell in row for line in cell.split("\n") if line]


class _Page(HTMLParser):
    """Gathers the blocks of a page. An element is known by where it begins; what is left open ends with its parent."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._base = base
        self._open: list[_Open] = []
        self._silent = 0
        self._areas = 0
        self._words: list[str] = []
        self._linked = 0
        self._blocks: list[_Block] = []
        self._tables: list[_Table] = []
        self._lists: list[int] = []  # the next number of each; 0 where lines have none
        self._bullet = ""
        self._quotes = 0
        self._as_it_is = 0
        self._language = ""
        self._heading = ""
        self._in_title = False

    def markdown(self) -> str:
        """The words: of the page's main part, if it names one with enough of them."""
        while self._open:
            self._pop()
        self._flush()
        blocks = [block for block in self._blocks if block.in_area]
        if sum(len(block.text) for block in blocks) < _LEAST:
            blocks = self._blocks
        told = [block for block in blocks if not (block.is_item and block.linked > 0.8 * len(block.text))]
        if sum(len(block.text) for block in told) >= _LEAST and not any(block.in_area for block in blocks):
            blocks = told  # lists of links beside words lead elsewhere
        return _joined(blocks)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self._end_before(tag)
        if tag in _VOID:
            self._void(tag, dict(attrs))
            return
        told = {name: value or "" for name, value in attrs}
        silent = self._is_silent(tag, told)
        if tag in _BLOCKS and not self._silent:
            self._break()
        if len(self._open) < _DEEPEST:
            area = tag in ("main", "article") or told.get("role") == "main"
            opened = _Open(tag, silent, area, len(self._words), self._about(tag, told))
            self._open.append(opened)
            self._silent += silent
            self._areas += area
            self._begin(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self._open):
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._in_title and not self.title:
            self.title = " ".join(data.split())[:_LONGEST_TITLE]
        elif not self._silent and not self._in_title:
            self._words.append(data if self._as_it_is else re.sub(r"\s+", " ", data))

    def _is_silent(self, tag: str, told: dict[str, str]) -> bool:
        """Whether nothing in the element is read."""
        if tag in ("html", "body", "main", "article"):
            return False
        if tag in _SILENT or (tag == "header" and not self._areas) or told.get("role") in _SILENT_ROLES:
            return True
        if "hidden" in told or told.get("aria-hidden") == "true" or _HIDDEN.search(told.get("style", "").lower()):
            return True
        return bool(_SILENT_NAMES & {*told.get("class", "").lower().split(), told.get("id", "").lower()})

    def _about(self, tag: str, told: dict[str, str]) -> str:
        if tag == "a":
            return self._address(told.get("href", ""))
        if tag in ("pre", "code"):
            named = re.search(r"(?:language|lang)-([\w+#-]{1,20})", told.get("class", ""))
            return named[1] if named else ""
        return told.get("start", "") if tag == "ol" else ""

    def _address(self, href: str) -> str:
        if not href or href.startswith("#"):
            return ""
        try:
            address = urljoin(self._base, href.strip())
        except ValueError:
            return ""
        if len(address) > _LONGEST_LINK or not address.startswith(("http://", "https://")):
            return ""
        return re.sub(r"[\s<>()\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)

    def _void(self, tag: str, told: dict[str, str | None]) -> None:
        if tag == "meta" and told.get("property") == "og:title" and not self.title:
            self.title = " ".join((told.get("content") or "").split())[:_LONGEST_TITLE]
        if self._silent:
            return
        if tag in ("br", "hr"):
            self._words.append("\n")
        elif tag == "img" and "hidden" not in told:
            self.handle_data(told.get("alt") or "")

    def _end_before(self, tag: str) -> None:
        """End what the beginning of this element ends."""
        if tag in _BLOCKS and self._open and self._open[-1].tag == "p":
            self._pop()
        for place in range(len(self._open) - 1, -1, -1) if tag in _ENDS_OF_THEIR_OWN else ():
            if self._open[place].tag in _ENDS_OF_THEIR_OWN[tag]:
                return
            if self._open[place].tag in _SAME.get(tag, (tag,)):
                while len(self._open) > place:
                    self._pop()
                return

    def _begin(self, tag: str) -> None:
        """What changes with the element that has just begun."""
        if tag == "title" and not any(each.tag == "svg" for each in self._open):
            self._in_title = True
        if self._silent:
            return
        match tag:
            case "pre":
                self._as_it_is += 1
                self._language = self._open[-1].about
            case "code" if self._as_it_is:
                self._language = self._open[-1].about or self._language
            case "code" | "kbd" | "samp" if not self._as_it_is:
                self._words.append("`")
            case "blockquote":
                self._quotes += 1
            case "ul" | "ol":
                start = self._open[-1].about
                self._lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else 0)
            case "li":
                self._bullet = self._next_bullet()
            case "table":
                self._tables.append(_Table())
            case "tr" if self._tables:
                self._tables[-1].rows.append([])
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading = "#" * int(tag[1]) + " "

    def _pop(self) -> str:
        """End the innermost element; returns its name."""
        tag, silent, area, at, about = self._open[-1]
        if tag == "title":
            self._in_title = False
        if not self._silent:
            self._end(tag, at, about)
        self._open.pop()
        self._silent -= silent
        self._areas -= area
        return tag

    def _end(self, tag: str, at: int, about: str) -> None:
        """What changes with the element that ends."""
        match tag:
            case "a" if about and at <= len(self._words):
                self._link(at, about)
            case "code" | "kbd" | "samp" if not self._as_it_is:
                self._words.append("`")
            case "pre":
                self._code(at)
            case "td" | "th" if self._tables and self._tables[-1].rows:
                self._tables[-1].rows[-1].append(_tidy("".join(self._words[at:])))
                del self._words[at:]
            case "table" if self._tables:
                self._table(at)
            case _ if tag in _BLOCKS:
                self._break()
        match tag:
            case "blockquote":
                self._quotes = max(0, self._quotes - 1)
            case "ul" | "ol" if self._lists:
                self._lists.pop()
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self._heading = ""

    def _link(self, at: int, address: str) -> None:
        name = " ".join("".join(self._words[at:]).split())
        del self._words[at:]
        if name:
            self._words.append(f"[{name.replace('[', '(').replace(']', ')')}]({address}) ".removesuffix(" "))
            self._linked += len(self._words[-1])

    def _code(self, at: int) -> None:
        self._as_it_is = max(0, self._as_it_is - 1)
        code = "".join(self._words[at:]).strip("\n")
        del self._words[at:]
        if not code.strip():
            return
        if self._tables:
            self._words.append(f"\n{code}\n")
            return
        self._flush()
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        self._blocks.append(_Block(f"{fence}{self._language}\n{code}\n{fence}", 0, False, self._areas > 0))

    def _table(self, at: int) -> None:
        table = self._tables.pop()
        if self._tables:  # within another one: what stands in it belongs to the cell around it
            self._words.insert(at, "\n" + "\n".join(table.lines()) + "\n")
            return
        self._flush()
        markdown = table.markdown()
        for text in (markdown,) if markdown else table.lines():
            self._blocks.append(_Block(text, self._linked if len(table.rows) == 1 else 0, False, self._areas > 0))
        self._linked = 0

    def _next_bullet(self) -> str:
        indent = "  " * (len(self._lists) - 1)
        if not self._lists or not self._lists[-1]:
            return f"{indent}- "
        self._lists[-1] += 1
        return f"{indent}{self._lists[-1] - 1}. "

    def _break(self) -> None:
        """A block begins or ends. In a table it is only a new line, as the cell is one block."""
        if self._tables or self._as_it_is:
            self._words.append("\n")
        else:
            self._flush()

    def _flush(self) -> None:
        text = _tidy("".join(self._words))
        self._words.clear()
        if text:
            begin = self._heading or self._bullet or ("  " * len(self._lists))
            if self._heading:
                text = text.replace("\n", " ")
            lines = f"{begin}{text}".split("\n")
            shown = "\n".join("> " * self._quotes + line for line in lines)
            self._blocks.append(_Block(shown, self._linked, bool(self._lists), self._areas > 0))
            self._bullet = ""
        self._linked = 0


def _tidy(text: str) -> str:
    """The text without spaces at the ends of lines or side by side, and without empty lines side by side."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _joined(blocks: Sequence[_Block]) -> str:
    """The blocks with an empty line between them, but for those of one list."""
    pieces: list[str] = []
    for place, block in enumerate(blocks):
        before = blocks[place - 1] if place else block
        if block.text.startswith("> ") and before.text.startswith("> ") and place:
            pieces.append("\n>\n")
        elif place:
            pieces.append("\n" if block.is_item and before.is_item else "\n\n")
        pieces.append(block.text)
    return "".join(pieces)
