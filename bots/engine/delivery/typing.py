"""Shows that an answer is coming while its first words are awaited."""

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.seam.errors import PlatformError, SlowDown
from bots.engine.seam.places import Target
from bots.engine.seam.platform import shows_typing

TYPING_AGAIN = 5.0
"""Seconds after which typing is tried again if it could not be shown."""


async def keep_typing(sender: Sender, target: Target) -> None:
    """Show that something is coming until cancelled; returns at once if the platform cannot show it."""
    platform = sender.platform
    if not shows_typing(platform):
        return
    budgets = sender.platform.budgets(target)[1:]  # typing has a route of its own, and still spends the bot's budget
    while True:
        lasts = TYPING_AGAIN
        try:
            async with sender.scheduler.grant(budgets, lambda: (Priority.TYPING, 0.0)):
                try:
                    lasts = await platform.typing(target)
                except SlowDown as slow:
                    if slow.budgets:
                        raise
                    lasts = max(slow.retry_after, TYPING_AGAIN)
        except SlowDown as slow:
            lasts = max(slow.retry_after, TYPING_AGAIN)
        except PlatformError:
            pass
        await sender.clock.sleep(max(1.0, lasts))
