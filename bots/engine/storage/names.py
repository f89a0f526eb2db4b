"""What people, servers and places are called, in SQL: of those alone that something kept or said names."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, or_, select, update

from bots.engine.seam.places import Person, Place
from bots.engine.seam.references import Reference, to_person, to_server
from bots.engine.storage.column_types import starting
from bots.engine.storage.compiled import Compiled
from bots.engine.storage.records import Named
from bots.engine.storage.schema import NAMES, SERVERS
from bots.engine.storage.upserts import upsert

KEPT = 30 * 86_400.0
"""Seconds for which a name is kept after it was last seen. One of a server where the bot is stays."""

REFRESHED = 86_400.0
"""Seconds after which a name that is seen again is noted as seen; before that, nothing is written."""

_FOUND = select(NAMES).where(NAMES.c.subject.in_(bindparam("subjects", expanding=True)))
_SEEN = update(NAMES).where(NAMES.c.subject == bindparam("whose"), NAMES.c.seen < bindparam("before"))
_REFRESH = Compiled(_SEEN.values(name=bindparam("new_name"), handle=bindparam("new_handle"), seen=bindparam("at")))


def keep(sql: Connection, names: Collection[Named], at: float) -> None:
    """Keep what these are called, in place of what they were called; one without a name keeps what is known."""
    for each in names:
        values = {"name": each.name, "handle": each.handle, "belongs": each.belongs, "locale": each.locale, "seen": at}
        statement = upsert(NAMES).values(subject=each.subject, **values)
        sql.execute(statement.or_update({name: kept for name, kept in values.items() if kept != ""}))


def refresh(sql: Connection, names: Collection[Named], at: float) -> None:
    """Note of those whose name is kept that they were seen, and what they are called now; others are not kept."""
    for each in names:
        now = {"whose": each.subject, "new_name": each.name, "new_handle": each.handle}
        _REFRESH.run(sql, now | {"at": at, "before": at - REFRESHED})


def find(sql: Connection, subjects: Collection[str]) -> Mapping[str, Named]:
    """What these are called, and what the people are called whose private chats are among them, by key."""
    found = {row.subject: _named(row) for row in sql.execute(_FOUND, {"subjects": list(subjects)})}
    behind = {each.belongs for each in found.values() if each.belongs} - found.keys()
    if behind:
        found |= {row.subject: _named(row) for row in sql.execute(_FOUND, {"subjects": list(behind)})}
    return found


def of_person(sql: Connection, person: Person) -> tuple[Named, ...]:
    """What the person is called, and their private chats."""
    mine = str(to_person(person))
    rows = sql.execute(select(NAMES).where(or_(NAMES.c.subject == mine, NAMES.c.belongs == mine)))
    return tuple(_named(row) for row in rows)


def forget_person(sql: Connection, person: Person) -> None:
    """Forget what the person is called."""
    mine = str(to_person(person))
    sql.execute(delete(NAMES).where(or_(NAMES.c.subject == mine, NAMES.c.belongs == mine)))


def forget_old(sql: Connection, now: float, most: int) -> bool:
    """Forget up to `most` names that were not seen for `KEPT` seconds; returns whether there may be more.

    One of a server where the bot is counts as seen now.
    """
    old = select(NAMES.c.subject).where(NAMES.c.seen < now - KEPT).order_by(NAMES.c.seen).limit(most)
    found = set(sql.scalars(old))
    if not found:
        return False
    said = [str(each).partition(":server:") for each in found]
    ids = [(platform, id) for platform, is_server, id in said if is_server]
    # Not as pairs: for those SQLite reads the whole table.
    is_there = and_(SERVERS.c.platform.in_({each for each, _ in ids}), SERVERS.c.server.in_({id for _, id in ids}))
    there = {str(to_server(*row)) for row in sql.execute(select(SERVERS.c.platform, SERVERS.c.server).where(is_there))}
    sql.execute(delete(NAMES).where(NAMES.c.subject.in_(found - there)))
    sql.execute(update(NAMES).where(NAMES.c.subject.in_(found & there)).values(seen=now))
    return len(found) == most


def purge(sql: Connection, platform: str, server: str) -> None:
    """Forget what a server, or a person's chat, and the places in it are called."""
    of = str(to_server(platform, server))
    sql.execute(delete(NAMES).where(or_(NAMES.c.subject == of, NAMES.c.belongs == of)))


def move(sql: Connection, old: Place, new: Place) -> None:
    """Take the names of a group along to its new id; what the new one is called already stays."""
    was, now = str(to_server(old.platform, old.chat)), str(to_server(new.platform, new.chat))
    topics = str(Reference(old.platform, "place", f"{old.chat}:"))
    mine = or_(NAMES.c.subject == was, starting(NAMES.c.subject, topics))
    for row in sql.execute(select(NAMES).where(mine)).mappings().all():
        inside = row["subject"].removeprefix(topics)
        subject = now if row["subject"] == was else str(Reference(new.platform, "place", f"{new.chat}:{inside}"))
        moved = {**row, "subject": subject, "belongs": now if row["belongs"] == was else row["belongs"]}
        sql.execute(upsert(NAMES).values(moved).or_leave())
    sql.execute(delete(NAMES).where(mine))


def _named(row: Row[Any]) -> Named:
    return Named(row.subject, row.name, row.handle, row.belongs, row.locale)
