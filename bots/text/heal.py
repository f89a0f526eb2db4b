"""The end of a source that still grows: what may become something else is held back, what is open is closed.

The current line at most is held back, and the head of a table until the line under it is whole. To close a mark is to
append its closing mark, so that the next frame repeats this one and goes on.
"""

import re
from typing import NamedTuple

from bots.text import html, references
from bots.text.maths import ENVIRONMENT, FORMULA
from bots.text.opaque import hide
from bots.text.parse import Event, Places, blocks

_TEXTS = ("+Paragraph", "+Heading", "+Item")
_UNSURE = re.compile(
    r"[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*)*+"
    r"(?:\d{1,9}|\#{1,6}|[-*_=+ \t]+|`{1,2}|~{1,2}|\[[ xX]?\]?)?[ \t]*"
)  # a list's, quote's, task's or heading's marker without a word; the start of a rule or a fence
_DELIMITERS = re.compile(r"[ \t>]*+[ \t:|-]*")
_HELD = re.compile(
    r"[*_~|`$\\]+$"
    r"|!?\[[^\[\]]{0,120}(?:\[[^\[\]]*\][^\[\]]*)*\]?$"  # perhaps a link's label
    r"|!?\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]\((?:[^()\s]|\([^()\s]*+\)?)*+(?:[ \t]+(?:\"[^\"]*\"?)?)?$"  # its address
    rf"|[<{hide('<')}](?:h(?:t(?:t(?:p(?:s?(?::[^\s<>]*)?)?)?)?)?)?$"
    rf"|{html.UNFINISHED}|{references.UNFINISHED}"
    r"|\\(?:b|be|beg|begi|begin(?:\{[a-zA-Z]{0,12}\*?)?)$"
    r"|(?<!\\)\\\((?:[^\\]|\\[^)])*\\?$"
    r"|(?<![\\$\w])\$[^\s$\d][^$]{0,80}$"
)
_MAY_BE_HELD = re.compile(rf"[*_~|`$\\!\[<{hide('<&[')}]")  # what each of those begins with
_DISPLAY = re.compile(r"(?<!\\)(?:\\\[|\\\]|\$\$|\\(?:begin|end)\{" + ENVIRONMENT + r"\})")
_BACKTICKS = re.compile(r"\\.|`+", re.DOTALL)
_LONE = re.compile(r"(?:^|\s)[*_~|]+$")
_MARKS = re.compile(r"\\.|\*+|_+|~~|\|\|", re.DOTALL)


def hold_back(source: str) -> str:
    """The part of `source` that can be shown while more is to come. Its HTML is hidden already by `hide_markup`."""
    source = source.rstrip("\r")
    leaves = blocks(source)
    line = source.rfind("\n") + 1
    if leaves and leaves[-1].kind in ("+CodeBlock", "+Table"):
        start = Places(source)(leaves[-1].start)
        block = source[start : Places(source)(leaves[-1].end)]
        if leaves[-1].kind == "+Table":
            return source[:line] if block.count("\n") > 1 and line < len(source) else source
        if leaves[-1].value is None:
            return source
        if not _fence_is_closed(block):
            return _in_fence(source, start, line)
    return _in_text(source, leaves, line)


def _fence_is_closed(block: str) -> bool:
    opening, _, body = block.rstrip().partition("\n")
    marks = opening[: len(opening) - len(opening.lstrip(opening[0]))]
    closing = body[body.rfind("\n") + 1 :].strip(" \t>")
    return len(closing) >= len(marks) and not closing.strip(marks[0])


def _in_fence(source: str, start: int, line: int) -> str:
    """A source that ends in an open fence, without what is unsure in it; the parser closes the fence.

    The fence is held back until it has a line of code, and so is a last line that may close it.
    """
    _, _, body = source[start:].partition("\n")
    if not body.strip(" \t>\n"):
        return source[: source.rfind("\n", 0, start) + 1]
    current = source[line:].strip(" \t>")
    return source[:line] if current and not current.strip(source[start]) else source


def _in_text(source: str, leaves: list[Event], line: int) -> str:
    whole = source
    if _UNSURE.fullmatch(source, line):
        source = source[:line]
    source = _without_table_head(source)
    if re.search(r"\n[ \t>]*\n[ \t>]*\Z", source):
        return source  # the last paragraph has ended
    for leaf in reversed(leaves):
        start = Places(whole)(leaf.start)
        if start < len(source):
            return _without_marker(source[:start] + _closed(source[start:])) if leaf.kind in _TEXTS else source
    return source


def _without_marker(source: str) -> str:
    """The source without a last line that is a list's marker alone, because all behind it is held back."""
    line = source.rfind("\n") + 1
    return source[:line] if _UNSURE.fullmatch(source, line) else source


