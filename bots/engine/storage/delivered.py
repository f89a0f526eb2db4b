"""Which commands and presses were delivered, in SQL: one that comes again after a kill does not run again.

Telegram hands out again what nobody has confirmed, for a day. A question needs no row here: its own says that it came.
"""

from sqlalchemy import Connection, bindparam, delete

from bots.engine.seam.values import Place
from bots.engine.storage.messages import columns
from bots.engine.storage.schema import DELIVERED
from bots.engine.storage.upserts import upsert

KEPT_SECONDS = 2 * 86_400.0
"""Seconds after which no platform delivers anything again."""

_NOTE = upsert(DELIVERED).or_leave()
_FORGET_OLD = delete(DELIVERED).where(DELIVERED.c.at < bindparam("before"))


def first(sql: Connection, place: Place, id: str, at: float) -> bool:
    """Note that it was delivered; returns False if it was before."""
    return sql.execute(_NOTE, {**columns(place), "id": id, "at": at}).rowcount > 0


def forget_old(sql: Connection, at: float) -> None:
    """Forget what is not delivered again any more."""
    sql.execute(_FORGET_OLD, {"before": at - KEPT_SECONDS})
