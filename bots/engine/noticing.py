"""Whether a message is for the bot at all, from memory: most messages of a busy server end here."""

from collections.abc import Mapping

from bots.engine.access.gate import Gate
from bots.engine.conversation import triggers
from bots.engine.delivery.sending import Sender
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.platform import shows_outcome
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.told import Told


class Noticing:
    """Looks at every message that comes; asks neither the store nor a platform."""

    def __init__(self, senders: Mapping[str, Sender], gate: Gate, place_settings: PlaceSettings, told: Told) -> None:
        self._senders = senders
        self._gate = gate
        self._place_settings = place_settings
        self._told = told

    def may_be_ours(self, incoming: Incoming) -> bool:
        """Whether the message may be for the bot."""
        origin, here = incoming.origin, self._place_settings
        if incoming.addressed or origin.private or here.threads.is_openers(origin.place, origin.person):
            return True
        return triggers.heard(incoming, *here.trigger(origin)) is not None

    def is_ours(self, incoming: Incoming) -> bool:
        """Whether there is anything to do about it."""
        return self.may_be_ours(incoming) and not self._told.is_shut_out(incoming.origin)

    def is_lasting(self, incoming: Incoming) -> bool:
        """Whether it is to be answered even if the program dies first.

        Not in a terminal, which ends with the program; and strangers are only told that they may not talk.
        """
        origin = incoming.origin
        platform = self._senders[origin.place.platform].platform
        return not shows_outcome(platform) and not self._gate.is_stranger(origin)
