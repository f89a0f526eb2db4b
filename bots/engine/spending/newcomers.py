"""Who joined a server today, and so comes last there. Pure.

Where a platform says when somebody joined, that counts, for a day. Elsewhere somebody is new on the day of the place on
which they are answered there for the first time, if others were answered there on an earlier day: a bot that is itself
new in a group knows nobody, and nobody is a newcomer to it.
"""

from datetime import tzinfo

from bots.engine.seam.incoming import Origin
from bots.engine.spending.limits import server_scope
from bots.engine.storage.periods import ahead, start
from provider.values import replace

DAY = 86_400.0
"""Seconds after joining for which somebody is new."""


def counted(origin: Origin) -> tuple[str, str] | None:
    """The subjects that count the server's answers and the person's there, if they are to say whether they are new."""
    server = server_scope(origin)
    return (f"{server}|all", f"{server}|{origin.person}") if server and not origin.joined else None


def came_today(origin: Origin, now: float, zone: tzinfo) -> Origin:
    """The same person, who is seen there for the first time on this day of that zone."""
    offset = ahead(now, zone)
    return replace(origin, joined=float(start("day", now + offset) - offset))


def is_new(origin: Origin, now: float) -> bool:
    """Whether the person joined today. A time that is still to come, by a clock that is wrong, is today as well."""
    return origin.joined > 0 and now - origin.joined < DAY
