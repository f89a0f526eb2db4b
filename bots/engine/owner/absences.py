"""Tells the owners that a platform lets the bot in no more, and that it does again."""

from bots.engine.language.moments import span
from bots.engine.language.phrases import say
from bots.engine.owner.alerts import Alerts

EVERY = 6 * 3600.0
"""Seconds within which it is told once that a platform is held back."""


class Absences:
    """The platforms that are away, as far as the owners were told."""

    def __init__(self, alerts: Alerts) -> None:
        self._alerts = alerts
        self._told: dict[str, set[str]] = {}  # the kinds that were told of each platform that is away

    def refused(self, platform: str) -> None:
        """Note that the platform refuses the bot's token, and that trying goes on."""
        self._tell(platform, f"token {platform}", say("alert_token", platform=platform))

    def held_back(self, platform: str, seconds: float) -> None:
        """Note that the bot had to connect too often, and does it again only in so many seconds."""
        text = say("alert_held_back", platform=platform, left=span(seconds))
        self._alerts.tell(f"held back {platform}", text, every=EVERY)

    def ended(self, platform: str, *, for_good: bool) -> None:
        """Note that the platform has ended. `for_good`: it is not tried again."""
        if for_good:
            self._alerts.tell(f"platform {platform}", say("alert_platform", platform=platform))
        else:
            self._tell(platform, f"platform {platform}", say("alert_platform_off", platform=platform))

    def back(self, platform: str) -> None:
        """Note that the platform can be called; the owners hear of it if they heard that it could not."""
        if kinds := self._told.pop(platform, None):
            self._alerts.over(kinds, say("alert_platform_back", platform=platform))

    def _tell(self, platform: str, kind: str, text: str) -> None:
        kinds = self._told.setdefault(platform, set())
        if kind not in kinds:
            kinds.add(kind)
            self._alerts.tell(kind, text)
