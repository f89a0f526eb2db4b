"""All that a question has to know of the store, in one job: what was chosen for its place, decided about its author."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bots.engine.storage import grants, settings
from bots.engine.storage.records import Grant, Kept


@dataclass(frozen=True, slots=True)
class Holding:
    """The settings and limits of some scopes, and the decisions about some subjects."""

    kept: tuple[Kept, ...]
    grants: Mapping[str, Grant]


def holding(sql: Connection, scopes: Sequence[str], subjects: Sequence[str]) -> Holding:
    """What was chosen in these scopes and decided about these subjects."""
    return Holding(settings.kept(sql, scopes), grants.grants(sql, subjects))
