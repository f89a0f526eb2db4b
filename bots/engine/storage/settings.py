"""Settings by scope, and their history, in SQL. A change and its line in the history are one transaction.

Scopes are texts such as "telegram:42:7" and "discord-server:99". The engine knows which one is nearer.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from bots.engine.storage.changed import changed_setting
from bots.engine.storage.compiled import Compiled
from bots.engine.storage.records import Change, Kept
from bots.engine.storage.schema import CHANGES, SETTINGS
from bots.engine.storage.upserts import upsert

MOST_KEPT = 200
"""Changes of one scope that the history keeps."""

_VALUES = select(*(SETTINGS.c[name] for name in ("scope", "key", "value", "by", "older")))
_KEPT = Compiled(_VALUES.where(SETTINGS.c.scope.in_(bindparam("scopes", expanding=True))))


def values(sql: Connection, scopes: Sequence[str]) -> Mapping[tuple[str, str], str]:
    """Every value of these scopes, by scope and key."""
    return {(each.scope, each.key): each.value for each in kept(sql, scopes)}


def kept(sql: Connection, scopes: Sequence[str]) -> tuple[Kept, ...]:
    """Every value of these scopes, with who chose it."""
    found = _KEPT.rows(sql, {"scopes": list(scopes)})
    return tuple(Kept(scope, key, value, by, bool(older)) for scope, key, value, by, older in found)


def kept_with(sql: Connection, key: str) -> tuple[Kept, ...]:
    """Every value of that key, in whatever scope."""
    found = sql.execute(select(SETTINGS).where(SETTINGS.c.key == key))
    return tuple(Kept(row.scope, row.key, row.value, row.by, bool(row.older)) for row in found)


def change(sql: Connection, scope: str, key: str, value: str | None, *, by: str = "", at: float = 0.0) -> bool:
    """Keep a value (None removes it) and note who did that; returns False if nothing changed."""
    mine = (SETTINGS.c.scope == scope, SETTINGS.c.key == key)
    old = sql.scalar(select(SETTINGS.c.value).where(*mine))
    if old == value:
        return False
    if value is None:
        sql.execute(delete(SETTINGS).where(*mine))
    else:
        values = {"value": value, "by": by, "at": at, "older": 0}
        sql.execute(upsert(SETTINGS).values(scope=scope, key=key, **values).or_update(values))
    changed_setting(sql, key)
    if not by:
        return True  # the program itself keeps something, which is no line in the history
    sql.execute(insert(CHANGES).values(scope=scope, key=key, old=old, new=value, by=by, at=at))
    oldest = select(CHANGES.c.row).where(CHANGES.c.scope == scope).order_by(CHANGES.c.row.desc()).offset(MOST_KEPT)
    sql.execute(delete(CHANGES).where(CHANGES.c.row.in_(oldest.limit(MOST_KEPT))))
    return True


def revise(sql: Connection, scope: str, key: str, to: Callable[[str | None], str | None], at: float) -> str | None:
    """Put what `to` makes of a value of the program's own in its place; returns what it was. None: nothing is kept."""
    old: str | None = sql.scalar(select(SETTINGS.c.value).where(SETTINGS.c.scope == scope, SETTINGS.c.key == key))
    change(sql, scope, key, to(old), at=at)
    return old


def history(sql: Connection, scopes: Sequence[str], limit: int) -> tuple[Change, ...]:
    """The changes in these scopes, the newest first; at most `limit`."""
    found = sql.execute(select(CHANGES).where(CHANGES.c.scope.in_(scopes)).order_by(CHANGES.c.row.desc()).limit(limit))
    return tuple(Change(row.row, row.scope, row.key, row.old, row.new, row.by, row.at) for row in found)


def find(sql: Connection, row: int) -> Change | None:
    """The change with that number."""
    found = sql.execute(select(CHANGES).where(CHANGES.c.row == row)).one_or_none()
    if found is None:
        return None
    return Change(found.row, found.scope, found.key, found.old, found.new, found.by, found.at)


def newest(sql: Connection, scope: str, key: str) -> Change | None:
    """The newest change of a value."""
    row = sql.scalar(select(func.max(CHANGES.c.row)).where(CHANGES.c.scope == scope, CHANGES.c.key == key))
    return None if row is None else find(sql, row)


def undo(sql: Connection, row: int, *, by: str, at: float, first: int = 0) -> bool:
    """Put back the value from before that change; returns False, and does nothing, if it has changed since.

    `first`: an earlier change of the same value; that from before this one is put back. This is a change as well, and
    can be undone.
    """
    known = find(sql, row)
    since = find(sql, first) if first else known
    if known is None or since is None or (since.scope, since.key) != (known.scope, known.key):
        return False
    same = (CHANGES.c.scope == known.scope, CHANGES.c.key == known.key)
    newest = sql.scalar(select(func.max(CHANGES.c.row)).where(*same))
    mine = (SETTINGS.c.scope == known.scope, SETTINGS.c.key == known.key)
    if newest != row or sql.scalar(select(SETTINGS.c.value).where(*mine)) != known.new:
        return False
    return change(sql, known.scope, known.key, since.old, by=by, at=at)
