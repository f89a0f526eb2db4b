"""Fetches the bytes of an attachment from its platform, or says why they cannot be had."""

import logging

from bots.engine.delivery.sending import Sender
from bots.engine.seam.errors import Gone, PlatformError, Refused, TooLarge
from bots.engine.seam.platform import Downloads

log = logging.getLogger("parley")

WITHIN = 60.0
"""Seconds for the bytes of one attachment."""


async def fetched(sender: Sender, reference: str, most: int) -> bytes | str:
    """At most so many bytes; else why there are none: a key of `wording.WHY`."""
    platform = sender.platform
    if not isinstance(platform, Downloads):
        return "refused"
    try:
        return await sender.clock.within(WITHIN, platform.download(reference, most))
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
