"""A chat that this process attends: since when, what of it was begun, and whether more may have come."""

import asyncio
from collections.abc import Iterable

from bots.engine.runtime.tenure import Tenure
from bots.engine.runtime.uptime import uptime
from bots.engine.storage.handing import Taken

SEEN = 100
"""Messages that were begun in a chat after which it is read which of them are over: it may never be quiet."""


class AttendedChat:
    """`seen`: the keys of the messages that were begun, until these are over.

    `unread`: something may have come that was not read yet. `current`: all is begun that is known to have come.
    """

    def __init__(self, taken: Taken) -> None:
        self.taken = taken
        self.tenure = Tenure(taken.platform, taken.chat, taken.epoch)
        self.seen: set[int] = set()
        self._looked_through_at = SEEN
        self.since = uptime()
        self.unread = True
        self.current = asyncio.Event()

    def begun(self, keys: Iterable[int]) -> None:
        """Note that these are begun. If they are many, it is read which of them are over."""
        self.seen.update(keys)
        if len(self.seen) >= self._looked_through_at:
            self.read()

    def over(self, keys: Iterable[int]) -> None:
        """Forget these, for which nothing is left to do."""
        self.seen.difference_update(keys)
        self._looked_through_at = SEEN + 2 * len(self.seen)

    def read(self) -> None:
        """Let what has come be read."""
        self.unread = True
        self.current.clear()
        self.tenure.news.set()
