"""Record a reply that grows, from the real terminal, as an animated picture: `make picture`.

The program runs in a pseudo-terminal against a model server on this machine. `pyte`, a terminal without a screen, says
what a person sees after each write; every row that was seen becomes a line of the picture, shown for as long as it
stood.
"""

import asyncio
import fcntl
import os
import struct
import sys
import tempfile
import termios
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import pyte

from tests.fakes.chat_completions import ChatCompletions

COLUMNS: Final = 76
ROWS: Final = 22
QUESTION: Final = "How do I stop one slow task from blocking the others?"
ANSWER: Final = """\
Give each task **its own deadline**, and let a group own them all:

```python
async with asyncio.TaskGroup() as group:
    for job in jobs:
        group.create_task(with_deadline(job))

async def with_deadline(job):
    async with asyncio.timeout(5):
        await job.run()
```

- A task that takes too long ends *alone*.
- If one fails, the group cancels the rest and says why.
- Nothing goes on after the `async with`: no task is forgotten.
"""
TOKENS_A_SECOND: Final = 28.0
KEY_EVERY: Final = 0.035
"""Seconds between two keys of the person who types."""
READS_FOR: Final = 4.0
"""Seconds for which the whole answer stands before the picture begins anew."""
SAME_FRAME: Final = 0.04
"""Writes that follow each other within so many seconds are seen as one."""
WHERE_IS_THE_CURSOR: Final = b"\x1b[6n"

WIDTH: Final = 8.4
"""Pixels of a column, and HEIGHT of a row, in a font of SIZE pixels."""
HEIGHT: Final = 19
SIZE: Final = 14
MARGIN: Final = 16
TITLE: Final = 34
BACKGROUND: Final = "#1e1e28"
INK: Final = "#d8d8e4"
COLOURS: Final[Mapping[str, str]] = {
    "default": INK,
    "black": "#2a2a37",
    "red": "#f0717a",
    "green": "#9bd88f",
    "brown": "#ecc48d",
    "blue": "#82aaff",
    "magenta": "#c792ea",
    "cyan": "#7fdbca",
    "white": "#ffffff",
}
"""pyte's names of the eight colours of a terminal. Others come as six hexadecimal digits."""

Style = tuple[str, str, bool, bool]
"""Ink, background, bold, italic."""
Row = tuple[tuple[int, str, Style], ...]
"""Runs of one style: the column where each begins, and its text. The end of a line that holds nothing is left out."""


NOTHING: Final[tuple[Row, ...]] = ((),) * ROWS


@dataclass(frozen=True, slots=True)
class Seen:
    """All rows of the screen, from `at` on, in seconds."""

    at: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One row that stood from `start` until `end`, in seconds."""

    line: int
    row: Row
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What is typed, what the model says, at how many tokens a second, and the words at its end."""

    question: str = QUESTION
    answer: str = ANSWER
    rate: float = TOKENS_A_SECOND
    last_words: str = "no task is forgotten"


async def record(scene: Scene) -> list[Seen]:
    """Type the question and watch the answer grow.

    Raises:
        TimeoutError: the program did not show the whole answer within a minute.
    """
    server = ChatCompletions(text=scene.answer, rate=scene.rate, first=0.6, models=("example-7b",))
    with tempfile.TemporaryDirectory() as folder:
        async with server, asyncio.timeout(60), _terminal(Path(folder), server.base_url) as terminal:
            await terminal.until("answers here")
            for key in scene.question:
                terminal.type(key)
                await asyncio.sleep(KEY_EVERY)
            terminal.type("\r")
            await terminal.until(scene.last_words)
            await terminal.until_prompt()
            return terminal.seen


class _Terminal:
    """The person's side of the pseudo-terminal."""

    def __init__(self, side: int) -> None:
        self._side = side
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._news = asyncio.Event()
        self.seen: list[Seen] = []
        self._loop.add_reader(side, self._read)

    def type(self, keys: str) -> None:
        os.write(self._side, keys.encode())

    async def until(self, words: str) -> None:
        """Wait until `words` stand on the screen."""
        while not any(words in line for line in self._screen.display):
            self._news.clear()
            await self._news.wait()

    async def until_prompt(self) -> None:
        """Wait until the cursor stands behind a new prompt."""
        while not self._screen.display[self._screen.cursor.y].startswith("> ") or self._screen.cursor.x != 2:
            self._news.clear()
            await self._news.wait()

    def close(self) -> None:
        self._loop.remove_reader(self._side)

    def _read(self) -> None:
        try:
            data = os.read(self._side, 65536)
        except OSError:  # the program has ended
            self.close()
            return
        self._stream.feed(data)
        if WHERE_IS_THE_CURSOR in data:
            self.type(f"\x1b[{self._screen.cursor.y + 1};{self._screen.cursor.x + 1}R")
        at = self._loop.time() - self._began
        if self.seen and at - self.seen[-1].at < SAME_FRAME:
            at = self.seen.pop().at
        self.seen.append(Seen(at, tuple(_row(self._screen, line) for line in range(ROWS))))
        self._news.set()


