"""Plain text and code: as it is, by lines."""

from collections.abc import Iterable

from bots.documents.encodings import opened
from bots.documents.gathering import Full, Gathering
from bots.documents.values import Unit


def read(data: bytes, gathering: Gathering) -> None:
    """Gather the lines."""
    gather(opened(data), Unit.LINES, gathering)


def gather(pieces: Iterable[str], unit: Unit, gathering: Gathering) -> None:
    """Gather pieces that end in a line feed, and count those that there is no room for."""
    gathering.unit = unit
    total = length = 0
    is_full = False
    for piece in pieces:
        total += 1
        length += len(piece)
        if not is_full:
            try:
                gathering.add(piece.removesuffix("\n"))
            except Full:
                is_full = True
    gathering.total, gathering.length = total, length
