"""One process of a bot does the regular work at a time."""

from bots.engine.storage import rounds
from bots.engine.storage.store import Store
from tests.bots.engine.stores import NOON


async def test_one_process_makes_a_round_at_a_time(store: Store) -> None:
    """Another one makes the next, once it has ended and its time has come; so does the same one after a fault."""
    assert await store.run(rounds.begin, "a", NOON, 450.0)
    assert not await store.run(rounds.begin, "b", NOON + 1, 450.0)
    assert await store.run(rounds.begin, "a", NOON + 2, 450.0)
    await store.run(rounds.end, "a", NOON + 2, NOON + 10)
    assert not await store.run(rounds.begin, "b", NOON + 459, 450.0)
    assert await store.run(rounds.begin, "b", NOON + 460, 450.0)
    assert not await store.run(rounds.begin, "a", NOON + 461, 450.0)


async def test_the_round_of_a_process_that_died_is_over_after_a_while(store: Store) -> None:
    """Nobody else notes its end."""
    assert await store.run(rounds.begin, "a", NOON, 450.0)
    assert not await store.run(rounds.begin, "b", NOON + rounds.LONGEST - 1, 450.0)
    assert await store.run(rounds.begin, "b", NOON + rounds.LONGEST, 450.0)
