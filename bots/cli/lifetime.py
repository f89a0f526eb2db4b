"""How long the platforms run: until a stop or until none of them can go on."""

import asyncio
import logging
from collections.abc import Sequence

from bots.engine.seam.platform import Adapter
from bots.wiring import Parts

log = logging.getLogger("parley")


async def receive(adapters: Sequence[Adapter], parts: Parts, grace: float, stop: asyncio.Event) -> int:
    """Until told to stop, or until no platform can go on; then let the answers that grow come to their end."""
    running = [asyncio.create_task(adapter.run(parts.engine), name=adapter.name) for adapter in adapters]
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
