"""Reference links, whose addresses stand on lines of their own, as links that have their address beside them. Pure."""

import re
from collections.abc import Iterator

from bots.text.code import Change
from bots.text.links import clickable
from bots.text.opaque import hide, show

_OPEN = hide("[")
_DEFINITION = re.compile(
    rf"{_OPEN}(?P<name>[^\[\]\n]{{1,100}})\]:[ \t]*<?(?P<address>[^\s<>]+)>?"
    r"[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*')?[ \t]*(?:\n|\Z)"
)
_REFERENCE = re.compile(
    r"(?<![\]\\])(?<!\w)!?\[(?P<label>[^\[\]\n]{1,300})\](?:\[(?P<name>[^\[\]\n]{0,100})\])?(?![\[(:])"
)
UNFINISHED = rf"{_OPEN}[^\]\n]*(?:\](?::[^\n]*)?)?$"
"""The pattern of a definition that is not known to be whole."""


def has_definitions(source: str) -> bool:
    """Whether there may be a definition, whose bracket `hide_markup` has hidden; a quick test."""
    return _OPEN in source


def changes(source: str) -> Iterator[Change]:
    """Each definition that is used and what uses it, together: the lines go, and their addresses stand in the links.

    A definition without a use stays, and so does one whose address no platform makes a link.
    """
    definitions: dict[str, re.Match[str]] = {}
    for found in _DEFINITION.finditer(source):
        if clickable(show(found["address"])):
            definitions.setdefault(_key(found["name"]), found)
    if not definitions:
        return
    uses: dict[str, list[re.Match[str]]] = {}
    for found in _REFERENCE.finditer(source):
        uses.setdefault(_key(found["name"] or found["label"]), []).append(found)
    for name, definition in definitions.items():
        if name in uses:
            links = ((found.start(), found.end(), _link(found, definition["address"])) for found in uses[name])
            line = source.rfind("\n", 0, definition.start()) + 1  # with the marks of the quote that it stands in
            yield (*links, (line, definition.end(), ""))


def _key(name: str) -> str:
    return " ".join(show(name).casefold().split())


def _link(found: re.Match[str], address: str) -> str:
    """The link; a number in brackets keeps them, because it is the number of a source."""
    picture, label = "!" * found[0].startswith("!"), found["label"]
    if found["name"] is None and label.isdigit():
        label = hide(f"[{label}]")
    return f"{picture}[{label}](<{address}>)"
