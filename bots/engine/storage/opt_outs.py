"""Who does not want their messages read for others, in SQL: a value in a scope of their own, and in no history."""

from collections.abc import Collection

from sqlalchemy import Connection

from bots.engine.seam.places import Person
from bots.engine.storage import settings

KEY = "opted_out"


def scope(person: Person) -> str:
    """The scope of what a person chose for themselves."""
    return f"{person.platform}-person:{person.id}"


def choose(sql: Connection, person: Person, *, out: bool, at: float) -> None:
    """Keep that a person does not want to be read for others, or does again."""
    settings.change(sql, scope(person), KEY, "yes" if out else None, at=at)


def among(sql: Connection, people: Collection[Person]) -> frozenset[Person]:
    """The people among these who do not want it."""
    by_scope = {scope(person): person for person in people}
    kept = settings.kept(sql, list(by_scope))
    return frozenset(by_scope[each.scope] for each in kept if each.key == KEY)
