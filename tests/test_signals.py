"""A stop reaches the program also where the event loop knows no signals (Windows)."""

import asyncio
import os
import signal
from collections.abc import Iterator
from typing import Never

import pytest

from bots.__main__ import on_signals
from bots.terminal_bot.lines import lines


def has_none(*_: object) -> Never:
    raise NotImplementedError


@pytest.fixture
def _as_before() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_sets_the_stop(number: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the handler of Python itself, which wakes the loop."""
    monkeypatch.setattr(asyncio.get_running_loop(), "add_signal_handler", has_none)
    stop = asyncio.Event()
    on_signals(stop, interrupt=True)
    os.kill(os.getpid(), number)
    await asyncio.wait_for(stop.wait(), 5)

    assert stop.is_set()


async def test_lines_come_from_a_pipe_that_the_loop_cannot_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in a thread, to the end."""
    monkeypatch.setattr(asyncio.get_running_loop(), "add_reader", has_none)
    reading, writing = os.pipe()
    os.write(writing, b"one\ntwo")
    os.close(writing)
    try:
        found = [line async for line in lines(reading)]
    finally:
        os.close(reading)

    assert found == ["one", "two"]
