"""What this process holds in memory of the database, part by part: read anew when any process has changed it."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage.changed import CHANGED, TABLES, Part
from bots.engine.storage.changes import HELD, Changes
from bots.engine.storage.records import StoreError

AGAIN = 0.25
"""Seconds after which a part that could not be read is read again."""

Read = Callable[[], Awaitable[None]]


class SharedMemory:
    """Keeps true what is held. While one part is read, further changes of it cost one more read, however many.

    `changes`: is told which tables have changed; what is held of single rows of theirs is read anew when it is needed.
    """

    def __init__(self, signals: Signals, clock: Clock, tasks: Supervisor, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self._tasks = tasks
        self._parts: dict[Part, Read] = {}
        self._reading: defaultdict[Part, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._due: set[Part] = set()
        signals.on(CHANGED, self._changed)
        signals.on(TABLES, self._changed_in)
        signals.on_missed(self._missed)

    def holds(self, part: Part, read: Read) -> None:
        """Read that part by `read` from now on, when it has changed; it may raise StoreError."""
        self._parts[part] = read

    async def _changed(self, parts: str) -> None:
        for part in self._parts:
            if part in parts.split():
                self._read_soon(part)

    async def _changed_in(self, tables: str) -> None:
        self._changes.note(tables.split())

    async def _missed(self) -> None:
        self._changes.note(table.name for table in HELD)
        for part in self._parts:
            self._read_soon(part)

    def _read_soon(self, part: Part) -> None:
        if part not in self._due:
            self._due.add(part)
            self._tasks.start(self._read(part), f"reading {part} anew")

    async def _read(self, part: Part) -> None:
        async with self._reading[part]:
            self._due.discard(part)
            while True:
                try:
                    await self._parts[part]()
                    return
                except StoreError:  # whoever watches the store is told
                    await self._clock.sleep(AGAIN)
