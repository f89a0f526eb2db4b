"""What goes through a channel of PostgreSQL's notifications: a message, in pieces that the server takes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from secrets import token_hex

from sqlalchemy import Connection, text

PIECE = 1_900
"""Characters of a message in one notification: a payload has to be shorter than 8,000 bytes."""

TO_ALL = "parley-all."
"""The beginning of the channel that all processes of a bot hear; the name of the tables' schema follows."""
TO_ONE = "parley-one."
"""The beginning of the channel that one process hears; its name follows."""

_HEAD = re.compile(r"(\S+) (\d{1,9}) (\d{1,9}) (.+)", re.ASCII)
_NOTIFY = text(
    f"SELECT pg_notify(CASE WHEN :to = '' THEN '{TO_ALL}' || current_schema() ELSE '{TO_ONE}' || :to END, :payload)"
)


def announce(sql: Connection, topic: str, words: str = "", *, to: str = "") -> None:
    """Tell all processes of this bot, or the one with that name, as soon as the transaction is kept; else nobody.

    The process itself hears it, too. On SQLite nobody does, as there is no other process.
    """
    if sql.dialect.name == "postgresql":
        sql.execute(_NOTIFY, [{"to": to, "payload": piece} for piece in pieces(topic, words)])


def pieces(topic: str, words: str) -> Iterator[str]:
    """The payloads that carry a message. No two of them are equal: the server drops one that is, in a transaction."""
    id, count = token_hex(8), max(1, -(-len(words) // PIECE))
    for number in range(count):
        yield f"{id} {number} {count} {topic}\n{words[number * PIECE : (number + 1) * PIECE]}"


@dataclass(slots=True)
class Joining:
    """Puts messages together again. The pieces of one come in their order, as they belong to one transaction."""

    _parts: dict[str, list[str]] = field(default_factory=dict)

    def put(self, payload: str) -> tuple[str, str] | None:
        """Topic and words of the message whose last piece this is; else None. What is no piece is ignored."""
        head, _, words = payload.partition("\n")
        if (found := _HEAD.fullmatch(head)) is None:
            return None  # anybody who uses the database may say something there
        id, number, count, topic = found.groups()
        parts = self._parts.setdefault(id, [])
        if len(parts) == int(number):
            parts.append(words)
        if int(number) + 1 < int(count):
            return None
        whole = self._parts.pop(id)
        return (topic, "".join(whole)) if len(whole) == int(count) else None
