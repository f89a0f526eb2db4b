"""As much of a source as one message holds: cut it, heal its end, render it, and cut shorter where that is too long."""

from collections.abc import Callable

from bots.text.heal import hold_back
from bots.text.opaque import hide_markup
from bots.text.piece import Piece
from bots.text.split import split
from bots.text.units import units, within
from bots.text.visible import is_visible

_SHORT = 200  # characters of a rest that may show nothing: the end of a fence, say


def _length(piece: Piece) -> int:
    return units(piece.text)


def fit(
    source: str, *, last: bool, limit: int, render: Callable[[str], Piece], size: Callable[[Piece], int] = _length
) -> Piece:
    """The first message of `source`; looks at no more of it than can fit. `render` gets it with its HTML hidden.

    It is empty where nobody would see anything of it.
    """

    def fit_rest(rest: str) -> Piece:
        return fit(rest, last=True, limit=limit, render=render, size=size)

    room = limit
    while True:
        head, rest = split(source, room)
        head = hide_markup(head)
        piece = render(head if rest or last else hold_back(head))
        length = size(piece)
        if length <= limit:
            if is_visible(piece.text):
                ends = not is_visible(rest) or (last and len(rest) < _SHORT and not fit_rest(rest).text)
                return Piece(piece.text, piece.entities, "" if ends else rest)
            if not rest:
                return Piece("")
            source, room = rest, limit
            continue
        room = max(1, min(room - 1, within(source, room) * limit // length * 9 // 10))
