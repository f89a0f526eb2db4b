"""From the answers of a case to its figures: each with the best that could be and the target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from benchmarks.alignment import Source
from benchmarks.cost import CENTRES
from benchmarks.history import History, Vitals
from benchmarks.measures import Measured, measure, percentile
from benchmarks.scenarios import ROUND_TRIP, Case
from bots.engine.reply.slot import ENOUGH

HERE = 0.03
"""What the program itself may take for the first frame."""
FLEET = 200


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `best`: the theory's; `target`: the most it may be; `other`: another's; None: no such."""

    name: str
    value: float
    unit: str
    best: float | None = None
    target: float | None = None
    other: float | None = None

    @property
    def ratio(self) -> float | None:
        """This commit's value as a multiple of the other's; None: nothing can be said."""
        return self.value / self.other if self.other else None

    @property
    def reached(self) -> bool | None:
        """None: nothing is asked."""
        return None if self.target is None else self.value <= self.target


@dataclass(frozen=True, slots=True)
class Pace:
    """What the limits allow in a case. `lag`: the mean lag of an answer that is shown as often as they do.

    `interval`: seconds between the frames of one answer, in the long run. `queue`: seconds until every answer of the
    case has had one frame.
    """

    lag: float
    interval: float
    queue: float
    gather: float


def beside(figures: Sequence[Figure], others: Sequence[Figure]) -> list[Figure]:
    """The figures, each with the other commit's of the same name."""
    known = {figure.name: figure.value for figure in others}
    return [replace(figure, other=known.get(figure.name)) for figure in figures]


def pace(case: Case) -> Pace:
    """The theory: an answer's interval is the table's, or what its share of the limits makes it.

    Of the calls that a place takes at once, each answer spends one on its opening.
    """
    what, where = case.what, case.where
    seconds = len(what.text) / what.token / what.rate
    queue = what.streams / where.calls_a_second
    floor = queue
    if what.together:
        at_once, a_second = where.place_calls
        floor = max(floor, what.streams * seconds / (max(0.0, at_once - what.streams) + a_second * seconds))
    steps = list(_steps(where.tempo.first, where.tempo.then, floor, seconds))
    gather = min(where.tempo.gather, (ENOUGH / what.token - 1) / what.rate) if where.tempo.gather else 0.0
    lag = sum(step * step for step in steps) / sum(steps) / 2
    return Pace(lag + ROUND_TRIP / 2, max(where.tempo.then, floor), queue, gather)


def _steps(first: Sequence[float], then: float, floor: float, seconds: float) -> Iterator[float]:
    """The intervals of an answer that grows for so long; what the limits make longer than it is counts whole."""
    gone, number = 0.0, 0
    while gone < seconds:
        step = max(first[number] if number < len(first) else then, floor)
        yield step if step == floor else min(step, seconds - gone)
        gone += step
        number += 1


def reckon(case: Case, history: History, vitals: Vitals) -> list[Figure]:
    """All figures of a case."""
    what = case.what
    if what.sampled:
        return list(_centres(case, history, vitals))
    if what.burst[0]:
        return list(_burst(case, history, vitals))
    source = Source.of(what.text)
    answers = [measure(answer, source, token=what.token, travel=ROUND_TRIP / 2) for answer in history.answers]
    return [
        *_speed(case, answers),
        *_soundness(case, history, answers),
        *_cost(case, history, vitals),
    ]


def _speed(case: Case, answers: Sequence[Measured]) -> Iterator[Figure]:
    what = case.what
    ideal = pace(case)
    calm = not what.faulty and not what.stop
    fleet = what.streams >= 50
    wait = ideal.queue if fleet else 0.0
    firsts = [answer.first for answer in answers if answer.first is not None]
    waits = [answer.waited for answer in answers if answer.waited is not None]
    stops = [answer.stoppable for answer in answers if answer.stoppable is not None]
    lags = [lag for answer in answers for lag in answer.lags]
    held = [lag for answer in answers for lag in answer.held]
    lasts = [answer.last for answer in answers if answer.last is not None]

    def asked(seconds: float) -> float | None:
        return seconds if calm else None

    best_first = ideal.gather + ROUND_TRIP / 2
    yield Figure(
        "first character, median" if fleet else "first character",
        percentile(firsts, 0.5) if fleet else max(firsts, default=0.0),
        "s",
        best_first + wait / 2,
        asked(HERE + ROUND_TRIP + ideal.gather + wait / 2),
    )
    if fleet:
        target = asked(HERE + ROUND_TRIP + ideal.gather + wait)
        yield Figure("first character, worst", max(firsts, default=0.0), "s", best_first + wait, target)
        # An answer whose model is asked late grows beside fewer others and lags less; what that costs is seen here.
        yield Figure("from the question, median", percentile(waits, 0.5), "s")
        yield Figure("from the question, worst", max(waits, default=0.0), "s")
        yield Figure("until Stop can be pressed, median", percentile(stops, 0.5), "s")
        yield Figure("until Stop can be pressed, worst", max(stops, default=0.0), "s")
    yield Figure("lag, mean", fmean(lags) if lags else 0.0, "s", ideal.lag, asked(1.2 * ideal.lag))
    yield Figure("lag, p95", percentile(lags, 0.95), "s")
    yield Figure("lag, p99", percentile(lags, 0.99), "s")
    yield Figure("held back, share", 100 * len(held) / max(1, len(held) + len(lags)), "%")
    yield Figure("held back, mean lag", fmean(held) if held else 0.0, "s")
    yield Figure("longest freeze", max((answer.freeze for answer in answers), default=0.0), "s", ideal.interval)
    best_last = ROUND_TRIP / 2 + (0.0 if what.stop else 1 / what.rate)
    after = 2 * ROUND_TRIP
    if fleet:
        yield Figure("to the final frame, median", percentile(lasts, 0.5), "s", best_last + wait / 2)
    yield Figure(
        "to the final frame, p99" if fleet else "to the final frame",
        percentile(lasts, 0.99) if fleet else max(lasts, default=0.0),
        "s",
        best_last + wait,
        None if what.together else asked(after + (ideal.interval if fleet else 0.0)),
    )


