"""The clock of the tests stands still while anything works, and passes when nothing does."""

import asyncio
import time
from pathlib import Path

import pytest


def busy(seconds: float) -> None:
    """Use the processor for so long."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


async def test_work_takes_no_time() -> None:
    """Neither the loop's own nor a thread's, however long the machine is at it."""
    began = asyncio.get_running_loop().time()
    async with asyncio.timeout(0.02):
        for _ in range(10):
            busy(0.005)
            await asyncio.sleep(0)
        await asyncio.to_thread(busy, 0.05)

    assert asyncio.get_running_loop().time() - began < 0.02


async def test_a_pause_takes_its_time_and_is_not_sat_out() -> None:
    """A deadline passes if all wait for it."""
    loop, real = asyncio.get_running_loop(), time.thread_time()
    began = loop.time()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.0):
            await asyncio.Event().wait()

    assert loop.time() - began == pytest.approx(1.0)
    assert time.thread_time() - real < 1.0


@pytest.mark.real_time
async def test_real_time_is_the_machines() -> None:
    """Where another process takes part."""
    assert asyncio.get_running_loop().time() == pytest.approx(time.monotonic(), abs=60.0)


def test_the_house_stands_in_virtual_time() -> None:
    """No sockets are there, and half a minute of waiting would cost seconds of looking for them."""
    files = [path for path in Path(__file__).parent.rglob("test_*.py") if path != Path(__file__)]
    opening = {path.name: text for path in files if "async with house(" in (text := path.read_text(encoding="utf-8"))}

    assert [name for name, text in opening.items() if "looptime" not in text] == []
    assert len(opening) > 50
