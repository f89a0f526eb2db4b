"""Of several processes one tells the owners, whatever the clocks of the others say."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bots.engine.owner.tellers import KEY, LOOK, SCOPE, OfSeveral
from bots.engine.storage import settings
from bots.engine.storage.store import Store
from tests.bots.engine.house import open_database
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

EVERY = 600.0


@dataclass
class Named:
    """A process that has one other beside it."""

    me: str
    alive: tuple[str, ...] = ("other",)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = Store(open_database())
    yield opened
    await opened.close()


@pytest.mark.parametrize(("ahead", "first"), [(0.0, False), (5.0, False), (86400.0, True)])
async def test_a_clock_that_was_ahead_silences_nobody_for_long(ahead: float, first: bool) -> None:
    """One process has told it by a clock of tomorrow, and is gone; some seconds of difference change nothing."""
    clock, tomorrows = VirtualClock(), VirtualClock()
    tomorrows.skip(ahead)
    store = Store(open_database())
    try:
        one = OfSeveral(store, tomorrows, Named("one"))
        other = OfSeveral(store, clock, Named("other"))
        began = await one.is_first("fire", EVERY)
        found = await other.is_first("fire", EVERY)
        after = await OfSeveral(store, clock, Named("third")).is_first("fire", EVERY)
    finally:
        await store.close()

    assert (began, found, after) == (True, first, False)


async def test_what_a_process_did_not_get_to_tell_is_told_by_another(store: Store) -> None:
    """It ends between its word in the database and the message; the one that waits for it takes it over."""
    clock, beside_one = VirtualClock(), Named("other", ("one",))
    one, other = OfSeveral(store, clock, Named("one")), OfSeveral(store, clock, beside_one)
    began = await one.is_first("fire", EVERY)
    found = await other.is_first("fire", EVERY)
    looking = asyncio.create_task(other.is_left("fire", EVERY))
    await asyncio.sleep(3 * LOOK)
    waits = not looking.done()
    beside_one.alive = ("third",)
    left = await looking
    third = await OfSeveral(store, clock, Named("third")).is_first("fire", EVERY)

    assert (began, found, waits, left, third) == (True, False, True, True, False)


async def test_what_was_told_is_left_by_nobody(store: Store) -> None:
    """Its process has ended since; and only one of those that wait takes over what was not told."""
    clock = VirtualClock()
    one = OfSeveral(store, clock, Named("one"))
    others = [OfSeveral(store, clock, Named(name, ("fourth",))) for name in ("second", "third")]
    await one.is_first("fire", EVERY)
    await one.told("fire")
    await one.is_first("flood", EVERY)

    told = await asyncio.gather(*(each.is_left("fire", EVERY) for each in others))
    untold = await asyncio.gather(*(each.is_left("flood", EVERY) for each in others))

    assert told == [False, False]
    assert sorted(untold) == [False, True]


async def test_what_an_older_version_has_noted_was_told(store: Store) -> None:
    """Its word has only a name and a time."""
    clock = VirtualClock()
    await store.run(settings.change, SCOPE, KEY, f'{{"fire": ["one", {clock.wall() + EVERY}]}}')
    other = OfSeveral(store, clock, Named("other"))

    assert not await other.is_first("fire", EVERY)
    assert not await other.is_left("fire", EVERY)
