"""What the inboxes that stand in for the engine have in common."""

from bots.engine.seam.values import Incoming, Place


class Deaf:
    """Takes note of nothing that happens around the conversations; inboxes under test say what they want to hear."""

    async def on_edited(self, incoming: Incoming) -> None:
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
