"""Tasks that do not take each other down."""

import asyncio
import inspect
import logging

import pytest

from bots.engine.runtime.tasks import Supervisor, nobody

log = logging.getLogger("parley.test")


async def _fails() -> None:
    raise ValueError("my whispered secret")


async def test_a_failure_is_one_line_and_told() -> None:
    """The one that failed is named under a trace; the one beside it comes to its end."""
    told: list[str] = []
    done = asyncio.Event()

    async def trouble(trace: str) -> None:
        told.append(trace)
        done.set()

    async with Supervisor(log) as tasks:
        beside = tasks.start(done.wait(), "beside")
        await tasks.see_through(_fails(), "an update", trouble)

    assert len(told) == 1
    assert beside.done()
    assert not beside.cancelled()


async def test_trouble_that_fails_itself_is_not_told_again(caplog: pytest.LogCaptureFixture) -> None:
    """Two lines, and an end; none has the error's words."""

    async def trouble(trace: str) -> None:
        raise ValueError("my whispered secret")

    async with Supervisor(log) as tasks:
        tasks.start(_fails(), "an update", trouble)

    assert [line.partition(": ")[2].partition(":")[0] for line in caplog.messages] == [
        "a defect in Parley, in an update",
        "a defect in Parley, in telling of trouble",
    ]
    assert "whispered" not in caplog.text


async def test_what_leaves_by_an_error_ends_them() -> None:
    """Nothing outlives the block."""
    started: list[asyncio.Task[object]] = []

    async def leave() -> None:
        async with Supervisor(log) as tasks:
            started.append(tasks.start(asyncio.Event().wait(), "endless"))
            raise KeyError

    with pytest.raises(KeyError):
        await leave()

    assert started[0].cancelled()


async def test_one_hears_of_every_failure_unless_another_is_named() -> None:
    """A task whose failure nobody is to hear of says so."""
    heard: list[str] = []

    async def trouble(trace: str) -> None:
        heard.append(trace)

    async with Supervisor(log) as tasks:
        tasks.report_to(trouble)
        tasks.start(_fails(), "an update")
        tasks.start(_fails(), "telling the owner", nobody)

    assert len(heard) == 1


async def test_work_that_is_cancelled_before_it_began_is_closed() -> None:
    """Nothing warns of a coroutine that was never awaited."""
    work = asyncio.Event().wait()
    async with Supervisor(log) as tasks:
        tasks.start(work, "an answer").cancel()

    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED
