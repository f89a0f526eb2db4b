"""Servers and groups of the bot, their chats, and erasing all that belongs to one, in SQL."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, update

from bots.engine.seam.places import Place
from bots.engine.storage import answers, grants, inbox, names, pieces, replies, spending, usage
from bots.engine.storage.addresses import load_target, place_of
from bots.engine.storage.changed import changed
from bots.engine.storage.column_types import starting
from bots.engine.storage.compiled import Compiled, inserting
from bots.engine.storage.messages import delete_rows
from bots.engine.storage.records import Membership
from bots.engine.storage.schema import (
    CHATS,
    GRANTS,
    LINES,
    MESSAGES,
    NO_TEXT,
    REPLIES,
    SERVERS,
    SETTINGS,
    SURFACES,
    USAGE,
)
from bots.engine.storage.upserts import upsert
from provider.values import Value

_VALUES = inserting(CHATS, "platform", "chat", "server")
_ANEW = CHATS.c.server != _VALUES.excluded.server
_LIES_IN = Compiled(_VALUES.or_update({"server": _VALUES.excluded.server}, where=_ANEW))
_SEEN = Compiled(inserting(SERVERS, "platform", "server", "chat", "thread", "joined", "removed").or_leave())


def joined(sql: Connection, platform: str, server: str, place: Place, at: float) -> bool:
    """Note that the bot is there; returns False if that was known. After a removal it counts as new."""
    known = sql.execute(select(SERVERS.c.removed).where(_is(SERVERS, platform, server))).one_or_none()
    if known is not None and not known.removed:
        return False
    values = {"chat": place.chat, "thread": place.thread, "joined": at, "removed": 0.0}
    statement = upsert(SERVERS).values(platform=platform, server=server, **values)
    sql.execute(statement.or_update(values))
    return True


def seen(sql: Connection, platform: str, server: str, place: Place, at: float) -> None:
    """Note that somebody speaks to the bot there, if it was never told that it joined; else nothing changes."""
    values = {"chat": place.chat, "thread": place.thread, "joined": at, "removed": 0.0}
    _SEEN.run(sql, {"platform": platform, "server": server, **values})


def removed(sql: Connection, platform: str, server: str, at: float) -> None:
    """Note that the bot is there no more; what is kept of the server stays until it is purged."""
    values = {"chat": server, "thread": "", "joined": at, "removed": at}
    statement = upsert(SERVERS).values(platform=platform, server=server, **values)
    sql.execute(statement.or_update({"removed": at}, where=SERVERS.c.removed == 0.0))


def back(sql: Connection, platform: str, server: str) -> None:
    """Forget that it removed the bot."""
    sql.execute(delete(SERVERS).where(_is(SERVERS, platform, server), SERVERS.c.removed != 0.0))


def memberships(sql: Connection) -> tuple[Membership, ...]:
    """All servers that are kept, the newest first; a row without times is passed over."""
    return tuple(
        Membership(row.platform, row.server, Place(row.platform, row.chat, row.thread), row.joined, row.removed)
        for row in sql.execute(select(SERVERS).order_by(SERVERS.c.joined.desc(), SERVERS.c.server))
        if isinstance(row.joined, float) and isinstance(row.removed, float)
    )


def lies_in(sql: Connection, place: Place, server: str) -> None:
    """Note in which server a chat lies. A message from there also shows that the bot is there."""
    _LIES_IN.run(sql, {"platform": place.platform, "chat": place.chat, "server": server})


def move(sql: Connection, old: Place, new: Place) -> None:
    """Move a group to its new id; the time since when the bot is there stays."""
    mine = _is(SERVERS, old.platform, old.chat)
    for row in sql.execute(select(SERVERS).where(mine)).mappings().all():
        moved = {**row, "server": new.chat, "chat": new.chat}
        sql.execute(upsert(SERVERS).values(moved).or_update({"joined": row["joined"]}))
    sql.execute(delete(SERVERS).where(mine))
    for row in sql.execute(select(CHATS).where(_in(CHATS, old.platform, old.chat))).mappings().all():
        moved = {"platform": new.platform, "chat": new.chat, "server": new.chat}
        sql.execute(upsert(CHATS).values({**row, **moved}).or_leave())
    sql.execute(delete(CHATS).where(_in(CHATS, old.platform, old.chat)))


def purge_some(sql: Connection, platform: str, server: str, most: int) -> bool:
    """Forget up to `most` rows of a server, a group or a person's chat; returns whether there may be more.

    Its messages go first, then what came there and what was counted.
    """
    chats = _chats(sql, platform, server)
    here = (MESSAGES.c.platform == platform, MESSAGES.c.chat.in_(chats))
    rows = tuple(sql.scalars(select(MESSAGES.c.row).where(*here).limit(most)))
    if rows:
        sql.execute(update(REPLIES).where(REPLIES.c.row.in_(rows)).values(row=None))
        delete_rows(sql, rows)
        return True
    return (
        inbox.purge_some(sql, platform, chats, most)
        or usage.purge_some(sql, platform, chats, most)
        or spending.purge_some(sql, _scopes(platform, server, chats), most)
    )


def purge_chats(sql: Connection, platform: str, server: str, most: int) -> bool:
    """Forget what `purge_some` leaves of up to `most` chats of a server; returns whether there may be more."""
    chats = sql.scalars(select(CHATS.c.chat).where(_is(CHATS, platform, server)).limit(most)).all()
    for chat in chats:
        _purge_chat(sql, platform, chat)
        sql.execute(delete(CHATS).where(CHATS.c.platform == platform, CHATS.c.chat == chat))
    if chats:
        changed(sql, "settings")
    return len(chats) == most


def purge(sql: Connection, platform: str, server: str) -> None:
    """Forget a server, a group or a person's chat with all that was kept for it; a decision against it stays."""
    for chat in _chats(sql, platform, server):
        _purge_chat(sql, platform, chat)
    sql.execute(delete(SETTINGS).where(SETTINGS.c.scope == f"{platform}-server:{server}"))
    spending.purge(sql, f"{platform}-server:{server}")
    sql.execute(delete(GRANTS).where(grants.is_about(platform, server), GRANTS.c.state != "denied"))
    sql.execute(delete(GRANTS).where(grants.holds_only_in(platform, server)))
    changed(sql, "settings", "grants")
    sql.execute(delete(CHATS).where(_is(CHATS, platform, server)))
    names.purge(sql, platform, server)
    sql.execute(delete(SERVERS).where(_is(SERVERS, platform, server)))


