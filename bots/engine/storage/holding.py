"""All that a question has to know of the store, in one job: what was chosen for its place, decided about its author."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bots.engine.storage import grants, settings, spending
from bots.engine.storage.records import Grant, Kept


@dataclass(frozen=True, slots=True)
class Holding:
    """The settings and limits of some scopes, and the decisions about some subjects.

    `newcomer`: the person was never answered in the server before today, though others were.
    """

    kept: tuple[Kept, ...]
    grants: Mapping[str, Grant]
    newcomer: bool = False


def holding(
    sql: Connection, scopes: Sequence[str], subjects: Sequence[str], server: tuple[str, str] | None, at: float
) -> Holding:
    """What was chosen in these scopes and decided about these subjects.

    `server`: the counts of a server and of the person there, if they are to tell whether the person is new.
    """
    newcomer = server is not None and spending.is_newcomer(sql, *server, at)
    return Holding(settings.kept(sql, scopes), grants.grants(sql, subjects), newcomer)
