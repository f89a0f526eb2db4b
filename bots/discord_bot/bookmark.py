"""Keeps written down how far the gateway's sessions are taken in, each process those of its shards."""

import asyncio
from contextlib import suppress

from bots.discord_bot.progress import Mark, Progress, merged, owner, understood
from bots.discord_bot.reading import PLATFORM
from bots.engine.runtime.clock import Clock
from bots.engine.seam.bookmarks import Bookmarks

KEPT_EVERY = 2.0
"""Seconds between two notes. What was taken in since the last one comes twice after a kill, and is known then."""


class Bookmark:
    """The bookmark of one bot."""

    def __init__(self, clock: Clock, progress: Progress) -> None:
        self._clock = clock
        self._progress = progress
        self._bookmarks: Bookmarks | None = None
        self._bot = ""
        self._shards = 1
        self._ours: set[int] = set()
        self._written: object = ()
        self._known: set[str] = set()  # sessions that were written down, so that others can have ended them
        self._due = asyncio.Event()

    def open(self, bookmarks: Bookmarks, bot: str, shards: int) -> None:
        """Say where it is kept, whose it is, and how many shards there are. No shard is ours yet."""
        self._bookmarks, self._bot, self._shards = bookmarks, bot, shards

    async def take(self, shard: int) -> str:
        """Learn what was left to be read of a shard that is ours from now on; returns the session that it had last."""
        kept = understood(self._bot, await self._bookmarks.read(PLATFORM)) if self._bookmarks is not None else ()
        marks = [mark for mark in kept if owner(mark.shard, self._shards) == shard]
        there = {mark.id for mark in marks}
        self._progress.take(shard, self._shards, lambda id: id in there or id not in self._known)
        self._progress.learn(marks)
        self._ours.add(shard)
        last: list[Mark] = [mark for mark in marks if mark.shard == shard]
        return last[-1].id if last else ""

    def leave(self, shard: int) -> None:
        """Note that another process may have that shard now."""
        self._ours.discard(shard)
        self._progress.leave(shard, self._shards)

    def soon(self) -> None:
        """Write it down as soon as possible."""
        self._due.set()

    async def stay_kept(self) -> None:
        """Write it down whenever it has changed. Raises only `CancelledError`."""
        while True:
            with suppress(TimeoutError):
                await self._clock.within(KEPT_EVERY, self._due.wait())
            self._due.clear()
            await self.write()

    async def write(self) -> None:
        """Write it down now, if it has changed."""
        ours, left, mine = self._progress.marks, self._progress.left, frozenset(self._ours)
        if self._bookmarks is None or (ours, left, mine) == self._written:
            return

        def to(kept: str) -> str:
            return merged(self._bot, kept, ours, left, lambda shard: owner(shard, self._shards) in mine)

        if await self._bookmarks.change(PLATFORM, to):
            self._written = (ours, left, mine)
            written = self._known | {mark.id for mark in ours}
            self._known = written & {mark.id for mark in (*ours, *left)}
