"""Who opened which thread, in SQL: a value of the thread's scope beside its settings, and no line in their history."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete

from bots.engine.seam.places import Person, Place
from bots.engine.storage import settings
from bots.engine.storage.notifications import announce
from bots.engine.storage.schema import SETTINGS

OPENED = "thread"
"""The topic on which all processes are told; the words are what `opener_in` reads."""

_KEY = "opener"


def keep(sql: Connection, place: Place, person: Person, at: float) -> None:
    """Keep that a thread was opened for that person."""
    settings.change(sql, str(place), _KEY, str(person), at=at)
    announce(sql, OPENED, json.dumps([str(place), str(person)]))


def opener_in(words: str) -> tuple[str, str]:
    """The thread of which all processes are told, and for whom it was opened."""
    place, person = json.loads(words)
    return str(place), str(person)


def openers(sql: Connection, before: float) -> Mapping[str, str]:
    """The person for whom each thread was opened; what was kept before that time is deleted."""
    sql.execute(delete(SETTINGS).where(SETTINGS.c.key == _KEY, SETTINGS.c.at < before))
    return {each.scope: each.value for each in settings.kept_with(sql, _KEY)}


def forget(sql: Connection, person: Person) -> None:
    """Forget that threads were opened for that person."""
    sql.execute(delete(SETTINGS).where(SETTINGS.c.key == _KEY, SETTINGS.c.value == str(person)))
