"""Counts what the engine tells, and writes it down as Prometheus reads it."""

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bots.engine.runtime.meters import Answered, Called
from bots.engine.storage.records import StoreError
from bots.ops import series
from bots.ops.labels import OTHER, Labels
from bots.ops.series import COUNTED, Series

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

Number = Counter | Histogram


class Shows(Protocol):
    """What is looked at when somebody reads."""

    def connected(self) -> Mapping[str, bool]:
        """Whether each platform is connected."""

    def growing(self) -> int:
        """How many answers grow."""

    def waiting(self) -> Mapping[str, int]:
        """How many of each kind wait."""

    def streams(self) -> Mapping[str, tuple[int, int]]:
        """How many answers of each provider are read, and how many wait for their turn there."""


class Metrics:
    """`Meters` for the engine, a `Watch` for its store; `page` is what has been counted."""

    def __init__(self, shows: Shows) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # or each series had a second one
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        labels = Labels()
        self._registry.register(_Looked(shows, labels))
        self._counted = {each: _Counted(each, labels, self._registry) for each in COUNTED}

    def answered(self, answer: Answered) -> None:
        """Count an answer that has ended."""
        platform, provider = answer.platform, answer.provider
        self._add(series.ANSWERS, 1, platform, provider, answer.outcome)
        self._add(series.TOKENS, answer.tokens, provider)
        self._add(series.DOLLARS, answer.dollars, provider)
        self._add(series.ASKED, answer.asked, platform)
        self._add(series.FIRST_WORD, answer.first_word, provider)
        self._add(series.SHOWN, answer.shown, platform)
        self._add(series.ENDED, answer.ended, platform)

    def stood(self, platform: str, lag: float) -> None:
        """Count a frame."""
        self._add(series.LAG, lag, platform)

    def called(self, platform: str, how: Called) -> None:
        """Count a call."""
        self._add(series.CALLS, 1, platform, how)

    def opening_lost(self, platform: str) -> None:
        """Count an answer whose first message nobody knows."""
        self._add(series.OPENINGS_LOST, 1, platform)

    def worked(self, job: str, seconds: float) -> None:
        """Count a job of the store."""
        self._add(series.STORE, seconds)

    def failed(self, job: str, error: StoreError, seconds: float) -> None:
        """Count a job of the store that failed."""
        self._add(series.STORE, seconds)
        self._add(series.STORE_FAILED, 1, job)

    def late(self, seconds: float) -> None:
        """Count a beat of the loop."""
        self._add(series.LOOP, seconds)

    def page(self) -> bytes:
        """All of it, as `CONTENT_TYPE` says."""
        return generate_latest(self._registry)

    def _add(self, each: Series, number: float | None, *labels: str) -> None:
        """Count that number; None is no number."""
        if number is None:
            return
        counted = self._counted[each].at(labels)
        if isinstance(counted, Histogram):
            counted.observe(number)
        else:
            counted.inc(number)


class _Counted:
    """One row of the table with all its series."""

    def __init__(self, row: Series, labels: Labels, registry: CollectorRegistry) -> None:
        self._row = row
        self._labels = labels
        self._children: dict[tuple[str, ...], Number] = {}
        self._all: Number = (
            Histogram(row.name, row.about, row.labels, buckets=row.buckets, registry=registry)
            if row.buckets
            else Counter(row.name, row.about, row.labels, registry=registry)
        )
        if not row.labels:
            self._children[()] = self._all

    def at(self, names: tuple[str, ...]) -> Number:
        """The series with these labels."""
        known = self._children.get(names)
        if known is not None:
            return known
        values = tuple(map(self._labels.value, self._row.labels, names))
        found: Number = self._all.labels(*values)
        if OTHER not in values:
            self._children[names] = found
        return found


class _Looked(Collector):
    """What is looked at when somebody reads."""

    def __init__(self, shows: Shows, labels: Labels) -> None:
        self._shows = shows
        self._labels = labels
        self._version = version("parley-bot")

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The numbers of this moment."""
        streams = self._shows.streams()
        yield self._gauge(series.INFO, {self._version: 1})
        yield self._gauge(series.CONNECTED, self._shows.connected())
        yield self._gauge(series.GROWING, {"": self._shows.growing()})
        yield self._gauge(series.WAITING, self._shows.waiting())
        yield self._gauge(series.STREAMS, {name: reading for name, (reading, _) in streams.items()})
        yield self._gauge(series.STREAMS_WAITING, {name: waiting for name, (_, waiting) in streams.items()})

    def _gauge(self, row: Series, numbers: Mapping[str, int]) -> GaugeMetricFamily:
        """The row with its numbers by the value of its label; without a label by nothing."""
        gauge = GaugeMetricFamily(row.name, row.about, labels=row.labels)
        added: dict[tuple[str, ...], int] = {}
        for name, number in numbers.items():
            key = tuple(self._labels.value(label, name) for label in row.labels)
            added[key] = added.get(key, 0) + number
        for key, number in added.items():
            gauge.add_metric(key, number)
        return gauge
