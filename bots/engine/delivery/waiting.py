"""The calls that wait for a budget, so that who goes next is found without asking all of them.

A call stands in the line of one budget that is closed for it: in one that all share, if such a one is closed, else in
its place's. A place's line is looked at when its budget may open, the others each time. Only the lines of what all
share grow long. The order in a long line is reckoned four times a second: urgency grows with time, so it hardly
changes meanwhile.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import count
from operator import attrgetter
from typing import Final

from bots.engine.delivery.pacing import Pacer, Priority, Spent
from bots.engine.seam.rates import OF_THE_BOT, Budget

ORDERED_FOR: Final = 0.25
"""Seconds for which the order of a long line holds."""
SHORT: Final = 16
"""Calls; the order of a line of so many is reckoned each time."""

Claim = tuple[Priority, float]
"""How much a call wants to go: its priority, then its urgency. Among equals the greater urgency goes first."""


@dataclass(slots=True, eq=False)
class Waiter:
    """A call that waits. `claim` says how much it wants to go by now."""

    budgets: tuple[Budget, ...]
    claim: Callable[[], Claim]
    future: "asyncio.Future[Spent]"
    number: int = 0
    """The number in the order of arrival."""


@dataclass(slots=True, eq=False)
class _Line:
    """The calls of one priority for which a budget is closed. `at`: the earliest time at which it opens for them."""

    budget: Budget
    priority: Priority
    at: float = 0.0
    heap: list[tuple[float, int, Waiter]] = field(default_factory=list)
    """Urgency below zero, number, call."""
    ordered_at: float = float("-inf")


_Ready = list[tuple[Priority, float, int, Waiter, _Line | None]]
"""A heap of those that may go if nobody before them takes what there is, and the long line that each was first in."""


class Waiting:
    """All calls that wait. Times are in seconds on the pacer's clock."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        self._shared: dict[tuple[str, Priority], _Line] = {}
        self._of_places: dict[tuple[str, Priority], _Line] = {}
        self._due: list[tuple[float, int, _Line]] = []
        self._where: dict[Waiter, _Line | None] = {}  # None: it is looked at next
        self._next: list[Waiter] = []
        self._by_claim: dict[Callable[[], Claim], Waiter] = {}
        self._numbers = count()

    def __contains__(self, waiter: Waiter) -> bool:
        return waiter in self._where

    def __len__(self) -> int:
        return len(self._where)

    def __iter__(self) -> Iterator[Waiter]:
        return iter(tuple(self._where))

    def ahead(self, budget: str) -> int:
        """About how many wait for a budget that all share."""
        return sum(len(line.heap) for (name, _), line in self._shared.items() if name == budget)

    def add(self, waiter: Waiter, now: float) -> bool:
        """Let it wait. Returns whether it may go at once, so that `first` is to be asked."""
        waiter.number = next(self._numbers)
        self._by_claim[waiter.claim] = waiter
        if self._stands(waiter, waiter.claim(), now):
            return False
        self._look_at(waiter)
        return True

    def remove(self, waiter: Waiter) -> None:
        """Let a call wait no more. Its place in a line is passed over later."""
        del self._where[waiter]
        self._by_claim.pop(waiter.claim, None)
        if not self._where:
            for each in (self._shared, self._of_places, self._due, self._next):
                each.clear()

    def changed(self, claim: Callable[[], Claim]) -> None:
        """Look at the call with that claim next, if it waits: it wants something else now."""
        if (waiter := self._by_claim.get(claim)) is not None:
            self._look_at(waiter)

    def opened(self, names: Iterable[str]) -> None:
        """Look at the lines of these budgets next: something was given back to them."""
        for name in names:
            for priority in Priority:
                if (line := self._of_places.get((name, priority))) is not None:
                    self._set_due(line, float("-inf"))

    def first(self, now: float) -> Iterator[Waiter]:
        """The calls that may go now, the most important first. Each takes its budgets before the next is asked for."""
        ready: _Ready = []
        for waiter in self._next:
            self._offer(ready, waiter)
        self._next.clear()
        while self._due and self._due[0][0] <= now:
            at, _, line = heappop(self._due)
            if line.at == at and self._of_places.get((line.budget.name, line.priority)) is line:
                del self._of_places[line.budget.name, line.priority]
                for *_, waiter in line.heap:
                    if self._where.get(waiter) is line:
                        self._offer(ready, waiter)
        closed: dict[str, float] = {}
        for line in sorted(self._shared.values(), key=attrgetter("priority")):
            if (opens := closed.get(line.budget.name)) is not None:
                line.at = opens  # no sooner for what is less important
                continue
            self._offer_first(ready, line, now)
            if line.at > now:
                closed[line.budget.name] = line.at
        while ready:
            *_, waiter, of = heappop(ready)
            if waiter in self._where and not self._stands(waiter, waiter.claim(), now):
                self.remove(waiter)
                yield waiter
            if of is not None:
                self._offer_first(ready, of, now)

    @property
    def opens_at(self) -> float:
        """When to ask for `first` again; infinite if nobody waits."""
        shared = (line.at for line in self._shared.values())
        return min(*shared, self._due[0][0] if self._due else float("inf"), float("inf"))

    def _look_at(self, waiter: Waiter) -> None:
        if self._where.get(waiter, self) is not None:
            self._where[waiter] = None
            self._next.append(waiter)

    def _offer(self, ready: _Ready, waiter: Waiter, of: _Line | None = None) -> None:
        if waiter in self._where:
            self._where[waiter] = None
            priority, urgency = waiter.claim()
            heappush(ready, (priority, -urgency, waiter.number, waiter, of))

    def _offer_first(self, ready: _Ready, line: _Line, now: float) -> None:
        """Offer the first in a line that all share, if its budget is open for it."""
        line.at = self._pacer.budget_ready_at(now, line.budget, line.priority)
        if line.at > now:
            return
        if len(line.heap) <= SHORT or now - line.ordered_at > ORDERED_FOR:
            self._reckon(ready, line)
            line.ordered_at = now
        while line.heap:
            *_, waiter = heappop(line.heap)
            if self._where.get(waiter) is line:
                self._offer(ready, waiter, line)
                return
        self._shared.pop((line.budget.name, line.priority), None)

    def _reckon(self, ready: _Ready, line: _Line) -> None:
        """Put a line in order. Calls that have another priority by now are offered by themselves."""
        heap: list[tuple[float, int, Waiter]] = []
        for *_, waiter in line.heap:
            if self._where.get(waiter) is line:
                priority, urgency = waiter.claim()
                if priority is line.priority:
                    heap.append((-urgency, waiter.number, waiter))
                else:
                    self._offer(ready, waiter)
        heapify(heap)
        line.heap = heap

    def _stands(self, waiter: Waiter, claim: Claim, now: float) -> bool:
        """Put it into the line of a budget that is closed for it. Returns False if none is."""
        priority, urgency = claim
        for budget in reversed(waiter.budgets):  # what all share comes last, and is closed most often
            at = self._pacer.budget_ready_at(now, budget, priority)
            if at > now:
                shared = budget.slowing is OF_THE_BOT
                lines = self._shared if shared else self._of_places
                key = budget.name, priority
                if (line := lines.get(key)) is None:
                    line = lines[key] = _Line(budget, priority)
                heappush(line.heap, (-urgency, waiter.number, waiter))
                self._where[waiter] = line
                if shared:
                    line.at = at
                else:
                    self._set_due(line, at)
                return True
        return False

    def _set_due(self, line: _Line, at: float) -> None:
        if line.at != at:
            line.at = at
            heappush(self._due, (at, next(self._numbers), line))
