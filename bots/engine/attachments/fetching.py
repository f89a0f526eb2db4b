"""Fetches the bytes of an attachment from its platform, or says why they cannot be had."""

import logging

from bots.engine.delivery.sending import Sender, pause_after
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import Gone, NotSent, PlatformError, Refused, SlowDown, TooLarge, Unsure
from bots.engine.seam.platform import Downloads

log = logging.getLogger("parley")

WITHIN = 60.0
"""Seconds for the bytes of one attachment, all attempts together."""
ATTEMPTS = 3
"""Attempts at the bytes of one attachment: somebody waits for the answer."""
LONGEST_PAUSE = 10.0
"""Seconds of a 429 that are waited for."""


async def fetched(sender: Sender, reference: str, most: int) -> bytes | str:
    """The bytes, at most so many; else why there are none: a key of `wording.WHY`."""
    platform = sender.platform
    if not isinstance(platform, Downloads):
        return "refused"
    try:
        return await sender.clock.within(WITHIN, _repeated(platform, sender.clock, reference, most))
    except Gone:
        return "gone"
    except TooLarge:
        return "too_large"
    except Refused as error:
        log.info("%s: an attachment was refused: %s", platform.name, error)
        return "refused"
    except (PlatformError, TimeoutError) as error:
        log.warning("%s: an attachment could not be fetched: %s", platform.name, error)
        return "unreachable"


async def _repeated(platform: Downloads, clock: Clock, reference: str, most: int) -> bytes:
    """The bytes, at the first attempt that the network does not break. Raises what the last one raises."""
    for failures in range(1, ATTEMPTS):
        try:
            return await platform.download(reference, most)
        except (NotSent, Unsure):
            await clock.sleep(pause_after(failures))
        except SlowDown as error:
            if error.retry_after > LONGEST_PAUSE:
                raise
            await clock.sleep(error.retry_after)
    return await platform.download(reference, most)
