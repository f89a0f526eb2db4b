"""The pages on a real socket, with a program behind them that is as a test says."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tasks import beside
from bots.listening.address import Address
from bots.listening.bounded import Bounded
from bots.listening.listening import listen
from bots.ops.operating import door
from bots.ops.pages import Pages
from tests.waiting import until

TOKEN = "a-token-of-the-operator"


@dataclass
class Stand:
    """`now`: the clock by which the numbers grow old. `written`: how often they were written down."""

    platforms: dict[str, bool] = field(default_factory=lambda: {"telegram": True})
    writes: bool = True
    now: float = 0.0
    written: int = 0
    port: int = 0

    def connected(self) -> Mapping[str, bool]:
        return self.platforms

    async def store_writes(self) -> bool:
        return self.writes

    def write(self) -> bytes:
        self.written += 1
        return b"parley_written %d\n" % self.written


@asynccontextmanager
async def standing(
    caplog: pytest.LogCaptureFixture, address: str = "127.0.0.1:0", token: str = "", speed: float = 1.0
) -> AsyncIterator[Stand]:
    caplog.set_level(logging.INFO)
    caplog.clear()
    stand = Stand()
    pages = Pages(stand, stand.write, lambda: stand.now, token)
    work = listen(Address.parse(address), Bounded(pages.server()), RealClock(speed), door(guarded=bool(token)))
    async with beside(work):
        await until(lambda: port_in(caplog.text))
        stand.port = port_in(caplog.text)
        yield stand
    await asyncio.sleep(0)  # its connections are told


def port_in(log: str) -> int:
    found = re.findall(r"http://\S+:(\d+) answers", log)
    return int(found[-1]) if found else 0
