"""Who goes next: order, fairness, and nothing left behind by those who give up. In virtual time."""

import asyncio
from collections import Counter
from functools import partial
from itertools import pairwise

import pytest

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.waiting import Claim
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import SlowDown
from bots.engine.seam.rates import OF_THE_BOT, Bucket, Budget, Window

pytestmark = pytest.mark.looptime

ONE_A_SECOND = Budget("chat", (Bucket(1, 1.0, reserve=0),))
BOT = Budget("bot", (Window(25, 1.0, reserve=2),), OF_THE_BOT)
CLOSED = Budget("closed", (Window(1, 1000.0),))


class WatchedClock(RealClock):
    """Counts how often it is looked at."""

    looked = 0

    def now(self) -> float:
        self.looked += 1
        return super().now()


async def call(scheduler: Scheduler, budget: Budget, claim: Claim, name: str, done: list[str]) -> None:
    async with scheduler.grant((budget,), lambda: claim):
        done.append(name)


async def test_the_more_important_call_goes_first() -> None:
    """Ends, openings, sealed parts, steps: in that order, whoever came first; among equals the more urgent."""
    scheduler, done = Scheduler(RealClock()), list[str]()
    await call(scheduler, ONE_A_SECOND, (Priority.FINAL, 0.0), "before", done)

    async with asyncio.TaskGroup() as group:
        for name, claim in (
            ("bored", (Priority.PROGRESS, 1.0)),
            ("urgent", (Priority.PROGRESS, 9.0)),
            ("sealed", (Priority.SEALED, 0.0)),
            ("first", (Priority.FIRST, 0.0)),
            ("final", (Priority.FINAL, 0.0)),
            ("final too", (Priority.FINAL, 0.0)),
        ):
            group.create_task(call(scheduler, ONE_A_SECOND, claim, name, done))

    assert done == ["before", "final", "final too", "first", "sealed", "urgent", "bored"]


async def test_a_step_that_became_an_end_goes_as_an_end() -> None:
    """The bot's reserve is closed to steps; the moment the answer ends, its waiting call goes."""
    scheduler, done, clock = Scheduler(RealClock()), list[str](), RealClock()
    reserved = Budget("reserved", (Window(2, 60.0, reserve=1),))
    await call(scheduler, reserved, (Priority.PROGRESS, 0.0), "step", done)
    claim: Claim = (Priority.PROGRESS, 0.0)

    def wants() -> Claim:
        return claim

    async def wait() -> float:
        async with scheduler.grant((reserved,), wants):
            return clock.now()

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(5)
    before = clock.now()
    claim = (Priority.FINAL, 0.0)
    scheduler.nudge(wants)

    assert await waiting == pytest.approx(before, abs=0.01)


@pytest.mark.parametrize("slow_every", [1, 10])
async def test_two_hundred_streams_share_a_bot_fairly(slow_every: int) -> None:
    """Intervals grow for all alike: no stream waits more than a small factor of the mean, also beside slow streams."""
    scheduler, clock = Scheduler(RealClock()), RealClock()
    gaps: dict[int, list[float]] = {number: [] for number in range(200)}
    end = clock.now() + 60

    async def stream(number: int) -> None:
        speed = 60.0 if number % slow_every == 0 else 3.0
        shown = clock.now()
        while clock.now() < end:
            await asyncio.sleep(1.1)
            budgets = (Budget(f"chat{number}", (Bucket(3, 1.0),)), BOT)
            asked = shown

            def claim(asked: float = asked) -> Claim:
                waited = clock.now() - asked
                return Priority.PROGRESS, waited * (1 + min(waited * speed, 400) / 100)

            async with scheduler.grant(budgets, claim):
                gaps[number].append(clock.now() - shown)
                shown = clock.now()
                await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as group:
        for number in range(200):
            group.create_task(stream(number))

    every = [gap for mine in gaps.values() for gap in mine[1:]]
    mean = sum(every) / len(every)
    assert mean == pytest.approx(200 / 23, rel=0.15)
    assert max(every) < (2.0 if slow_every == 1 else 5.0) * mean
    assert min(Counter({number: len(mine) for number, mine in gaps.items()}).values()) >= 3


@pytest.mark.parametrize("granted_first", [True, False])
async def test_whoever_gives_up_takes_nothing_along(granted_first: bool) -> None:
    """Granted and cancelled, or cancelled and granted, before its task came to run: the call goes to the next."""
    scheduler, done = Scheduler(RealClock()), list[str]()
    reserved = Budget("reserved", (Window(2, 60.0, reserve=1),))
    await call(scheduler, reserved, (Priority.FINAL, 0.0), "before", done)
    claims: dict[str, Claim] = {"cancelled": (Priority.PROGRESS, 0.0), "second": (Priority.PROGRESS, 0.0)}
    wants = {name: partial(claims.__getitem__, name) for name in claims}

    async def wait(name: str) -> None:
        async with scheduler.grant((reserved,), wants[name]):
            done.append(name)

    def changed() -> None:
        claims.update(dict.fromkeys(claims, (Priority.FINAL, 0.0)))
        for claim in wants.values():
            scheduler.nudge(claim)

    tasks = [asyncio.create_task(wait(name)) for name in claims]
    await asyncio.sleep(1)
    for act in (changed, tasks[0].cancel) if granted_first else (tasks[0].cancel, changed):
        act()
    async with asyncio.timeout(1):
        await asyncio.gather(*tasks, return_exceptions=True)

    assert done == ["before", "second"]


