"""How long the platforms run: until a stop or until none of them can go on."""

import asyncio
import logging
from collections.abc import Sequence

from bots.engine.runtime.defects import fenced
from bots.engine.seam.platform import Adapter
from bots.wiring import Parts

log = logging.getLogger("parley")


async def receive(adapters: Sequence[Adapter], parts: Parts, grace: float, stop: asyncio.Event) -> int:
    """Receive until `stop` is set or no platform can go on; then give the running answers `grace` seconds to end.

    Returns the exit status: 0 after a stop, 1 if no platform can go on.
    """
    running = [
        asyncio.create_task(fenced(adapter.run(parts.engine), log, lambda trace: None), name=adapter.name)
        for adapter in adapters  # a defect of one platform, which a package may have brought, ends that one alone
    ]
    told = asyncio.create_task(stop.wait())
    everyone = asyncio.gather(*running)
    try:
        await asyncio.wait((told, everyone), return_when=asyncio.FIRST_COMPLETED)
        if everyone.done():
            everyone.result()
            return 1
        log.info("Stopping: running answers get up to %g s.", grace)
        for adapter in adapters:
            await adapter.quiet()
        await parts.engine.drain(grace)
        return 0
    finally:
        told.cancel()
        everyone.cancel()
        await asyncio.gather(told, everyone, *running, return_exceptions=True)
