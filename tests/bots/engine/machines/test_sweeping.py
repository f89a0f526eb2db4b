"""What others left is looked for twice a second, however much comes."""

import asyncio
import logging
from collections.abc import Collection
from functools import partial

import pytest
from sqlalchemy import insert

from bots.engine.machines.attended_chat import SEEN
from bots.engine.machines.attending import LOOK, QUIET, Attending
from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import ToChat
from bots.engine.storage import inbox
from bots.engine.storage.attended import ATTEND
from bots.engine.storage.handing import Taken
from bots.engine.storage.schema import ATTENDED
from bots.engine.storage.store import Store
from bots.engine.storage.wires import Alone
from tests.bots.engine.stores import ANN, HERE, NOON

pytestmark = pytest.mark.looptime


class NothingToDo:
    """Hands out no chats, because others are quicker. `defects`: heartbeats that break. `left`: others leave some."""

    left = False

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

    async def sweep(self, attended: Collection[int]) -> bool:
        self.sweeps += 1
        return self.left

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
    assert 5 / LOOK - 1 <= hands.sweeps <= 5 / LOOK + 2


async def test_where_nothing_comes_no_chat_is_asked_for() -> None:
    """Only whether others have left some, until that is so."""
    hands, store, clock = NothingToDo(), Store.open("sqlite://"), RealClock()
    async with Supervisor(logging.getLogger("test")) as tasks:
        attending = Attending(hands, store, Signals(Alone(), clock, tasks), clock, tasks)
        attending.serve("memory")
        running = tasks.start(attending.run(), "running")
        await asyncio.sleep(10 * LOOK)
        idle = hands.takes
        hands.left = True
        await asyncio.sleep(10 * LOOK)
        running.cancel()
    await store.close()

    assert idle <= 2
    assert hands.takes >= idle + 9


class OneChat(NothingToDo):
    """Hands out one chat, once, in which something is always still to be answered."""

    async def leave(self, taken: Taken) -> bool:
        return False

    async def take(self, platforms: Collection[str], me: str) -> Taken | None:
        self.takes += 1
        return Taken(1, HERE.platform, HERE.chat, 1) if self.takes == 1 else None

    async def beat(self) -> Collection[int]:
        return (1,)


async def test_a_chat_that_is_never_quiet_is_not_remembered_for_ever() -> None:
    """Of what was begun there it is read now and then what is over; what is not stays known."""
    hands, store, clock = OneChat(), Store.open("sqlite://"), RealClock()
    origin, keys = Origin(HERE, ANN, ToChat(HERE)), list[int]()
    row = {"platform": HERE.platform, "chat": HERE.chat, "epoch": 1, "attendant": "me"}
    await store.run(lambda sql: sql.execute(insert(ATTENDED).values(row)))
    async with Supervisor(logging.getLogger("test")) as tasks:
        attending = Attending(hands, store, Signals(Alone(), clock, tasks), clock, tasks)
        attending.serve(HERE.platform)
        running = tasks.start(attending.run(), "running")
        await asyncio.sleep(LOOK)
        for number in range(3 * SEEN):
            here = attending.at(HERE)
            assert here is not None
            key = await store.run(inbox.commit, Incoming(origin, f"{number}", "?", addressed=True), NOON)
            assert key is not None
            here.begun((key,))
            keys.append(key)
            if number:
                await tasks.start(here.tenure.work(partial(store.run, inbox.end, (key,)))(), "an answer")
            await asyncio.sleep(QUIET / 10)
        seen = here.seen if here is not None else set()
        running.cancel()
    await store.close()

    assert len(seen) < 2 * SEEN
    assert keys[0] in seen


async def test_a_defect_does_not_leave_the_bot_silent(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and chats are attended again soon after."""
    hands, store, clock = NothingToDo(defects=3), Store.open("sqlite://"), RealClock()
    async with Supervisor(logging.getLogger("test")) as tasks:
        attending = Attending(hands, store, Signals(Alone(), clock, tasks), clock, tasks)
        attending.serve("memory")
        running = tasks.start(attending.run(), "running")
        await asyncio.sleep(10 * LOOK)
        running.cancel()
    await store.close()

    assert hands.sweeps >= 5
    assert caplog.text.count("a defect in Parley") == 3
