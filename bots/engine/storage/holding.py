"""All that was chosen for a place and decided about a person there, in SQL: what a question has to know, at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bots.engine.storage import grants, settings
from bots.engine.storage.records import Grant, Kept


@dataclass(frozen=True, slots=True)
class Holding:
    """The settings and limits of some scopes, and how it stands with some subjects."""

    kept: tuple[Kept, ...]
    grants: Mapping[str, Grant]


def holding(sql: Connection, scopes: Sequence[str], subjects: Sequence[str]) -> Holding:
    """What was chosen in these scopes and decided about these subjects."""
    return Holding(settings.kept(sql, scopes), grants.grants(sql, subjects))