def _soundness(case: Case, history: History, answers: Sequence[Measured]) -> Iterator[Figure]:
    faulty = case.what.faulty > 0
    yield Figure("calls an answer", history.calls / max(1, len(answers)), "")
    yield Figure("429s", history.too_many, "", 0, None if faulty else 0)
    yield Figure("stale frames", sum(answer.stale for answer in answers), "", 0)
    yield Figure("invalid frames", len(history.invalid), "", 0, 0)
    yield Figure("no-op frames", history.no_ops, "", 0, None if faulty else 0)
    yield Figure("finals lost", sum(answer.lost for answer in answers), "", 0, 0)
    yield Figure("finals doubled", sum(answer.doubled for answer in answers), "", 0, 0)
    yield Figure("orphans", sum(answer.orphaned for answer in answers), "", 0, None if faulty else 0)
    yield Figure("indicators left", sum(answer.indicators for answer in answers), "", 0, 0)
    if faulty:
        yield Figure("faults committed", history.faults, "")
    if case.what.bombs:
        yield Figure("bombs dealt with", history.bombs, "")
    if case.what.stop:
        drops = [answer.dropped - answer.pressed for answer in history.answers if answer.dropped and answer.pressed]
        yield Figure("the model is left after", max(drops, default=0.0), "s")


def _centres(case: Case, history: History, vitals: Vitals) -> Iterator[Figure]:
    """What was not found by a look is shared as what was."""
    answers = case.what.streams
    found = sum(seconds for _, _, seconds in vitals.spent)
    whole = 1000 * vitals.cpu / answers
    yield Figure("CPU an answer", whole, "ms")
    for centre in CENTRES:
        part = sum(seconds for each, _, seconds in vitals.spent if each == centre)
        yield Figure(f"  {centre}", whole * part / found if found else 0.0, "ms")
    yield Figure("calls an answer", history.calls / answers, "")
    yield Figure("429s", history.too_many, "", 0, 0)
    yield Figure("tokens an answer", sum(len(answer.written) for answer in history.answers) / answers, "")
    waited = [answer.posts[0].versions[0].at - answer.asked for answer in history.answers if answer.posts]
    reached = [answer.written[0] - answer.asked for answer in history.answers if answer.written]
    yield Figure("from the question to the model's first token, median", percentile(reached, 0.5), "s")
    yield Figure("the same, worst", max(reached, default=0.0), "s")
    yield Figure("from the question to the first frame, median", percentile(waited, 0.5), "s")
    yield Figure("event loop, p99", 1000 * percentile(vitals.delays, 0.99), "ms")


def _burst(case: Case, history: History, vitals: Vitals) -> Iterator[Figure]:
    """How soon the questions are at the model, and the first frames at their readers."""
    median, worst = case.what.burst
    reached = [answer.reached - answer.asked for answer in history.answers if answer.reached]
    waited = [answer.posts[0].versions[0].at - answer.asked for answer in history.answers if answer.posts]
    yield Figure("from the question to the provider, median", percentile(reached, 0.5), "s", None, median)
    yield Figure("from the question to the provider, worst", max(reached, default=0.0), "s", None, worst)
    yield Figure("questions that never came there", len(history.answers) - len(reached), "", 0, 0)
    yield Figure("from the question to the first frame, median", percentile(waited, 0.5), "s", pace(case).queue / 2)
    yield Figure("from the question to the first frame, worst", max(waited, default=0.0), "s", pace(case).queue)
    yield Figure("CPU an answer", 1000 * vitals.cpu / case.what.streams, "ms")
    yield Figure("429s", history.too_many, "", 0, 0)
    yield Figure("event loop, p99", 1000 * percentile(vitals.delays, 0.99), "ms")
    yield Figure("event loop, worst", 1000 * max(vitals.delays, default=0.0), "ms")


def _cost(case: Case, history: History, vitals: Vitals) -> Iterator[Figure]:
    fleet = case.what.streams >= FLEET
    tokens = sum(len(answer.written) for answer in history.answers)
    calls = max(1, history.calls)
    showing = max(0.0, vitals.cpu - vitals.reading)
    # With few streams what is read costs ten times what is shown, and the difference says little.
    calm = case.what.streams >= 50 and not case.what.bombs  # with bombs, their bytes go through the process too
    yield Figure("CPU an answer", 1000 * vitals.cpu / case.what.streams, "ms")
    if case.what.accounted:
        yield Figure("CPU a call", 1000 * showing / calls, "ms", None, 3.0 if calm else None)
        yield Figure("CPU a token read", 1e6 * vitals.reading / max(1, tokens), "µs")
    yield Figure("CPU a call, with reading", 1000 * vitals.cpu / calls, "ms")
    if case.what.streams >= 50:
        grown = vitals.memory_peak - vitals.memory_before
        yield Figure("memory a stream", grown / case.what.streams / 1024, "KiB", None, 100.0 if fleet else None)
    yield Figure("event loop, p99", 1000 * percentile(vitals.delays, 0.99), "ms", 0, 50.0 if fleet else None)
    yield Figure("event loop, p99 by its own CPU", 1000 * percentile(vitals.own, 0.99), "ms", 0)
    yield Figure("event loop, worst", 1000 * max(vitals.delays, default=0.0), "ms", 0)
