"""How the program is: whether the loop turns, which platforms are connected, whether the store can be written."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.platform import KnowsConnection, Platform
from bots.engine.storage import trying
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.upkeep.load import Load

BEAT = 1.0
"""Seconds between two looks at how late the loop is."""
WRITTEN_WITHIN = 3.0
"""Seconds within which the store must have written something to count as writable."""
ANSWERED_WITHIN = 20.0
"""Seconds within which the store must have done a job, or said why not, to count as alive."""
HOLDS_FOR = 1.0
"""Seconds for which one attempt to write answers all who ask."""


class Health:
    """Asked by whoever looks after the program; it changes nothing by itself. `load`: how much there is to do.

    `since`: when it was started, in Unix time.
    """

    def __init__(
        self, store: Store, clock: Clock, platforms: Mapping[str, Platform], tasks: Supervisor, load: Load
    ) -> None:
        self.load = load
        self.since = clock.wall()
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._tasks = tasks
        self._ready: set[str] = set()
        self._writing: asyncio.Task[bool] | None = None
        self._asked_at = 0.0
        self._asking: asyncio.Task[None] | None = None

    def now(self) -> float:
        """The Unix time."""
        return self._clock.wall()

    # The platforms.

    def ready(self, platform: str) -> None:
        """Note that the platform can be called."""
        self._ready.add(platform)

    def ended(self, platform: str) -> None:
        """Note that the platform has ended."""
        self._ready.discard(platform)

    def connected(self) -> Mapping[str, bool]:
        """Whether each platform is connected. One that cannot tell counts as connected from its start to its end."""
        return {name: self._is_connected(name, each) for name, each in self._platforms.items()}

    def _is_connected(self, name: str, platform: Platform) -> bool:
        return name in self._ready and (not isinstance(platform, KnowsConnection) or platform.is_connected())

    # The store.

    async def store_writes(self) -> bool:
        """Whether the store writes something within `WRITTEN_WITHIN`. Raises nothing.

        All who ask at the same time share one attempt.
        """
        writing, now = self._writing, self._clock.now()
        if writing is None or (writing.done() and now - self._asked_at >= HOLDS_FOR):
            self._asked_at = now
            writing = self._writing = self._tasks.start(self._write(), "trying whether the store can be written")
        try:
            return await self._clock.within(WRITTEN_WITHIN, asyncio.shield(writing))
        except TimeoutError:
            return False

    async def store_answers(self) -> bool:
        """Whether the store does a job within `ANSWERED_WITHIN`, or says why it cannot. Raises nothing.

        A full disk or a lock is no reason to start the program anew; a thread that hangs is.
        """
        if self._asking is None or self._asking.done():
            self._asking = self._tasks.start(self._ask(), "asking whether the store answers")
        try:
            await self._clock.within(ANSWERED_WITHIN, asyncio.shield(self._asking))
        except TimeoutError:
            return False
        return True

    async def _ask(self) -> None:
        with suppress(StoreError):
            await self._store.run(trying.read)

    async def _write(self) -> bool:
        try:
            await self._store.run(trying.write)
        except StoreError:
            return False  # whoever watches the store is told
        return True

    # The loop.

    async def beat(self, late: Callable[[float], None]) -> None:
        """Call `late` once in `BEAT` with the seconds by which the loop was late. Raises only `CancelledError`.

        A loop that is blocked calls nobody; how long that lasted is said once it turns again.
        """
        while True:
            due = self._clock.now() + BEAT
            await self._clock.sleep(BEAT)
            late(max(0.0, self._clock.now() - due))
