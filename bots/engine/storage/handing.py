"""Hands chats to processes: each to one at a time, and to another one if that dies. Which way, `storage.url` says."""

import sys
from collections.abc import Collection
from typing import Protocol

from bots.engine.storage.extra import postgresql
from bots.engine.storage.urls import is_server, read
from provider.values import Value

STALLED = 1.5
"""Seconds without a heartbeat after which the chats of a process are handed to others."""


class Taken(Value):
    """A chat that this process attends from now on. `job`: by which it was handed out. `epoch`: as in `Tenure`.

    `died`: who attended it before has not left it.
    """

    job: int
    platform: str
    chat: str
    epoch: int
    died: bool = False


class Hands(Protocol):
    """Hands chats out. All raise StoreError: the server cannot be used, and nothing was done."""

    async def beat(self) -> Collection[int]:
        """Say that this process is alive; returns the jobs that are its own still."""

    async def take(self, platforms: Collection[str], me: str) -> Taken | None:
        """The next chat of those platforms that nobody attends; None if there is none. `me`: this process."""

    async def leave(self, taken: Taken) -> bool:
        """Attend a chat no more; returns False if something in it is still to be answered."""

    async def give_back(self, taken: Taken) -> None:
        """Attend a chat no more; somebody else does, if something in it is still to be answered."""

    async def sweep(self, attended: Collection[int]) -> bool:
        """Hand out anew what dead processes attended, and of this one all jobs but those.

        Also chats in which something is to be answered, and that nobody was to attend. Returns whether some chat is to
        be taken.
        """

    async def aclose(self) -> None:
        """Count as dead from now on, and let go of the server."""


def hands_of(url: str) -> Hands | None:
    """Who hands out the chats of that database; None where one process attends them all.

    On Windows that is always so: its event loop cannot be used by the library.

    Raises:
        StoreError: the URL cannot be used, or the extra is not installed.
    """
    if not is_server(url) or sys.platform == "win32":
        return None
    found: Hands = postgresql("handing_out").HandingOut(read(url))
    return found
