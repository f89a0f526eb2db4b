"""Cuts a source that is longer than a message: between blocks, else lines, sentences, words, grapheme clusters.

The heads of all cuts together are the source, except for white space at the cuts and for what is added so that each
rest can be read alone: the opening line of a fence, the head of a table, the quote marks or the indentation of a line.
"""

import re
import unicodedata
from typing import NamedTuple

from bots.text.container import margin
from bots.text.fences import open_inside
from bots.text.maths import FORMULA, has_maths
from bots.text.opaque import hide_markup, show
from bots.text.parse import Event, Places, parse
from bots.text.units import units, whole, within

_STARTS = ("+Paragraph", "+Heading", "+CodeBlock", "+Table", "+Item", "+BlockQuote", "Rule")
_SPANS = ("Code", "+Link", "+Image", "+Strong", "+Emphasis", "+Strikethrough")
_SENTENCE = re.compile(r"(?:[.!?…]+[\"'”’)\]*_]*(?=\s)|[。！？]+[」』）]*)\s*")
_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
_NUMBER = re.compile(r"\d{1,9}[.)][ \t]")
_MARGIN = re.compile(r"((?:>[ \t]?)*)([ \t]*)")
_LOOK_AHEAD = 500  # characters behind the window that show whether a link or an emphasis goes on beyond it


class Cut(NamedTuple):
    """`head`: the source of this message. `rest`: that of the messages that follow; empty if nothing is left."""

    head: str
    rest: str


def split(source: str, room: int) -> Cut:
    """Cut `source` so that its head has at most `room` UTF-16 units. Reads only a little more than those."""
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


def _margin(line: str) -> tuple[str, str]:
    """A line's quote marks, and the indentation behind them."""
    found = _MARGIN.match(line)
    return (found[1], found[2]) if found else ("", "")


def _has_words(line: str) -> bool:
    """Whether the line holds more than quote marks."""
    return bool(line.strip(" \t>"))


class _Line(NamedTuple):
    """How a window's line differs from the source's: what was lost behind its quote marks, or how much was added."""

    marks: str = ""
    lost: str = ""
    added: int = 0


class _Window:
    """The start of a source, without the indentation of the list that it was cut out of, which would make it code.

    The first lines lose the indentation that the first line has behind its quote marks. From a line that is indented
    less, lines lose only that much; from a line that is not indented at all, they lose nothing. A blank line is added
    between a paragraph and the number of a next item, because a number alone would not end the paragraph.
    """

    def __init__(self, source: str) -> None:
        self.text = source
        self._lines: list[_Line] = []
        lines = source.split("\n")
        quote, margin = _margin(next(filter(_has_words, lines), ""))
        if not margin:
            return
        shown: list[str] = []
        for index, line in enumerate(lines):
            marks, indent = _margin(line)
            is_blank = not _has_words(line)
            if not is_blank and not indent.startswith(margin):
                margin = indent
                if marks == quote and _NUMBER.match(line, len(marks + indent)) and shown and _has_words(shown[-1]):
                    shown.append(quote)
                    self._lines.append(_Line(added=len(quote) + 1))
            if not margin or (not is_blank and marks != quote):
                shown += lines[index:]
                break
            lost = margin if indent.startswith(margin) else ""
            shown.append(marks + line[len(marks) + len(lost) :])
            self._lines.append(_Line(marks, lost))
        self.text = "\n".join(shown)

    def place_in_source(self, at: int) -> int:
        """The place in the original source that corresponds to a place in `text`."""
        number, column = self._line_and_column(at)
        for line in self._lines[:number]:
            at += len(line.lost) - line.added
        here = self._line(number)
        return at - (column if here.added else 0) + (len(here.lost) if column > len(here.marks) else 0)

    def indented(self, added: str, at: int) -> str:
        """What is put in front of the rest, indented as the lines of the source are."""
        number, column = self._line_and_column(at)
        here = self._line(self._with_words(number))
        *lines, last = (here.marks + here.lost + line.removeprefix(here.marks) for line in added.split("\n"))
        return "".join(f"{line}\n" for line in lines) + (last if column else "")

    def _with_words(self, number: int) -> int:
        """The number of that line, or of the last one before it that has words: a blank line has lost nothing."""
        lines = self.text.split("\n")
        return next((at for at in range(number, -1, -1) if _has_words(lines[at])), number)

    def _line_and_column(self, at: int) -> tuple[int, int]:
        return self.text.count("\n", 0, at), at - self.text.rfind("\n", 0, at) - 1

    def _line(self, number: int) -> _Line:
        return self._lines[number] if number < len(self._lines) else _Line()

    def cut(self, end: int) -> tuple[int, str]:
        """Where to cut, at `end` at the latest, and what is put in front of the rest."""
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
            return self._inside(block, places(block.start), at, end, hidden)
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

    def _inside(self, block: Event, start: int, at: int, end: int, hidden: str) -> tuple[int, str]:
        """Cut within code or a table: behind a line if there is one. The rest opens the block again, and what it holds.

        `hidden`: the text through `hide_markup`.
        """
        text = self.text
        line_start = text.rfind("\n", 0, start) + 1
        outer = margin(text, line_start, start + 1)[: start - line_start]
        first = text.find("\n", start) + 1 or len(text)
        if block.kind == "+Table":
            second = text.find("\n", first) + 1 or len(text)
            if at > second and second - start <= end // 3:
                return at, text[line_start:second]
            return (at, "") if at else self._inside_line([], end // 2, end)
        if first >= end:
            return self._inside_line([], end // 2, end)  # the opening line is as long as a message
        opening = f"{outer}{text[start:first].rstrip()}\n" if block.value is not None else ""
        if at > first or (at and block.value is None):
            return at, opening + "".join(f"{show(line)}\n" for line in open_inside(hidden[first:at]) if opening)
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
        return at, margin(text, text.rfind("\n", 0, at) + 1, at)


def _within_any(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in spans)


def _cluster_start(text: str, end: int) -> int:
    """The last place up to `end` at which a grapheme cluster begins; `end` itself if the cluster is longer than 64."""
    at = end
    while at > max(0, end - 64):
        if not _joined(text, at):
            return at
        at -= 1
    return end


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of `at` are displayed as one."""
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
