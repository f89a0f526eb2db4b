"""What to make of a platform that refuses the bot's token: a hiccup, something to tell, or the end."""

from collections.abc import Callable
from typing import Literal

TOLD_AT = 3
"""Refusals in a row at which the owner is told. If the token never worked, it is wrong then."""

HOPELESS_AFTER = 600.0
"""Seconds of refusals after which trying on is hopeless."""

Meaning = Literal["hiccup", "news", "hopeless"]


class Refusals:
    """The refusals in a row."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.count = 0
        self._now = now
        self._since = 0.0
        self._has_worked = False

    def accepted(self) -> None:
        """Note that the platform lets the bot in."""
        self.count = 0
        self._has_worked = True

    def refused(self) -> Meaning:
        """Note a refusal; returns what it means."""
        self.count += 1
        if self.count == 1:
            self._since = self._now()
        if self.count < TOLD_AT:
            return "hiccup"
        if not self._has_worked or self._now() - self._since >= HOPELESS_AFTER:
            return "hopeless"
        return "news" if self.count == TOLD_AT else "hiccup"
