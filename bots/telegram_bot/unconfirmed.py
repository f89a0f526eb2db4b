"""The updates that may not be confirmed to Telegram yet: it forgets what is confirmed, and a crash would lose it."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from math import inf

from bots.engine.runtime.clock import Clock

UNCONFIRMED_FOR = 5.0
"""Seconds for which an update is not confirmed while it is handled; one that is being committed never is."""

UNANSWERED_FOR = 1.0
"""The same where Telegram calls: until it has an answer, it sends nothing else of that chat, /stop neither."""


class Unconfirmed:
    """Numbers of updates, each with the time until which it is not confirmed. `seconds`: for what is handled."""

    def __init__(self, clock: Clock, seconds: float = UNCONFIRMED_FOR) -> None:
        self._clock = clock
        self._seconds = seconds
        self._until: dict[int, float] = {}
        self._emptied = asyncio.Event()
        self._let_go = asyncio.Event()

    def __len__(self) -> int:
        return len(self._until)

    def __iter__(self) -> Iterator[int]:
        return iter(self._until)

    def handled(self, id: int | None) -> None:
        """Hold back an update that is being handled; it may have no number."""
        if id is not None:
            self._until[id] = self._clock.now() + self._seconds

    def committed(self, id: int | None) -> None:
        """Hold back an update that is being committed, however long that takes."""
        if id is not None:
            self._until[id] = inf

    def let_go(self, *ids: int | None) -> None:
        """Hold these back no longer."""
        for id in ids:
            if id is not None:
                self._until.pop(id, None)
        self._let_go.set()
        self._let_go = asyncio.Event()
        if not self._until:
            self._emptied.set()

    @contextmanager
    def until_done(self, *ids: int | None) -> Iterator[None]:
        """Let these go once the block has ended or failed; not if it is cut off, because then it was not done."""
        with ExitStack() as stack:
            stack.callback(self.let_go, *ids)
            try:
                yield
            except (asyncio.CancelledError, GeneratorExit):
                stack.pop_all()
                raise

    def let_old_go(self) -> None:
        """Hold back no longer what is handled for so long that the others would wait."""
        now = self._clock.now()
        self.let_go(*[id for id, until in self._until.items() if until < now])

    def make_room(self) -> None:
        """Hold back only what is being committed: an answer was full of updates that are held back, and more wait."""
        self.let_go(*[id for id, until in self._until.items() if until < inf])

    async def confirmable(self, id: int | None) -> None:
        """Wait until that one is not held back any more."""
        while (until := self._until.get(id, 0.0) if id is not None else 0.0) > (now := self._clock.now()):
            if until == inf:
                await self._let_go.wait()
                continue
            with suppress(TimeoutError):
                await self._clock.within(until - now, self._let_go.wait())

    async def emptied(self, seconds: float) -> None:
        """Wait until nothing is held back, but no longer than that."""
        self._emptied.clear()
        if self._until:
            with suppress(TimeoutError):
                await self._clock.within(seconds, self._emptied.wait())