async def test_nobody_waiting_means_no_alarm() -> None:
    """When the last waiter has gone, no timer is left in the loop."""
    clock, done = WatchedClock(), list[str]()
    scheduler = Scheduler(clock)
    await call(scheduler, CLOSED, (Priority.FINAL, 0.0), "before", done)
    waiting = asyncio.create_task(call(scheduler, CLOSED, (Priority.FINAL, 0.0), "never", done))
    await asyncio.sleep(1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    looked = clock.looked
    await asyncio.sleep(9999)

    assert done == ["before"]
    assert clock.looked == looked  # an alarm that rings looks at the clock


async def test_an_unused_grant_costs_nothing() -> None:
    """A grant that turned out to have nothing to say is there for the next."""
    scheduler, clock = Scheduler(RealClock()), RealClock()
    started = clock.now()

    async with scheduler.grant((ONE_A_SECOND,), lambda: (Priority.PROGRESS, 0.0)) as grant:
        grant.unused()
    async with scheduler.grant((ONE_A_SECOND,), lambda: (Priority.PROGRESS, 0.0)):
        waited = clock.now() - started

    assert waited == 0


async def test_a_grant_among_many_asks_few() -> None:
    """Twice as many that wait ask hardly more of each other for a grant, and the most urgent of them still go first."""

    async def looks(count: int) -> tuple[float, list[int]]:
        scheduler, asked, granted = Scheduler(RealClock()), 0, list[int]()

        async def wait(number: int) -> None:
            def claim() -> Claim:
                nonlocal asked
                asked += 1
                return Priority.PROGRESS, float(number)

            async with scheduler.grant((Budget(f"chat{number}", (Bucket(3, 1.0),)), BOT), claim):
                granted.append(number)

        async with asyncio.TaskGroup() as group:
            for number in range(count):
                group.create_task(wait(number))
        return asked / count, granted

    (few, _), (many, order) = await looks(400), await looks(800)

    assert many < 2.2 * few  # four times a second all are asked, and the seconds are twice as many
    assert many < 800 / 2 / 5
    late = order[50:]
    assert sum(a > b for a, b in pairwise(late)) > 0.95 * len(late)


@pytest.mark.parametrize("budgets", [(ONE_A_SECOND, BOT), (ONE_A_SECOND,)])
async def test_what_is_given_back_goes_to_who_waits(budgets: tuple[Budget, ...]) -> None:
    """At once, whichever line they stand in."""
    scheduler, clock = Scheduler(RealClock()), RealClock()
    taken = asyncio.Event()

    async def hold() -> None:
        async with scheduler.grant(budgets, lambda: (Priority.FINAL, 0.0)) as grant:
            taken.set()
            await asyncio.sleep(0.3)
            grant.unused()

    started = clock.now()
    holding = asyncio.create_task(hold())
    await taken.wait()
    async with scheduler.grant(budgets, lambda: (Priority.FINAL, 0.0)):
        waited = clock.now() - started
    await holding

    assert waited == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("named", [(), ("chat",), ("somebody:else",)])
async def test_a_429_closes_the_budget(named: tuple[str, ...]) -> None:
    """Whichever budget the server names, the caller's next call waits as long as it said."""
    scheduler, clock = Scheduler(RealClock()), RealClock()

    with pytest.raises(SlowDown):
        async with scheduler.grant((ONE_A_SECOND, BOT), lambda: (Priority.FINAL, 0.0)):
            raise SlowDown(7.0, named)
    refused = clock.now()
    async with scheduler.grant((ONE_A_SECOND, BOT), lambda: (Priority.FINAL, 0.0)):
        waited = clock.now() - refused

    assert waited == pytest.approx(7.0, abs=0.01)


@pytest.mark.parametrize(("vague", "expected"), [(True, 1.5), (False, 1.0)])
async def test_only_a_429_that_names_nothing_lets_the_bot_be_suspected(vague: bool, expected: float) -> None:
    """Three quiet chats at once: on Telegram it may be the bot's limit; on Discord it is each chat's own."""
    scheduler = Scheduler(RealClock())

    for number in range(3):
        with pytest.raises(SlowDown):
            async with scheduler.grant((Budget(f"chat{number}", (Bucket(3, 1.0),)), BOT), lambda: (Priority.FIRST, 0)):
                raise SlowDown(7.0, vague=vague)

    assert scheduler.stretch((BOT,)) == expected


async def test_an_error_inside_a_grant_leaves_the_scheduler_in_order() -> None:
    """Whatever leaves the block, the next caller gets its turn, and the call that was made stays counted."""
    scheduler, done, clock = Scheduler(RealClock()), list[str](), RealClock()
    started = clock.now()

    with pytest.raises(ZeroDivisionError):
        async with scheduler.grant((ONE_A_SECOND,), lambda: (Priority.FINAL, 0.0)):
            raise ZeroDivisionError
    await call(scheduler, ONE_A_SECOND, (Priority.FINAL, 0.0), "next", done)

    assert clock.now() - started == pytest.approx(1.0, abs=0.01)
