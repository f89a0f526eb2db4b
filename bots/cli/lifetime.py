"""How long the platforms run: until a stop or until none of them can go on."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from bots.engine.engine import Engine
from bots.engine.language.phrases import say
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.inbox import Inbox

log = logging.getLogger("parley")


class Receives(Protocol):
    """The part of an adapter that is used here."""

    @property
    def name(self) -> str:
        """The platform."""

    async def run(self, inbox: Inbox) -> None:
        """Receive until `quiet` or cancellation; returns before that if the platform cannot go on."""

    async def quiet(self) -> None:
        """Take no more updates."""


async def receive(adapters: Sequence[Receives], engine: Engine, grace: float, stop: asyncio.Event) -> int:
    """Receive until `stop` is set or no platform can go on; then give the running answers `grace` seconds to end.

    A platform that ends, by a defect or because it lets the bot in no more, does not end the others: the owner is told
    where they still receive. Returns the exit status: 0 after a stop, 1 if no platform can go on.
    """
    tasks = Supervisor(log)  # a defect of one platform, which a package may have brought, ends that one alone
    try:
        running = {tasks.start(each.run(engine), each.name): each.name for each in adapters}
        told = tasks.start(stop.wait(), "waiting for a stop")
        while running and not told.done():
            await asyncio.wait((told, *running), return_when=asyncio.FIRST_COMPLETED)
            for ended in [task for task in running if task.done()]:
                name = running.pop(ended)
                if running and not told.done():
                    engine.alert(f"platform {name}", say("alert_platform", platform=name))
        if not running:
            return 1
        log.info("Stopping: running answers get up to %g s.", grace)
        for adapter in adapters:
            await adapter.quiet()
        await engine.drain(grace)
        return 0
    finally:
        await tasks.aclose()
