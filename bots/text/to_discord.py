"""Markdown -> Discord's own Markdown: what Discord cannot show becomes what it can, and nothing pings by accident.

The source stays as it is, except for the stretches that the parser's events name: these are replaced.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from bots.text import moments
from bots.text.fit import fit
from bots.text.links import clickable, is_address, names_another_host
from bots.text.mention import alive
from bots.text.opaque import show, show_escaped
from bots.text.opaque_marks import UNDERSCORE_IN_ADDRESS
from bots.text.parse import Event
from bots.text.piece import Piece
from bots.text.prepare import prepared
from bots.text.sources import DISCORD_ADDRESSES, NOTHING_CITED, Cited
from bots.text.table import Parsed

_RULE = "─" * 12
_NO_LINKS: Mapping[int, str] = {}
_LANGUAGE = re.compile(r"[\w+.#-]+")
_ALIVE = re.compile(r"<(?=@[!&]?\d|#\d|a?:\w+:\d|t:-?\d|/[^\n<>]+:\d|id:|sound:)|@(?=everyone|here)")
_QUOTE = re.compile(r"^([ \t]*)>((?:[ \t]?>)*)[ \t]?", re.MULTILINE)
_SMALL = re.compile(r"^([ \t]*)-#(?=[ \t])", re.MULTILINE)
_BACKTICKS = re.compile(r"\\.|`", re.DOTALL)


def to_discord(source: str, *, last: bool, limit: int = 2000, cited: Cited = NOTHING_CITED) -> Piece:
    """The beginning of `source` that a message of `limit` UTF-16 units holds. `last`: no more comes.

    `cited`: the sources that marks like [1] lead to.
    """
    render = partial(_render, links=cited.links) if cited.numbered else _render
    return fit(source, last=last, limit=limit, render=render)


def _render(source: str, links: Mapping[int, str] = _NO_LINKS) -> Piece:
    return Piece(_Page(prepared(source, links, DISCORD_ADDRESSES)).text())


@dataclass(slots=True)
class _Link:
    """A link or an image whose label is being read; places are in bytes."""

    event: Event
    label_start: int = -1
    label_end: int = -1
    images: list[str] = field(default_factory=list)


class _Page:
    """The source in stretches: code and generated text stay as they are, all else is made harmless."""

    def __init__(self, parsed: Parsed) -> None:
        self._data = parsed.source.encode()
        self._tables = parsed.tables
        self._done = 0
        self._stretches: list[tuple[bool, str]] = []
        self._links: list[_Link] = []
        self._code: list[str] | None = None
        self._language = ""
        self._quotes = 0
        self._deep_heading = False
        self._in_table = False
        for event in parsed.events:
            self._take(event)
        self._upto(len(self._data))

    def text(self) -> str:
        """All stretches together, trimmed as Discord trims a message."""
        out: list[str] = []
        run: list[str] = []
        for is_code, text in self._stretches:
            if is_code:
                out.append(_harmless("".join(run), at_line_start=not out or out[-1].endswith("\n")))
                out.append(text)
                run = []
            else:
                run.append(text)
        out.append(_harmless("".join(run), at_line_start=not out or out[-1].endswith("\n")))
        return "".join(out).strip()

    # -- writing

    def _upto(self, place: int) -> None:
        """Take over the source up to this place as it is."""
        if place > self._done:
            text = self._data[self._done : place].decode()
            text = _BACKTICKS.sub(_escaped, text) if "`" in text else text
            self._stretches.append((False, show_escaped(moments.for_discord(text))))
            self._done = place

    def _replace(self, start: int, end: int, text: str, *, code: bool = False) -> None:
        self._upto(start)
        self._stretches.append((code, text))
        self._done = max(self._done, end)

    def _raw(self, event: Event) -> str:
        return self._data[event.start : event.end].decode()

    # -- reading

    def _take(self, event: Event) -> None:
        kind = event.kind
        if self._in_table:
            self._in_table = kind != "-Table"
        elif self._code is not None:
            if kind == "Text":
                self._code.append(str(event.value))
            elif kind == "-CodeBlock":
                self._block(event, show("".join(self._code)), self._language)
                self._code = None
        elif kind == "+CodeBlock":
            self._code = []
            self._language = str(event.value or "").split(" ")[0]
        elif kind == "+Table":
            self._in_table = True
            self._block(event, self._tables[event.start].text, "")
        else:
            self._note_label(event)
            self._take_in_text(event)

    def _take_in_text(self, event: Event) -> None:
        kind, start, end = event.kind, event.start, event.end
        if kind == "Code":
            self._replace(start, end, show(self._raw(event)), code=True)
        elif kind in ("+Strong", "-Strong"):
            place = start if kind == "+Strong" else end - 2
            if self._deep_heading:
                self._replace(place, place + 2, "")
            elif self._data[place : place + 2] == b"__":
                self._replace(place, place + 2, "**")
        elif kind in ("+Emphasis", "-Emphasis"):
            if UNDERSCORE_IN_ADDRESS in self._raw(event) and self._data[start : start + 1] == b"_":
                place = start if kind == "+Emphasis" else end - 1
                self._replace(place, place + 1, "*")  # an underscore in it would be read as its end
        elif kind == "+Heading":
            self._heading(event)
        elif kind == "-Heading":
            self._end_heading(event)
        elif kind == "Rule":
            raw = self._raw(event)
            self._replace(start, start + len(raw.rstrip().encode()), _RULE)
        elif kind == "TaskListMarker":
            self._replace(start, end, "☑" if event.value else "☐")
        elif kind == "+Item" and self._data[start : start + 1] == b"+":
            self._replace(start, start + 1, "-")
        elif kind in ("+BlockQuote", "-BlockQuote"):
            self._quotes += 1 if kind == "+BlockQuote" else -1
        elif kind in ("+Link", "+Image"):
            if self._data[start : start + 1] != b"<":
                self._upto(start)
                self._links.append(_Link(event))
        elif kind in ("-Link", "-Image") and self._links and self._links[-1].event.start == start:
            self._end_link(self._links.pop())

    def _note_label(self, event: Event) -> None:
        """Note an event inside a link as part of its label; the first one begins the label."""
        if not self._links:
            return
        link = self._links[-1]
        if event.start == link.event.start and event.end == link.event.end:
            return
        if link.label_start < 0:
            link.label_start = event.start
            self._replace(link.event.start, event.start, "")
            link.label_start = len(self._stretches)
        link.label_end = max(link.label_end, event.end)

    def _end_link(self, link: _Link) -> None:
        address = show(str(link.event.value))
        end = link.event.end
        if link.label_start < 0:
            self._replace(link.event.start, end, address)
            return
        self._upto(link.label_end)
        stretches = self._stretches[link.label_start :]
        label = "".join(text for _, text in stretches)
        if self._links:  # an image in a link's label
            self._links[-1].images.append(address)
            self._replace(link.label_end, end, "")
            return
        shown = f"<{address}>" if clickable(address) else address
        if not clickable(address):
            after = f" ({address})" if address and address != label else ""
        elif label.strip() == address:
            after = ""
        elif is_address(label) or names_another_host(label, address):
            after = f" ({shown})"
        else:
            self._stretches.insert(link.label_start, (False, "["))
            after = f"]({address.replace('(', '%28').replace(')', '%29')})"
        after += "".join(f" (<{image}>)" if clickable(image) else f" ({image})" for image in link.images)
        self._replace(link.label_end, end, after)

    def _heading(self, event: Event) -> None:
        level = int(str(event.value)[1])
        self._deep_heading = level > 3
        marker = re.match(rb"#+[ \t]*", self._data[event.start : event.end])
        if marker is None:
            self._replace(event.start, event.start, "#" * level + " ")
        elif self._deep_heading:
            self._replace(event.start, event.start + marker.end(), "**")

    def _end_heading(self, event: Event) -> None:
        raw = self._data[event.start : event.end]
        text = raw.rstrip()
        end = event.start + len(text)
        if raw.startswith(b"#"):
            closing = re.search(rb"[ \t]+#+$", text)
            if closing and event.start + closing.start() >= self._done:
                self._replace(event.start + closing.start(), end, "")
            if self._deep_heading:
                self._replace(end, end, "**")
        else:
            underline = event.start + text.rfind(b"\n")
            self._replace(underline, end, "")
        self._deep_heading = False

    def _block(self, event: Event, body: str, language: str) -> None:
        """Put a code block between three backticks, at the margin even inside a list item.

        Discord ends an item at the first line that is not indented. An opening line in it would stay there alone, and
        the closing line would open code that swallows the answer.
        """
        body = body.rstrip("\n").replace("```", "`\u200b`\u200b`")
        if not body.strip():  # of an empty block, Discord takes what follows for its code
            self._replace(event.start, event.end, "")
            return
        language = language if _LANGUAGE.fullmatch(language) else ""
        text = f"```{language}\n{body}\n```"
        if self._quotes:
            text = "> " + text.replace("\n", "\n> ")
        raw = self._raw(event)
        self._replace(self._margin(event), event.end, text + "\n" * raw.endswith("\n"), code=True)

    def _margin(self, event: Event) -> int:
        """The start of the block's line; if the block begins a list item, the place behind the item's marker."""
        line = self._data.rfind(b"\n", 0, event.start) + 1
        start = line + len(self._data[line : event.start].rstrip(b" \t>"))
        if start > line:
            self._replace(start, event.start, "\n")
        return start


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0] != "`" else "\\`"


def _harmless(text: str, *, at_line_start: bool) -> str:
    """The text without pings, emojis and times; quotes have one level and end with their lines."""
    if "<" in text or "@" in text:
        text = moments.alive(alive(_ALIVE.sub("\\g<0>\u2060", text)))
    first, newline, others = text.partition("\n")
    if at_line_start:
        first = _at_line_starts(first)
    return first + newline + _at_line_starts(others)


def _at_line_starts(text: str) -> str:
    if ">" in text:
        text = _QUOTE.sub(lambda found: f"{found[1]}> " + "> " * found[2].count(">"), text)
    return _SMALL.sub(r"\1\\-#", text) if "-#" in text else text
