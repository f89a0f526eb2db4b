"""When each call may go out. Arithmetic on the clock it is told; never sleeps, does no I/O.

A call spends one unit of each of its budgets: its place's and its bot's. A budget is closed as long as the server asked
us to wait (`block`), as its own limits say so, or as the server's own count of it (`measured`) says so.
"""

import math
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from bots.engine.seam.rates import OF_A_PLACE, OF_THE_BOT, Bucket, Budget, Limit, Slowing, Window
from provider.values import Hidden, Value


class Priority(IntEnum):
    """Which of several calls that wait for one budget goes first: the one with the lower number."""

    FINAL = 0
    """The last frame of an answer, a stop."""
    FIRST = 1
    """The opening of an answer."""
    SEALED = 2
    """The last frame of a full part, and the opening of the next one."""
    WORDS = 3
    """A message of the bot itself: the answer to a command, why there is no answer, who is ahead in a queue."""
    PROGRESS = 4
    """All other frames. They never take the last call of a budget, so that an end never waits for them."""
    TYPING = 5
    """The sign that an answer is coming. It leaves half of a budget, so that the first words never wait for it."""
    STRANGERS = 6
    """Words to people who may not talk. They leave half of a budget too, and go after everything else."""


EASE_BY = 0.9
TOLD = 2.0
"""The factor by which a budget's interval grows if the server named that budget."""
GUESSED = 1.5
"""The factor if the bot's budget is only the likely reason."""

WIDESPREAD_SECONDS = 3.0
WIDESPREAD_PLACES = 3
"""If so many places far below their own limits are refused within so many seconds, the bot's limit is the reason."""
FAR_BELOW = 4.0
"""A place is far below its limits if it spends less than this part of them: one in four."""
SLOW_CALL = 0.25
"""Seconds. If a call took longer, the server may have counted it as late as its answer, and so do we."""
SLOW_FOR_THE_BOT = 0.08
"""The same for the budgets of a bot, which are spent to the last: a little less than what their windows are longer than
the platform's, so that calls that overtake each other on the way are never counted together with too many others."""

CAUTIOUS_FOR = 600.0
"""Seconds for which a budget's cautious limits hold after a 429 that concerns it."""

DEAD_FOR = 1.0
"""Seconds, at least, since the last call of a run whose answers are taken over."""

LATE = 1.0
"""Seconds before the server begins to count anew in which nothing is kept for ends: they soon have all calls.

What is shown then may be shown again about when the server counts anew, so no call of its period is lost. Of three
answers in one channel of Discord each lags by 1.9 s and waits 0.2 s for its end, in the mean over ends at any time;
with a quarter of this, by 2.1 and 0.1 s, with twice as much by 1.8 and 0.5 s.
"""
BUSY = 0.25
"""Seconds after which it is looked again whether a call that is under way has ended."""
ALIVE_FOR = 15.0
"""Seconds after its last step for which an answer counts as one that may end."""

IDLE_SECONDS = 120.0


def _kept(reserve: float, calls: float, priority: Priority, growing: int) -> float:
    """The calls that are kept for more important ones: of several answers that grow, for the ends of all but one."""
    if priority < Priority.PROGRESS:
        return 0.0
    reserve = max(reserve, min(growing - 1, calls / 2))
    return reserve if priority is Priority.PROGRESS else max(reserve, calls / 2)


class _BucketMeter:
    def __init__(self, limit: Bucket) -> None:
        self._limit = self._whole = limit
        self._tokens = limit.capacity
        self._at = float("-inf")
        self._calls = 0.0  # recent calls, at most a bucket and one; they fade at a quarter of the rate

    @property
    def per_second(self) -> float:
        return self._limit.per_second

    def divide(self, share: float) -> None:
        self._limit = self._whole.part(share)

    def spent_before(self, now: float) -> None:
        self._tokens = min(self._level(now, 1.0), DEAD_FOR * self._limit.per_second)
        self._at = now

    def _level(self, now: float, stretch: float) -> float:
        if self._at == float("-inf"):
            return self._limit.capacity
        return min(self._limit.capacity, self._tokens + (now - self._at) * self._limit.per_second / stretch)

    def ready_at(self, now: float, stretch: float, priority: Priority, growing: int) -> float:
        need = 1.0 + _kept(self._limit.reserve, self._limit.capacity, priority, growing)
        missing = min(need, self._limit.capacity) - self._level(now, stretch)
        return now if missing <= 1e-9 else now + missing * stretch / self._limit.per_second

    def take(self, now: float, stretch: float) -> None:
        self._tokens = self._level(now, stretch) - 1.0
        self._calls = min(self._limit.capacity, self._lately(now)) + 1.0
        self._at = now

    def _lately(self, now: float) -> float:
        if self._at == float("-inf"):
            return 0.0
        return max(0.0, self._calls - (now - self._at) * self._limit.per_second / FAR_BELOW)

    def far_below(self, now: float) -> bool:
        return self._lately(now) <= 1.0

    def late(self, taken: float, now: float) -> None:
        self._at = max(self._at, now)  # what was refilled during the call may not count for the server

    def give_back(self, taken: float) -> None:
        # If the bucket was full again before a later call took from it, it has room only for what is missing since
        # then.
        refilled = max(0.0, self._at - taken) * self._limit.per_second
        self._tokens = min(self._limit.capacity, self._tokens + max(0.0, 1.0 - refilled))
        self._calls = max(0.0, self._calls - 1.0)

    def idle(self, now: float) -> bool:
        return self._level(now, 1.0) >= self._limit.capacity


