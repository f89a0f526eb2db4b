"""As much of a terminal as the painter needs: lines, a cursor, and what scrolled away."""

import re


class TinyTerminal:
    """`write` what a program prints; `text` is all of it that a person can read, scrolled away or not."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns, self.lines = columns, lines
        self._rows: list[list[str]] = [[]]
        self._row = self._column = 0
        self.clipped = 0

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self._rows).rstrip("\n")

    @property
    def visible(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self._rows[self._top() :])

    def write(self, data: str) -> None:
        for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|.|\n", data.replace("\r\n", "\r\n"), re.DOTALL):
            self._one(part)

    def _one(self, part: str) -> None:
        row = self._rows[self._row]
        if part == "\r":
            self._column = 0
        elif part == "\n":
            self._row += 1
            if self._row == len(self._rows):
                self._rows.append([])
        elif part.endswith("A") and part.startswith("\x1b"):
            wanted = self._row - int(part[2:-1])
            self.clipped += wanted < self._top()
            self._row = max(self._top(), wanted)
        elif part == "\x1b[K":
            del row[self._column :]
        elif part == "\x1b[J":
            del row[self._column :]
            del self._rows[self._row + 1 :]
        elif not part.startswith("\x1b"):
            if self._column == self.columns:
                self._one("\r")
                self._one("\n")
                row = self._rows[self._row]
            row.extend(" " * (self._column - len(row)))
            row[self._column : self._column + 1] = [part]
            self._column += 1

    def _top(self) -> int:
        return max(0, len(self._rows) - self.lines)
