"""Tools that administrators have allowed in a place for always: entries of the settings, each of its own. Pure."""

from collections.abc import Iterable

TOOL = "tool"
"""The first word of such an entry's key; the tool's name follows. `YES` is its value."""
YES = "yes"


def key_of(tool: str) -> str:
    """The key of the entry of a tool."""
    return f"{TOOL} {tool}"


def allowed(kept: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The names of the tools that the kept keys and values allow."""
    names = (key.partition(" ") for key, value in kept if value == YES)
    return tuple(sorted({name for kind, _, name in names if kind == TOOL and name}))
