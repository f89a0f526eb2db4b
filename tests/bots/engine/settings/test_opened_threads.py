"""Who opened a thread may write there at once, whatever is read of the database at that moment."""

import asyncio
from collections.abc import Callable
from typing import Any

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.places import Place
from bots.engine.settings.opened_threads import OpenedThreads
from bots.engine.storage import opened_threads
from bots.engine.storage.database import Database
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN

OLD, NEW = Place("memory", "100", "7"), Place("memory", "100", "8")


class SlowToSay(Store):
    """What it has read is on its way for as long as `arrives` is not set."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.read, self.arrives = asyncio.Event(), asyncio.Event()

    async def run(self, job: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        found = await super().run(job, *args, **kwargs)
        if job is opened_threads.openers:
            self.read.set()
            await self.arrives.wait()
        return found


async def test_what_is_noted_while_the_database_is_read_is_not_lost() -> None:
    """A thread that is opened here, and one of which another process tells: what is read does not know of them yet."""
    store = SlowToSay(Database.open("sqlite://", 5.0))
    threads = OpenedThreads(store, RealClock())
    reading = asyncio.create_task(threads.load())
    await store.read.wait()
    await threads.opened(OLD, ANN)
    await threads.heard(f'["{NEW}", "{ANN}"]')
    store.arrives.set()
    await reading
    noted = [threads.is_openers(place, ANN) for place in (OLD, NEW)]
    await threads.load()
    kept = [threads.is_openers(place, ANN) for place in (OLD, NEW)]
    await store.close()

    assert noted == [True, True]
    assert kept == [True, False]
