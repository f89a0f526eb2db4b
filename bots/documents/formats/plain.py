"""Plain text and code: as it is, by lines."""

from bots.documents.encodings import decoded
from bots.documents.gathering import Gathering
from bots.documents.values import Unit


def read(data: bytes, gathering: Gathering) -> None:
    """Gather the lines."""
    gather_lines(decoded(data), gathering)


def gather_lines(text: str, gathering: Gathering) -> None:
    """Gather the lines of a text; one newline at its end begins no further line."""
    lines = text.removesuffix("\n").split("\n")
    gathering.unit, gathering.total, gathering.length = Unit.LINES, len(lines), len(text)
    for line in lines:
        gathering.add(line)
