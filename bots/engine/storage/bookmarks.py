"""Where each platform has read to, and where it looks if that is not enough, in SQL."""

from collections.abc import Callable

from sqlalchemy import Connection, func, select

from bots.engine.seam.bookmarks import ActivePlace
from bots.engine.seam.places import Place
from bots.engine.storage.schema import BOOKMARKS, CHATS, MESSAGES, USAGE
from bots.engine.storage.upserts import upsert
from bots.engine.storage.usage import DAY

ACTIVE_FOR = 7 * DAY
"""Seconds for which a place with an answer counts as active."""

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

    Of answers that are not kept only their day is known; such places come last, of a day the busiest first.
    """
    said = (MESSAGES.c.chat, MESSAGES.c.thread)
    lately = (MESSAGES.c.platform == platform, MESSAGES.c.at >= at - ACTIVE_FOR, MESSAGES.c.role == "assistant")
    spent = (USAGE.c.chat, USAGE.c.thread)
    days = USAGE.c.day.in_(range(int((at - ACTIVE_FOR) // DAY), int(at // DAY) + 1))
    busiest = (func.max(USAGE.c.day).desc(), func.sum(USAGE.c.answers).desc())
    kept = select(*said).where(*lately).group_by(*said).order_by(func.max(MESSAGES.c.row).desc()).limit(most)
    counted = select(*spent).where(USAGE.c.platform == platform, days).group_by(*spent).order_by(*busiest).limit(most)
    found = dict.fromkeys((chat, thread) for query in (kept, counted) for chat, thread in sql.execute(query))
    chats = {chat for chat, _ in found}
    lies = select(CHATS.c.chat, CHATS.c.server).where(CHATS.c.platform == platform, CHATS.c.chat.in_(chats))
    servers = {row.chat: row.server for row in sql.execute(lies)}
    return tuple(ActivePlace(Place(platform, chat, thread), servers.get(chat, "")) for chat, thread in found)[:most]
