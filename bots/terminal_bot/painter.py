"""Markdown that grows at the bottom of a terminal.

Blocks that are complete are printed once and scroll away like any output. Only the last block is painted again, over
itself, in a single write: nothing is cleared first, so nothing flickers. If it is taller than the screen, its end is
shown while it grows, and the whole of it once it is complete.
"""

import io
from collections.abc import Callable
from os import terminal_size

from rich.console import Console
from rich.markdown import Markdown
from rich.text import Text

from bots.terminal_bot.face import printable
from bots.text.data_addresses import without_data
from bots.text.opaque import hide_markup, show
from bots.text.parse import parse
from bots.text.prepare import rewritten

NARROWEST = 8


class Painter:
    """Paints one answer. `write` gets all that goes to the terminal; `size` tells how large it is now."""

    def __init__(self, write: Callable[[str], None], size: Callable[[], terminal_size]) -> None:
        self._write = write
        self._size = size
        self._sealed = ""  # the source that was printed for good
        self._any = False
        self._live: tuple[str, ...] = ()

    def show(self, source: str) -> None:
        """Paint what has changed."""
        source = printable(source)
        if not source.startswith(self._sealed):
            self._sealed = ""  # what was printed cannot be changed: paint it all anew, below
        growing = source[len(self._sealed) :]
        end = last_block(growing)
        self._paint(growing[:end], growing[end:])
        self._sealed += growing[:end]

    def finish(self, source: str) -> None:
        """Print the rest for good, and leave the cursor on a line of its own."""
        self.show(source)
        rest = printable(source)[len(self._sealed) :]
        self._paint(rest, "")
        self._sealed = ""

    def _paint(self, sealed: str, live: str) -> None:
        size = self._size()
        width = max(NARROWEST, size.columns - 1)  # a full last column makes some terminals wrap
        lines: list[str] = []
        if done := render(sealed, width):
            lines += ([""] if self._any else []) + done
            self._any = True
        shown = render(live, width)
        if shown and self._any:
            shown = ["", *shown]
        shown = shown[-max(1, size.lines - 1) :]
        if not lines and tuple(shown) == self._live:
            return
        # If the terminal became narrower, the painted lines were wrapped anew.
        height = sum(_rows(line, size.columns) for line in self._live)
        up = f"\x1b[{height}A" if height else ""
        self._write("\r" + up + "".join(f"{line}\x1b[K\r\n" for line in [*lines, *shown]) + "\x1b[J")
        self._live = tuple(shown)


def last_block(source: str) -> int:
    """Where the last top-level block begins, in characters; what stands before it will not change any more.

    Only whole lines count: a row of a table is no row yet while only its first "|" is there.
    """
    source = hide_markup(source[: source.rfind("\n") + 1])
    depth = start = 0
    for event in parse(source):
        if event.kind.startswith("-"):
            depth -= 1
            continue
        if depth == 0:
            start = event.start
        depth += event.kind.startswith("+")
    at = len(source.encode()[:start].decode())
    return source.rfind("\n", 0, at) + 1


def render(source: str, width: int) -> list[str]:
    """The Markdown as lines with colours, at most `width` columns wide, without empty lines around it.

    A mark that the reader would not take for Markdown is hidden while it is laid out, one column for one.
    """
    if not source.strip():
        return []
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=width, legacy_windows=False, emoji=False, highlight=False)
    # Links are written out: a label must not hide where it leads.
    markdown = Markdown(rewritten(hide_markup(without_data(source))), hyperlinks=False)
    for token in (inner for block in markdown.parsed for inner in block.children or ()):
        if token.type == "softbreak":  # as on the other platforms, the lines of a poem stay lines
            token.type = "hardbreak"
    console.print(markdown)
    lines = [line.rstrip() for line in show(out.getvalue()).split("\n")]
    while lines and not Text.from_ansi(lines[0]).plain.strip():
        del lines[0]
    while lines and not Text.from_ansi(lines[-1]).plain.strip():
        del lines[-1]
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """Words that are no Markdown, as lines that are broken between words and at most `width` columns wide."""
    text = printable(text)
    lines = Text(text).wrap(Console(file=io.StringIO(), width=width, emoji=False), width) if text else ()
    return [line.plain.rstrip() for line in lines]


def _rows(line: str, columns: int) -> int:
    return max(1, -(-Text.from_ansi(line).cell_len // max(1, columns)))
