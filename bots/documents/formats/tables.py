"""CSV and its like: as it is, by rows; a row may hold line ends between quotes."""

import csv
from collections.abc import Iterator
from typing import Final

from bots.documents.encodings import decoded
from bots.documents.formats.plain import gather_lines
from bots.documents.gathering import Gathering
from bots.documents.values import Unit

_SEPARATORS: Final = ",;\t|"


def read(data: bytes, gathering: Gathering) -> None:
    """Gather the rows; if the quotes do not add up, the lines."""
    text = decoded(data)
    lines = text.removesuffix("\n").split("\n")
    try:
        ends = list(_ends(lines))
    except csv.Error:  # a field without end
        gather_lines(text, gathering)
        return
    gathering.unit, gathering.total, gathering.length = Unit.ROWS, len(ends), len(text)
    begin = 0
    for end in ends:
        gathering.add("\n".join(lines[begin:end]))
        begin = end


def _ends(lines: list[str]) -> Iterator[int]:
    """The number of lines before the end of each row."""
    separator = max(_SEPARATORS, key=lines[0].count)
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=separator)
    for _ in rows:
        yield rows.line_num
