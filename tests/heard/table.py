"""What becomes of each kind of thing that people send, wherever it stands: rows written by hand, in table.jsonl.

Each row is a kind in a place, and what becomes of it on each platform where that exists: "read" (it reaches the model),
"named" (the person is told that it was not read), or "not for us" (talk among people that the bot says nothing about).
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bots.engine.seam.values import Incoming, Invocation

Where = Literal["alone", "with words", "answered", "asked", "talk", "several"]
"""Where a thing stands.

alone: a private message of nothing else. with words: the same with a question beside it, or as its caption.
answered: in a message that a mention in a group answers. asked: under `/ask`. several: two in one message.
talk: in a group where every message is for the bot, without its name and without words.
"""

Outcome = Literal["read", "named", "not for us", "silent"]

PLATFORMS = ("discord", "telegram")

SAID = "The sea is wide"
"""What stands in everything that has words."""

QUESTION = "What is this?"

PLAYING = ("video", "video_note")
"""Attachments that no model is given."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A row for one platform."""

    kind: str
    where: Where
    platform: str
    outcome: Outcome

    def __str__(self) -> str:
        return f"{self.kind} {self.where}"


def cells(platform: str) -> list[Cell]:
    """The rows that there are for a platform."""
    rows = [json.loads(line) for line in (Path(__file__).parent / "table.jsonl").read_text().splitlines()]
    return [Cell(row["kind"], row["where"], platform, row[platform]) for row in rows if platform in row]


async def outcome(
    heard: Incoming | Invocation, cell: Cell, mark: str, download: Callable[[str, int], Awaitable[bytes]]
) -> Outcome:
    """What became of a thing, as far as a platform's adapter decides it. `mark`: the words of it that are read."""
    held = (*heard.attachments, *heard.quoted_attachments)
    words = f"{heard.quoted} {heard.options if isinstance(heard, Invocation) else heard.text}"
    shown = [each for each in held if each.kind not in PLAYING and each.media_type != "application/json"]
    fetched = [await download(each.reference, 2**20) for each in shown]
    if mark in words or (shown and all(fetched)):
        return "read"
    if not (held or heard.unread):
        return "silent"
    if cell.where == "talk" and isinstance(heard, Incoming) and not (heard.addressed or heard.text):
        return "not for us"
    return "named"
