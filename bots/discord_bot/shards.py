"""Which shards of the bot this process receives on: it takes its share, and hands on what others are to have.

What is handed on is written down first, so that whoever takes a shard over reads what came since.
"""

import logging
from collections.abc import Iterable

from bots.discord_bot.bookmark import Bookmark
from bots.engine.seam.shares import Share

log = logging.getLogger("parley.discord")


class Shards:
    """The shards of one connection. `count`: how many the bot has in all processes."""

    def __init__(self, share: Share, bookmark: Bookmark, count: int) -> None:
        self._share = share
        self._bookmark = bookmark
        self.count = count
        self._said: frozenset[int] | None = None
        self.changed = share.changed
        """Waits until `ours` may be others."""

    @property
    def ours(self) -> frozenset[int]:
        """The shards that this process is to receive on at this moment."""
        return self._share.parts - self._share.surplus

    async def take(self, shard: int) -> str:
        """Begin with one; returns the name of the session that it had last, wherever that was."""
        return await self._bookmark.take(shard)

    async def leave(self, shards: Iterable[int]) -> None:
        """End with these: to hand them on, or because they are lost already."""
        gone = sorted(shards)
        if self._share.parts.issuperset(gone):
            await self._bookmark.write()
        for shard in gone:
            self._bookmark.leave(shard)
            self._share.let_go(shard)

    def say(self) -> None:
        """Log which ones are ours, where there are several and it has changed."""
        if self.count > 1 and self._said != self.ours:
            self._said = self.ours
            log.info("this process has shards %s of %d", ", ".join(map(str, sorted(self.ours))) or "none", self.count)
