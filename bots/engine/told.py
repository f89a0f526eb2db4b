"""Tells people why there is no answer, and remembers that for a while, so that it is not said again at once."""

from collections.abc import Callable, Mapping
from typing import Literal

from bots.engine.access.gate import Gate
from bots.engine.access.verdicts import Verdict
from bots.engine.delivery.notices import Notices
from bots.engine.late_messages import LateMessages
from bots.engine.questions import Decline, Late, Reason
from bots.engine.reply.failures import Failures
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import COOLDOWN, ENDLESS, Cooldown
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import ToInteraction
from bots.engine.spending.admission import Admission


def _person(origin: Origin) -> str:
    return str(origin.person)


def _place(origin: Origin) -> str:
    return str(origin.place)


def _person_there(origin: Origin) -> str:
    return f"{origin.person} {origin.place}"


Said = Reason | Literal["search"]
"""Why there is no answer; or that the model could search the web."""

ONCE: Mapping[Said, tuple[float, Callable[[Origin], str]]] = {
    "unreadable": (ENDLESS, _place),
    "unread": (600.0, _person_there),
    "search": (ENDLESS, _place),
    "full": (ENDLESS, _person),  # until an answer of theirs begins
    "long": (COOLDOWN, _person_there),
    "paused": (COOLDOWN, _person_there),
    "off": (COOLDOWN, _person_there),
    "budget": (COOLDOWN, _person_there),
}
"""The seconds for which a reason is given only once, and for whom: the key of its cooldown.

Reasons that are not here are given each time, except to strangers, for whom the gate has a cooldown.
"""

ALWAYS_ALONE: frozenset[Reason] = frozenset({"unread"})
"""Reasons that are given each time in a private chat, because that disturbs nobody else."""


class Told:
    """Says why there is no answer, unless that was said just now."""

    def __init__(
        self,
        clock: Clock,
        gate: Gate,
        admission: Admission,
        notices: Notices,
        failures: Failures,
        late_messages: LateMessages,
    ) -> None:
        self._gate = gate
        self._failures = failures
        self._admission = admission
        self._notices = notices
        self._late_messages = late_messages
        self._cooldowns = {reason: Cooldown(clock.now, seconds) for reason, (seconds, _) in ONCE.items()}

    def is_shut_out(self, origin: Origin) -> bool:
        """Whether nothing would be said there to that person, and nothing answered; asks no store and no platform.

        They were told a moment ago that there is no budget left, or may not talk and there is no room to say so.
        """
        if not isinstance(origin.target, ToInteraction) and self._notices.is_waited_for(origin.target):
            return False  # a terminal waits for the end of what it has asked
        if self._admission.is_shut_out(origin):
            return True
        return self._gate.is_stranger(origin) and not self._has_room_for(origin)

    async def decline(self, origin: Origin, decline: Decline) -> None:
        """Say why there is no answer; the owner is asked about a stranger who talks to the bot. Waits for nobody."""
        if not decline.words:
            return
        news = self.is_news(origin, decline.reason)
        if decline.reason == "stranger":
            if news or self._gate.may_ask(origin):
                self._failures.begin(self._turn_away(origin, decline.verdict, news=news), origin)
        elif news:
            self._notices.turn_down(origin.target, decline.words)
            if decline.over is not None:
                self._admission.shut_out(origin, decline.over)

    def answered(self, origin: Origin) -> None:
        """Note that an answer begins: from now on it is said again if the queue is full; old messages are read."""
        self._late_messages.followed(origin.place)
        self._cooldowns["full"].end(_person(origin))

    async def late(self, late: Late) -> None:
        """Ask whether a message that came late is still to be answered."""
        await self._late_messages.take(late)

    async def _turn_away(self, origin: Origin, verdict: Verdict, *, news: bool) -> None:
        """Ask the owner about somebody who may not talk; `news`: they are told so as well."""
        words = await self._gate.turn_away(origin, verdict)
        if news:
            self._notices.turn_down(origin.target, words, stranger=True)

    def is_news(self, origin: Origin, reason: Said) -> bool:
        """Whether it was not said just now; notes that it is said."""
        if self._notices.is_waited_for(origin.target):
            return True  # each time, and only the asker sees it
        if reason == "stranger":
            if not self._has_room_for(origin) or self._gate.cooling_down(origin):
                return False
            return self._notices.admits(origin.person, origin.place)
        if reason not in ONCE or (origin.private and reason in ALWAYS_ALONE):
            return True
        return not self._cooldowns[reason].holds(ONCE[reason][1](origin))

    def _has_room_for(self, origin: Origin) -> bool:
        return isinstance(origin.target, ToInteraction) or self._notices.has_room_for(origin.person, origin.place)
