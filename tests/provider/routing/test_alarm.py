"""One timer for many waits."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import pytest

from provider.routing.alarm import Alarm

pytestmark = pytest.mark.looptime


T = TypeVar("T")


async def within(alarm: Alarm, work: Awaitable[T], at: float) -> T:
    """As who reads a stream does it."""
    alarm.begin(at)
    try:
        return await work
    except asyncio.CancelledError:
        if alarm.rang():
            raise TimeoutError from None
        raise
    finally:
        alarm.end()


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_it_rings_when_it_should() -> None:
    """Each wait has its own end, sooner or later than the one before."""
    alarm, began = Alarm(), now()
    await within(alarm, asyncio.sleep(1.0), began + 10.0)
    await within(alarm, asyncio.sleep(20.0), began + 30.0)
    with pytest.raises(TimeoutError):
        await within(alarm, asyncio.sleep(99.0), began + 25.0)
    took = now() - began
    with pytest.raises(TimeoutError):
        await within(alarm, asyncio.sleep(99.0), began + 50.0)
    alarm.off()

    assert took == pytest.approx(25.0)
    assert now() - began == pytest.approx(50.0)


async def test_between_two_waits_it_is_quiet() -> None:
    """Whoever takes long over what came is not struck; the next wait is."""
    alarm, began = Alarm(), now()
    await within(alarm, asyncio.sleep(1.0), began + 2.0)
    await asyncio.sleep(10.0)
    with pytest.raises(TimeoutError):
        await within(alarm, asyncio.sleep(99.0), began + 5.0)
    alarm.off()

    assert now() - began == pytest.approx(11.0)


async def test_another_s_cancellation_stays_what_it_is() -> None:
    """Stop is no timeout, not even in the same moment."""

    async def work(at: float) -> None:
        await within(Alarm(), asyncio.sleep(99.0), at)

    for at in (2.0, 1.0):
        task = asyncio.create_task(work(now() + at))
        asyncio.get_running_loop().call_later(1.0, task.cancel)
        await asyncio.wait([task])

        assert task.cancelled()


async def test_after_it_rang_the_task_goes_on() -> None:
    """It is not left half cancelled."""
    alarm = Alarm()
    with pytest.raises(TimeoutError):
        await within(alarm, asyncio.sleep(9.0), now() + 1.0)
    async with asyncio.timeout(5.0):
        await asyncio.sleep(1.0)
    task = asyncio.current_task()

    assert task is not None
    assert task.cancelling() == 0
