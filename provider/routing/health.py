"""How each model has answered lately, as measured here: how soon, how well, at what cost. Pure."""

import json
from collections import deque
from collections.abc import Iterator
from statistics import fmean, median
from typing import Final

from provider.values import Value

DAY: Final = 86_400.0
_MOST_ANSWERS: Final = 200
_MOST_MODELS: Final = 500


class Sample(Value):
    """One answer.

    `at`: Unix time. `first_word`: seconds until it came, None if none came. `well`: whether the answer is complete.
    `cost`: US $, None if unknown.
    """

    at: float
    first_word: float | None
    well: bool
    cost: float | None = None


class Health(Value):
    """A model over the last 24 hours. None: not measured.

    `answers`: how many. `well`: the share of complete ones, 0 to 1. `first_word`: the median in seconds. `cost`: US $
    an answer, on average.
    """

    answers: int
    well: float
    first_word: float | None
    cost: float | None


class HealthLog:
    """The newest answers of each "provider/model". A question that was refused for its own content does not count."""

    def __init__(self) -> None:
        self._samples: dict[str, deque[Sample]] = {}
        self.noted = 0
        """How many answers were noted so far."""

    def note(self, model: str, sample: Sample) -> None:
        """Note how an answer went."""
        samples = self._samples.pop(model, None) or deque(maxlen=_MOST_ANSWERS)
        samples.append(sample)
        self.noted += 1
        self._samples[model] = samples  # the one unused for longest stands first
        if len(self._samples) > _MOST_MODELS:
            del self._samples[next(iter(self._samples))]

    def report(self, model: str, now: float) -> Health | None:
        """How the model did in the 24 hours before `now`, a Unix time; None if it was not asked."""
        samples = [sample for sample in self._samples.get(model, ()) if sample.at > now - DAY]
        if not samples:
            return None
        words = [sample.first_word for sample in samples if sample.first_word is not None]
        costs = [sample.cost for sample in samples if sample.cost is not None]
        return Health(
            len(samples),
            sum(sample.well for sample in samples) / len(samples),
            median(words) if words else None,
            fmean(costs) if costs else None,
        )

    def dump(self, now: float) -> str:
        """The answers of the last 24 hours as text for `load`. `now`: Unix time."""
        return json.dumps(
            {
                model: [[float(s.at), s.first_word, s.well, s.cost] for s in samples]
                for model, kept in self._samples.items()
                if (samples := [sample for sample in kept if sample.at > now - DAY])
            }
        )

    def load(self, text: str) -> None:
        """Take in what `dump` gave; any other text is ignored."""
        try:
            tables = json.loads(text)
        except (ValueError, RecursionError):
            return
        for model, rows in tables.items() if isinstance(tables, dict) else ():
            for sample in _samples(rows):
                self.note(model, sample)


def _samples(rows: object) -> Iterator[Sample]:
    for row in rows if isinstance(rows, list) else ():
        match row:
            case [
                int() | float() as at,
                int() | float() | None as first,
                bool() as well,
                int() | float() | None as cost,
            ]:
                yield Sample(at, first, well, cost)
