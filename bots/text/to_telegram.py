"""Markdown -> a Telegram message: text and entities, from the parser's events. No character of the answer is lost."""

import re
from collections.abc import Mapping
from functools import partial
from itertools import pairwise

from bots.text.fit import fit
from bots.text.links import clickable, names_another_host
from bots.text.opaque import show
from bots.text.opaque_marks import SPOILER
from bots.text.parse import Event
from bots.text.piece import Entity, Piece
from bots.text.prepare import prepared
from bots.text.sources import NOTHING_CITED, Cited
from bots.text.table import Parsed
from bots.text.units import units

MOST_ENTITIES = 100  # the server drops further ones
_DROPPED_LAST = ("text_link", "pre", "blockquote", "spoiler", "code", "bold", "strikethrough", "italic")
_STYLES = {"Strong": "bold", "Emphasis": "italic", "Strikethrough": "strikethrough"}
_RULE = "─" * 12
_BULLETS = "•◦▪"
_MENTION = re.compile(r"https?://\S+|(?<!\w)@(?=\w)")
_NO_LINKS: Mapping[int, str] = {}
TAB = 4
"""Columns of a tab in code: Telegram's server makes one blank of it."""


def to_telegram(source: str, *, last: bool, limit: int = 4096, cited: Cited = NOTHING_CITED) -> Piece:
    """The beginning of `source` that a message of `limit` UTF-16 units holds. `last`: no more comes.

    `cited`: the sources that marks like [1] lead to.
    """
    render = partial(_render, links=cited.links) if cited.numbered else _render
    return fit(source, last=last, limit=limit, render=render, size=lambda piece: _size(piece, limit))


