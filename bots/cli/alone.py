"""One Parley at a time on a file: two would answer each question twice and end each other's answers.

On a database of a server they share the work; there it is a restore that nobody may run beside.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import beside
from bots.engine.storage.locks import Lock, lock_of
from bots.engine.storage.records import StoreError

log = logging.getLogger("parley")

PATIENCE = 30.0
"""Seconds for which another Parley on the same database is waited for: a deploy may overlap."""
LOOK = 0.5
"""Seconds between two looks at whether it has ended."""
AGAIN = 5.0
"""Seconds between two looks at whether a lock is still ours: a server drops it if it is started anew."""


@asynccontextmanager
async def alone(url: str, clock: Clock, stop: asyncio.Event) -> AsyncIterator[bool]:
    """Keep off who may not use the database while the block runs. Yields False if `stop` was set before it is ours.

    If the lock is lost and another process takes it, `stop` is set, and the error below is raised at the end.

    Raises:
        StoreError: another process still has it after `PATIENCE`, or the URL names no database that can be used.
    """
    lock = lock_of(url)
    if lock is None:
        yield True
        return
    try:
        if not await _is_ours(lock, clock, stop):
            yield False
            return
        async with beside(_keep(lock, clock, stop)):
            yield True
    finally:
        await lock.release()


async def _is_ours(lock: Lock, clock: Clock, stop: asyncio.Event) -> bool:
    until, told = clock.now() + PATIENCE, False
    while not stop.is_set():
        try:
            holder = await lock.take(clock.wall())
        except OSError as error:
            log.warning("%s cannot be locked against a second Parley: %s", lock.name, error.strerror)
            return True
        if holder is None:
            return True
        if clock.now() >= until:
            raise _in_use(lock, holder)
        if not told:
            log.warning("%s is in use by another Parley (%s); waiting up to %g s.", lock.name, holder, PATIENCE)
            told = True
        await clock.sleep(LOOK)
    return False


async def _keep(lock: Lock, clock: Clock, stop: asyncio.Event) -> None:
    """Look now and then whether the lock is ours, and take it again if it was lost.

    Raises:
        StoreError: another process has taken it.
    """
    while True:
        await clock.sleep(AGAIN)
        try:
            holder = await lock.take(clock.wall())
        except (OSError, StoreError) as error:
            log.warning("%s cannot be locked just now, which is tried again: %s", lock.name, error)
            continue
        if holder is not None:
            stop.set()
            raise _in_use(lock, holder)


def _in_use(lock: Lock, holder: object) -> StoreError:
    return StoreError(
        f"{lock.name} is in use by another Parley ({holder}); stop that one, or name another database in storage.url."
    )
