"""The arithmetic: from what the servers saw of one answer to how it was to watch. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.alignment import Source, covered
from benchmarks.history import Answer

SURELY = 0.1
"""Seconds before a frame set out by which a character must have existed for its absence to be the renderer's doing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One answer. Times in seconds; None: it never came to that.

    `lags`: for each character, from when it existed to when it could be seen. `held`: the same for those that a frame
    left out though they existed, in the line that was growing. `stale`: frames that left out whole lines or showed
    less than the one before. `last`: from the last character, or the press on Stop, to the final frame. `waited`: from
    the question to the first character that could be seen. `stoppable`: from that character to the first button.
    """

    first: float | None
    waited: float | None
    stoppable: float | None
    lags: tuple[float, ...]
    held: tuple[float, ...]
    freeze: float
    last: float | None
    stale: int
    lost: bool
    doubled: int
    orphaned: int
    indicators: int


@dataclass(frozen=True, slots=True)
class _Step:
    """What could be seen of the source from `at` on: its first `shown` characters."""

    at: float
    shown: int
    growing: bool
    """A button said that more would come."""
    sealed: bool
    """The next thing that happened was another message: this frame was cut where one message was full."""


@dataclass(frozen=True, slots=True)
class _Track:
    """A message's stretch of the source, version by version: (at, length, stop)."""

    start: int
    versions: tuple[tuple[float, int, bool], ...]

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.start + self.versions[-1][1]

    @property
    def stop(self) -> bool:
        return self.versions[-1][2]


def measure(answer: Answer, source: Source, *, token: int, travel: float) -> Measured:
    """`token`: characters of a token; `travel`: seconds from the program to the platform."""
    born = [answer.written[place // token] for place in source.places if place // token < len(answer.written)]
    tracks = _tracks(answer, source)
    surplus = _surplus(tracks)
    steps = _steps(tracks)
    seen = _seen(steps, born)
    held, stale = _left_out(steps, born, source, travel)
    whole = 0 if answer.pressed else len(source.bare)
    final = _final_at([track for n, track in enumerate(tracks) if n not in surplus], whole)
    if final is not None and answer.pressed:
        final = max(final, answer.pressed)
    reference = answer.pressed or (born[-1] if born else 0.0)
    lags = {n: at - born[n] for n, at in enumerate(seen)}
    armed = min((at for track in tracks for at, _, stop in track.versions if stop), default=None)
    return Measured(
        first=lags.get(0),
        waited=seen[0] - answer.asked if seen else None,
        stoppable=max(0.0, armed - seen[0]) if seen and armed is not None else None,
        lags=tuple(lag for n, lag in lags.items() if n not in held),
        held=tuple(lag for n, lag in lags.items() if n in held),
        freeze=_freeze(steps, born),
        last=None if final is None else final - reference,
        stale=stale,
        lost=final is None,
        doubled=sum(surplus.values()),
        orphaned=len(surplus) - sum(surplus.values()),
        indicators=sum(track.stop for track in tracks),
    )


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that `part` (0..1) of all do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-part * len(ordered) // 1) - 1))] if ordered else 0.0


def _tracks(answer: Answer, source: Source) -> list[_Track]:
    found: list[_Track] = []
    for post in answer.posts:
        start = max(source.find(version.text) for version in post.versions)
        first = max(start, 0)
        versions = tuple(
            (version.at, source.length(version.text, first) if start >= 0 else 0, version.stop)
            for version in post.versions
        )
        found.append(_Track(first, versions))
    return found


def _surplus(tracks: Sequence[_Track]) -> dict[int, bool]:
    """Messages that show nothing that another does not show too; True where it is another's end and all."""
    surplus: dict[int, bool] = {}
    for n, track in enumerate(tracks):
        start, end = track.span
        for m, other in enumerate(tracks):
            inside = other.span[0] <= start and end <= other.span[1] and end > start
            if m != n and m not in surplus and inside and (track.span != other.span or n > m):
                surplus[n] = track.span == other.span
                break
    return surplus


def _steps(tracks: Sequence[_Track]) -> list[_Step]:
    events = sorted((at, n, k) for n, track in enumerate(tracks) for k, (at, _, _) in enumerate(track.versions))
    spans: dict[int, tuple[int, int]] = {}
    stops: dict[int, bool] = {}
    steps: list[_Step] = []
    for index, (at, n, k) in enumerate(events):
        _, length, stop = tracks[n].versions[k]
        spans[n], stops[n] = (tracks[n].start, length), stop
        sealed = index + 1 < len(events) and events[index + 1][1] != n
        steps.append(_Step(at, covered(spans.values()), any(stops.values()), sealed))
    return steps


def _seen(steps: Sequence[_Step], born: Sequence[float]) -> list[float]:
    """For each character that was ever seen, from the first on: when."""
    seen: list[float] = []
    for step in steps:
        seen += [step.at] * (min(step.shown, len(born)) - len(seen))
    return seen


def _left_out(steps: Sequence[_Step], born: Sequence[float], source: Source, travel: float) -> tuple[set[int], int]:
    held: set[int] = set()
    stale = best = 0
    for step in steps:
        due = bisect_right(born, step.at - travel - SURELY)
        stale += step.shown < best
        best = max(best, step.shown)
        if best >= due or step.sealed:
            continue
        if source.lines[best] == source.lines[due - 1]:
            held.update(range(best, due))
        else:
            stale += 1
    return held, stale


def _freeze(steps: Sequence[_Step], born: Sequence[float]) -> float:
    """The longest time for which there was something to see and nothing new was seen."""
    longest, shown, since = 0.0, 0, 0.0
    for step in steps:
        if step.shown <= shown or shown >= len(born):
            continue
        longest = max(longest, step.at - max(since, born[shown]))
        shown, since = step.shown, step.at
    return longest


def _final_at(tracks: Sequence[_Track], whole: int) -> float | None:
    """When the answer began to stand as it stands: `whole` characters of it, and nothing that says it goes on."""
    at: float | None = None
    for step in _steps(tracks):
        if step.shown < whole or step.growing:
            at = None
        elif at is None:
            at = step.at
    return at
