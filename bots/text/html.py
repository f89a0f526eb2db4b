"""The simple HTML that models write among Markdown, as Markdown: lines, keys, indices, folded parts, entities. Pure.

The sources here have their HTML hidden by `hide_markup`. Tags that are not known stay text.
"""

import re
from collections.abc import Callable
from html import unescape

from bots.text import maths
from bots.text.code import Change
from bots.text.container import margin
from bots.text.opaque import hide, show
from bots.text.parse import Places, blocks

_TAG = hide("<")
_ENTITY_BEGINS = hide("&")
_ENTITY = re.compile(rf"{_ENTITY_BEGINS}(?:#\d{{1,7}}|#[xX][\da-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z\d]{{1,31}});")
_BREAK = re.compile(rf"{_TAG}(?i:br)[ \t]*/?>(?:[ \t]*\n)?[ \t]*")
_PAIR = re.compile(rf"{_TAG}(?i:(?P<name>kbd|sub|sup))>(?P<inside>[^\n{_TAG}]{{0,60}}?)(?:{_TAG}/(?i:(?P=name))>|\Z)")
_DETAILS = re.compile(rf"{_TAG}/?(?i:details)(?: [^>\n]{{0,40}})?>[ \t]*\n*")
_SUMMARY = re.compile(rf"{_TAG}(?i:summary)>\s*(?P<inside>[^\n]{{0,200}}?)\s*(?:{_TAG}/(?i:summary)>|\Z)[ \t]*\n*")
UNFINISHED = rf"{_TAG}/?[a-zA-Z]{{0,7}}(?:[ \t]*/)?$|{_ENTITY_BEGINS}#?[\da-zA-Z]{{0,10}}$"
"""The pattern of a tag or an entity that may still become one of those known here."""


def changes(source: str) -> list[Change]:
    """Each known tag and entity, and what stands for it."""
    found: list[Change] = []
    if _TAG in source:
        found += [((at.start(), at.end(), _as_markdown(at)),) for at in _PAIR.finditer(source)]
        found += [((at.start(), at.end(), _around(source, at)),) for at in _DETAILS.finditer(source)]
        found += [((at.start(), at.end(), _in_bold(at["inside"])),) for at in _SUMMARY.finditer(source)]
        found += _breaks(source)
    if _ENTITY_BEGINS in source:
        found += [((at.start(), at.end(), hide(unescape(show(at[0])))),) for at in _ENTITY.finditer(source)]
    return found


def _as_markdown(found: re.Match[str]) -> str:
    return _PAIRS[found["name"].lower()](show(found["inside"]))


def _key(inside: str) -> str:
    return f"`{inside}`" if inside.strip() and "`" not in inside else hide(inside)


_PAIRS: dict[str, Callable[[str], str]] = {
    "kbd": _key,
    "sup": lambda inside: hide(maths.raised(inside)),
    "sub": lambda inside: hide(maths.lowered(inside)),
}


def _around(source: str, at: re.Match[str]) -> str:
    """What stands for the edge of a folded part: the end of the paragraph before it."""
    return "" if source.endswith("\n\n", 0, at.start()) or not at.start() else "\n\n"


def _in_bold(inside: str) -> str:
    inside = inside.replace("**", "")
    return f"**{inside}**\n\n" if inside else ""


def _breaks(source: str) -> list[Change]:
    """Each line break: in a table's cell it is a blank, elsewhere a line that stays in its quote and its item."""
    found = list(_BREAK.finditer(source))
    if not found:
        return []
    places = Places(source)
    tables = [(places(block.start), places(block.end)) for block in blocks(source) if block.kind == "+Table"]
    return [
        ((at.start(), at.end(), " " if any(low <= at.start() < high for low, high in tables) else _line(source, at)),)
        for at in found
    ]


def _line(source: str, at: re.Match[str]) -> str:
    return "\n" + margin(source, source.rfind("\n", 0, at.start()) + 1, at.start())
