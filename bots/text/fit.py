"""As much of a source as one message holds: cut it, heal its end, render it, and cut shorter where that is too long."""

from collections.abc import Callable

from bots.text.heal import hold_back
from bots.text.opaque import hide_markup
from bots.text.piece import Piece
from bots.text.split import split
from bots.text.units import units, within


def _length(piece: Piece) -> int:
    return units(piece.text)


def fit(
    source: str, *, last: bool, limit: int, render: Callable[[str], Piece], size: Callable[[Piece], int] = _length
) -> Piece:
    """The first message of `source`; looks at no more of it than can fit. `render` gets it with its HTML hidden."""
    room = limit
    while True:
        head, rest = split(source, room)
        head = hide_markup(head)
        piece = render(head if rest or last else hold_back(head))
        length = size(piece)
        if length <= limit:
            if not piece.text and rest:
                source, room = rest, limit
                continue
            return Piece(piece.text, piece.entities, rest)
        room = max(1, min(room - 1, within(source, room) * limit // length * 9 // 10))
