"""Owners and grants that a person wrote into the store, in SQL."""

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, not_, or_, select

from bots.engine.seam.values import Person
from bots.engine.storage.records import Grant
from bots.engine.storage.schema import GRANTS, OWNERS


def grants(sql: Connection, subjects: Sequence[str]) -> Mapping[str, Grant]:
    """How it stands with each of them that anybody said something about."""
    found = sql.execute(select(GRANTS.c.subject, GRANTS.c.state).where(GRANTS.c.subject.in_(subjects)))
    return {row.subject: cast(Grant, row.state) for row in found}


def is_about(platform: str, server: str) -> ColumnElement[bool]:
    """Grants about that server or group, by whatever word the platform has for one: "telegram:chat:-100"."""
    subject = GRANTS.c.subject
    others = (subject.startswith(f"{platform}:{kind}:", autoescape=True) for kind in ("person", "role"))
    named = (subject.startswith(f"{platform}:", autoescape=True), subject.endswith(f":{server}", autoescape=True))
    return and_(*named, not_(or_(*others)), not_(subject.contains("@")))


def holds_only_in(platform: str, server: str) -> ColumnElement[bool]:
    """Grants of the administrators there: "telegram:person:5@telegram:chat:-100"."""
    subject = GRANTS.c.subject
    return and_(subject.contains(f"@{platform}:", autoescape=True), subject.endswith(f":{server}", autoescape=True))


def asked(sql: Connection) -> tuple[str, ...]:
    """Those about whom the owner was asked and has not decided, the newest first; at most a hundred."""
    waiting = select(GRANTS.c.subject).where(GRANTS.c.state == "asked")
    return tuple(sql.scalars(waiting.order_by(GRANTS.c.at.desc()).limit(100)))


def forget(sql: Connection, subject: str) -> None:
    """Undecided again."""
    sql.execute(delete(GRANTS).where(GRANTS.c.subject == subject))


def add_owner(sql: Connection, person: Person, at: float) -> bool:
    """One more owner, by the word of another; False where they are one."""
    mine = (OWNERS.c.platform == person.platform, OWNERS.c.id == person.id)
    if sql.execute(select(OWNERS.c.id).where(*mine)).one_or_none() is not None:
        return False
    sql.execute(insert(OWNERS).values(platform=person.platform, id=person.id, at=at))
    return True


def remove_owner(sql: Connection, person: Person) -> bool:
    """One owner less; False where they were none."""
    mine = (OWNERS.c.platform == person.platform, OWNERS.c.id == person.id)
    return sql.execute(delete(OWNERS).where(*mine)).rowcount > 0
