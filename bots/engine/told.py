"""What people were told instead of an answer, so that it is not said again at once."""

from collections.abc import Callable, Mapping

from bots.engine.access.gate import Gate
from bots.engine.questions import Reason
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import COOLDOWN, ENDLESS, Cooldown
from bots.engine.seam.values import Origin, ToInteraction


def _person(origin: Origin) -> str:
    return str(origin.person)


def _place(origin: Origin) -> str:
    return str(origin.place)


def _person_there(origin: Origin) -> str:
    return f"{origin.person} {origin.place}"


ONCE: Mapping[Reason, tuple[float, Callable[[Origin], str]]] = {
    "unreadable": (ENDLESS, _place),
    "full": (ENDLESS, _person),  # until an answer of theirs begins
    "long": (COOLDOWN, _person_there),
    "paused": (COOLDOWN, _person_there),
    "budget": (COOLDOWN, _person_there),
}
"""Seconds for which a reason is given once, and to whom. The gate knows whom it turned away; what is missing is always
said."""


class Told:
    """Knows what was said just now."""

    def __init__(self, clock: Clock, gate: Gate) -> None:
        self._gate = gate
        self._cooldowns = {reason: Cooldown(clock.now, seconds) for reason, (seconds, _) in ONCE.items()}

    def is_news(self, origin: Origin, reason: Reason) -> bool:
        """Whether to say it; notes that it is said."""
        if isinstance(origin.target, ToInteraction):
            return True  # it waits for an answer each time, and only the asker sees it
        if reason == "stranger":
            return not self._gate.cooling_down(origin)
        if reason not in ONCE:
            return True
        return not self._cooldowns[reason].holds(ONCE[reason][1](origin))

    def answered(self, origin: Origin) -> None:
        """An answer begins: when the queue is full again, that is news."""
        self._cooldowns["full"].end(_person(origin))
