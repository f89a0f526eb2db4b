"""Which process attends a chat, in SQL."""

from sqlalchemy import Connection, bindparam, select

from bots.engine.seam.values import Place
from bots.engine.storage.schema import ATTENDED

_ATTENDANT = select(ATTENDED.c.attendant).where(
    ATTENDED.c.platform == bindparam("platform"), ATTENDED.c.chat == bindparam("chat")
)


def attendant(sql: Connection, place: Place) -> str:
    """The name of the process; empty if nobody attends it."""
    return sql.scalar(_ATTENDANT, {"platform": place.platform, "chat": place.chat}) or ""
