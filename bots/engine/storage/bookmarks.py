"""Where each platform has read to, in SQL."""

from sqlalchemy import Connection, select

from bots.engine.storage.schema import BOOKMARKS
from bots.engine.storage.upserts import upsert

_KEEP = upsert(BOOKMARKS)
_KEEP = _KEEP.or_update({name: _KEEP.excluded[name] for name in ("bookmark", "at")})


def keep(sql: Connection, platform: str, bookmark: str, at: float) -> None:
    """Keep the platform's bookmark in place of the last one."""
    sql.execute(_KEEP, {"platform": platform, "bookmark": bookmark, "at": at})


def kept(sql: Connection, platform: str) -> str:
    """The platform's bookmark; empty if there is none."""
    found = sql.scalar(select(BOOKMARKS.c.bookmark).where(BOOKMARKS.c.platform == platform))
    return found if isinstance(found, str) else ""
