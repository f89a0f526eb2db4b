"""CSV and its like: as it is, by rows; a row may hold line ends between quotes."""

import csv
from collections.abc import Iterator
from typing import Final, TextIO

from bots.documents.encodings import opened
from bots.documents.formats.plain import gather
from bots.documents.gathering import Gathering
from bots.documents.values import Unit

_SEPARATORS: Final = ",;\t|"


def read(data: bytes, gathering: Gathering) -> None:
    """Gather the rows."""
    gather(_rows(opened(data)), Unit.ROWS, gathering)


def _rows(file: TextIO) -> Iterator[str]:
    """The text of each row. If a quote has no end, each line from there on counts as one."""
    first = file.readline()
    taken: list[str] = []  # the lines of the row that is being read

    def lines() -> Iterator[str]:
        if first:
            taken.append(first)
            yield first
        for line in file:
            taken.append(line)
            yield line

    try:
        for _ in csv.reader(lines(), delimiter=max(_SEPARATORS, key=first.count)):
            yield "".join(taken)
            taken.clear()
    except csv.Error:  # a field of more than 128 KiB
        yield from taken
        yield from file
