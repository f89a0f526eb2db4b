"""Entries in the lists of a server, in SQL: a setting each, with a line in the history."""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Connection, select

from bots.engine.storage import grants, settings
from bots.engine.storage.records import Grant
from bots.engine.storage.schema import GRANTS, SETTINGS
from provider.values import Value


class Older(Value):
    """A decision about somebody in one server from before there were lists, and the entries that say the same.

    `subject`: as the decision has it; `scope`: of the server.
    """

    subject: str
    scope: str
    holder: str

    def entries(self, state: Grant) -> tuple[tuple[str, str], ...]:
        """Keys and values. A role that is allowed both talks and administers."""
        talk = (f"talk {self.holder}", "out" if state == "denied" else "in")
        return (talk, (f"administers {self.holder}", "yes")) if state == "both" else (talk,)


def change(sql: Connection, scope: str, key: str, value: str | None, older: Older, *, by: str, at: float) -> bool:
    """Keep an entry (None removes it), after an older decision about the same people has become entries.

    Returns False if nothing changed.
    """
    found = sql.execute(select(GRANTS).where(GRANTS.c.subject == older.subject)).one_or_none()
    if found is not None and found.state != "asked":
        for mine, says in older.entries(found.state):
            settings.change(sql, older.scope, mine, says, by=found.by, at=at)
        grants.forget(sql, older.subject)
    return settings.change(sql, scope, key, value, by=by, at=at)


def older(sql: Connection, around: str) -> Mapping[str, Grant]:
    """The decisions from before there were lists whose subject ends with `around`: "@discord:server:9"."""
    mine = select(GRANTS.c.subject, GRANTS.c.state).where(GRANTS.c.subject.endswith(around, autoescape=True))
    return {row.subject: cast(Grant, row.state) for row in sql.execute(mine)}


def said_by(sql: Connection, scope: str, key: str, subject: str) -> str:
    """Who made that entry, or the older decision about that subject; empty if nobody did."""
    mine = select(SETTINGS.c.by).where(SETTINGS.c.scope == scope, SETTINGS.c.key == key)
    return sql.scalar(mine) or sql.scalar(select(GRANTS.c.by).where(GRANTS.c.subject == subject)) or ""
