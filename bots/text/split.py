"""Where a source that is longer than a message is cut: between blocks, else lines, sentences, words, grapheme clusters.

The promise: the heads of all the cuts, one behind the other, are the source, save for white space at the cuts and for
what is added so that the rest stands by itself: the opening line of a fence that is cut, the head of a table that is
cut, and the quote marks or the indentation of a line that is cut.
"""

import re
import unicodedata
from typing import NamedTuple

from bots.text.maths import FORMULA, has_maths
from bots.text.opaque import hide_markup
from bots.text.parse import Event, Places, parse
from bots.text.units import units, whole, within

_STARTS = ("+Paragraph", "+Heading", "+CodeBlock", "+Table", "+Item", "+BlockQuote", "Rule")
_SPANS = ("Code", "+Link", "+Image", "+Strong", "+Emphasis", "+Strikethrough")
_SENTENCE = re.compile(r"(?:[.!?…]+[\"'”’)\]*_]*(?=\s)|[。！？]+[」』）]*)\s*")
_SPACE = re.compile(r"\s+")
_CONTAINER = re.compile(r"[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
_LOOK_AHEAD = 500  # characters behind the window that tell whether a link or an emphasis goes on beyond it


class Cut(NamedTuple):
    """`head` is for this message; `rest` for those that follow, empty where the head is all there is."""

    head: str
    rest: str


def split(source: str, room: int) -> Cut:
    """Cut `source` so that its head has at most `room` UTF-16 units; looks at little more than those."""
    source = source[_blank(source) :]
    window = _Window(whole(source[: room + _LOOK_AHEAD]))
    if len(source) <= room + _LOOK_AHEAD and units(window.text) <= room:
        return Cut(window.text, "")
    end = max(1, within(window.text, room))
    at, added = window.cut(end)
    head = window.text[:at]
    rest = source[window.place_in_source(at) :]
    if not rest.strip():
        return Cut(head, "")
    added = window.indented(added, at)
    return Cut(head, added + rest if len(added) < at else rest)  # a rest that does not get shorter would never end


def _blank(source: str) -> int:
    found = _BLANK_LINES.match(source)
    return found.end() if found else 0


class _Window:
    """The start of a source, without the indentation that all its first lines have in common.

    A source that was cut inside a list begins indented; to Markdown that would be code.
    """

    def __init__(self, source: str) -> None:
        found = re.match(r"[ \t]+(?=\S)", source)
        self._indent = found[0] if found else ""
        self.text = source
        if self._indent:
            lines = source.split("\n")
            for index, line in enumerate(lines):
                if line.startswith(self._indent):
                    lines[index] = line[len(self._indent) :]
                elif line.strip():
                    break
            self._shortened = [line != old for line, old in zip(lines, source.split("\n"), strict=True)]
            self.text = "\n".join(lines)

    def place_in_source(self, at: int) -> int:
        """A place in `text` as one in the source that the window was opened on."""
        if not self._indent:
            return at
        line = self.text.count("\n", 0, at)
        whole_lines = sum(self._shortened[:line])
        inside = self._shortened[line] and self.text.rfind("\n", 0, at) + 1 < at
        return at + len(self._indent) * (whole_lines + inside)

    def indented(self, added: str, at: int) -> str:
        """What is put in front of the rest, indented as its lines are in the source."""
        if not self._indent or not self._shortened[self.text.count("\n", 0, at)]:
            return added
        *lines, last = added.split("\n")
        inside_line = at > 0 and self.text[at - 1] != "\n"
        return "".join(f"{self._indent}{line}\n" for line in lines) + (self._indent + last if inside_line else last)

    def cut(self, end: int) -> tuple[int, str]:
        """Where to cut, at most at `end`, and what the rest needs in front."""
        text = self.text
        hidden = hide_markup(text)
        events = parse(hidden)
        places = Places(hidden)
        least = end // 2
        at = self._between_blocks(events, places, least, end)
        if at:
            return at, ""
        block = next(
            (
                event
                for event in reversed(events)
                if event.kind in ("+CodeBlock", "+Table") and places(event.start) < end <= places(event.end)
            ),
            None,
        )
        at = text.rfind("\n", least, end) + 1
        if block is not None:
            return self._inside(block, places(block.start), at, end)
        spans = [(places(event.start), places(event.end)) for event in events if event.kind in _SPANS]
        if has_maths(text):
            spans += [found.span() for found in FORMULA.finditer(hidden)]
        if at > least and not _within_any(at, spans):
            return at, ""
        return self._inside_line(spans, least, end)

    def _between_blocks(self, events: list[Event], places: Places, least: int, end: int) -> int:
        best = 0
        heading = -1
        for event in events:
            if event.kind not in _STARTS:
                continue
            at = self.text.rfind("\n", 0, places(event.start)) + 1
            if event.kind == "+Heading" and heading < 0:
                heading = at
            if at > end:
                break
            if at >= max(1, least):
                best = heading if heading >= max(1, least) else at
            if event.kind != "+Heading":
                heading = -1
        return best

    def _inside(self, block: Event, start: int, at: int, end: int) -> tuple[int, str]:
        """Cut within code or a table: behind a line if there is one, and open it anew."""
        text = self.text
        line_start = text.rfind("\n", 0, start) + 1
        container = _CONTAINER.match(text, line_start, start + 1)
        outer = re.sub(r"[^>\s]", " ", text[line_start : container.end() if container else start])[: start - line_start]
        first = text.find("\n", start) + 1 or len(text)
        if block.kind == "+Table":
            second = text.find("\n", first) + 1 or len(text)
            if at > second and second - start <= end // 3:
                return at, text[line_start:second]
            return (at, "") if at else self._inside_line([], end // 2, end)
        if first >= end:
            return self._inside_line([], end // 2, end)  # an opening line as long as a message
        opening = f"{outer}{text[start:first].rstrip()}\n" if block.value is not None else ""
        if at > first or (at and block.value is None):
            return at, opening
        at = _cluster_start(text, max(end, first + 1))
        return at, f"{opening}{outer if block.value is not None else '    '}"

    def _inside_line(self, spans: list[tuple[int, int]], least: int, end: int) -> tuple[int, str]:
        text = self.text
        at = 0
        for pattern in (_SENTENCE, _SPACE):
            for found in pattern.finditer(text, least, end):
                if found.end() < end and not _within_any(found.end(), spans):
                    at = found.end()
            if at:
                break
        else:
            around = [span for span in spans if span[0] < end < span[1] and span[0] > least]
            at = min(start for start, _ in around) if around else _cluster_start(text, end)
        container = _CONTAINER.match(text, text.rfind("\n", 0, at) + 1, at)
        return at, re.sub(r"[^>\s]", " ", container[0]) if container else ""


def _within_any(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in spans)


def _cluster_start(text: str, end: int) -> int:
    """The last place up to `end` at which a grapheme cluster begins; `end` itself where one is longer than it all."""
    at = end
    while at > max(0, end - 64):
        if not _joined(text, at):
            return at
        at -= 1
    return end


def _joined(text: str, at: int) -> bool:
    """Whether the characters around `at` are seen as one."""
    if at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if (
        before == "\u200d"
        or after in "\u200d\u20e3"
        or "\ufe00" <= after <= "\ufe0f"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
    ):
        return True
    if "\U000e0020" <= after <= "\U000e007f" or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if before == "\r" and after == "\n":
        return True
    if _is_flag(before) and _is_flag(after):
        run = at
        while run and _is_flag(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return "\u1100" <= before <= "\u115f" and "\u1160" <= after <= "\u11ff"


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