def _scopes(platform: str, server: str, chats: Iterable[str]) -> list[str]:
    """The scopes in which is counted what was spent there."""
    return [f"{platform}-server:{server}", *(f"{platform}:{chat}" for chat in sorted(chats))]


def _chats(sql: Connection, platform: str, server: str) -> set[str]:
    """The chats of a server; a group or a person's chat is its own."""
    return {server, *sql.scalars(select(CHATS.c.chat).where(_is(CHATS, platform, server)))}


def _purge_chat(sql: Connection, platform: str, chat: str) -> None:
    here = f"{platform}:{chat}"
    mine = or_(SETTINGS.c.scope == here, starting(SETTINGS.c.scope, f"{here}:"))
    sql.execute(delete(SETTINGS).where(mine))
    spending.purge(sql, here)
    for row in sql.execute(select(REPLIES.c.key, REPLIES.c.target)).all():  # few rows: only answers in flight have one
        place = place_of(row.target)
        if place and (place.platform, place.chat) == (platform, chat):
            sql.execute(delete(REPLIES).where(REPLIES.c.key == row.key))
    rows = select(MESSAGES.c.row).where(_in(MESSAGES, platform, chat))
    sql.execute(update(REPLIES).where(REPLIES.c.row.in_(rows)).values(row=None))
    sql.execute(delete(SURFACES).where(SURFACES.c.row.in_(rows)))
    sql.execute(delete(LINES).where(_in(LINES, platform, chat)))
    inbox.purge(sql, platform, chat)
    sql.execute(update(MESSAGES).where(_in(MESSAGES, platform, chat)).values(parent=None, **NO_TEXT))
    sql.execute(delete(MESSAGES).where(_in(MESSAGES, platform, chat)))
    sql.execute(delete(USAGE).where(_in(USAGE, platform, chat)))


class Erased(Value):
    """The rows of which nothing is kept any more, and those of questions of which other messages stay.

    `waited`: some of the messages were still to be answered.
    """

    rows: tuple[int, ...] = ()
    shorter: tuple[int, ...] = ()
    waited: bool = False


def forget_messages(sql: Connection, place: Place, messages: Iterable[str]) -> Erased:
    """Erase what was kept of messages that people deleted. The log has to be erased if anything was.

    A row under which others hang stays, empty, so that their branch stays whole. With an answer go its other versions.
    """
    where = and_(SURFACES.c.platform == place.platform, SURFACES.c.chat == place.chat)
    messages = tuple(messages)
    waited = inbox.forget_messages(sql, place, messages)
    shorter = pieces.leave(sql, place, messages)
    threads = (place.thread, *messages)  # a thread has the id of the question that it was opened for
    mine = and_(where, SURFACES.c.thread.in_(threads), SURFACES.c.message.in_(messages))
    rows = answers.erased_with(sql, set(sql.scalars(select(SURFACES.c.row).where(mine))))
    sql.execute(delete(SURFACES).where(mine))
    if not rows:
        return Erased((), shorter, waited)
    sql.execute(update(MESSAGES).where(MESSAGES.c.row.in_(rows)).values(**NO_TEXT, author=""))
    for row in rows:
        needed = (
            sql.scalar(select(MESSAGES.c.row).where(MESSAGES.c.parent == row).limit(1))
            or sql.scalar(select(SURFACES.c.row).where(SURFACES.c.row == row).limit(1))
            or sql.scalar(select(REPLIES.c.key).where(REPLIES.c.row == row).limit(1))
        )
        if not needed:
            sql.execute(delete(MESSAGES).where(MESSAGES.c.row == row))
    return Erased(rows, shorter, waited)


def forget_tokens(sql: Connection, now: float) -> int:
    """Drop replies whose only way is a token that has expired; returns how many."""
    gone = [
        row.key for row in sql.execute(select(REPLIES.c.key, REPLIES.c.target)).all() if 0 < _expires(row.target) < now
    ]
    for key in gone:
        replies.close(sql, key)
    return len(gone)


def _expires(target: str) -> float:
    try:
        expires: float = getattr(load_target(target), "expires", 0.0)
    except ValueError:
        return 0.0
    return expires


def _is(table: Table, platform: str, server: str) -> ColumnElement[bool]:
    return and_(table.c.platform == platform, table.c.server == server)


def _in(table: Table, platform: str, chat: str) -> ColumnElement[bool]:
    return and_(table.c.platform == platform, table.c.chat == chat)
