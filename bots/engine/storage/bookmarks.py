"""Where each platform has read to, and where it looks if that is not enough, in SQL."""

from collections.abc import Callable

from sqlalchemy import Connection, bindparam, func, select

from bots.engine.seam.bookmarks import ActivePlace
from bots.engine.seam.places import Place
from bots.engine.storage.schema import BOOKMARKS, CHATS, MESSAGES, USAGE
from bots.engine.storage.upserts import upsert
from bots.engine.storage.usage import DAY

ACTIVE_FOR = 7 * DAY
"""Seconds for which a place with an answer counts as active."""

LOOKED_AT = 2_000
"""The newest messages, of all platforms, among which places with an answer are looked for."""

_KEEP = upsert(BOOKMARKS)
_KEEP = _KEEP.or_update({name: _KEEP.excluded[name] for name in ("bookmark", "at")})


def kept(sql: Connection, platform: str) -> str:
    """The platform's bookmark; empty if there is none."""
    found = sql.scalar(select(BOOKMARKS.c.bookmark).where(BOOKMARKS.c.platform == platform))
    return found if isinstance(found, str) else ""


def change(sql: Connection, platform: str, to: Callable[[str], str], at: float) -> None:
    """Keep what `to` makes of the platform's bookmark."""
    before = kept(sql, platform)
    if (after := to(before)) != before:
        sql.execute(_KEEP, {"platform": platform, "bookmark": after, "at": at})


def active_places(sql: Connection, platform: str, at: float, most: int) -> tuple[ActivePlace, ...]:
    """The places with an answer in the last `ACTIVE_FOR` seconds, the newest first; at most so many.

    Of answers that are not kept, or not among the newest messages, only their day is known; such places come last, of a
    day the busiest first.
    """
    columns = (MESSAGES.c[name] for name in ("row", "platform", "chat", "thread", "role", "at"))
    newest = select(*columns).order_by(MESSAGES.c.row.desc()).limit(LOOKED_AT).subquery()
    said = (newest.c.chat, newest.c.thread)
    lately = (newest.c.platform == platform, newest.c.at >= at - ACTIVE_FOR, newest.c.role == "assistant")
    kept = select(*said).where(*lately).group_by(*said).order_by(func.max(newest.c.row).desc()).limit(most)
    found = dict.fromkeys((chat, thread) for chat, thread in sql.execute(kept))
    spent = (USAGE.c.chat, USAGE.c.thread)
    counted = select(*spent).where(USAGE.c.platform == platform, USAGE.c.day == bindparam("on")).group_by(*spent)
    counted = counted.order_by(func.sum(USAGE.c.answers).desc()).limit(most)
    for day in range(int(at // DAY), int((at - ACTIVE_FOR) // DAY) - 1, -1):
        if len(found) < most:
            found |= dict.fromkeys((chat, thread) for chat, thread in sql.execute(counted, {"on": day}))
    chats = {chat for chat, _ in found}
    lies = select(CHATS.c.chat, CHATS.c.server).where(CHATS.c.platform == platform, CHATS.c.chat.in_(chats))
    servers = {row.chat: row.server for row in sql.execute(lies)}
    return tuple(ActivePlace(Place(platform, chat, thread), servers.get(chat, "")) for chat, thread in found)[:most]
