"""Spending, in SQL: counts by subject and date, and reservations for answers in flight."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from math import inf
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, update

from bots.engine.storage.column_types import starting
from bots.engine.storage.compiled import Compiled, inserting
from bots.engine.storage.periods import PERIODS, Counted, Counts, Period, Spent, start
from bots.engine.storage.records import Turn
from bots.engine.storage.schema import RESERVATIONS, SPENDING
from bots.engine.storage.waiting_jobs import is_beside_others, waits
from provider.values import Value, replace

T = TypeVar("T")

COUNTED = ("answers", "tokens", "dollars")
KEPT_SECONDS = 62 * 86_400.0
"""Seconds after which a window no longer limits anything."""

_WINDOWS = or_(*(and_(SPENDING.c.period == period, SPENDING.c.start == bindparam(period)) for period in PERIODS))
_MINE = RESERVATIONS.c.key == bindparam("mine")
_SPENT = select(SPENDING.c.subject, SPENDING.c.period, *(SPENDING.c[name] for name in COUNTED))
_COUNTS = Compiled(_SPENT.where(SPENDING.c.subject.in_(bindparam("subjects", expanding=True)), _WINDOWS))
_OLDER = Compiled(
    select(SPENDING.c.subject)
    .where(
        SPENDING.c.subject == bindparam("subject"),
        SPENDING.c.period != "minute",
        SPENDING.c.start < bindparam("before"),
    )
    .limit(1)
)
_RESERVE = Compiled(inserting(RESERVATIONS, "subjects", "at", *COUNTED).returning(RESERVATIONS.c.key))
_RESERVED = Compiled(select(*(RESERVATIONS.c[name] for name in ("subjects", "at", *COUNTED))).where(_MINE))
_EXTEND = Compiled(update(RESERVATIONS).where(_MINE).values({name: bindparam(f"new_{name}") for name in COUNTED}))
_KEY = ("subject", "period", "start")
_IS_OLD = and_(SPENDING.c.period == bindparam("period"), SPENDING.c.start < bindparam("before"))
_OLD = Compiled(select(*(SPENDING.c[name] for name in _KEY)).where(_IS_OLD).limit(bindparam("most")))
_FORGET = Compiled(delete(SPENDING).where(*(SPENDING.c[name] == bindparam(name) for name in _KEY)))
_SETTLED = Compiled(delete(RESERVATIONS).where(_MINE))
_VALUES = inserting(SPENDING, "subject", "period", "start", *COUNTED)
_ADD = Compiled(_VALUES.or_update({name: SPENDING.c[name] + _VALUES.excluded[name] for name in COUNTED}))


class Wanted(Value, Generic[T]):
    """An amount to count for these subjects, unless `decide` gives a reason against it from what they have spent.

    `reading`: the same once it is known which turns a model reads.
    """

    subjects: tuple[Counted, ...]
    asked: Spent
    at: float
    decide: Callable[[Counts], T | None]
    reading: "Callable[[Sequence[Turn]], Wanted[T]] | None" = None


class Reserved(Value, Generic[T]):
    """The key of the reservation, or why there is none. `before`: what the subjects had spent until then.

    `asked`: the amount.
    """

    key: int
    reason: T | None
    before: Counts
    asked: Spent


def reserve(sql: Connection, wanted: Wanted[T]) -> Reserved[T]:
    """Count the amount, unless there is a reason not to."""
    reason, before = _count(sql, wanted.subjects, wanted.asked, wanted.at, wanted.at, wanted.decide)
    if reason is not None:
        return Reserved(0, reason, before, wanted.asked)
    values = {"subjects": json.dumps(wanted.subjects), "at": wanted.at, **_columns(wanted.asked)}
    return Reserved(_RESERVE.value(sql, values), None, before, wanted.asked)


@waits
def extend(
    sql: Connection, key: int, more: Spent, at: float, decide: Callable[[Counts], T | None]
) -> tuple[T | None, Counts]:
    """Reserve more for the same answer, unless `decide` gives a reason not to."""
    found = _reserved(sql, key)
    if found is None:
        return None, {}
    reason, before = _count(sql, found.subjects, more, found.at, at, decide)
    if reason is None:
        now = {f"new_{name}": value for name, value in _columns(found.asked + more).items()}
        _EXTEND.run(sql, {"mine": key, **now})
    return reason, before


@waits
def settle(sql: Connection, key: int, had: Spent) -> None:
    """Replace what was reserved by what the answer cost. Idempotent."""
    found = _reserved(sql, key)
    if found is None:
        return
    _add(sql, found.subjects, had - found.asked, found.at)
    _SETTLED.run(sql, {"mine": key})


def settle_for_another(sql: Connection, key: int, *, sent: bool) -> None:
    """Settle what a process that died had reserved for an answer that is given now. The two count as one answer.

    `sent`: a model was asked; then it has cost its estimate, and else nothing.
    """
    found = _reserved(sql, key)
    if found is not None:
        settle(sql, key, replace(found.asked, answers=0) if sent else Spent())


def settle_all(sql: Connection, before: float = inf) -> int:
    """Settle the answers of processes that died at what was reserved, as nobody knows their cost; returns how many.

    `before`: only those that began earlier (Unix time).
    """
    return sql.execute(delete(RESERVATIONS).where(RESERVATIONS.c.at < before)).rowcount


def settle_as_reserved(sql: Connection, keys: Collection[int]) -> None:
    """Settle these reservations with what was reserved."""
    sql.execute(delete(RESERVATIONS).where(RESERVATIONS.c.key.in_(keys)))


def counts(sql: Connection, subjects: Sequence[Counted], at: float) -> Counts:
    """What these subjects spent in the minute, the day and the month with that moment, each by its own calendar."""
    found: dict[tuple[str, Period], Spent] = {}
    for ahead, windows in _windows(subjects, at).items():
        names = [each.subject for each in subjects if each.ahead == ahead]
        for subject, period, *spent in _COUNTS.rows(sql, {"subjects": names, **windows}):
            found[subject, period] = Spent(*spent)
    return found


def is_newcomer(sql: Connection, server: Counted, mine: Counted, at: float) -> bool:
    """Whether the subject `mine` was never counted before today, though `server` was."""
    return _earlier(sql, server, at) and not _earlier(sql, mine, at)


def _earlier(sql: Connection, counted: Counted, at: float) -> bool:
    """Whether anything of the subject was counted on an earlier day, as far as that is still kept."""
    subject, found = counted.subject, counts(sql, [counted], at)
    today, month = (found.get((subject, period), Spent()) for period in ("day", "month"))
    if month.answers > today.answers:
        return True
    before = _start("month", at, counted.ahead)
    return _OLDER.row(sql, {"subject": subject, "before": before}) is not None


def forget_old(sql: Connection, at: float, most: int) -> bool:
    """Drop up to `most` windows that no limit reads any more; returns whether there may be more.

    Minutes and days go soon, months later.
    """
    ages: tuple[tuple[Period, float], ...] = (("minute", 3_600.0), ("day", 172_800.0), ("month", KEPT_SECONDS))
    for period, seconds in ages:
        found = _OLD.rows(sql, {"period": period, "before": at - seconds, "most": most})
        _FORGET.each(sql, [dict(zip(_KEY, row, strict=True)) for row in found])
        most -= len(found)
        if not most:
            return True
    return False


def move(sql: Connection, old: str, new: str) -> None:
    """Rename the scope `old` ("telegram:42") and those inside it to `new`; the counts of both add up."""
    mine = _within(old)
    rows = [dict(row) for row in sql.execute(select(SPENDING).where(mine)).mappings()]
    for row in rows:
        row["subject"] = new + row["subject"].removeprefix(old)
    if rows:
        _ADD.each(sql, rows)
    sql.execute(delete(SPENDING).where(mine))


def purge(sql: Connection, scope: str) -> None:
    """Forget what was spent in a scope and in those inside it."""
    sql.execute(delete(SPENDING).where(_within(scope)))


def purge_some(sql: Connection, scopes: Collection[str], most: int) -> bool:
    """Forget up to `most` counts of these scopes and of those inside them; returns whether there may be more."""
    for scope in scopes:
        mine = select(*(SPENDING.c[name] for name in _KEY)).where(_within(scope)).limit(most)
        found = [dict(row) for row in sql.execute(mine).mappings()]
        _FORGET.each(sql, found)
        most -= len(found)
        if not most:
            return True
    return False


def _within(scope: str) -> ColumnElement[bool]:
    return or_(*(starting(SPENDING.c.subject, f"{scope}{sign}") for sign in "|:"))


def _count(
    sql: Connection,
    subjects: Sequence[Counted],
    more: Spent,
    counted_at: float,
    at: float,
    decide: Callable[[Counts], T | None],
) -> tuple[T | None, Counts]:
    """Count an amount in the windows with one moment, unless there is a reason against it in those with another.

    Beside others it is counted before it is looked: the rows that all count in are ours then until the end of the
    transaction, so that nobody counts between our look and our word.
    """
    if not is_beside_others(sql):
        before = counts(sql, subjects, at)
        reason = decide(before)
        if reason is None:
            _add(sql, subjects, more, counted_at)
        return reason, before
    _add(sql, subjects, more, counted_at)
    before = _without(counts(sql, subjects, at), subjects, more, counted_at, at)
    reason = decide(before)
    if reason is not None:
        _add(sql, subjects, Spent() - more, counted_at)
    return reason, before


def _without(found: Counts, subjects: Sequence[Counted], more: Spent, counted_at: float, at: float) -> Counts:
    """What was counted without an amount that was counted in the windows with another moment."""
    ahead = {each.subject: each.ahead for each in subjects}
    return {
        (subject, period): _rounded(spent - more)
        if _start(period, counted_at, ahead[subject]) == _start(period, at, ahead[subject])
        else spent
        for (subject, period), spent in found.items()
    }


def _rounded(spent: Spent) -> Spent:
    """The amount without what adding and subtracting leaves of dollars."""
    return replace(spent, dollars=round(spent.dollars, 12))


def _add(sql: Connection, subjects: Sequence[Counted], more: Spent, at: float) -> None:
    amount, windows = _columns(more), _windows(subjects, at)
    _ADD.each(
        sql,
        [
            {"subject": each.subject, "period": period, "start": start, **amount}
            # In one order everywhere, so that two that count in the same rows do not wait for each other.
            for each in sorted(subjects)
            for period, start in windows[each.ahead].items()
            if each.minutes or period != "minute"
        ],
    )


def _windows(subjects: Sequence[Counted], at: float) -> dict[int, Mapping[str, int]]:
    """The windows with that moment, by how far the clocks are ahead."""
    return {ahead: _windows_at(at, ahead) for ahead in {each.ahead for each in subjects}}


@lru_cache
def _windows_at(at: float, ahead: int) -> Mapping[str, int]:
    """The windows with that moment by one calendar: an answer is counted, looked up and settled by the same."""
    return {period: _start(period, at, ahead) for period in PERIODS}


def _start(period: Period, at: float, ahead: int) -> int:
    """The number under which a minute, or a date of a place whose clocks are ahead, is counted."""
    return start(period, at if period == "minute" else at + ahead)


class _Reservation(Value):
    """What is kept of one."""

    subjects: tuple[Counted, ...]
    at: float
    asked: Spent


def _reserved(sql: Connection, key: int) -> _Reservation | None:
    found = _RESERVED.row(sql, {"mine": key})
    if found is None:
        return None
    subjects, at, *asked = found
    return _Reservation(tuple(Counted(*each) for each in json.loads(subjects)), at, Spent(*asked))


def _columns(spent: Spent) -> dict[str, float]:
    return {"answers": spent.answers, "tokens": spent.tokens, "dollars": spent.dollars}
