"""Whose the bot is, and how it becomes somebody's. In virtual time."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.engine.owner.owners import WRONG_CODES, Owners
from bots.engine.policy import Policy
from bots.engine.runtime.current import Replaceable
from bots.engine.seam.values import Person
from bots.engine.storage.owners import claimed
from bots.engine.storage.store import Store
from tests.bots.engine.house import ANN, BOB, OWNER, open_database
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime


@asynccontextmanager
async def opened(*configured: Person, store: Store | None = None) -> AsyncIterator[Owners]:
    """The owners as a start finds them, over an empty store or that one."""
    kept = store or Store(open_database())
    owners = Owners(kept, VirtualClock(), Replaceable(Policy(owners=frozenset(configured))))
    await owners.load()
    try:
        yield owners
    finally:
        if store is None:
            await kept.close()


async def test_a_claim_makes_an_owner(caplog: pytest.LogCaptureFixture) -> None:
    """The code that the start printed; once; the next start knows the owner and prints none."""
    store = Store(open_database())
    with caplog.at_level(logging.INFO):
        async with opened(store=store) as one:
            code = one.code
            how = await one.claim(ANN, f" {code} ")
            again = await one.claim(BOB, code)
        async with opened(store=store) as next_start:
            known, next_code = next_start.all, next_start.code
    await store.close()

    assert f"/claim {code}" in caplog.text
    assert (how, again) == ("claimed", "already_claimed")
    assert (known, next_code) == (frozenset({ANN}), "")


async def test_five_wrong_codes_make_a_new_one() -> None:
    """The old one is void then, whoever tried."""
    async with opened() as one:
        code = one.code
        said = [await one.claim(ANN if number % 2 else BOB, "x" * 6) for number in range(WRONG_CODES)]
        changed = one.code != code
        late = await one.claim(ANN, code) if changed else "wrong_code"

    assert said == ["wrong_code"] * (WRONG_CODES - 1) + ["new_code"]
    assert late == "wrong_code"


async def test_of_two_claims_at_once_one_wins() -> None:
    """Both know the code."""
    store = Store(open_database())
    async with opened(store=store) as one:
        said = await asyncio.gather(one.claim(ANN, one.code), one.claim(BOB, one.code))
        kept = await store.run(claimed)
    await store.close()

    assert sorted(said) == ["already_claimed", "claimed"]
    assert one.all == kept


@pytest.mark.parametrize("code", ["", "\ud83d", "１２３４５６", "\x00"])
async def test_no_code_is_too_odd(code: str) -> None:
    """Whatever a person can send is a wrong code."""
    async with opened() as one:
        said = await one.claim(ANN, code)

    assert said == "wrong_code"


async def test_with_an_owner_in_the_config_there_is_nothing_to_claim() -> None:
    """No code is made, none is right."""
    async with opened(OWNER) as one:
        said = await one.claim(ANN, "")

    assert (one.code, said) == ("", "already_claimed")


async def test_one_that_the_config_drops_leaves_a_code() -> None:
    """And who comes into it later makes that code void."""
    policy, store = Replaceable(Policy(owners=frozenset({OWNER}))), Store(open_database())
    owners = Owners(store, VirtualClock(), policy)
    codes = []
    for those in ({OWNER}, set[Person](), {BOB}):
        policy.value = Policy(owners=frozenset(those))
        owners.offer_code()
        codes.append(bool(owners.code))
    await store.close()

    assert codes == [False, True, False]
