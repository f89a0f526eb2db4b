"""Files are read one at a time, and nobody's many or slow ones hold up everybody's."""

import asyncio
from contextlib import suppress

import pytest

from bots.documents.fair_queue import MOST_SECONDS, REFILL, FairQueue

pytestmark = pytest.mark.looptime


def queue() -> FairQueue:
    return FairQueue(now=asyncio.get_running_loop().time)


async def reads(queue: FairQueue, whose: str, seconds: float, done: list[str]) -> None:
    async with queue.turn(whose):
        await asyncio.sleep(seconds)
        done.append(whose)


async def test_who_has_had_less_comes_first() -> None:
    """However many files somebody else has sent before; of those who had none, who came first."""
    one, done = queue(), list[str]()
    async with asyncio.TaskGroup() as group:
        for whose in ("ann", "ann", "ann", "bob", "cat", "bob"):
            group.create_task(reads(one, whose, 10.0, done))
            await asyncio.sleep(0.01)

    assert done == ["ann", "bob", "cat", "ann", "bob", "ann"]


async def test_seconds_are_used_up_and_given_back() -> None:
    """Beyond its share nothing of a person's is read for some minutes; of others it is."""
    one, done = queue(), list[str]()
    while one.may_read("ann"):
        await reads(one, "ann", 20.0, done)
    late, others = one.may_read("ann"), one.may_read("bob")
    await asyncio.sleep(20.0 / REFILL)
    again, used = one.may_read("ann"), one.used("ann", asyncio.get_running_loop().time())
    await asyncio.sleep(MOST_SECONDS / REFILL)

    assert len(done) == 8
    assert (late, others, again) == (False, True, True)
    assert used > 100.0
    assert one.used("ann", asyncio.get_running_loop().time()) == 0.0


async def test_who_leaves_is_passed_over() -> None:
    """Before its turn, or at the moment it comes."""
    one, done = queue(), list[str]()
    first = asyncio.create_task(reads(one, "ann", 10.0, done))
    await asyncio.sleep(0)
    left, waits = (asyncio.create_task(reads(one, whose, 10.0, done)) for whose in ("bob", "cat"))
    await asyncio.sleep(5.0)
    left.cancel()
    first.add_done_callback(lambda _: waits.cancel())
    last = asyncio.create_task(reads(one, "dan", 10.0, done))
    with suppress(asyncio.CancelledError):
        await waits
    await last

    assert done == ["ann", "dan"]
