"""A value that outlives the program, as JSON among the settings. What several processes change in it is all kept."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage import settings
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from provider.values import Value

log = logging.getLogger("parley")

T = TypeVar("T")


class Where(Value):
    """The scope and the key of such a value. `what`: a name for it, for the log."""

    scope: str
    key: str
    what: str


class _Change(Value, Generic[T], eq=False):
    """One change. `before`: what was kept before it; None if it could not be kept yet."""

    make: Callable[[T], T]
    before: "asyncio.Future[T | None]"

    def tell(self, before: T | None) -> None:
        """Give the result, once: a change that could not be kept may be kept later."""
        if not self.before.done():
            self.before.set_result(before)


class Kept(Generic[T]):
    """One such value. `parse`: makes it of JSON, whatever that is; None: of nothing. `dump`: makes JSON of it.

    What cannot be kept is, with the next change.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        tasks: Supervisor,
        where: Where,
        parse: Callable[[Any], T],
        dump: Callable[[T], object],
    ) -> None:
        self._store = store
        self._clock = clock
        self._tasks = tasks
        self._where = where
        self._parse = parse
        self._dump = dump
        self._unkept: list[_Change[T]] = []
        self._keeping = asyncio.Lock()
        self.value = parse(None)
        """The value, as far as this process knows."""

    async def load(self) -> None:
        """Read what is kept. Raises StoreError."""
        kept = await self._store.run(settings.values, [self._where.scope])
        self.value = self._read(kept.get((self._where.scope, self._where.key)))
        for each in self._unkept:
            self.value = each.make(self.value)

    def change(self, make: Callable[[T], T]) -> "asyncio.Future[T | None]":
        """Put what `make` makes of it in its place, in memory at once; `make` may be called more than once.

        The result is what was kept before, by whichever process; None if this cannot be kept now.
        """
        change = _Change(make, asyncio.get_running_loop().create_future())
        self.value = make(self.value)
        self._unkept.append(change)
        self._tasks.start(self._keep_all(), f"keeping {self._where.what}")
        return change.before

    async def _keep_all(self) -> None:
        async with self._keeping:
            if changes := tuple(self._unkept):  # else they were kept together with others
                try:
                    await self._keep(changes)
                finally:  # whatever broke, nobody waits for ever
                    for each in changes:
                        each.tell(None)

    async def _keep(self, changes: tuple[_Change[T], ...]) -> None:
        def revised(text: str | None) -> str | None:
            value = self._read(text)
            for each in changes:
                value = each.make(value)
            return json.dumps(found) if (found := self._dump(value)) else None

        try:
            before = await self._store.run(
                settings.revise, self._where.scope, self._where.key, revised, self._clock.wall()
            )
        except StoreError as error:
            log.warning("%s could not be kept for the next start: %s", self._where.what, error)
            return
        self._unkept = [each for each in self._unkept if each not in changes]
        value = self._read(before)
        for each in changes:
            each.tell(value)
            value = each.make(value)

    def _read(self, text: str | None) -> T:
        try:
            return self._parse(json.loads(text) if text is not None else None)
        except (ValueError, RecursionError):
            return self._parse(None)
