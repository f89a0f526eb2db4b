"""What models cost: the table that `make prices` writes, and whose price stands in where a model has none.

The prices that the config states, or that a server lists itself (OpenRouter, Together), go before this table. It knows
no discounts for batches or nights, and no surcharges for very long prompts.
"""

import csv
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property, partial
from typing import Final

from provider.contract import Usage
from provider.known.presets import PRESETS
from provider.values import Value, replace

COLUMNS: Final = ("service", "model", "since", "input", "output", "cached", "search", "request")
"""The columns of the table. `service`: a name in `PRESETS`. `since`: the day from which an announced price holds.

The others: as in `Price`.
"""

OLD_AFTER: Final = 7_776_000.0
"""Seconds after which people are told that the table is old: 90 days."""

_DATE: Final = re.compile(r"-([0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}|latest)$")
_PIECE: Final = re.compile(r"[a-z]+|[0-9]{1,18}")
_MOST_KEPT: Final = 10_000
"""The most names of models that are kept, because people may ask for any."""
_POINT: Final = re.compile(r"(?<=[0-9])p(?=[0-9])")


class Price(Value):
    """US $ for a million input tokens and a million output tokens.

    `cached`: for a million input tokens that the server had in its cache; None if they cost as much as the others.
    `search`, `request`: for a thousand searches in the web, and for a thousand requests. `like`: the model whose price
    stands in; empty if the price is the model's own.
    """

    input: float = 0.0
    output: float = 0.0
    cached: float | None = None
    search: float = 0.0
    request: float = 0.0
    like: str = ""

    @property
    def dearness(self) -> tuple[float, float]:
        """What tells which of two prices is the dearer one: answers cost more than questions."""
        return self.output, self.input

    def of(self, usage: Usage, *, requests: int = 1) -> float:
        """The cost of so many requests in US $. `usage`: of all of them together."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        tokens = (usage.input_tokens - cached) * self.input + usage.output_tokens * self.output
        tokens += cached * (self.input if self.cached is None else self.cached)
        return tokens / 1_000_000 + (usage.searches * self.search + requests * self.request) / 1_000


FREE: Final = Price()
"""The price of what costs nothing."""


class Table(Value):
    """The known prices. `source`: where they are from. `taken`: the day on which they were taken from there.

    `services`: by the names of a service and of a model, each price with the day from which it holds, the last one
    first.
    """

    source: str
    taken: date
    services: Mapping[str, Mapping[str, tuple[tuple[date, Price], ...]]]

    def days_old(self, now: float) -> int:
        """How many days ago that was, at that Unix time."""
        return (_day(now) - self.taken).days

    def is_old(self, now: float) -> bool:
        """Whether its prices may have changed since."""
        return _day(now) - self.taken > timedelta(seconds=OLD_AFTER)

    def prices(self, service: str, day: date) -> Mapping[str, Price]:
        """What the models of a service cost on that day, by their names. If it is not known, those of all services."""
        found: dict[str, Price] = {}
        for rows in [self.services[service]] if service in self.services else self.services.values():
            for name, dated in rows.items():
                price = next((price for since, price in dated if since <= max(day, self.taken)), None)
                if price and (name not in found or price.dearness > found[name].dearness):
                    found[name] = price
        return found


@cache
def table() -> Table:
    """The table that this version of the program brings along. It is read when the first price is looked up."""
    from importlib.resources import files

    return read((files("provider.known") / "prices.csv").read_text("utf-8"))


def read(text: str) -> Table:
    """The table in the text that `make prices` wrote."""
    head, _, rows = text.partition("\n")
    source, _, day = head.removeprefix("# ").rpartition(", ")
    taken = date.fromisoformat(day)
    services: dict[str, dict[str, tuple[tuple[date, Price], ...]]] = {}
    priced = cache(partial(_priced, taken))  # many models cost the same
    for row in csv.DictReader(rows.splitlines()):
        service, model, *others = (row[name] for name in COLUMNS)
        known = services.setdefault(service, {})
        known[model] = (priced(*others), *known.get(model, ()))
    return Table(source, taken, services)


def _priced(
    taken: date, since: str, input: str, output: str, cached: str, search: str, request: str
) -> tuple[date, Price]:
    """The day from which the price in a row holds, and the price."""
    of_cached = float(cached) if cached else None
    price = Price(float(input), float(output), of_cached, float(search or 0), float(request or 0))
    return date.fromisoformat(since) if since else taken, price


def without_date(model: str) -> str:
    """The name of a model without the day at its end: "gpt-4o-2024-11-20" costs what "gpt-4o" costs."""
    return _DATE.sub("", model)


class ServicePrices:
    """What the models of one server cost. `now`: Unix time."""

    def __init__(self, base_url: str, now: Callable[[], float]) -> None:
        self._preset = next((name for name, preset in PRESETS.items() if preset.is_at(base_url)), "")
        self._now = now
        self._day = date.min
        self._known: Mapping[str, Price] = {}
        self._own: Mapping[tuple[str, ...], Price] = {}
        self._families: dict[str, dict[str, Price]] = {}
        self._likes: dict[str, Price | None] = {}

    @property
    def day(self) -> date:
        """The day whose prices hold now: with the next, they may change."""
        return _day(self._now())

    @cached_property
    def _service(self) -> str:
        """The name of the service in the table; empty if that does not know it."""
        return self._preset if self._preset and self._preset in table().services else ""

    def price(self, model: str) -> Price | None:
        """The price of a model that the table knows at this server, else None."""
        if not self._service:
            return None
        self._look_up()
        return self._own.get(pieces(model)) or self._own.get(pieces(without_date(model)))

    def like(self, model: str) -> Price | None:
        """The price that stands in for one that is not known: of the nearest name, else the dearest of the service.

        At a server that the table does not know, it is that of the nearest name anywhere; None if no name is near.
        """
        self._look_up()
        if model not in self._likes:
            if len(self._likes) >= _MOST_KEPT:
                self._likes.clear()
            found = nearest(model, self._families.get(_family(model), {}))
            self._likes[model] = found or (dearest(self._known) if self._service else None)
        return self._likes[model]

    def _look_up(self) -> None:
        day = self.day
        if day != self._day:
            self._day, self._known = day, table().prices(self._service, day)
            self._own = {pieces(name): price for name, price in self._known.items()} if self._service else {}
            self._families, self._likes = {}, {}
            for name, price in self._known.items():
                self._families.setdefault(_family(name), {})[name] = price


def nearest(model: str, known: Mapping[str, Price]) -> Price | None:
    """The price of the known model whose name is nearest; None if no name begins with the same word.

    Of those that do, it has the most words in common, then the highest numbers that are not above those of the model,
    else the lowest, then the fewest other words; of several, the dearest.
    """
    bare = without_date(model)
    wanted, family = _name(bare), _family(bare)
    alike = [name for name in known if _family(name) == family]
    if not alike:
        return None
    name = max(alike, key=lambda name: (wanted.nearness(_name(name)), known[name].dearness, name))
    return replace(known[name], like=name)


def dearest(known: Mapping[str, Price]) -> Price:
    """The dearest price of all."""
    name = max(known, key=lambda name: (known[name].dearness, name))
    return replace(known[name], like=name)


def pieces(name: str) -> tuple[str, ...]:
    """The words and numbers in the name of a model: of "gpt-5.4-mini", "gpt", "5", "4" and "mini".

    Names of the same pieces mean the same model. Fireworks writes 5p4 for 5.4.
    """
    return tuple(_PIECE.findall(_POINT.sub(".", name.lower())))


class _Name(Value):
    """What is compared of the name of a model."""

    words: frozenset[str]
    numbers: tuple[int, ...]

    def nearness(self, known: "_Name") -> tuple[int, bool, tuple[int, ...], int]:
        """The greater, the nearer is that name of a known model."""
        is_below = not self.numbers or known.numbers <= self.numbers
        numbers = known.numbers if is_below else tuple(-number for number in known.numbers)
        return len(self.words & known.words), is_below, numbers, -len(known.words)


def _name(model: str) -> _Name:
    found = pieces(_bare(model))
    words, numbers = filter(str.isalpha, found), map(int, filter(str.isdigit, found))
    return _Name(frozenset(words), tuple(numbers))


def _family(model: str) -> str:
    """The first word in the name of a model, as of all models of one line: gpt, claude."""
    first = _PIECE.search(_bare(model).lower())
    return first[0] if first else ""


def _bare(model: str) -> str:
    """The name of a model without who made it and where it lies."""
    return model.rpartition("/")[2]


def _day(now: float) -> date:
    return datetime.fromtimestamp(now, UTC).date()
