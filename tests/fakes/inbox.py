"""What the inboxes that stand in for the engine have in common."""

from functools import cached_property

from bots.engine.seam.incoming import Incoming, Invocation
from bots.engine.seam.places import Place
from bots.engine.seam.shares import Shares, Undivided
from bots.testing.stage import BookmarksInMemory


class Deaf:
    """Takes note of nothing that happens around the conversations; inboxes under test say what they want to hear."""

    @cached_property
    def bookmarks(self) -> BookmarksInMemory:
        """As long as this inbox lives."""
        return BookmarksInMemory()

    @cached_property
    def shares(self) -> Shares:
        """All is this process's."""
        return Undivided()

    def may_be_ours(self, incoming: Incoming) -> bool:
        """What addresses the bot is."""
        return incoming.addressed

    async def on_received(self, incoming: Incoming, *, behind: bool) -> Incoming | None:
        """Committed by `on_message`, if at all."""
        return incoming

    async def on_edited(self, now: Incoming | Invocation) -> None:
        """Ignored."""

    async def on_lapsed(self, incoming: Incoming) -> None:
        """Ignored."""

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Ignored."""

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """Ignored."""

    async def on_removed(self, platform: str, server: str) -> None:
        """Ignored."""

    async def on_refused(self, platform: str) -> None:
        """Ignored."""

    async def on_unblocked(self, platform: str, chat: str) -> None:
        """Ignored."""

    async def on_held_back(self, platform: str, seconds: float) -> None:
        """Ignored."""

    async def on_trouble(self, platform: str, trace: str) -> None:
        """Ignored."""
