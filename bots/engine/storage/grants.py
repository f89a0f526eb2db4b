"""Decisions about subjects ("discord:server:99", "telegram:chat:-100", "telegram:person:5"), in SQL."""

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, not_, or_, select

from bots.engine.storage.changed import changed
from bots.engine.storage.compiled import Compiled
from bots.engine.storage.records import Grant
from bots.engine.storage.schema import GRANTS
from bots.engine.storage.upserts import upsert

INVITED = "invited"
"""Who asked, of a server from which nobody has: the bot was brought there, and that is all."""

_OF_SUBJECTS = GRANTS.c.subject.in_(bindparam("subjects", expanding=True))
_GRANTS = Compiled(select(GRANTS.c.subject, GRANTS.c.state).where(_OF_SUBJECTS))


def grants(sql: Connection, subjects: Sequence[str]) -> Mapping[str, Grant]:
    """The decision about each of these subjects, or "asked"; subjects without either are left out."""
    found = _GRANTS.rows(sql, {"subjects": list(subjects)})
    return {subject: cast(Grant, state) for subject, state in found}


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


def grant(sql: Connection, subject: str) -> Grant:
    """The decision about that subject, "asked", or nothing."""
    return grants(sql, [subject]).get(subject, "")


def since(sql: Connection, subject: str) -> tuple[Grant, float]:
    """The same, and since when (Unix time)."""
    found = sql.execute(select(GRANTS.c.state, GRANTS.c.at).where(GRANTS.c.subject == subject)).one_or_none()
    return (cast(Grant, found.state), found.at) if found is not None else ("", 0.0)


def allowed(sql: Connection) -> frozenset[str]:
    """Every subject that may talk."""
    return frozenset(sql.scalars(select(GRANTS.c.subject).where(GRANTS.c.state.in_(("allowed", "both")))))


def ask(sql: Connection, subject: str, at: float, how: str = "") -> bool:
    """Note that the owner is asked. Returns True only the first time, and never if there is a decision.

    `how`: `INVITED` if they were only told of an invitation; a question after that is a first one.
    """
    statement = upsert(GRANTS).values(subject=subject, state="asked", by=how, at=at)
    told = and_(GRANTS.c.state == "asked", GRANTS.c.by == INVITED, statement.excluded.by != INVITED)
    return sql.execute(statement.or_update({"by": how, "at": at}, where=told)).rowcount > 0


def question(sql: Connection, subject: str) -> Grant:
    """The decision about that subject, "asked", or nothing; nothing too if the owner was only told of an invitation."""
    found = sql.execute(select(GRANTS.c.state, GRANTS.c.by).where(GRANTS.c.subject == subject)).one_or_none()
    if found is None or (found.state == "asked" and found.by == INVITED):
        return ""
    return cast(Grant, found.state)


def decided(sql: Connection, most: int) -> Mapping[str, Grant]:
    """What holds everywhere, by subject, the newest first: who was asked about, allowed and denied."""
    here = select(GRANTS).where(not_(GRANTS.c.subject.contains("@"))).order_by(GRANTS.c.at.desc()).limit(most)
    return {row.subject: cast(Grant, row.state) for row in sql.execute(here)}


def decide(sql: Connection, subject: str, state: Literal["allowed", "both", "denied"], *, by: str, at: float) -> None:
    """Keep an owner's decision; it replaces an earlier one."""
    values = {"state": state, "by": by, "at": at}
    sql.execute(upsert(GRANTS).values(subject=subject, **values).or_update(values))
    changed(sql, "grants")


def forget(sql: Connection, subject: str) -> None:
    """Forget the decision about the subject."""
    sql.execute(delete(GRANTS).where(GRANTS.c.subject == subject))
    changed(sql, "grants")
