"""The beginning of a source that one message holds: cut, its end healed, rendered, cut shorter if too long."""

from collections.abc import Callable

from bots.text.data_addresses import without_data
from bots.text.heal import hold_back
from bots.text.opaque import hide_markup
from bots.text.piece import Piece
from bots.text.split import split
from bots.text.units import units, within
from bots.text.visible import is_visible

_SHORT = 200  # characters of a rest that is rendered to see whether it shows anything; the end of a fence shows nothing


def _length(piece: Piece) -> int:
    return units(piece.text)


def fit(
    source: str, *, last: bool, limit: int, render: Callable[[str], Piece], size: Callable[[Piece], int] = _length
) -> Piece:
    """The first message of `source`; its text is empty if nothing in it can be seen.

    `last`: no more of the source will come. `limit`: the most that `size` may say of the piece. `render` gets the
    source with its HTML hidden.
    """

    def fit_rest(rest: str) -> Piece:
        return fit(rest, last=True, limit=limit, render=render, size=size)

    source = without_data(source)
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
