"""The platforms run beside each other: one that ends takes no other with it, and the owner hears of it."""

import asyncio
import logging

import pytest

from bots.cli.lifetime import receive
from bots.engine.seam.inbox import Inbox
from tests.bots.engine.house import OWNER, house

pytestmark = pytest.mark.looptime


class Line:
    """A platform that receives until it is told to be quiet. `fault`: what ends it at once; None: it is not let in."""

    def __init__(self, name: str, *, ends: bool = False, fault: Exception | None = None) -> None:
        self.name = name
        self._ends = ends
        self._fault = fault
        self._quiet = asyncio.Event()

    async def run(self, inbox: Inbox) -> None:
        if self._fault is not None:
            raise self._fault
        if not self._ends:
            await self._quiet.wait()

    async def quiet(self) -> None:
        self._quiet.set()


@pytest.mark.parametrize("fault", [RuntimeError("secret words"), None], ids=["a defect", "not let in"])
async def test_the_owner_hears_that_a_platform_has_ended(
    fault: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    """The others go on; a stop is still a success. What the defect says is in no log."""
    stop = asyncio.Event()
    with caplog.at_level(logging.ERROR, "parley"):
        async with house() as one:
            lines = (Line("pigeons", ends=True, fault=fault), Line("wires"))
            receiving = asyncio.create_task(receive(lines, one.engine, 1.0, stop))
            await one.wait(60.0)
            goes_on = not receiving.done()
            (alert,) = one.texts(one.private(OWNER).place)
            stop.set()
            status = await receiving

    assert goes_on
    assert "pigeons" in alert
    assert status == 0
    assert ("pigeons" in caplog.text) is (fault is not None)
    assert "secret" not in caplog.text


async def test_without_a_platform_the_program_ends() -> None:
    """With the exit status of a failure, and not before the last one has ended."""
    async with house() as one:
        lines = (Line("pigeons", ends=True), Line("wires", fault=RuntimeError("secret")))

        assert await receive(lines, one.engine, 1.0, asyncio.Event()) == 1
