"""Tells the owners that a platform lets the bot in no more, and that it does again, after a restart too."""

from bots.engine.language.moments import span
from bots.engine.language.phrases import say
from bots.engine.owner.alerts import Alerts
from bots.engine.owner.open_troubles import Trouble

EVERY = 6 * 3600.0
"""Seconds within which it is told once that a platform is held back."""


class Absences:
    """The platforms that are away, as far as the owners were told."""

    def __init__(self, alerts: Alerts) -> None:
        self._alerts = alerts
        self._told: set[str] = set()  # in this run

    def refused(self, platform: str) -> None:
        """Note that the platform refuses the bot's token, and that trying goes on."""
        self._tell(_refusal(platform), say("alert_token", platform=platform.capitalize()))

    def held_back(self, platform: str, seconds: float) -> None:
        """Note that the bot had to connect too often, and does it again only in so many seconds."""
        text = say("alert_held_back", platform=platform.capitalize(), left=span(seconds))
        self._alerts.tell(_held_back(platform), text, trouble=Trouble(_held_back(platform)), every=EVERY)

    def ended(self, platform: str, *, for_good: bool) -> None:
        """Note that the platform has ended. `for_good`: it is not tried again."""
        if for_good:
            self._told.discard(_absence(platform))
        key = "alert_platform" if for_good else "alert_platform_off"
        self._tell(_absence(platform), say(key, platform=platform.capitalize()))

    def back(self, platform: str) -> None:
        """Note that the platform can be called; the owners hear of it if they heard that it could not."""
        names = (_refusal(platform), _absence(platform), _held_back(platform))
        self._told.difference_update(names)
        self._alerts.over(names, say("alert_platform_back", platform=platform.capitalize()))

    def _tell(self, name: str, text: str) -> None:
        if name not in self._told:
            self._told.add(name)
            self._alerts.tell(name, text, trouble=Trouble(name))


def _refusal(platform: str) -> str:
    return f"token {platform}"


def _held_back(platform: str) -> str:
    return f"held back {platform}"


def _absence(platform: str) -> str:
    return f"platform {platform}"
