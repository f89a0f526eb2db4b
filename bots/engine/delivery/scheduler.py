"""Hands the budgets of `pacing` to the calls that wait for them. There is one for the process."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bots.engine.delivery.pacing import Pacer, Priority, Spent
from bots.engine.delivery.patience import UNREACHED
from bots.engine.delivery.waiting import Claim, Waiter, Waiting
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lasting import Lasting
from bots.engine.runtime.lease import Always, Lease
from bots.engine.runtime.meters import UNCOUNTED, Called, Meters
from bots.engine.seam.errors import Gone, PlatformError, Refused, SlowDown
from bots.engine.seam.rates import OF_THE_BOT, Budget

log = logging.getLogger("parley")

WORTH_A_LINE = 30.0
"""Seconds: a longer pause that a platform asks for stands in the log."""
ROUNDED_OFF = 0.0005
"""Real seconds by which the alarm rings later: uvloop rounds to milliseconds, and before the budget is open it would
ring for nothing, again and again."""


@dataclass(slots=True)
class Grant:
    """The right to make one call, now. `unused` gives it back."""

    used: bool = True

    def unused(self) -> None:
        """Give the grant back: no call is made with it."""
        self.used = False


class Scheduler:
    """Grants calls in the order of their claims, and wakes by itself when a budget opens."""

    def __init__(self, clock: Clock) -> None:
        self.meters: Meters = UNCOUNTED
        """Hears of each call that was made, and of whatever else is counted on the way to a platform."""
        self.lease: Lease = Always()
        """Whether this process may make calls."""
        self._clock = clock
        self._pacer = Pacer()
        self._waiting = Waiting(self._pacer)
        self._growing: Counter[str] = Counter()
        self._timer: asyncio.TimerHandle | None = None
        self._alarm_at = 0.0

    @asynccontextmanager
    async def grant(self, budgets: tuple[Budget, ...], claim: Callable[[], Claim]) -> AsyncIterator[Grant]:
        """Wait for the right to make one call, which is made inside the block.

        `claim` is read each time a budget opens, so that a step that has become an end goes as an end; call `nudge`
        after such a change. A `SlowDown` that leaves the block closes its budgets and goes on to the caller.

        Raises:
            SlowDown: one of the budgets is closed for longer than is worth a wait.
        """
        spent = await self._acquire(budgets, claim)
        try:
            await self.lease.held()
        except asyncio.CancelledError:
            self._pacer.give_back(spent)
            raise
        if (priority := claim()[0]) in (Priority.FIRST, Priority.PROGRESS, Priority.FINAL):
            self._pacer.grew(self._clock.now(), budgets, claim, priority)
        grant, how = Grant(), _how(None)
        try:
            yield grant
            how = "done"
        except SlowDown as slow:
            how = _how(slow)
            own = [budget.name for budget in budgets]
            names = slow.budgets or tuple(own[:1])
            if not set(names) & set(own) and claim()[0] is not Priority.TYPING:
                names += tuple(own[:1])  # otherwise the caller would get the next attempt at once
            bots = (budget.name for budget in budgets if budget.slowing is OF_THE_BOT)
            suspect = next(bots, "") if slow.vague else ""
            for name in names:
                self._pacer.block(self._clock.now(), name, slow.retry_after, suspect=suspect)
            if slow.retry_after > WORTH_A_LINE:
                log.warning("%s: the platform asks for a pause of %.0f s", ", ".join(names), slow.retry_after)
            self._turn_away()
            raise
        except PlatformError as error:
            how = _how(error)
            raise
        finally:
            if grant.used:
                self._pacer.done(spent, self._clock.now())
                if budgets:
                    self.meters.called(budgets[0].name.partition(":")[0], how)
            else:
                self._pacer.give_back(spent)
            if spent.counts or not grant.used:  # otherwise nothing was opened
                self._waiting.opened(spent.budgets)
                self.nudge()

    def report_to(self, meters: Meters) -> None:
        """Tell `meters` from now on what is counted."""
        self.meters = meters

    def divide(self, shares: Mapping[str, float]) -> None:
        """Take from now on only these parts of what the bot may do on each platform: other processes take the rest."""
        self._pacer.divide(shares)
        self.nudge()

    def spent_before(self, budgets: tuple[Budget, ...]) -> None:
        """Note that a run which has died spent these for an answer that is taken over: not all of them is left."""
        self._pacer.spent_before(self._clock.now(), budgets)

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._waiting)

    def stretch(self, budgets: tuple[Budget, ...]) -> float:
        """The factor, 1 or more, by which the intervals of that place are longer than usual."""
        return self._pacer.stretch(budgets[0].name, self._clock.now()) if budgets else 1.0

    def delay(self, budgets: tuple[Budget, ...]) -> float:
        """About the seconds for which a step of an answer there would wait from now on."""
        now = self._clock.now()
        lines = [
            self._pacer.seconds_of(now, each, max(self._growing[each.name], self._waiting.ahead(each.name)))
            for each in budgets
            if each.slowing is OF_THE_BOT
        ]
        return max(self._pacer.ready_at(now, budgets, Priority.PROGRESS) - now, *lines, 0.0)

    def grows(self, budgets: tuple[Budget, ...]) -> Lasting[None]:
        """An answer grows there inside the block, or is going to, and takes its share of the calls."""
        shared = [each.name for each in budgets if each.slowing is OF_THE_BOT]
        self._growing.update(shared)
        return Lasting(None, partial(self._growing.subtract, shared))

    def measured(self, budget: str, *, bucket: str, limit: int, remaining: int, reset_after: float) -> None:
        """Note what the platform counts; see `Meter`."""
        self._pacer.measured(
            self._clock.now(), budget, bucket=bucket, limit=limit, remaining=remaining, reset_after=reset_after
        )

    def _closed(self, budgets: tuple[Budget, ...]) -> SlowDown | None:
        """The error for a call that would wait for too long, because the server has closed a budget of it."""
        left = self._pacer.closed_until(budgets) - self._clock.now()
        return SlowDown(left) if left > UNREACHED else None

    def _turn_away(self) -> None:
        """End the wait of all calls for which it has become too long."""
        for waiter in self._waiting:
            closed = self._closed(waiter.budgets)
            if closed is not None and not waiter.future.done():
                self._waiting.remove(waiter)
                waiter.future.set_exception(closed)

    async def _acquire(self, budgets: tuple[Budget, ...], claim: Callable[[], Claim]) -> Spent:
        closed = self._closed(budgets)
        if closed is not None:
            raise closed
        waiter = Waiter(budgets, claim, asyncio.get_running_loop().create_future())
        if self._waiting.add(waiter, self._clock.now()):
            self.nudge()
        else:  # nothing changes for the others
            self._wake_at(self._waiting.opens_at)
        try:
            return await waiter.future
        except asyncio.CancelledError:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            elif not waiter.future.cancelled() and waiter.future.exception() is None:
                # It was granted and cancelled in the same step of the loop.
                self._pacer.give_back(waiter.future.result())
                self._waiting.opened(each.name for each in budgets)
            self.nudge()
            raise

    def nudge(self, claim: Callable[[], Claim] | None = None) -> None:
        """Grant all that may go now, the most important first, and set the alarm for the next.

        Call it after somebody's claim has changed, with that.
        """
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if claim is not None:
            self._waiting.changed(claim)
        now = self._clock.now()
        for waiter in self._waiting.first(now):
            if not waiter.future.cancelled():  # else its task was cancelled and has not run since
                waiter.future.set_result(self._pacer.take(now, waiter.budgets))
        if (at := self._waiting.opens_at) < float("inf"):
            self._wake_at(at)

    def _wake_at(self, at: float) -> None:
        """Set the alarm, or set it to an earlier time."""
        if self._timer is not None:
            if self._alarm_at <= at:
                return
            self._timer.cancel()
        pause = max(0.0, self._clock.real(at - self._clock.now())) + ROUNDED_OFF
        self._timer = asyncio.get_running_loop().call_later(pause, self.nudge)
        self._alarm_at = at


def _how(error: PlatformError | None) -> Called:
    """How a call ended that did not succeed; without an error it was given up."""
    match error:
        case None:
            return "cut"
        case SlowDown():
            return "slowed"
        case Gone():
            return "gone"
        case Refused():
            return "refused"
        case _:
            return "lost"
