"""Limits in the words of whoever reads them: how much, whose, and until when."""

from bots.engine.language.moments import opening
from bots.engine.language.phrases import money, say
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import SHARED, UNPRICED, OverBudget
from bots.engine.storage.periods import Period, Unit
from bots.engine.storage.records import BOT

_PERIODS: dict[Period, str] = {"minute": "period_minute", "day": "period_day", "month": "period_month"}
_COUNTED: dict[Unit, str] = {"answers": "counted_answers", "tokens": "counted_tokens"}


def allowed(allowance: Allowance) -> str:
    """How much in which time: "1 answer a day", "1.500 tokens al mes"."""
    return say("allowance", amount=amount(allowance.most, allowance.unit), period=period(allowance.period))


def amount(most: float, unit: Unit) -> str:
    """An amount of a unit: "$0.50", "1 answer"."""
    if unit == "dollars":
        return money(most, ",.10g" if most == int(most) or round(most, 2) != most else ",.2f")
    return say(_COUNTED[unit], count=most)


def period(of: Period) -> str:
    """A stretch of the calendar as a rate: "a day"."""
    return say(_PERIODS[of])


def over_budget(over: OverBudget, now: float) -> str:
    """The polite sentence for somebody who gets no answer: which limit it is, whose, and until when."""
    scope, _, whose = over.meter.subject.partition("|")
    at, left = opening(over.opens, now, over.meter.zone)
    limit, where = allowed(over.meter.allowance), _where(scope)
    if over.meter.kind == "newcomers":
        return say("over_budget_new", limit=limit, at=at, left=left)
    if over.meter.kind == "share":
        return say("over_budget_share", limit=limit, at=at, left=left)
    if whose == UNPRICED:
        return say("over_budget_unpriced", limit=limit, at=at, left=left)
    together = whose in ("all", SHARED)
    if not where:
        return say("over_budget_all" if together else "over_budget_person", limit=limit, at=at, left=left)
    phrase = "over_budget_all_there" if together else "over_budget_person_there"
    return say(phrase, limit=limit, where=where, at=at, left=left)


def _where(scope: str) -> str:
    """Where a limit holds, for somebody who is there; empty for everywhere."""
    if scope == BOT:
        return ""
    return say("in_server") if scope.partition(":")[0].endswith("-server") else say("here")