class _WindowMeter:
    def __init__(self, limit: Window) -> None:
        self._limit = self._whole = limit
        self._times: list[float] = []  # there are few: an empty deque takes the room of eighty

    @property
    def per_second(self) -> float:
        return self._limit.per_second

    def divide(self, share: float) -> None:
        self._limit = self._whole.part(share)

    def ready_at(self, now: float, stretch: float, priority: Priority, growing: int) -> float:
        self._forget(now, stretch)
        seconds = self._limit.seconds * stretch
        kept = _kept(self._limit.reserve, self._limit.calls, priority, growing)
        allowed = max(1, self._limit.calls - int(kept))
        if len(self._times) < allowed:
            return now
        return max(now, self._times[len(self._times) - allowed] + seconds)

    def take(self, now: float, stretch: float) -> None:
        self._forget(now, stretch)  # cautious limits that do not hold are never asked when a call is ready
        self._times.append(now)

    def _forget(self, now: float, stretch: float) -> None:
        while self._times and self._times[0] <= now - self._limit.seconds * max(stretch, 1.0):
            del self._times[0]

    def late(self, taken: float, now: float) -> None:
        if taken in self._times:
            self._times.remove(taken)
            self._times.append(now)

    def give_back(self, taken: float) -> None:
        if taken in self._times:
            self._times.remove(taken)

    def far_below(self, now: float) -> bool:
        since = now - self._limit.seconds
        return sum(at > since for at in self._times) <= max(1.0, self._limit.calls / FAR_BELOW)

    def idle(self, now: float) -> bool:
        return not self._times or self._times[-1] <= now - self._limit.seconds


_Meter = _BucketMeter | _WindowMeter


def _meters(limits: tuple[Limit, ...]) -> list[_Meter]:
    return [_BucketMeter(limit) if isinstance(limit, Bucket) else _WindowMeter(limit) for limit in limits]


@dataclass(slots=True)
class _Count:
    """The server's own count: `limit` calls in a period. The budgets that the server puts into one bucket share it.

    `remaining`: of the period that ends at `reset_at`, without those `in_flight`. `taken_at`: when the last went out.
    `told_at`: when the server last told its count. `known_until`: until when we know how its periods lie; for ever once
    it has told the count of a period's first call.
    """

    limit: int = 1
    period: int = 0
    remaining: int = 1
    reset_at: float = float("-inf")
    in_flight: int = 0
    taken_at: float = float("-inf")
    told_at: float = float("-inf")
    known_until: float = float("-inf")

    def ready_at(self, now: float, kept: int) -> float:
        """When a call may go that leaves `kept` of them for ends, until shortly before the period's end.

        Where several answers share the period, what is not kept is spread over it.
        """
        if now >= self.reset_at:
            return now if self.in_flight < self.limit else now + BUSY
        left = self.remaining - self.in_flight
        if left > kept:
            if kept < 2:  # one answer, which has a pace of its own
                return now
            return max(now, self.taken_at + (self.reset_at - LATE - self.taken_at) / (left - kept + 1))
        return max(now, self.reset_at - LATE) if left > 0 else self.reset_at

    def take(self, now: float) -> None:
        """Note that a call goes out. The first one after a period begins the next."""
        if now >= self.reset_at:
            self.remaining, self.reset_at = self.limit, now + self.period
        self.in_flight += 1
        self.taken_at = now

    def done(self, taken: float) -> None:
        """Note that a call has ended; if its answer told no count, it is counted here."""
        self.in_flight -= 1
        if self.told_at <= taken:
            self.remaining -= 1


@dataclass(slots=True)
class _State:
    meters: list[_Meter]
    cautious: list[_Meter] = field(default_factory=list)
    cautious_until: float = float("-inf")
    slowing: Slowing = OF_A_PLACE
    blocked_until: float = float("-inf")
    stretch: float = 1.0
    eased_at: float = float("-inf")
    count: _Count | None = None
    alive: dict[object, float] = field(default_factory=dict)
    opened: dict[object, float] = field(default_factory=dict)
    used_at: float = float("-inf")

    @property
    def all_meters(self) -> list[_Meter]:
        """All meters. The cautious ones count always, so that they know what was spent when they come to hold."""
        return self.meters + self.cautious


