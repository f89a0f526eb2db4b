"""One Parley at a time on a database: two would answer each question twice and end each other's answers."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.engine.runtime.clock import Clock
from bots.engine.storage.database import path_of
from bots.engine.storage.file_lock import FileLock
from bots.engine.storage.records import StoreError

log = logging.getLogger("parley")

PATIENCE = 30.0
"""Seconds for which another Parley on the same database is waited for: a deploy may overlap."""
LOOK = 0.5
"""Seconds between two looks at whether it has ended."""


@asynccontextmanager
async def alone(url: str, clock: Clock, stop: asyncio.Event) -> AsyncIterator[bool]:
    """Keep other processes off the database while the block runs. Yields False if `stop` was set before it is ours.

    Raises:
        StoreError: another process still has it after `PATIENCE`, or the URL names no database.
    """
    path = path_of(url)
    if not path:  # in memory: nobody else sees it
        yield True
        return
    lock = FileLock(path)
    try:
        yield await _is_ours(lock, path, clock, stop)
    finally:
        lock.release()


async def _is_ours(lock: FileLock, path: str, clock: Clock, stop: asyncio.Event) -> bool:
    until, told = clock.now() + PATIENCE, False
    while not stop.is_set():
        try:
            holder = lock.take(clock.wall())
        except OSError as error:
            log.warning("The database %s cannot be locked against a second Parley: %s", path, error.strerror)
            return True
        if holder is None:
            return True
        if clock.now() >= until:
            raise StoreError(
                f"The database {path} is in use by another Parley ({holder}); stop that one, or name another file in "
                "storage.url."
            )
        if not told:
            log.warning("Waiting up to %g s for another Parley on %s to end (%s).", PATIENCE, path, holder)
            told = True
        await clock.sleep(LOOK)
    return False
