"""Minutes, days and months of the calendar (UTC), and what was spent in them."""

from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Unit = Literal["answers", "tokens", "dollars"]

Period = Literal["minute", "day", "month"]

PERIODS: tuple[Period, ...] = ("minute", "day", "month")


@dataclass(frozen=True, slots=True)
class Spent:
    """An amount that was spent, or is asked for."""

    answers: int = 0
    tokens: int = 0
    dollars: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.answers + other.answers, self.tokens + other.tokens, self.dollars + other.dollars)

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


def start(period: Period, at: float) -> int:
    """The Unix time at which the minute, day or month (UTC) with that moment began."""
    if period == "month":
        day = datetime.fromtimestamp(at, UTC)
        return timegm((day.year, day.month, 1, 0, 0, 0))
    length = 60 if period == "minute" else 86_400
    return int(at // length) * length


def end(period: Period, at: float) -> float:
    """The Unix time at which it ends."""
    began = start(period, at)
    if period == "month":
        return start("month", began + 32 * 86_400)
    return began + (60 if period == "minute" else 86_400)
