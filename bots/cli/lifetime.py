"""How long the platforms run: until a stop or until none of them can go on."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from bots.engine.engine import Engine
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.inbox import Inbox

FIRST_REST = 60.0
"""Seconds after which a platform that let the bot in no more is tried again; doubled each time."""
LONGEST_REST = 3600.0
"""The most of those seconds."""
QUIET_WITHIN = 1.0
"""Seconds of a stop in which the platforms confirm what they have handed over."""

log = logging.getLogger("parley")


class Receives(Protocol):
    """The part of an adapter that is used here."""

    @property
    def name(self) -> str:
        """The platform."""

    async def run(self, inbox: Inbox) -> None:
        """Receive until `quiet` or cancellation; returns before that if the platform lets the bot in no more.

        It may be called again then.
        """

    async def quiet(self) -> None:
        """Take no more updates."""


async def receive(adapters: Sequence[Receives], engine: Engine, clock: Clock, grace: float, stop: asyncio.Event) -> int:
    """Receive until `stop` is set or no platform can go on; then end the running answers, within `grace` seconds.

    A platform that ends does not end the others: the owner is told where they still receive. If it lets the bot in no
    more, it is tried again as long as another one receives; after a defect it is not. Returns the exit status: 0 after
    a stop, 1 if no platform can go on.
    """
    tasks = Supervisor(log)  # a defect of one platform, which a package may have brought, ends that one alone
    rests = {each.name: FIRST_REST for each in adapters}
    try:
        receiving = {tasks.start(each.run(engine), each.name): each for each in adapters}
        resting: dict[asyncio.Task[object], Receives] = {}
        told = tasks.start(stop.wait(), "waiting for a stop")
        while receiving and not told.done():
            await asyncio.wait((told, *receiving, *resting), return_when=asyncio.FIRST_COMPLETED)
            for over in [task for task in resting if task.done()]:
                again = resting.pop(over)
                receiving[tasks.start(again.run(engine), again.name)] = again
            for ended in [task for task in receiving if task.done()]:
                adapter = receiving.pop(ended)
                for_good = ended.cancelled() or ended.exception() is not None
                if receiving and not told.done():
                    engine.ended(adapter.name, for_good=for_good)
                if not for_good:
                    rest = rests[adapter.name]
                    rests[adapter.name] = min(2 * rest, LONGEST_REST)
                    resting[tasks.start(clock.sleep(rest), f"{adapter.name} rests")] = adapter
        if not receiving:
            return 1
        log.info("Stopping, within %g s.", grace)
        began = clock.now()
        with suppress(TimeoutError):
            await clock.within(QUIET_WITHIN, asyncio.gather(*(adapter.quiet() for adapter in adapters)))
        await engine.drain(grace - (clock.now() - began))
        return 0
    finally:
        await tasks.aclose()
