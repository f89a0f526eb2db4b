"""Moves all that is kept of a chat to its new id, in SQL."""

import json

from sqlalchemy import ColumnElement, Connection, Table, and_, case, delete, or_, select, update

from bots.engine.seam.places import Place, Surface, Target
from bots.engine.storage import grants, inbox, names, replies, servers, spending
from bots.engine.storage.addresses import dump_surfaces, dump_target
from bots.engine.storage.changed import changed
from bots.engine.storage.column_types import starting
from bots.engine.storage.notifications import announce
from bots.engine.storage.schema import ATTENDED, CHANGES, GRANTS, LINES, MESSAGES, REPLIES, SETTINGS, SURFACES, USAGE
from bots.engine.storage.upserts import upsert
from provider.values import replace

MOVED = "moved"
"""The topic on which all processes are told of it; the words are what `moved_in` reads."""

COUNTERS = ("answers", "input_tokens", "output_tokens")


def move(sql: Connection, old: Place, new: Place) -> None:
    """Move a chat with all its topics. What the new id has already stays; moving again changes nothing."""
    if old.platform != new.platform:
        raise ValueError("A chat stays on its platform.")
    if old.chat == new.chat:
        return
    _move_settings(sql, old, new)
    _move_grants(sql, old, new)
    sql.execute(update(MESSAGES).where(_in_chat(MESSAGES, old)).values(chat=new.chat))
    _move_surfaces(sql, old, new)
    _move_lines(sql, old, new)
    _move_replies(sql, old, new)
    _move_usage(sql, old, new)
    inbox.move(sql, old, new)
    # Whoever attends it gives nothing more under the old id: what is open is taken up under the new one.
    over = {"epoch": ATTENDED.c.epoch + 1, "attendant": ""}
    sql.execute(update(ATTENDED).where(_in_chat(ATTENDED, old)).values(over))
    spending.move(sql, str(Place(old.platform, old.chat)), str(Place(new.platform, new.chat)))
    servers.move(sql, old, new)
    names.move(sql, old, new)
    changed(sql, "settings", "grants")
    announce(sql, MOVED, json.dumps([old.platform, old.chat, new.chat]))


def moved_in(words: str) -> tuple[Place, Place]:
    """The chat of which all processes are told that it moved, and its new id."""
    platform, old, new = json.loads(words)
    return Place(platform, old), Place(platform, new)


def _in_chat(table: Table, place: Place) -> ColumnElement[bool]:
    return and_(table.c.platform == place.platform, table.c.chat == place.chat)


def _move_settings(sql: Connection, old: Place, new: Place) -> None:
    moved = {f"{old.platform}{kind}:{old.chat}": f"{new.platform}{kind}:{new.chat}" for kind in ("", "-server")}
    topics = f"{old.platform}:{old.chat}:"
    mine = or_(SETTINGS.c.scope.in_(moved), starting(SETTINGS.c.scope, topics))
    for row in sql.execute(select(SETTINGS).where(mine)).mappings().all():
        scope = moved.get(row["scope"]) or f"{new.platform}:{new.chat}:{row['scope'].removeprefix(topics)}"
        sql.execute(upsert(SETTINGS).values({**row, "scope": scope}).or_leave())
    sql.execute(delete(SETTINGS).where(mine))
    theirs = or_(CHANGES.c.scope.in_(moved), starting(CHANGES.c.scope, topics))
    for change in sql.execute(select(CHANGES.c.row, CHANGES.c.scope).where(theirs)).all():
        scope = moved.get(change.scope) or f"{new.platform}:{new.chat}:{change.scope.removeprefix(topics)}"
        sql.execute(update(CHANGES).where(CHANGES.c.row == change.row).values(scope=scope))


def _move_grants(sql: Connection, old: Place, new: Place) -> None:
    theirs = or_(grants.is_about(old.platform, old.chat), grants.holds_only_in(old.platform, old.chat))
    for row in sql.execute(select(GRANTS).where(theirs)).mappings().all():
        statement = upsert(GRANTS).values({**row, "subject": row["subject"].removesuffix(old.chat) + new.chat})
        decision = {name: row[name] for name in ("state", "by", "at")}
        # A decision about the new id stands; a question about it is answered by the decision about the old one.
        sql.execute(statement.or_update(decision, where=GRANTS.c.state == "asked"))
        sql.execute(delete(GRANTS).where(GRANTS.c.subject == row["subject"]))


def _move_surfaces(sql: Connection, old: Place, new: Place) -> None:
    for row in sql.execute(select(SURFACES).where(_in_chat(SURFACES, old))).mappings().all():
        sql.execute(upsert(SURFACES).values({**row, "chat": new.chat}).or_leave())
    sql.execute(delete(SURFACES).where(_in_chat(SURFACES, old)))


def _move_lines(sql: Connection, old: Place, new: Place) -> None:
    for row in sql.execute(select(LINES).where(_in_chat(LINES, old))).mappings().all():
        statement = upsert(LINES).values({**row, "chat": new.chat})
        theirs = statement.excluded.after
        later = case((LINES.c.after > theirs, LINES.c.after), else_=theirs)
        sql.execute(statement.or_update({"after": later}))
    sql.execute(delete(LINES).where(_in_chat(LINES, old)))


def _move_replies(sql: Connection, old: Place, new: Place) -> None:
    # Few rows: only answers in flight have one.
    for reply in replies.left_open(sql):
        target = _moved_target(reply.target, old, new)
        surfaces = tuple(_moved_surface(surface, old, new) for surface in reply.surfaces)
        values = {"target": dump_target(target), "surfaces": dump_surfaces(surfaces)}
        sql.execute(update(REPLIES).where(REPLIES.c.key == reply.key).values(**values))


def _moved_target(target: Target, old: Place, new: Place) -> Target:
    return replace(target, place=_moved_place(target.place, old, new))


def _moved_surface(surface: Surface, old: Place, new: Place) -> Surface:
    return replace(surface, place=_moved_place(surface.place, old, new))


def _moved_place(place: Place, old: Place, new: Place) -> Place:
    return replace(place, chat=new.chat) if (place.platform, place.chat) == (old.platform, old.chat) else place


def _move_usage(sql: Connection, old: Place, new: Place) -> None:
    for row in sql.execute(select(USAGE).where(_in_chat(USAGE, old))).mappings().all():
        statement = upsert(USAGE).values({**row, "chat": new.chat})
        sums = {name: USAGE.c[name] + statement.excluded[name] for name in COUNTERS}
        sql.execute(statement.or_update(sums))
    sql.execute(delete(USAGE).where(_in_chat(USAGE, old)))
