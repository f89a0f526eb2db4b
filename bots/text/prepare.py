"""What both platforms make of a source before it is parsed for rendering: Markdown that each of them can show. Pure.

The sources here have been through `hide_markup`; what is generated is hidden too, unless it is Markdown.
"""

import re
from collections.abc import Mapping

from bots.text import html, maths, references, sources, table
from bots.text.code import Change, replace_outside_code
from bots.text.opaque import hide
from bots.text.opaque_marks import SPOILER

_SPOILER = re.compile(
    r"(?<![\w)\]|\\])(?<![^\W_])\|\|(?=[^\s|])([^\n]{0,1000}?[^\s|])\|\|(?![a-zA-Z0-9_(\[|])", re.ASCII
)
_BARS = re.compile(r"(?<!\\)\|\|+")


_NO_LINKS: Mapping[int, str] = {}


def prepared(source: str, links: Mapping[int, str] = _NO_LINKS, room: int = sources.UNBOUNDED) -> table.Parsed:
    """The source parsed, with formulas, simple HTML, reference links, spoilers and wide tables as both show them.

    `links`: the address behind each mark like [1]; `room`: the characters of addresses, as in `sources.changes`.
    """
    return table.parsed(rewritten(source, links, room))


def rewritten(source: str, links: Mapping[int, str] = _NO_LINKS, room: int = sources.UNBOUNDED) -> str:
    """The source as Markdown that knows no formulas, no HTML and no reference links; each mark of a spoiler is one."""
    changes: list[Change] = []
    if maths.has_maths(source):
        changes += maths.changes(source)
    changes += html.changes(source)
    if references.has_definitions(source):
        changes += references.changes(source)
    if links:
        changes += sources.changes(source, links, room)
    if "||" in source:
        changes += _spoilers(source)
    return replace_outside_code(source, changes)


def _spoilers(source: str) -> list[Change]:
    """The marks of each spoiler as one character each; bars that are none, as those of a program, as text."""
    found: list[Change] = [
        ((at.start(), at.start() + 2, SPOILER), (at.end() - 2, at.end(), SPOILER)) for at in _SPOILER.finditer(source)
    ]
    return found + [((at.start(), at.end(), hide(at[0])),) for at in _BARS.finditer(source)]
