"""The wire between the processes on one database: which one that is, is said by what `storage.url` names."""

import asyncio
import sys
from collections.abc import Callable
from secrets import token_hex
from typing import Protocol

from bots.engine.storage.extra import postgresql
from bots.engine.storage.urls import is_server, read

Heard = Callable[[str, str], object]
"""Called with topic and words of a message."""


class Wire(Protocol):
    """Carries messages between the processes of a bot.

    `me`: the name of this one, another one at each start. `alone`: there can be no other.
    """

    me: str
    alone: bool

    async def run(self, heard: Heard, missed: Callable[[], object]) -> None:
        """Call `heard` for each message to all or to this process, until it is cancelled.

        `missed` is called whenever messages may have been lost until now. Neither may raise anything.
        """

    async def tell(self, topic: str, words: str, to: str = "") -> None:
        """Tell all processes of the bot, this one too, or the one with that name.

        Raises:
            StoreError: nobody can be told now.
        """


class Alone:
    """The wire of a process whose database nobody else uses."""

    def __init__(self) -> None:
        self.me = token_hex(8)
        self.alone = True
        self._heard: Heard = _unheard

    async def run(self, heard: Heard, missed: Callable[[], object]) -> None:
        """Hear what is told here; nothing comes from outside, so nothing is missed."""
        self._heard = heard
        await asyncio.Event().wait()

    async def tell(self, topic: str, words: str, to: str = "") -> None:
        """Tell this process, if it is meant."""
        if to in ("", self.me):
            self._heard(topic, words)


def _unheard(topic: str, words: str) -> None:
    """Takes what is told before anybody listens."""


def wire_of(url: str) -> Wire:
    """The wire of the database; on Windows always that of a process alone, whose event loop the library cannot use.

    Raises:
        StoreError: the URL cannot be used, or the extra is not installed.
    """
    if not is_server(url) or sys.platform == "win32":
        return Alone()
    found: Wire = postgresql("listening").Listening(read(url))
    return found
