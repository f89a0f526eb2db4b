"""A model's thoughts, folded away above its answer: a spoiler on Discord, an expandable quote on Telegram. Pure."""

import re
from dataclasses import replace

from bots.text.piece import Entity, Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import MOST_ENTITIES, to_telegram
from bots.text.units import units, whole, within

SIGN = "💭 "
DISCORD_ROOM = 800
"""UTF-16 units of the thoughts that are shown above an answer of at most 2,000."""
TELEGRAM_ROOM = 1600

_MARKS = re.compile(r"[\\*_~|`<>@#\[\]]")
_BLANK = re.compile(r"\s*\n\s*")
_PING = re.compile(r"(?<!\w)@(?=\w)")


def discord_folded(reasoning: str, source: str, *, last: bool, limit: int = 2000) -> Piece:
    """The thoughts as a spoiler that shows their own markup as text, and the answer below it."""
    shown = _start(_MARKS.sub(lambda found: f"\\{found[0]}", _lines(reasoning)), DISCORD_ROOM)
    if not shown:
        return to_discord(source, last=last, limit=limit)
    head = f"{SIGN}||{shown}||"
    below = to_discord(source, last=last, limit=limit - units(head) - 1)
    return replace(below, text=f"{head}\n{below.text}".rstrip())


def telegram_folded(reasoning: str, source: str, *, last: bool, limit: int = 4096) -> Piece:
    """The thoughts as a quote that opens at a touch, and the answer below it."""
    shown = _start(_PING.sub("@\u2060", _lines(reasoning)), TELEGRAM_ROOM)
    if not shown:
        return to_telegram(source, last=last, limit=limit)
    head = f"{SIGN}{shown}"
    below = to_telegram(source, last=last, limit=limit - units(head) - 1)
    moved = [replace(entity, offset=entity.offset + units(head) + 1) for entity in below.entities]
    entities = (Entity("expandable_blockquote", 0, units(head)), *moved[: MOST_ENTITIES - 1])
    return Piece(f"{head}\n{below.text}".rstrip(), entities, below.rest)


def _lines(reasoning: str) -> str:
    return _BLANK.sub("\n", whole(reasoning).strip())


def _start(reasoning: str, room: int) -> str:
    """The beginning of the thoughts that fits into `room` UTF-16 units; a backslash is not cut from what it escapes."""
    if units(reasoning) <= room:
        return reasoning
    cut = reasoning[: within(reasoning, room - 2)]
    if (len(cut) - len(cut.rstrip("\\"))) % 2:
        cut = cut[:-1]
    return f"{cut.rstrip()} …"
