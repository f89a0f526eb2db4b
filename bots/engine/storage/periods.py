"""Minutes, days and months of the calendar, and what was spent in them.

The calendar is that of a place. An answer belongs to the date that its place has, and a date is one and the same
everywhere: whoever has had what a day allows has had it on that date, by whatever clock they are asked next. So a place
that moves to another time zone loses no count, and nobody gets a date twice.
"""

from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal, NamedTuple

from provider.values import Value

Unit = Literal["answers", "tokens", "dollars"]

Period = Literal["minute", "day", "month"]

PERIODS: tuple[Period, ...] = ("minute", "day", "month")


class Spent(Value):
    """An amount that was spent, or is asked for."""

    answers: int = 0
    tokens: int = 0
    dollars: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.answers + other.answers, self.tokens + other.tokens, self.dollars + other.dollars)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.answers - other.answers, self.tokens - other.tokens, self.dollars - other.dollars)

    def of(self, unit: Unit) -> float:
        """The amount in that unit."""
        match unit:
            case "answers":
                return self.answers
            case "tokens":
                return self.tokens
            case _:
                return self.dollars


Counts = Mapping[tuple[str, Period], Spent]


class Counted(NamedTuple):
    """A subject whose answers are counted, and the seconds by which the clocks of its calendar are ahead of UTC.

    `minutes`: those of a minute are counted too, because a limit asks for them.
    """

    subject: str
    ahead: int = 0
    minutes: bool = True


def ahead(at: float, zone: tzinfo) -> int:
    """Seconds by which the clocks of a zone are ahead of UTC at that moment; less than 0: behind."""
    return int((datetime.fromtimestamp(at, zone).utcoffset() or timedelta()).total_seconds())


def start(period: Period, at: float) -> int:
    """The Unix time at which the minute, day or month (UTC) with that moment began.

    Of a place whose clocks are ahead by some seconds, that of `at` and these seconds is the number of its day or month:
    the Unix time at which the same date began in UTC.
    """
    if period == "month":
        day = datetime.fromtimestamp(at, UTC)
        return timegm((day.year, day.month, 1, 0, 0, 0))
    length = 60 if period == "minute" else 86_400
    return int(at // length) * length


def end(period: Period, at: float, zone: tzinfo = UTC) -> float:
    """The Unix time at which the minute, day or month with that moment ends in a zone."""
    if period == "minute":
        return start("minute", at) + 60
    day = datetime.fromtimestamp(at, zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
    next_one = day + timedelta(days=1) if period == "day" else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return next_one.replace(tzinfo=zone).timestamp()
