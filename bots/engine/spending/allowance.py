"""An amount in a stretch of the calendar, and how people write one, in every language that the bot speaks. Pure."""

import re
from collections.abc import Mapping

from bots.engine.storage.periods import Period, Unit
from provider.values import Value

UNITS: Mapping[str, Unit] = {
    "answer": "answers",
    "answers": "answers",
    "respuesta": "answers",
    "respuestas": "answers",
    "token": "tokens",
    "tokens": "tokens",
    "$": "dollars",
    "dollar": "dollars",
    "dollars": "dollars",
    "dólar": "dollars",
    "dólares": "dollars",
    "dolar": "dollars",
    "dolares": "dollars",
}
_PERIODS: Mapping[str, Period] = {
    "minute": "minute",
    "day": "day",
    "month": "month",
    "minuto": "minute",
    "día": "day",
    "dia": "day",
    "mes": "month",
}
_SPANISH = frozenset({"minuto", "día", "dia", "mes"})
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "mil": 1_000, "millones": 1_000_000, "millón": 1_000_000}
_WRITTEN = re.compile(
    r"(?P<before>\$?)\s*(?P<most>\d{1,12}(?:[._,]\d{1,9})*)\s*(?P<times>mil\b|millones\b|millón\b|[km](?![a-z])|)\s*(?:de\s+)?"
    rf"(?P<unit>{'|'.join(map(re.escape, sorted(UNITS, key=len, reverse=True)))}|)"
    r"\s*(?:/|\bper\b|\ban?\b|\beach\b|\bal\b|\bpor\b|\bcada\b|\s)\s*"
    rf"(?P<period>{'|'.join(_PERIODS)})",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
"""Thousands as Spanish writes them: "1.500", "1.234,5"."""


class Allowance(Value):
    """An amount of something in a minute, a day or a month of the calendar."""

    most: float
    unit: Unit
    period: Period

    @classmethod
    def parse(cls, text: str) -> "Allowance":
        """The allowance that "20 answers a day", "$2 a month", "50k tokens/day" or "20 respuestas al día" means.

        Raises:
            ValueError: the text means none.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError("not a limit")
        unit = UNITS.get((found["unit"] or found["before"]).lower())
        if unit is None or (found["before"] and unit != "dollars"):
            raise ValueError("not a limit")
        number = _number(found["most"], spanish=found["period"].lower() in _SPANISH)
        return cls(number * _TIMES[found["times"].lower()], unit, _PERIODS[found["period"].lower()])

    def __str__(self) -> str:
        """The allowance as the config and the log have it, in English."""
        if self.unit == "dollars":
            return f"${self.most:.10g} a {self.period}"
        return f"{self.most:.10g} {self.unit} a {self.period}"


def unit_in(text: str) -> Unit | None:
    """The unit that the words name ("tokens a day"); None if they name none."""
    return next((UNITS[word] for word in re.findall(r"\w+|\$", text.lower()) if word in UNITS), None)


def _number(text: str, *, spanish: bool) -> float:
    if spanish and _GROUPED.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if spanish:
        return float(text.replace("_", "").replace(",", "."))
    return float(re.sub(r"[_,](?=\d{3}(?!\d))", "", text).replace(",", ".").replace("_", ""))
