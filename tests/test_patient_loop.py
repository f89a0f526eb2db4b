"""The clock of the tests stands still while anything works, and passes when nothing does."""

import asyncio
import sys
import time
from contextlib import suppress
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


async def test_the_work_of_a_process_takes_no_time() -> None:
    """However seldom it gets its turn; what it waits for takes its time."""
    loop = asyncio.get_running_loop()
    work = "import time\nwhile time.process_time() < 0.3: pass"
    took = []
    for program in (work, f"{work}\nimport sys\nsys.stdin.read()"):
        began = loop.time()
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=asyncio.subprocess.PIPE)
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await process.wait()
        took.append(loop.time() - began)
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()

    assert took[0] < 0.1
    assert took[1] == pytest.approx(1.0)


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
