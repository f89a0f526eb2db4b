"""How each model has answered lately, as measured here: how soon, how well, for how much. Pure."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

DAY: Final = 86_400.0
_MOST_ANSWERS: Final = 200
_MOST_MODELS: Final = 500


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer. at: Unix time. first_word: seconds; None: none came. cost: US $; None: nobody knows."""

    at: float
    first_word: float | None
    well: bool
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """A model over the last 24 hours. well: the share (0..1) that came to a good end; first_word: the median, seconds;
    cost: US $ an answer, on average. None: not measured.
    """

    answers: int
    well: float
    first_word: float | None
    cost: float | None


class HealthLog:
    """The newest answers of each "provider/model"; questions that were at fault themselves do not count."""

    def __init__(self) -> None:
        self._samples: dict[str, deque[Sample]] = {}
        self.noted = 0
        """How many answers were ever noted."""

    def note(self, model: str, sample: Sample) -> None:
        """Remember an answer."""
        samples = self._samples.pop(model, None) or deque(maxlen=_MOST_ANSWERS)
        samples.append(sample)
        self.noted += 1
        self._samples[model] = samples  # the longest unused stands first
        if len(self._samples) > _MOST_MODELS:
            del self._samples[next(iter(self._samples))]

    def report(self, model: str, now: float) -> Health | None:
        """How it was; None: it was not asked. `now`: Unix time."""
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
        """All that still counts, to be kept by somebody."""
        return json.dumps(
            {
                model: [[float(s.at), s.first_word, s.well, s.cost] for s in samples]
                for model, kept in self._samples.items()
                if (samples := [sample for sample in kept if sample.at > now - DAY])
            }
        )

    def load(self, text: str) -> None:
        """What `dump` gave once; anything else is as good as nothing."""
        try:
            tables = json.loads(text)
        except ValueError:
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
