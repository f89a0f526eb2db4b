"""Deletes messages that are old, in SQL, and all that only they needed.

Whole rows go, because SQLite uses only whole pages again; a row that is merely emptied keeps its page, and the author,
the time and the ids beside its text.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from bots.engine.storage import replies
from bots.engine.storage.compiled import Compiled
from bots.engine.storage.messages import delete_rows, needed
from bots.engine.storage.schema import FORGOTTEN_AT, LINES, MESSAGES, NO_TEXT, REPLIES

_PLACE = ("platform", "chat", "thread")


def _emptied_query() -> Select[Any]:
    """The rows of forgotten people, the newest first, and whether each belongs to an answer in flight."""
    emptied = select(MESSAGES.c.row, _IS_IN_FLIGHT)
    emptied = emptied.where(MESSAGES.c.at == FORGOTTEN_AT, MESSAGES.c.row < bindparam("below"))
    return emptied.order_by(MESSAGES.c.row.desc()).limit(bindparam("most"))


# Each statement is built once: that costs more than running it.
_IN_FLIGHT = select(REPLIES.c.row).where(REPLIES.c.row.is_not(None))
_ASKED = select(MESSAGES.c.parent).where(MESSAGES.c.row.in_(_IN_FLIGHT), MESSAGES.c.parent.is_not(None))
_IS_IN_FLIGHT = or_(MESSAGES.c.row.in_(_IN_FLIGHT), MESSAGES.c.row.in_(_ASKED))
_IS_OLD = and_(MESSAGES.c.at < bindparam("before"), MESSAGES.c.at > FORGOTTEN_AT)
_ABANDONED = select(REPLIES.c.key).where(REPLIES.c.renewed < bindparam("before"))
_EMPTY = update(MESSAGES).where(_IS_OLD, _IS_IN_FLIGHT).values(**NO_TEXT)
_OLD = select(MESSAGES.c.row).where(_IS_OLD, not_(_IS_IN_FLIGHT)).order_by(MESSAGES.c.at).limit(bindparam("most"))
_EMPTIED = _emptied_query()
_LINE = tuple(LINES.c[name] for name in _PLACE)
_NEXT_LINES = Compiled(
    select(*_LINE, LINES.c.after, LINES.c.at)
    .where(tuple_(*map(bindparam, _PLACE)) <= tuple_(*_LINE))
    .order_by(*_LINE)
    .limit(bindparam("most"))
)
_NEXT_IN_PLACE = Compiled(
    select(MESSAGES.c.row, func.coalesce(MESSAGES.c.root, MESSAGES.c.row))
    .where(*(MESSAGES.c[name] == bindparam(name) for name in _PLACE), MESSAGES.c.row > bindparam("behind"))
    .order_by(MESSAGES.c.row)
    .limit(bindparam("most"))
)
_FORGET_LINE = Compiled(delete(LINES).where(*(LINES.c[name] == bindparam(name) for name in _PLACE)))

NEWEST = 2**62
"""A row above all others."""

LookedAt = tuple[str, str, str, int]
"""A line by its place, and the row of the last of its messages that was looked at."""

FIRST: LookedAt = ("", "", "", 0)
"""Comes before all others."""


def forget(sql: Connection, before: float, opened_before: float, most: int) -> bool:
    """Delete up to `most` older messages; returns whether there may be more. The log has to be erased at the end.

    What hangs under one stands alone from then on; all above it is older still. An answer in flight is only emptied,
    with its question; it is in flight no more if it was not renewed since `opened_before`, because its platform is off.
    """
    for key in sql.scalars(_ABANDONED, {"before": opened_before}).all():
        replies.close(sql, key)
    sql.execute(_EMPTY, {"before": before})
    rows = tuple(sql.scalars(_OLD, {"before": before, "most": most}))
    delete_rows(sql, rows)
    return bool(rows)


def forget_needless(sql: Connection, below: int, most: int) -> int | None:
    """Look at up to `most` rows of forgotten people below that row; delete those under which nothing hangs any more.

    Returns below which row to go on; None at the end.
    """
    found = sql.execute(_EMPTIED, {"below": below, "most": most}).all()
    if not found:
        return None
    rows = {row for row, in_flight in found if not in_flight}
    delete_rows(sql, rows - needed(sql, rows))
    last: int = found[-1][0]
    return last


def forget_lines(sql: Connection, before: float, at: LookedAt, most: int) -> LookedAt | None:
    """Look at up to `most` lines, or messages of a place; delete older lines by which none is told apart any more.

    `at`: where to go on. Returns where to go on the next time; None at the end.
    """
    *first, looked_at = at
    left = most
    for *key, after, began in _NEXT_LINES.rows(sql, {"most": most + 1, **_named(first)}):
        platform, chat, thread = key
        if left < 1:
            return platform, chat, thread, 0
        left -= 1
        if began >= before:
            continue
        page = max(left, 1)
        behind = looked_at if key == first else 0
        seen = _NEXT_IN_PLACE.rows(sql, {**_named(key), "behind": behind, "most": page})
        left -= len(seen)
        if any(root <= after for _, root in seen):
            continue
        if len(seen) == page:
            return platform, chat, thread, seen[-1][0]
        _FORGET_LINE.run(sql, _named(key))
    return None


def _named(place: Sequence[str]) -> dict[str, str]:
    return dict(zip(_PLACE, place, strict=True))
