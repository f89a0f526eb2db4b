"""Whose the bot is. In virtual time."""

import asyncio

import pytest

from bots.engine.owner.owners import Owners
from bots.engine.policy import Policy
from bots.engine.runtime.current import Replaceable
from bots.engine.storage.owners import claimed
from bots.engine.storage.store import Store
from tests.bots.engine.house import ANN, BOB, OWNER, open_database
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime


async def test_of_two_first_owners_at_once_one_is() -> None:
    """The next start knows them beside those of the config."""
    store = Store(open_database())
    owners = Owners(store, VirtualClock(), Replaceable(Policy()))
    won = await asyncio.gather(owners.add_first(ANN), owners.add_first(BOB))
    kept = await store.run(claimed)
    next_start = Owners(store, VirtualClock(), Replaceable(Policy(owners=frozenset({OWNER}))))
    await next_start.load()
    await store.close()

    assert sorted(won) == [False, True]
    assert owners.all == kept
    assert next_start.all == kept | {OWNER}
