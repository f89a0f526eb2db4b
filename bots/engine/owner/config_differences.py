"""Tells the owner, once, that the machines of the bot read different configs, and in what; and when that is over.

While a deploy goes from machine to machine they differ for some minutes, of which nobody is told.
"""

from collections.abc import Callable
from typing import Final, Protocol

from bots.engine.language.phrases import say
from bots.engine.machines.others import Others, Saying, Shows
from bots.engine.owner.open_troubles import Trouble
from bots.engine.runtime.clock import Clock

LASTS: Final = 300.0
"""Seconds for which they have to differ before the owner is told."""

TROUBLE: Final = "machines differ"

PARTS: Final[Shows] = {
    "models": "differ_models",
    "limits": "differ_limits",
    "owners": "differ_owners",
    "access": "differ_access",
    "settings": "differ_settings",
}
"""What people can see of a config, and the phrase that names it."""


class TellsOwners(Protocol):
    """Tells the owners that something begins, and that it is over."""

    def tell(self, kind: str, text: str, *, trouble: Trouble | None = None) -> None: ...

    def over(self, names: list[str], text: str) -> bool: ...


class ConfigDifferences:
    """Compares what this process says of its config with what the others say of theirs. `mine`: by `PARTS`."""

    def __init__(self, clock: Clock, others: Others, alerts: TellsOwners, mine: Callable[[], Shows]) -> None:
        self._clock = clock
        self._others = others
        self._alerts = alerts
        self._mine = mine
        self._found: tuple[str, frozenset[str]] | None = None  # the other machine, and in what it differs
        self._since = 0.0
        self._told: frozenset[str] = frozenset()

    def look(self, _: object = None) -> None:
        """Compare now. Of two machines that differ, one tells it: that whose name comes first."""
        found = self._differing()
        now = self._clock.now()
        if (found and found[1]) != (self._found and self._found[1]):
            self._since = now
        self._found = found
        if found is None:
            self._told = frozenset()
            if self._others.alive:
                self._alerts.over([TROUBLE], say("alert_machines_alike"))
        elif found[1] != self._told and now - self._since >= LASTS:
            self._told = found[1]
            self._tell(*found)

    def _tell(self, other: str, parts: frozenset[str]) -> None:
        what = ", ".join(say(phrase) for part, phrase in PARTS.items() if part in parts)
        words = say("alert_machines_differ", one=self._others.label, other=other, what=what)
        self._alerts.tell(f"{TROUBLE}: {' '.join(sorted(parts))}", words, trouble=Trouble(TROUBLE))

    def _differing(self) -> tuple[str, frozenset[str]] | None:
        """The first other machine that differs and is to be told of here, and in what."""
        mine = self._mine()
        for name, said in sorted(self._others.said.items()):
            if name > self._others.me and (parts := _differing(mine, said)):
                return said.label, parts
        return None


def _differing(mine: Shows, said: Saying) -> frozenset[str]:
    return frozenset(part for part in PARTS if part in mine and mine[part] != said.shows.get(part, mine[part]))