def _without_table_head(source: str) -> str:
    """The source without a possible table head at its end, until the delimiter line under the head is whole."""
    lines = source.removesuffix("\n").rsplit("\n", 2)
    count = 0
    if _is_row(lines[-1]):
        count = 1
        if len(lines) > 1 and _DELIMITERS.fullmatch(lines[-1]) and _is_row(lines[-2]):
            count = 2
            if len(lines) > 2 and _is_row(lines[-3][lines[-3].rfind("\n") + 1 :]):
                count = 1  # the line belongs to a table that has begun above it
        elif len(lines) > 1 and _is_row(lines[-2]):
            count = 0  # the line above is no head, so this one is text too
    return source[: -len("\n".join(lines[-count:])) - source.endswith("\n")] if count else source


def _is_row(line: str) -> bool:
    return line.lstrip(" \t>").startswith("|")


class _Open(NamedTuple):
    mark: str
    size: int


def _closed(text: str) -> str:
    """A growing paragraph: half a construct at its end is held back, open marks are closed."""
    masked, code = _without_code(text)
    line = text.rfind("\n") + 1
    if display := _open_display(masked):
        if display.start() >= line or not text[display.end() : line].strip():
            return _with_closing_marks(text, masked, display.start())
        return text[:line].rstrip() + _end_of(display[0])
    if code is not None:
        body = text[code.end() :].rstrip("`").rstrip()
        return _with_closing_marks(text, masked, code.start(), f"{code[0]}{body}{code[0]}" if body else "")
    may_be = _MAY_BE_HELD.search(masked, line)
    held = may_be and _HELD.search(masked, may_be.start())
    if held and not (held[0].strip("$") == "" and any(found.end() == len(text) for found in FORMULA.finditer(masked))):
        return _with_closing_marks(text, masked, held.start())
    return _with_closing_marks(text, masked, len(text))


def _without_code(text: str) -> tuple[str, re.Match[str] | None]:
    """The text with its code masked, and the run of backticks on the current line that is still open."""
    parts: list[str] = []
    done = 0
    line = text.rfind("\n") + 1
    for found in _BACKTICKS.finditer(text):
        if found.start() < done or found[0][0] == "\\":
            continue
        closing = re.compile(rf"(?<!`){found[0]}(?!`)").search(text, found.end())
        if closing is not None:
            parts += text[done : found.start()], "\ufffc" * (closing.end() - found.start())
            done = closing.end()
        elif found.start() >= line:
            return "".join(parts) + text[done:], found
    return "".join(parts) + text[done:], None


def _open_display(text: str) -> re.Match[str] | None:
    """The start of the displayed formula that is still open at the end."""
    if "$$" not in text and "\\" not in text:
        return None
    opened: re.Match[str] | None = None
    for found in _DISPLAY.finditer(text):
        if opened is None:
            opened = found if found[0] != "\\]" and not found[0].startswith("\\end") else None
        elif found[0] == _end_of(opened[0]):
            opened = None
    return opened


def _end_of(display: str) -> str:
    """What ends the displayed formula that begins so."""
    return display.replace("[", "]").replace("begin", "end")


def _with_closing_marks(text: str, masked: str, end: int, code: str = "") -> str:
    """`text` up to `end`, then `code`, then the closing marks of what is open there."""
    stack: list[_Open] = []
    line = text.rfind("\n") + 1
    for found in _MARKS.finditer(masked, 0, end):
        if found[0][0] == "\\":
            continue
        mark = found[0] if found[0] in ("~~", "||") else found[0][0]
        before = masked[found.start() - 1] if found.start() else " "
        after = masked[found.end()] if found.end() < end else (code[:1] or " ")
        _turn(stack, mark, len(found[0]) if len(mark) == 1 else 1, before, after, found.start() >= line)
    text = text[:end]
    if not stack:
        return text + code
    text = text + code if code else text.rstrip()
    if _LONE.search(text):
        return text  # the mark stands alone: a closing mark behind it would be read together with it
    return text + "".join(mark * size for mark, size in reversed(stack))


def _turn(stack: list[_Open], mark: str, count: int, before: str, after: str, in_line: bool) -> None:
    """Apply one run of marks to the stack: it closes what it can, else it opens."""
    opens, closes = not after.isspace(), not before.isspace()
    inside_word = (before.isalnum() or before == "_") and (after.isalnum() or after == "_")
    if inside_word and (mark == "_" or (mark == "*" and count == 1 and not any(open_.mark == "*" for open_ in stack))):
        return
    if mark == "_":
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    elif mark == "||":
        opens = opens and in_line and not (before.isascii() and (before.isalnum() or before in ")]_"))
    while closes and count and any(open_.mark == mark for open_ in stack):
        while stack[-1].mark != mark:
            stack.pop()
        top = stack.pop()
        closed = min(top.size, count)
        count -= closed
        if top.size > closed:
            stack.append(_Open(mark, top.size - closed))
            return
    if opens and count:
        stack.append(_Open(mark, count))