def _size(piece: Piece, limit: int) -> int:
    """The length in UTF-16 units; more than the limit if there are more links than a message may have entities."""
    links = sum(entity.kind == "text_link" for entity in piece.entities) if len(piece.entities) >= MOST_ENTITIES else 0
    return max(units(piece.text), limit * links // (MOST_ENTITIES - 1))


def _render(source: str, links: Mapping[int, str] = _NO_LINKS) -> Piece:
    return _Page(prepared(source, links)).piece()


def _untangled(entities: list[Entity]) -> list[Entity]:
    """The entities with each spoiler cut where it would half overlap another entity."""
    others = [entity for entity in entities if entity.kind != "spoiler"]
    found = list(others)
    for entity in entities:
        if entity.kind != "spoiler":
            continue
        start, end = entity.offset, entity.offset + entity.length
        bounds = {start, end}
        for other in others:
            low, high = other.offset, other.offset + other.length
            if low < start < high < end:
                bounds.add(high)
            elif start < low < end < high:
                bounds.add(low)
        places = sorted(bounds)
        found += [Entity("spoiler", low, high - low) for low, high in pairwise(places)]
    return found


def _most_important(entities: list[Entity]) -> list[Entity]:
    """The entities that fit into a message. Links go first: a lost address is worse than lost bold."""
    return sorted(entities, key=lambda entity: (_DROPPED_LAST.index(entity.kind), entity.offset))[:MOST_ENTITIES]


class _Page:
    """Text and entities under construction. Places are in UTF-16 units."""

    def __init__(self, parsed: Parsed) -> None:
        self._data = parsed.source.encode()
        self._tables = parsed.tables
        self._parts: list[str] = []
        self._at = 0
        self._line = -1
        self._entities: list[Entity] = []
        self._styles: list[tuple[str, int]] = []
        self._lists: list[bool] = []
        self._quotes: list[int] = []
        self._links: list[tuple[str, int, int]] = []
        self._images: list[str] = []
        self._spoiler = -1
        self._code: list[str] | None = None
        self._language = ""
        self._in_table = False
        for event in parsed.events:
            self._take(event)

    def piece(self) -> Piece:
        """The page, trimmed as Telegram trims a message."""
        text = "".join(self._parts)
        entities = [entity for entity in self._entities if entity.length > 0]
        first = min((entity.offset for entity in entities if entity.kind in ("pre", "code")), default=len(text))
        lead = len(text) - len(text.lstrip())
        lead = min(lead, first)
        text = text[lead:].rstrip()
        end = units(text)
        trimmed = []
        for entity in entities:
            start, stop = max(0, entity.offset - lead), min(end, entity.offset - lead + entity.length)
            if start < stop:
                trimmed.append(Entity(entity.kind, start, stop - start, entity.url, entity.language))
        trimmed = _most_important(_untangled(trimmed))
        trimmed.sort(key=lambda entity: (entity.offset, -entity.length, entity.kind != "blockquote"))
        return Piece(text, tuple(trimmed))

    # -- writing

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._at += units(text)

    def _mark(self, kind: str, start: int, url: str = "", language: str = "") -> None:
        if self._at > start:
            self._entities.append(Entity(kind, start, self._at - start, url, language))

    def _new_line(self, place: int, *, margin: bool = True) -> bool:
        """Begin the line of the block at this byte; a blank line is kept if the source has one."""
        start = self._data.rfind(b"\n", 0, place) + 1
        if start == self._line:
            return False
        self._line = start
        if self._parts:
            above = self._data[self._data.rfind(b"\n", 0, max(0, start - 1)) + 1 : start]
            self._put("\n" if above.strip(b" \t>\r\n") else "\n\n")
        if margin:
            self._margin()
        return True

    def _margin(self) -> None:
        if len(self._quotes) > 1:
            self._put("> " * (len(self._quotes) - 1))
        if len(self._lists) > 1:
            self._put("  " * (len(self._lists) - 1))

    # -- reading

    def _take(self, event: Event) -> None:
        kind = event.kind
        if self._in_table:
            self._in_table = kind != "-Table"
        elif kind == "Text":
            if self._code is not None:
                self._code.append(str(event.value))
            else:
                self._text(str(event.value))
        elif kind in ("SoftBreak", "HardBreak"):
            self._put("\n")
            self._margin()
            if self._lists:
                self._put("  ")
        elif kind == "Code":
            self._inline_code(show(str(event.value)).expandtabs(TAB))
        elif kind[1:] in _STYLES:
            self._style(event)
        elif kind in ("+Paragraph", "+Heading"):
            if self._new_line(event.start) and self._lists:
                self._put("  ")
            if kind == "+Heading":
                self._styles.append(("bold", self._at))
        elif kind == "-Heading":
            self._end_style("bold")
        elif kind in ("+List", "-List"):
            self._lists.append(True) if kind == "+List" else self._lists.pop()
        elif kind == "+Item":
            self._item(event)
        elif kind == "TaskListMarker":
            self._parts[-1] = ("☑ " if event.value else "☐ ").ljust(len(self._parts[-1]))
        elif kind == "+BlockQuote":
            self._new_line(event.start)
            if self._quotes:
                self._put("> ")  # Telegram shows one level of quotes
            self._quotes.append(self._at)
        elif kind == "-BlockQuote":
            start = self._quotes.pop()
            if not self._quotes:
                self._mark("blockquote", start)
        elif kind == "+CodeBlock":
            self._new_line(event.start, margin=False)
            self._code = []
            self._language = str(event.value or "").split(" ")[0].split("\t")[0]
        elif kind == "-CodeBlock":
            self._block_of_code()
        elif kind in ("+Link", "+Image"):
            self._links.append((str(event.value), self._at, len(self._parts)))
        elif kind in ("-Link", "-Image"):
            self._end_link()
        elif kind == "+Table":
            self._new_line(event.start, margin=False)
            self._in_table = True
            start = self._at
            self._put(self._tables[event.start].text)
            self._mark("pre", start)
        elif kind == "Rule":
            self._new_line(event.start)
            self._put(_RULE)

    def _text(self, text: str) -> None:
        first, *others = text.split(SPOILER)
        self._words(first)
        for part in others:
            if self._spoiler < 0:
                self._spoiler = self._at
            else:
                self._mark("spoiler", self._spoiler)
                self._spoiler = -1
            self._words(part)

    def _words(self, text: str) -> None:
        text = show(text)
        if "@" in text:
            text = _MENTION.sub(lambda found: "@\u2060" if found[0] == "@" else found[0], text)
        self._put(text)

    def _style(self, event: Event) -> None:
        name = event.kind[1:]
        if name == "Strikethrough" and self._data[event.start : event.start + 2] != b"~~":
            self._put("~")  # a single tilde means "about"
        elif event.kind[0] == "+":
            self._styles.append((_STYLES[name], self._at))
        else:
            self._end_style(_STYLES[name])

    def _end_style(self, kind: str) -> None:
        for index in range(len(self._styles) - 1, -1, -1):
            if self._styles[index][0] == kind:
                self._mark(kind, self._styles.pop(index)[1])
                return

    def _inline_code(self, code: str) -> None:
        """Put code, which holds no other entity and stands in none but quotes: the styles around it pause."""
        if self._links:
            self._put(code)
            return
        for kind, start in self._styles:
            self._mark(kind, start)
        if self._spoiler >= 0:
            self._mark("spoiler", self._spoiler)
        start = self._at
        self._put(code)
        self._mark("code", start)
        self._styles = [(kind, self._at) for kind, _ in self._styles]
        self._spoiler = self._at if self._spoiler >= 0 else -1

    def _item(self, event: Event) -> None:
        self._new_line(event.start)
        marker = re.match(rb"\d+[.)]", self._data[event.start : event.start + 11])
        depth = len(self._lists) - 1
        self._put(f"{marker[0].decode()} " if marker else f"{_BULLETS[min(depth, 2)]} ")

    def _block_of_code(self) -> None:
        code = show("".join(self._code or ())).rstrip("\n").expandtabs(TAB)
        self._code = None
        start = self._at
        self._put(code)
        self._mark("pre", start, language=self._language)

    def _end_link(self) -> None:
        address, start, index = self._links.pop()
        address = show(address)
        label = "".join(self._parts[index:])
        if not label.strip():
            self._put(address)
            label = address
        if self._links:  # an image in a link's label: its name is shown, and its address behind the link
            self._images.append(address)
            return
        if not clickable(address):
            if address and address != label:
                self._put(f" ({address})")
        else:
            self._mark("text_link", start, url=address)
            if names_another_host(label, address):
                self._put(f" ({address})")
        for hidden_image in self._images:
            self._put(f" ({hidden_image})")
        self._images = []
