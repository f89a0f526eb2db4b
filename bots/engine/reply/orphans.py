"""Messages that were sent with buttons and not heard of: nobody owns them, and they look as if something still came."""

import logging
from collections.abc import Collection

from bots.engine.delivery.sending import Sender
from bots.engine.reply.live_reply import LATE_AFTER
from bots.engine.seam.places import Attempt
from bots.engine.storage import messages
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store

ROWS = 2000
"""Rows, the newest, of which the messages are known: a few minutes of a crowd."""

log = logging.getLogger("parley")


async def disarm(store: Store, sender: Sender, attempts: Collection[Attempt]) -> None:
    """Find those that stand, and take their buttons away; what cannot be found loses them when they are pressed."""
    try:
        if left := await _left(store, sender, attempts):  # a server that hung may put them up even now
            await sender.clock.sleep(LATE_AFTER)
            await _left(store, sender, left)
    except StoreError as error:
        log.error("a message that nobody has heard of could not be looked for: %s", error)


async def _left(store: Store, sender: Sender, attempts: Collection[Attempt]) -> list[Attempt]:
    """The attempts that are not found. None is what another process was told of, or this one before a crash."""
    sender.heard_of(await store.run(messages.newest, sender.platform.name, ROWS))
    return [each for each in attempts if not await _disarmed(store, sender, each)]


async def _disarmed(store: Store, sender: Sender, attempt: Attempt) -> bool:
    """Whether it was found."""
    for each in await sender.suspects(attempt):
        known = await store.run(messages.ours_among, attempt.place, [each.id])  # by now
        if not known and await sender.disarm(each):
            log.info("%s: a message that nobody had heard of lost its buttons.", attempt.place)
            return True
    return False
