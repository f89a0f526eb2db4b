"""A remark below an answer, in small text if the platform has it, and perhaps a block of code below that. Pure.

It stands in the message that holds the answer's end, which is cut earlier if both would be too long.
"""

from typing import Protocol

from bots.text.piece import Entity, Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import MOST_ENTITIES, to_telegram
from bots.text.units import units
from bots.text.visible import is_visible
from provider.values import replace

LONGEST = 600
"""UTF-16 units of a remark; what is beyond is left out."""

_DISCORD_MARK = "-# "
_FENCE = "\n```json\n"


class Render(Protocol):
    """Renders as much of an answer as fits into so many UTF-16 units."""

    def __call__(self, *, limit: int) -> Piece: ...


def with_remark(render: Render, limit: int, remark: Piece, gap: str = "\n") -> Piece:
    """The first message of an answer, and the remark below it if the answer ends there. `gap` stands between them."""
    piece = render(limit=limit)
    if piece.rest or not piece.text or not remark.text:
        return piece
    room = limit - units(gap) - units(remark.text)
    if units(piece.text) > room:
        piece = render(limit=max(1, room))
        if is_visible(piece.rest):
            return piece
    text = piece.text.rstrip()
    at = units(text) + units(gap)
    moved = (replace(entity, offset=entity.offset + at) for entity in remark.entities)
    entities = (*piece.entities[: MOST_ENTITIES - len(remark.entities)], *moved)
    return Piece(f"{text}{gap}{remark.text}", entities)


def with_code(remark: str, code: str) -> str:
    """The remark with a block of code below it. The code holds no backtick, which whoever writes it down sees to."""
    return f"{remark}{_FENCE}{code.replace('`', ' ')}\n```"


def discord_small(remark: str) -> Piece:
    """Discord's small text, which ends with its line."""
    line, code = _apart(remark)
    shown = to_discord(_one_line(line), last=True, limit=LONGEST).text if line else ""
    small = f"{_DISCORD_MARK}{shown}" if shown else ""
    return Piece(f"{small}\n```json\n{code}\n```" if code else small)


def telegram_small(remark: str) -> Piece:
    """Telegram has no small text: italics."""
    line, code = _apart(remark)
    shown = to_telegram(_one_line(line), last=True, limit=LONGEST) if line else Piece("")
    if not shown.text:
        return shown
    entities = (Entity("italic", 0, units(shown.text)), *shown.entities)
    if not code:
        return Piece(shown.text, entities)
    block = Entity("pre", units(shown.text) + 1, units(code), language="json")
    return Piece(f"{shown.text}\n{code}", (*entities, block))


def _apart(remark: str) -> tuple[str, str]:
    """The line of a remark, and the code below it; empty if there is none."""
    line, _, code = remark.partition(_FENCE)
    return line, code.removesuffix("\n```")


def _one_line(remark: str) -> str:
    return " ".join(remark.split())
