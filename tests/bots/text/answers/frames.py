"""What both platforms show of an answer, as a text: Telegram's entities as marks around the words."""

from pathlib import Path

from bots.text.piece import Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram

ANSWERS = sorted(Path(__file__).parent.glob("*.md"))


def as_shown(source: str) -> dict[str, str]:
    """The frames by platform."""
    return {
        "telegram": marked(to_telegram(source, last=True)) + "\n",
        "discord": to_discord(source, last=True).text + "\n",
    }


def marked(piece: Piece) -> str:
    """A piece with each entity as ‹kind words›, and an address or a language behind its kind."""
    encoded = piece.text.encode("utf-16-le")
    edges: list[tuple[int, int, int, str]] = []
    for entity in piece.entities:
        more = entity.url or entity.language
        start, end = entity.offset, entity.offset + entity.length
        edges.append((start, 1, -entity.length, f"‹{entity.kind}{f' {more}' if more else ''}: "))
        edges.append((end, 0, -start, "›"))
    out = ""
    done = 0
    for at, _, _, mark in sorted(edges):
        out += encoded[2 * done : 2 * at].decode("utf-16-le") + mark
        done = at
    return out + encoded[2 * done :].decode("utf-16-le")
