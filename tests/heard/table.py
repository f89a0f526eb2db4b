"""What becomes of each kind of thing that people send, wherever it stands: rows written by hand, in table.jsonl.

Each row is a kind in a place, and what becomes of it on each platform where that exists: "read" (it reaches the model),
"named" (the person is told that it was not read), or "not for us" (talk among people that the bot says nothing about).
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Where = Literal["alone", "with words", "answered", "asked", "talk", "several"]
"""Where a thing stands.

alone: a private message of nothing else. with words: the same with a question beside it, or as its caption.
answered: in a message that a mention in a group answers. asked: under `/ask`. several: two in one message.
talk: in a group where every message is for the bot, without its name and without words.
"""

Result = Literal["read", "named", "not for us", "silent"]

PLATFORMS = ("discord", "telegram")

SAID = "The sea is wide"
"""What stands in everything that has words."""

QUESTION = "What is this?"


@dataclass(frozen=True, slots=True)
class Cell:
    """A row for one platform."""

    kind: str
    where: Where
    platform: str
    outcome: Result

    @property
    def is_alone(self) -> bool:
        """Whether it is written to the bot alone."""
        return self.where in ("alone", "with words", "several")

    def __str__(self) -> str:
        return f"{self.kind} {self.where}"


def cells(platform: str) -> list[Cell]:
    """The rows that there are for a platform."""
    rows = [json.loads(line) for line in (Path(__file__).parent / "table.jsonl").read_text().splitlines()]
    return [Cell(row["kind"], row["where"], platform, row[platform]) for row in rows if platform in row]
