"""Whose turn it is with the regular work, in SQL: one process of a bot does it at a time."""

import json

from sqlalchemy import Connection

from bots.engine.storage import settings

SCOPE, KEY = "housekeeping", "round"
"""Where it is kept among the settings: who began the last round, when, and when it ended (Unix time; 0: it has not)."""

LONGEST = 900.0
"""Seconds after which a round that has not ended counts as that of a process that died."""


def begin(sql: Connection, process: str, at: float, after: float) -> bool:
    """Note that a process begins a round; False if another one is at it, or has ended one less than `after` s ago."""
    kept = settings.values(sql, [SCOPE]).get((SCOPE, KEY))
    if kept is not None:
        whose, began, ended = json.loads(kept)
        if whose != process and (at - ended < after if ended else at - began < LONGEST):
            return False
    settings.change(sql, SCOPE, KEY, json.dumps([process, at, 0.0]), at=at)
    return True


def end(sql: Connection, process: str, began: float, at: float) -> None:
    """Note that its round has ended."""
    settings.change(sql, SCOPE, KEY, json.dumps([process, began, at]), at=at)
