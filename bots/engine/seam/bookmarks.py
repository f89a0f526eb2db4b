"""Where a platform has read to, kept over restarts, and where it looks if that is not enough."""

from collections.abc import Callable
from typing import Protocol

from bots.engine.seam.places import Place
from provider.values import Value


class ActivePlace(Value):
    """A place in which the bot answered lately. `server`: where it lies; empty for a private chat."""

    place: Place
    server: str


class Bookmarks(Protocol):
    """What adapters have the engine keep for them. Raises nothing: what cannot be kept is read once more."""

    async def read(self, platform: str) -> str:
        """What was kept last; empty if nothing was."""

    async def change(self, platform: str, to: Callable[[str], str]) -> bool:
        """Keep what `to` makes of what was kept last; returns whether that is on the disk.

        Other processes may do the same meanwhile: nothing of theirs is lost. `to` is pure, and may be called again.
        What is kept goes into no log and no export.
        """

    async def active_places(self, platform: str) -> tuple[ActivePlace, ...]:
        """The places with an answer in the last seven days, the newest first; at most a hundred."""