@asynccontextmanager
async def _terminal(folder: Path, base_url: str) -> AsyncIterator[_Terminal]:
    side, program_side = os.openpty()
    fcntl.ioctl(program_side, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path.cwd()),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "PARLEY_DEFAULT_MODEL": "local/example-7b",
        "PARLEY_PROVIDERS__LOCAL__KIND": "openai",
        "PARLEY_PROVIDERS__LOCAL__BASE_URL": base_url,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bots", "chat",
        stdin=program_side, stdout=program_side, stderr=program_side,
        cwd=folder, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(program_side)
    terminal = _Terminal(side)
    try:
        yield terminal
    finally:
        terminal.close()
        process.kill()
        await process.wait()
        os.close(side)


def _row(screen: pyte.Screen, line: int) -> Row:
    cells = [(column, screen.buffer[line][column]) for column in range(COLUMNS)]
    runs = [
        (part[0][0], "".join(cell.data for _, cell in part), style)
        for style, each in groupby(cells, lambda cell: _style(cell[1]))
        for part in [list(each)]
    ]
    while runs and not runs[-1][1].strip() and runs[-1][2][1] == "default":
        runs.pop()
    return tuple(runs)


def _style(cell: Any) -> Style:
    ink, ground = (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)
    return ink, ground, cell.bold, cell.italics


def intervals(seen: Sequence[Seen], end: float) -> Iterator[Shown]:
    """Yield for how long each row stood. A row that several writes leave as it is is one; empty rows are left out."""
    for line in range(ROWS):
        since = seen[0]
        for each in [*seen[1:], Seen(end, NOTHING)]:
            if each.rows[line] != since.rows[line]:
                if since.rows[line]:
                    yield Shown(line, since.rows[line], since.at, each.at)
                since = each


def drawn(seen: Sequence[Seen], begin: float) -> str:
    """Return the picture, an SVG document that repeats for ever. What stood before `begin` seconds is left out.

    Who asked their system for less motion sees the last state.
    """
    seen = [Seen(max(0.0, each.at - begin), each.rows) for each in seen[_last_before(seen, begin) :]]
    whole = seen[-1].at + READS_FOR
    width, height = round(COLUMNS * WIDTH + 2 * MARGIN), ROWS * HEIGHT + 2 * MARGIN + TITLE
    rows = list(intervals(seen, whole))
    frames = {(shown.start, shown.end): f"f{number}" for number, shown in enumerate(rows)}
    steps = [_rule(name, start / whole, end / whole) for (start, end), name in frames.items()]
    still = ",".join(sorted({f".{name}" for (_, end), name in frames.items() if end == whole}))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="ui-monospace,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" font-size="{SIZE}" role="img">'
        "<title>A question is typed in a terminal, and one reply grows in place until it is complete</title>"
        f"<style>text{{white-space:pre}}.r{{visibility:hidden;animation:{whole:.2f}s step-end infinite}}"
        f"{''.join(steps)}"
        f"@media (prefers-reduced-motion:reduce){{.r{{animation:none}}{still}{{visibility:visible}}}}</style>"
        f'<rect width="{width}" height="{height}" rx="10" fill="{BACKGROUND}"/>'
    )
    lights = "".join(
        f'<circle cx="{MARGIN + 6 + 20 * number}" cy="20" r="6" fill="{colour}"/>'
        for number, colour in enumerate(("#f0717a", "#ecc48d", "#9bd88f"))
    )
    lines = [f'<g class="r {frames[shown.start, shown.end]}">{_line(shown)}</g>' for shown in rows]
    return "\n".join([head, lights, *lines, "</svg>", ""])


def _last_before(seen: Sequence[Seen], begin: float) -> int:
    return max((number for number, each in enumerate(seen) if each.at <= begin), default=0)


def _rule(name: str, start: float, end: float) -> str:
    hidden, visible = "visibility:hidden", "visibility:visible"
    steps = [f"0%{{{visible if start == 0 else hidden}}}", f"{100 * start:.3f}%{{{visible}}}" if start else ""]
    steps += [f"{100 * end:.3f}%{{{hidden}}}" if end < 1 else f"100%{{{visible}}}"]
    return f"@keyframes {name}{{{''.join(steps)}}}.{name}{{animation-name:{name}}}"


def _line(shown: Shown) -> str:
    top = TITLE + MARGIN + shown.line * HEIGHT
    parts = []
    for column, text, (ink, ground, bold, italic) in shown.row:
        left = MARGIN + column * WIDTH
        if ground != "default":
            box = f'x="{left:.1f}" y="{top}" width="{len(text) * WIDTH:.1f}" height="{HEIGHT}"'
            parts.append(f'<rect {box} fill="{_colour(ground)}"/>')
        if text.strip():
            weight = ' font-weight="bold"' * bold + ' font-style="italic"' * italic
            place = f'x="{left:.1f}" y="{top + SIZE}" textLength="{len(text) * WIDTH:.1f}"'
            parts.append(f'<text {place} fill="{_colour(ink)}"{weight}>{escape(text)}</text>')
    return "".join(parts)


def _colour(name: str) -> str:
    return COLOURS.get(name) or (f"#{name}" if len(name) == 6 else INK)


def main() -> None:
    """Write the picture to the file that the command line names."""
    seen = asyncio.run(record(Scene()))
    begun = QUESTION[:3]
    typed = next(each.at for each in seen if any(begun in text for row in each.rows for _, text, _ in row))
    Path(sys.argv[1]).write_text(drawn(seen, typed - 0.6))


if __name__ == "__main__":
    main()
