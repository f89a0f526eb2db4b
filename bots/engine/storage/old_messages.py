"""Deletes messages that are old, in SQL, and all that only they needed.

Whole rows go, because SQLite uses only whole pages again; a row that is merely emptied keeps its page, and the author,
the time and the ids beside its text.
"""

from sqlalchemy import Connection, Delete, Select, and_, bindparam, delete, func, not_, or_, select, update

from bots.engine.storage import replies
from bots.engine.storage.messages import delete_rows
from bots.engine.storage.schema import FORGOTTEN_AT, LINES, MESSAGES, NO_TEXT, REPLIES


def _needless_query() -> Select[tuple[int]]:
    """The rows of forgotten people under which nothing hangs any more."""
    below = MESSAGES.alias("below")
    hangs = select(below.c.row).where(below.c.parent == MESSAGES.c.row).exists()
    return select(MESSAGES.c.row).where(MESSAGES.c.at == FORGOTTEN_AT, not_(hangs), not_(_IS_IN_FLIGHT))


def _lines_statement() -> Delete:
    """The beginnings of older lines that no message is told apart by any more."""
    first = func.coalesce(MESSAGES.c.root, MESSAGES.c.row)
    here = and_(*(MESSAGES.c[name] == LINES.c[name] for name in ("platform", "chat", "thread")))
    behind = select(MESSAGES.c.row).where(here, first <= LINES.c.after)
    return delete(LINES).where(LINES.c.at < bindparam("before"), not_(behind.exists()))


# Each statement is built once: that costs more than running it.
_IN_FLIGHT = select(REPLIES.c.row).where(REPLIES.c.row.is_not(None))
_ASKED = select(MESSAGES.c.parent).where(MESSAGES.c.row.in_(_IN_FLIGHT), MESSAGES.c.parent.is_not(None))
_IS_IN_FLIGHT = or_(MESSAGES.c.row.in_(_IN_FLIGHT), MESSAGES.c.row.in_(_ASKED))
_IS_OLD = and_(MESSAGES.c.at < bindparam("before"), MESSAGES.c.at > FORGOTTEN_AT)
_ABANDONED = select(REPLIES.c.key).where(REPLIES.c.renewed < bindparam("before"))
_EMPTY = update(MESSAGES).where(_IS_OLD, _IS_IN_FLIGHT).values(**NO_TEXT)
_OLD = select(MESSAGES.c.row).where(_IS_OLD, not_(_IS_IN_FLIGHT)).order_by(MESSAGES.c.at).limit(bindparam("most"))
_NEEDLESS = _needless_query().order_by(MESSAGES.c.row.desc()).limit(bindparam("most"))
_FORGET_LINES = _lines_statement()


def forget(sql: Connection, before: float, opened_before: float, most: int) -> bool:
    """Delete up to `most` older messages; returns whether there may be more. The log has to be erased at the end.

    What hangs under one stands alone from then on; all above it is older still. An answer in flight is only emptied,
    with its question; it is in flight no more if it was not renewed since `opened_before`, because its platform is off.
    """
    for key in sql.scalars(_ABANDONED, {"before": opened_before}).all():
        replies.close(sql, key)
    sql.execute(_EMPTY, {"before": before})
    rows = tuple(sql.scalars(_OLD, {"before": before, "most": most})) or tuple(sql.scalars(_NEEDLESS, {"most": most}))
    if rows:
        delete_rows(sql, rows)
    else:
        sql.execute(_FORGET_LINES, {"before": before})
    return bool(rows)
