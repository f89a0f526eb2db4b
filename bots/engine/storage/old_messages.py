"""Deletes messages that are old, in SQL, and all that only they needed.

Whole rows go, because SQLite uses only whole pages again; a row that is merely emptied keeps its page, and the author,
the time and the ids beside its text.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    func,
    not_,
    select,
    tuple_,
    update,
)

from bots.engine.storage import replies
from bots.engine.storage.compiled import Compiled
from bots.engine.storage.messages import delete_rows, needed
from bots.engine.storage.schema import FORGOTTEN_AT, LINES, MESSAGES, NO_TEXT, REPLIES

_PLACE = ("platform", "chat", "thread")


# Each statement is built once: that costs more than running it.
_IN_FLIGHT = select(MESSAGES.c.row, MESSAGES.c.parent).join(REPLIES, REPLIES.c.row == MESSAGES.c.row)
_IS_IN_FLIGHT = MESSAGES.c.row.in_(bindparam("in_flight", expanding=True))
_IS_OLD = and_(MESSAGES.c.at < bindparam("before"), MESSAGES.c.at > FORGOTTEN_AT)
_ABANDONED = select(REPLIES.c.key).where(REPLIES.c.renewed < bindparam("before"))
_EMPTY = update(MESSAGES).where(_IS_OLD, _IS_IN_FLIGHT).values(**NO_TEXT)
_OLD = select(MESSAGES.c.row).where(_IS_OLD, not_(_IS_IN_FLIGHT)).order_by(MESSAGES.c.at).limit(bindparam("most"))
_IS_EMPTIED = and_(MESSAGES.c.at == FORGOTTEN_AT, MESSAGES.c.row < bindparam("below"))
_EMPTIED = select(MESSAGES.c.row).where(_IS_EMPTIED).order_by(MESSAGES.c.row.desc()).limit(bindparam("most"))
_LINE = tuple(LINES.c[name] for name in _PLACE)
_NEXT_LINES = Compiled(
    select(*_LINE, LINES.c.after, LINES.c.at < bindparam("before"))
    .where(tuple_(*map(bindparam, _PLACE)) <= tuple_(*_LINE))
    .order_by(*_LINE)
    .limit(bindparam("most"))
)
_NEXT_IN_PLACE = Compiled(
    select(MESSAGES.c.row, func.coalesce(MESSAGES.c.root, MESSAGES.c.row) <= bindparam("after"))
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
    in_flight = _in_flight(sql)
    if in_flight:
        sql.execute(_EMPTY, {"before": before, "in_flight": in_flight})
    rows = tuple(sql.scalars(_OLD, {"before": before, "most": most, "in_flight": in_flight}))
    delete_rows(sql, rows)
    return bool(rows)


def _in_flight(sql: Connection) -> list[int]:
    """The rows of answers in flight and of their questions: asked for by themselves, so that no plan begins elsewhere.

    PostgreSQL looked at all old messages for them, in each step.
    """
    return sorted({row for found in sql.execute(_IN_FLIGHT).all() for row in found if row is not None})


def forget_needless(sql: Connection, below: int, most: int) -> int | None:
    """Look at up to `most` rows of forgotten people below that row; delete those under which nothing hangs any more.

    Returns below which row to go on; None at the end.
    """
    found = sql.scalars(_EMPTIED, {"below": below, "most": most}).all()
    if not found:
        return None
    rows = set(found).difference(_in_flight(sql))
    delete_rows(sql, rows - needed(sql, rows))
    last: int = found[-1]
    return last


def forget_lines(sql: Connection, before: float, at: LookedAt, most: int) -> LookedAt | None:
    """Look at up to `most` lines, or messages of a place; delete older lines by which none is told apart any more.

    `at`: where to go on. Returns where to go on the next time; None at the end.
    """
    *first, looked_at = at
    left = most
    for *key, after, is_old in _NEXT_LINES.rows(sql, {"most": most + 1, "before": before, **_named(first)}):
        platform, chat, thread = key
        if left < 1:
            return platform, chat, thread, 0
        left -= 1
        if not is_old:
            continue
        page = max(left, 1)
        behind = looked_at if key == first else 0
        seen = _NEXT_IN_PLACE.rows(sql, {**_named(key), "after": after, "behind": behind, "most": page})
        left -= len(seen)
        if any(is_told_apart for _, is_told_apart in seen):
            continue
        if len(seen) == page:
            return platform, chat, thread, seen[-1][0]
        _FORGET_LINE.run(sql, _named(key))
    return None


def _named(place: Sequence[str]) -> dict[str, str]:
    return dict(zip(_PLACE, place, strict=True))
