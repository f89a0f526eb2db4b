"""Usage of each model on each day, in SQL: of a person, a place or a server."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, cast, delete, func, select

from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place
from bots.engine.storage.column_types import Integer
from bots.engine.storage.compiled import Compiled, inserting
from bots.engine.storage.messages import columns
from bots.engine.storage.records import Had
from bots.engine.storage.schema import CHATS, SERVERS, USAGE

EPOCH = date(1970, 1, 1)
DAY = 86_400
KEPT_SECONDS = 100 * 86_400.0
"""Seconds after which the counters of a day go; `/usage` shows 90 days at most."""
LATELY = 30 * DAY
"""Seconds for which a model that answered somewhere counts as lately used there."""

_SUMS = ("answers", "input_tokens", "output_tokens")
_VALUES = inserting(USAGE, "day", "platform", "chat", "thread", "person", "provider", "model", *_SUMS)
_COUNT = Compiled(_VALUES.or_update({name: USAGE.c[name] + _VALUES.excluded[name] for name in _SUMS}))

_KEY = tuple(column.name for column in USAGE.primary_key)
_OLD = Compiled(select(*USAGE.primary_key).where(USAGE.c.day < bindparam("first")).limit(bindparam("most")))
_FORGET = Compiled(delete(USAGE).where(*(column == bindparam(column.name) for column in USAGE.primary_key)))


def day_of(at: float) -> date:
    """The day (UTC) with that moment."""
    return EPOCH + timedelta(days=int(at // DAY))


def count(
    sql: Connection,
    place: Place,
    person: Person,
    *,
    provider: str,
    model: str,
    at: float,
    input_tokens: int = 0,
    output_tokens: int = 0,
) -> None:
    """Count one more answer and its tokens."""
    key = {"day": int(at // DAY), "person": str(person), "provider": provider, "model": model}
    cost = {"answers": 1, "input_tokens": input_tokens, "output_tokens": output_tokens}
    _COUNT.run(sql, {**columns(place), **key, **cost})


def forget_old(sql: Connection, at: float, most: int) -> bool:
    """Drop up to `most` counters of days that nobody can look at any more; returns whether there may be more."""
    found = _OLD.rows(sql, {"first": int((at - KEPT_SECONDS) // DAY), "most": most})
    _drop(sql, found)
    return len(found) == most


def purge_some(sql: Connection, platform: str, chats: Collection[str], most: int) -> bool:
    """Drop up to `most` counters of these chats; returns whether there may be more."""
    here = and_(USAGE.c.platform == platform, USAGE.c.chat.in_(chats))
    found = [tuple(row) for row in sql.execute(select(*USAGE.primary_key).where(here).limit(most))]
    _drop(sql, found)
    return len(found) == most


def _drop(sql: Connection, keys: Iterable[tuple[object, ...]]) -> None:
    _FORGET.each(sql, [dict(zip(_KEY, key, strict=True)) for key in keys])


def by(sql: Connection, person: Person, first: date) -> tuple[Had, ...]:
    """What that person used anywhere, from that day on."""
    return _had(sql, USAGE.c.person == str(person), first)


def here(sql: Connection, origin: Origin, first: date) -> tuple[Had, ...]:
    """What all used in that thread; in a channel or chat, in all of its threads too."""
    place = origin.place
    where = and_(USAGE.c.platform == place.platform, USAGE.c.chat == place.chat)
    return _had(sql, and_(where, USAGE.c.thread == place.thread) if place.thread else where, first)


def lately(sql: Connection, place: Place, at: float, most: int) -> tuple[Had, ...]:
    """The models that answered there in the last `LATELY` seconds, the last one used first; at most so many.

    In a channel or chat, in all of its threads too. `day`: the last one with an answer; the counts are of all days.
    """
    today = int(at // DAY)
    # Each day is named, because the days come first in the key of the table: so only this place's rows are read.
    days = USAGE.c.day.in_(range(today - LATELY // DAY, today + 1))
    where = and_(days, USAGE.c.platform == place.platform, USAGE.c.chat == place.chat)
    if place.thread:
        where = and_(where, USAGE.c.thread == place.thread)
    last, answers = func.max(USAGE.c.day), _total("answers")
    which = (USAGE.c.provider, USAGE.c.model)
    sums = (answers, _total("input_tokens"), _total("output_tokens"))
    found = select(last, *which, *sums).where(where).group_by(*which).order_by(last.desc(), answers.desc(), *which)
    return tuple(
        Had(EPOCH + timedelta(days=day), f"{provider}/{model}", count, input_tokens, output_tokens)
        for day, provider, model, count, input_tokens, output_tokens in sql.execute(found.limit(most))
    )


def server(sql: Connection, origin: Origin, first: date) -> tuple[Had, ...]:
    """What all used in that server or group."""
    platform = origin.place.platform
    inside = select(CHATS.c.chat).where(CHATS.c.platform == platform, CHATS.c.server == origin.server)
    chats = {origin.server, *sql.scalars(inside)}
    return _had(sql, and_(USAGE.c.platform == platform, USAGE.c.chat.in_(chats)), first)


def by_server(sql: Connection, at: float) -> tuple[tuple[tuple[str, str], Had], ...]:
    """What all used on the day (UTC) with that moment, by platform and server or group; empty for private chats."""
    lies = and_(CHATS.c.platform == USAGE.c.platform, CHATS.c.chat == USAGE.c.chat)
    is_one = and_(SERVERS.c.platform == USAGE.c.platform, SERVERS.c.server == USAGE.c.chat, SERVERS.c.removed == 0.0)
    server = func.coalesce(CHATS.c.server, SERVERS.c.server, "")
    which = (USAGE.c.platform, server, USAGE.c.provider, USAGE.c.model)
    sums = (_total("answers"), _total("input_tokens"), _total("output_tokens"))
    joined = USAGE.outerjoin(CHATS, lies).outerjoin(SERVERS, is_one)
    found = select(*which, *sums).select_from(joined).where(USAGE.c.day == int(at // DAY)).group_by(*which)
    return tuple(
        ((platform, inside), Had(day_of(at), f"{provider}/{model}", answers, input_tokens, output_tokens))
        for platform, inside, provider, model, answers, input_tokens, output_tokens in sql.execute(found)
    )


def _had(sql: Connection, where: ColumnElement[bool], first: date) -> tuple[Had, ...]:
    sums = [_total(name).label(name) for name in ("answers", "input_tokens", "output_tokens")]
    which = (USAGE.c.day, USAGE.c.provider, USAGE.c.model)
    found: Iterable[tuple[int, str, str, int, int, int]] = (
        tuple(row)
        for row in sql.execute(
            select(*which, *sums).where(where, USAGE.c.day >= (first - EPOCH).days).group_by(*which).order_by(*which)
        )
    )
    return tuple(
        Had(EPOCH + timedelta(days=day), f"{provider}/{model}", answers, input_tokens, output_tokens)
        for day, provider, model, answers, input_tokens, output_tokens in found
    )


def _total(name: str) -> ColumnElement[int]:
    return cast(func.sum(USAGE.c[name]), Integer)  # PostgreSQL's own sum of whole numbers is a decimal one
