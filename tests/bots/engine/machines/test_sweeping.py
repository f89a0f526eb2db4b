"""What others left is looked for twice a second, however much comes."""

import asyncio
import logging
from collections.abc import Collection

import pytest

from bots.engine.machines.attending import BEAT, Attending
from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage.attended import ATTEND
from bots.engine.storage.handing import Taken
from bots.engine.storage.store import Store
from bots.engine.storage.wires import Alone

pytestmark = pytest.mark.looptime


class NothingToDo:
    """Hands out no chats, because others are quicker. `defects`: heartbeats that break."""

    def __init__(self, defects: int = 0) -> None:
        self.sweeps = 0
        self.takes = 0
        self.defects = defects

    async def beat(self) -> Collection[int]:
        if self.defects:
            self.defects -= 1
            raise RuntimeError
        return ()

    async def take(self, platforms: Collection[str], me: str) -> Taken | None:
        self.takes += 1
        return None

    async def leave(self, taken: Taken) -> bool:
        return True

    async def give_back(self, taken: Taken) -> None:
        """There is none."""

    async def sweep(self, attended: Collection[int]) -> int:
        self.sweeps += 1
        return 0

    async def aclose(self) -> None:
        """There is no server."""


async def test_a_chat_that_is_to_be_attended_costs_no_further_look_at_what_others_left() -> None:
    """A hundred chats in five seconds; each is asked for at once."""
    hands, store, clock = NothingToDo(), Store.open("sqlite://"), RealClock()
    async with Supervisor(logging.getLogger("test")) as tasks:
        signals = Signals(Alone(), clock, tasks)
        attending = Attending(hands, store, signals, clock, tasks)
        attending.serve("memory")
        running = [tasks.start(each, "running") for each in (signals.run(), attending.run())]
        for _ in range(100):
            await asyncio.sleep(0.05)
            await signals.tell(ATTEND, "memory")
        for each in running:
            each.cancel()
    await store.close()

    assert hands.takes >= 100
    assert 5 / BEAT - 1 <= hands.sweeps <= 5 / BEAT + 2


async def test_a_defect_does_not_leave_the_bot_silent(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and chats are attended again soon after."""
    hands, store, clock = NothingToDo(defects=3), Store.open("sqlite://"), RealClock()
    async with Supervisor(logging.getLogger("test")) as tasks:
        attending = Attending(hands, store, Signals(Alone(), clock, tasks), clock, tasks)
        attending.serve("memory")
        running = tasks.start(attending.run(), "running")
        await asyncio.sleep(10 * BEAT)
        running.cancel()
    await store.close()

    assert hands.sweeps >= 5
    assert caplog.text.count("a defect in Parley") == 3
