"""Owners by a claim or by the word of another owner, and the code of the claim, in SQL."""

from collections.abc import Callable

from sqlalchemy import Connection, delete, func, insert, select

from bots.engine.seam.places import Person
from bots.engine.storage import settings
from bots.engine.storage.changed import changed
from bots.engine.storage.schema import OWNERS

SCOPE, CODE = "owners", "code"
"""Where the code of the claim is kept among the settings."""


def claimed(sql: Connection) -> frozenset[Person]:
    """Every owner that the store keeps."""
    return frozenset(Person(row.platform, row.id) for row in sql.execute(select(OWNERS)))


def claim_first(sql: Connection, person: Person, at: float) -> bool:
    """Make the person the owner unless the store has one already; returns True for exactly one of all who try.

    The code of the claim is void then.
    """
    if sql.scalar(select(func.count()).select_from(OWNERS)):
        return False
    settings.change(sql, SCOPE, CODE, None)
    return add(sql, person, at)


def code(sql: Connection, fresh: str, fits: Callable[[str], bool], at: float) -> str:
    """The code of the claim; if none that fits is kept, `fresh` is from now on."""
    kept = settings.values(sql, [SCOPE]).get((SCOPE, CODE), "")
    if fits(kept):
        return kept
    settings.change(sql, SCOPE, CODE, fresh, at=at)
    return fresh


def add(sql: Connection, person: Person, at: float) -> bool:
    """Make the person one more owner; returns False if they are one already."""
    mine = (OWNERS.c.platform == person.platform, OWNERS.c.id == person.id)
    if sql.execute(select(OWNERS.c.id).where(*mine)).one_or_none() is not None:
        return False
    sql.execute(insert(OWNERS).values(platform=person.platform, id=person.id, at=at))
    changed(sql, "owners")
    return True


def remove(sql: Connection, person: Person) -> bool:
    """Remove an owner; returns False if the person was none."""
    mine = (OWNERS.c.platform == person.platform, OWNERS.c.id == person.id)
    changed(sql, "owners")
    return sql.execute(delete(OWNERS).where(*mine)).rowcount > 0
