"""A model's reasoning, folded away above its answer: a spoiler on Discord, an expandable quote on Telegram. Pure."""

from collections.abc import Iterable

from bots.text.piece import Entity, Piece
from bots.text.sources import NOTHING_CITED, Cited
from bots.text.to_discord import to_discord
from bots.text.to_telegram import MOST_ENTITIES, to_telegram
from bots.text.units import units, whole
from provider.values import replace

SIGN = "💭 "
DISCORD_ROOM = 800
"""UTF-16 units of the reasoning that is shown above an answer of at most 2,000."""
TELEGRAM_ROOM = 1600


def discord_folded(
    reasoning: str, source: str, *, last: bool, limit: int = 2000, cited: Cited = NOTHING_CITED
) -> Piece:
    """The reasoning as a spoiler, in which no bars end it, and the answer below it."""
    shown = _start(to_discord(whole(reasoning), last=True, limit=DISCORD_ROOM - 2)).text.replace("||", "|\u200b|")
    if not shown:
        return to_discord(source, last=last, limit=limit, cited=cited)
    apart = "\u200b" if shown.endswith(("|", "\\")) else ""
    head = f"{SIGN}||{shown}{apart}||"
    below = to_discord(source, last=last, limit=limit - units(head) - 1, cited=cited)
    return replace(below, text=f"{head}\n{below.text}".rstrip())


def telegram_folded(
    reasoning: str, source: str, *, last: bool, limit: int = 4096, cited: Cited = NOTHING_CITED
) -> Piece:
    """The reasoning as a quote that opens at a touch, and the answer below it. A quote in the quote is text."""
    shown = _start(to_telegram(whole(reasoning), last=True, limit=TELEGRAM_ROOM - 2))
    if not shown.text:
        return to_telegram(source, last=last, limit=limit, cited=cited)
    head = f"{SIGN}{shown.text}"
    below = to_telegram(source, last=last, limit=limit - units(head) - 1, cited=cited)
    entities = (
        Entity("expandable_blockquote", 0, units(head)),
        *_moved([entity for entity in shown.entities if entity.kind != "blockquote"], units(SIGN)),
        *_moved(below.entities, units(head) + 1),
    )
    return Piece(f"{head}\n{below.text}".rstrip(), entities[:MOST_ENTITIES], below.rest)


def _moved(entities: Iterable[Entity], by: int) -> list[Entity]:
    return [replace(entity, offset=entity.offset + by) for entity in entities]


def _start(piece: Piece) -> Piece:
    """The beginning of the reasoning; it says where there is more."""
    return replace(piece, text=f"{piece.text} …") if piece.rest else piece
