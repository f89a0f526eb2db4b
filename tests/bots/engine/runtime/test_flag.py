"""Whoever waits for a flag goes on once it is set, and nobody else does."""

import asyncio

import pytest

from bots.engine.runtime.flag import Flag

pytestmark = pytest.mark.looptime


async def test_all_that_wait_go_on() -> None:
    """Also if it is taken back at once; who comes then waits for the next time."""
    flag, done = Flag(), list[str]()

    async def wait(name: str) -> None:
        await flag.wait()
        done.append(name)

    async with asyncio.TaskGroup() as group:
        for name in ("one", "two"):
            group.create_task(wait(name))
        await asyncio.sleep(1.0)
        before = list(done)
        flag.set()
        flag.clear()
        group.create_task(wait("late"))
        await asyncio.sleep(1.0)
        once = list(done)
        flag.set()

    assert (before, once, done) == ([], ["one", "two"], ["one", "two", "late"])


async def test_what_is_set_is_not_waited_for() -> None:
    """However often it is asked."""
    flag = Flag()
    flag.set()

    await flag.wait()
    await flag.wait()

    assert flag.is_set()


async def test_who_waits_no_more_leaves_the_others_waiting() -> None:
    """One is cancelled, in the moment before it is set as well."""
    flag = Flag()
    waiting = [asyncio.create_task(flag.wait()) for _ in range(3)]
    await asyncio.sleep(1.0)
    waiting[0].cancel()
    await asyncio.sleep(1.0)
    waiting[1].cancel()
    flag.set()
    ended = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(each) for each in ended] == [asyncio.CancelledError, asyncio.CancelledError, type(None)]
