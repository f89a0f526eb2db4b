"""Of several processes one tells the owners, whatever the clocks of the others say."""

from dataclasses import dataclass

import pytest

from bots.engine.owner.tellers import OfSeveral
from bots.engine.storage.store import Store
from tests.bots.engine.house import open_database
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

EVERY = 600.0


@dataclass(frozen=True)
class Named:
    """A process that has one other beside it."""

    me: str
    alive: tuple[str, ...] = ("other",)


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