class Spent(Value):
    """A granted call: the budgets that it spent, and when."""

    budgets: tuple[str, ...]
    at: float
    counts: Hidden[tuple[_Count, ...]] = ()


class Pacer:
    """All budgets of the process. Times are in seconds on one monotonic clock, and given by the caller."""

    def __init__(self) -> None:
        self._states: dict[str, _State] = {}
        self._counts: dict[str, _Count] = {}
        self._refused: deque[tuple[float, str, str]] = deque()
        self._shares: Mapping[str, float] = {}
        self._swept_at = float("-inf")

    def divide(self, shares: Mapping[str, float]) -> None:
        """Let this process take from now on only these parts of the bot's budgets, by platform; 1 of all others."""
        self._shares = shares
        for name, state in self._states.items():
            if state.slowing is OF_THE_BOT:
                self._divide(name, state)

    def ready_at(self, now: float, budgets: Iterable[Budget], priority: Priority) -> float:
        """The earliest time at which a call that spends `budgets` may go out; `now` if it may go at once."""
        return max((self.budget_ready_at(now, budget, priority) for budget in budgets), default=now)

    def budget_ready_at(self, now: float, budget: Budget, priority: Priority) -> float:
        """The same for one budget."""
        state = self._state(budget)
        ready = max(now, state.blocked_until)
        stretch = self._ease(state, now)
        if (count := state.count) is not None:
            kept = max(1, len(state.alive)) if priority >= Priority.PROGRESS else 0
            ready = max(ready, count.ready_at(now, kept))
        # Where the server counts in periods that we know and has not objected, our own limits say nothing.
        if count is None or ready >= count.known_until or stretch > 1.0:
            for meter in state.all_meters if now < state.cautious_until else state.meters:
                ready = max(ready, meter.ready_at(now, stretch, priority, len(state.opened)))
        return ready

    def seconds_of(self, now: float, budget: Budget, calls: int) -> float:
        """The seconds that so many calls take which spend that budget, as far as our own limits say."""
        state = self._state(budget)
        slowest = min((meter.per_second for meter in state.meters), default=math.inf)
        return calls * self._ease(state, now) / slowest

    def spent_before(self, now: float, budgets: Iterable[Budget]) -> None:
        """Note that a run which has died had an answer there, and may have made all calls that it could.

        Of a window nothing is known: it could say no more than that nobody may call for all of its time.
        """
        for budget in budgets:
            if budget.slowing is not OF_THE_BOT:
                for meter in self._state(budget).meters:
                    if isinstance(meter, _BucketMeter):
                        meter.spent_before(now)

    def grew(self, now: float, budgets: Iterable[Budget], answer: object, priority: Priority) -> None:
        """Note a call of an answer: it may want one more of these budgets for its end, or has had it.

        An opening counts for our own limits alone: a period of the server's is over before such an answer is.
        """
        for budget in budgets:
            if budget.slowing is OF_THE_BOT:
                continue
            state = self._state(budget)
            for answers in (state.opened, state.alive):
                answers.pop(answer, None)
                while answers and next(iter(answers.values())) < now - ALIVE_FOR:
                    del answers[next(iter(answers))]
            if priority is not Priority.FINAL:
                state.opened[answer] = now
            if priority is Priority.PROGRESS:
                state.alive[answer] = now

    def closed_until(self, budgets: Iterable[Budget]) -> float:
        """The time until which the server has closed one of them; in the past, or -inf, if it has not."""
        states = (self._states.get(budget.name) for budget in budgets)
        return max((state.blocked_until for state in states if state), default=float("-inf"))

    def take(self, now: float, budgets: Iterable[Budget]) -> Spent:
        """Spend one call of each budget."""
        self._sweep(now)
        names: list[str] = []
        counts: list[_Count] = []
        for budget in budgets:
            state = self._state(budget)
            state.used_at = now
            stretch = self._ease(state, now)
            for meter in state.all_meters:
                meter.take(now, stretch)
            if state.count is not None:
                state.count.take(now)
                counts.append(state.count)
            names.append(budget.name)
        return Spent(tuple(names), now, tuple(counts))

    def done(self, spent: Spent, now: float) -> None:
        """Note that the call has ended, however it went."""
        for count in spent.counts:
            count.done(spent.at)
        took = now - spent.at
        for state in self._spent_states(spent):
            if took > (SLOW_FOR_THE_BOT if state.slowing is OF_THE_BOT else SLOW_CALL):
                for meter in state.all_meters:
                    meter.late(spent.at, now)

    def give_back(self, spent: Spent) -> None:
        """Give back a call that was not made."""
        for count in spent.counts:
            count.in_flight -= 1
        for state in self._spent_states(spent):
            for meter in state.all_meters:
                meter.give_back(spent.at)

    def block(self, now: float, name: str, retry_after: float, *, suspect: str = "") -> None:
        """Note a 429: the budget is closed for exactly `retry_after` seconds, and its interval doubles.

        If it has cautious limits that do not hold yet, they hold from now on instead.

        Of all calls that were in flight together, only the first 429 counts. `suspect`: the bot's budget, if the server
        does not say which one is used up. It slows down too if several places are refused within seconds and none of
        them can be the reason.
        """
        state = self._states.setdefault(name, _State([]))
        known = now < state.blocked_until
        state.blocked_until = max(state.blocked_until, now + retry_after)
        if known:
            state.eased_at = max(state.eased_at, state.blocked_until)
            return
        self._slow(state, now, TOLD)
        if suspect and self._is_far_below(state, now):
            self._suspect(suspect, name, now)

    def _suspect(self, bot: str, place: str, now: float) -> None:
        self._refused.append((now, bot, place))
        while self._refused[0][0] < now - WIDESPREAD_SECONDS:
            self._refused.popleft()
        if len({each for _, whose, each in self._refused if whose == bot}) >= WIDESPREAD_PLACES:
            self._refused = deque(each for each in self._refused if each[1] != bot)
            self._slow(self._states.setdefault(bot, _State([])), now, GUESSED)

    @staticmethod
    def _is_far_below(state: _State, now: float) -> bool:
        """Whether the budget has limits and has used so little of them that they cannot be the reason for a refusal."""
        return bool(state.meters) and all(meter.far_below(now) for meter in state.meters)

    def measured(self, now: float, name: str, *, bucket: str, limit: int, remaining: int, reset_after: float) -> None:
        """Note the server's own count of a budget, from the headers of a response."""
        count = self._counts.setdefault(bucket, _Count())
        reset_at = now + reset_after
        # Answers can overtake each other: within one period the smaller count is the newer one.
        same_period = abs(reset_at - count.reset_at) < 0.5
        count.remaining = min(count.remaining, remaining) if same_period else remaining
        count.reset_at, count.told_at = reset_at, now
        count.limit, count.period = limit, max(count.period, math.ceil(reset_after))  # some of it may be over by now
        if count.known_until < math.inf:
            count.known_until = math.inf if remaining >= limit - 1 else reset_at
        self._states.setdefault(name, _State([])).count = count

    def stretch(self, name: str, now: float) -> float:
        """The factor, 1 or more, by which the intervals of this budget are longer than usual."""
        state = self._states.get(name)
        return self._ease(state, now) if state else 1.0

    def _state(self, budget: Budget) -> _State:
        state = self._states.get(budget.name)
        if state is None:
            state = self._states[budget.name] = _State([])
        state.slowing = budget.slowing
        if not state.meters and budget.limits:
            state.meters, state.cautious = _meters(budget.limits), _meters(budget.cautious)
            if self._shares and budget.slowing is OF_THE_BOT:
                self._divide(budget.name, state)
        return state

    def _divide(self, name: str, state: _State) -> None:
        for meter in state.all_meters:
            meter.divide(self._shares.get(name.partition(":")[0], 1.0))

    def _spent_states(self, spent: Spent) -> list[_State]:
        return [self._states[name] for name in spent.budgets if name in self._states]

    @classmethod
    def _slow(cls, state: _State, now: float, by: float) -> None:
        if not state.cautious or now < state.cautious_until:
            state.stretch = min(state.slowing.most, cls._ease(state, now) * by)
        state.eased_at = max(now, state.blocked_until)
        state.cautious_until = state.eased_at + CAUTIOUS_FOR

    @staticmethod
    def _ease(state: _State, now: float) -> float:
        while state.stretch > 1.0 and now - state.eased_at >= state.slowing.ease_every:
            state.stretch = max(1.0, state.stretch * EASE_BY)
            state.eased_at += state.slowing.ease_every
        return state.stretch

    def _sweep(self, now: float) -> None:
        """Forget the budgets of places that have long been quiet, so that memory does not grow."""
        if now - self._swept_at < IDLE_SECONDS:
            return
        self._swept_at = now
        for name, state in list(self._states.items()):
            rested = now - state.used_at > IDLE_SECONDS and now > state.blocked_until
            rested = rested and (state.count is None or now >= state.count.reset_at)
            rested = rested and not (state.cautious and now < state.cautious_until)
            if rested and self._ease(state, now) == 1.0 and all(meter.idle(now) for meter in state.meters):
                del self._states[name]
        kept = {id(state.count) for state in self._states.values()}
        for bucket, count in list(self._counts.items()):
            if id(count) not in kept and now > count.reset_at and not count.in_flight:
                del self._counts[bucket]
