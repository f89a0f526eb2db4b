"""What a job has changed of what every process holds in memory: told to all of them with its transaction.

Whoever writes what is held says so here, so that no process goes on with what was true before.
"""

from typing import Literal

from sqlalchemy import Connection

from bots.engine.storage.changes import untold
from bots.engine.storage.notifications import announce

CHANGED = "changed"
"""The topic; the words are the parts."""

TABLES = "tables"
"""The topic of what is held of single rows (`changes.py`, `held.py`); the words are the names of the tables."""

Part = Literal["owners", "grants", "settings", "limits", "log", "told"]
"""What is held: who owns the bot, who may talk, what must be known before the store is asked, who was told that nothing
is left of a limit, where the owners read what they are told, and what of that stands or reached nobody."""

OF_SETTING: dict[str, Part] = {
    "trigger": "settings",
    "language": "settings",
    "auto": "settings",
    "limit": "limits",
    "share": "limits",
    "log": "log",
    "code": "owners",
    "standing": "told",
    "missed": "told",
    "told": "told",
}
"""The part by the first word of a setting's key; all others are read from the store each time."""


def tell_tables(sql: Connection) -> None:
    """Tell all processes in which tables the transaction has changed something of which they may hold a copy."""
    if tables := untold(sql):
        announce(sql, TABLES, " ".join(sorted(tables)))


def changed(sql: Connection, *parts: Part) -> None:
    """Tell all processes which parts have changed."""
    announce(sql, CHANGED, " ".join(parts))


def changed_setting(sql: Connection, key: str) -> None:
    """Tell all processes that a setting with that key has changed, if any of them holds it."""
    part = OF_SETTING.get(key.partition(" ")[0])
    if part is not None:
        changed(sql, part)
