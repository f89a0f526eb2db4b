"""The only door to the Markdown parser (pulldown-cmark, through pyromark): its events with their places.

`python -m benchmarks.rendering` measures it beside markdown-it-py: it is five times as fast, and says where in the
source each event stands. markdown-it-py alone takes longer than a whole frame may.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from pyromark import Options, events_with_range

_OPTIONS = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS

Value = str | int | bool | tuple[str, ...] | None


class Event(NamedTuple):
    """One event of the parser. `+Tag` opens, `-Tag` closes, a bare name stands alone; `start` and `end`: UTF-8 bytes.

    `value`: the text of Text and Code, a Heading's level ("H1"), the address of a Link or Image, the info string of a
    CodeBlock (None: indented), the first number of a List (None: bullets), a Table's alignments, a task's state.
    """

    kind: str
    value: Value
    start: int
    end: int


_LEAVES = frozenset({"Paragraph", "Item"})
_LEAVES_WITH_VALUE = frozenset({"Heading", "CodeBlock", "Table"})


class Places:
    """Converts the parser's places, which count UTF-8 bytes, to places in characters."""

    def __init__(self, source: str) -> None:
        self._data = None if source.isascii() else source.encode()

    def __call__(self, size: int) -> int:
        """The number of whole characters in the first `size` bytes."""
        return size if self._data is None else len(self._data[:size].decode("utf-8", "ignore"))


def blocks(source: str) -> list[Event]:
    """The openings of paragraphs, items, headings, code blocks and tables, and the rules; cheaper than `parse`."""
    found: list[Event] = []
    for event, span in events_with_range(source, options=_OPTIONS, merge_text=True):
        if isinstance(event, str):
            if event == "Rule":
                found.append(Event(event, None, span["start"], span["end"]))
        elif "Start" in event:
            tag = event["Start"]
            if isinstance(tag, str):
                if tag in _LEAVES:
                    found.append(Event("+" + tag, None, span["start"], span["end"]))
            elif not _LEAVES_WITH_VALUE.isdisjoint(tag):
                found.append(_opening(cast("Mapping[str, Any]", tag), span["start"], span["end"]))
    return found


def code(source: str) -> list[tuple[int, int]]:
    """The start and end of each stretch of code, in bytes."""
    return [
        (span["start"], span["end"])
        for event, span in events_with_range(source, options=_OPTIONS, merge_text=True)
        if not isinstance(event, str)
        and (
            "Code" in event
            or ("Start" in event and not isinstance(event["Start"], str) and "CodeBlock" in event["Start"])
        )
    ]


def parse(source: str) -> list[Event]:
    """All events of a Markdown source, in order."""
    found: list[Event] = []
    for event, span in events_with_range(source, options=_OPTIONS, merge_text=True):
        start, end = span["start"], span["end"]
        if isinstance(event, str):
            found.append(Event(event, None, start, end))
            continue
        ((kind, value),) = cast("Mapping[str, Any]", event).items()
        if kind == "Start":
            if isinstance(value, str):
                found.append(Event("+" + value, None, start, end))
            else:
                found.append(_opening(value, start, end))
        elif kind == "End":
            found.append(Event("-" + (value if isinstance(value, str) else next(iter(value))), None, start, end))
        else:
            found.append(Event(kind, value, start, end))
    return found


def _opening(tag: Mapping[str, Any], start: int, end: int) -> Event:
    ((name, value),) = tag.items()
    if isinstance(value, dict):
        value = value.get("dest_url", value.get("level", value.get("Fenced")))
    elif value == "Indented":
        value = None
    return Event("+" + name, value, start, end)
