"""Keeps written down how far the gateway's sessions are taken in."""

import asyncio
from contextlib import suppress

from bots.discord_bot.progress import Progress, understood, written
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
        self._kept = ""
        self._due = asyncio.Event()

    async def open(self, bookmarks: Bookmarks, bot: str) -> None:
        """Learn, once for each bot, what earlier runs have left to be read."""
        if self._bot == bot:
            return
        self._bookmarks, self._bot = bookmarks, bot
        self._kept = await bookmarks.read(PLATFORM)
        self._progress.learn(understood(bot, self._kept))

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
        if self._bookmarks is None:
            return
        text = written(self._bot, self._progress.marks)
        if text != self._kept and await self._bookmarks.keep(PLATFORM, text):
            self._kept = text
