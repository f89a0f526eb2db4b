"""All that a question has to know of the store, in one job: what was chosen for its place, decided about its author."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from bots.engine.storage import grants, settings, spending
from bots.engine.storage.periods import Counted
from bots.engine.storage.records import Grant, Kept
from provider.values import Value


class Holding(Value):
    """The settings and limits of some scopes, and the decisions about some subjects.

    `newcomer`: the person was never answered in the server before today, though others were.
    """

    kept: tuple[Kept, ...]
    grants: Mapping[str, Grant]
    newcomer: bool = False


class First(Value):
    """What is to tell whether a person is new in a server: the subjects that count the server's answers and theirs.

    `ahead`: from what was chosen there, the seconds by which the clocks of the place are ahead of UTC.
    """

    server: str
    mine: str
    at: float
    ahead: Callable[[tuple[Kept, ...]], int]


def holding(sql: Connection, scopes: Sequence[str], subjects: Sequence[str], first: First | None) -> Holding:
    """What was chosen in these scopes and decided about these subjects."""
    kept = settings.kept(sql, scopes)
    newcomer = False
    if first is not None:
        ahead = first.ahead(kept)
        newcomer = spending.is_newcomer(sql, Counted(first.server, ahead), Counted(first.mine, ahead), first.at)
    return Holding(kept, grants.grants(sql, subjects), newcomer)
