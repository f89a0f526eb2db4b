"""What time it is by a server's clock. Arithmetic; the answers of the server are noted by whoever gets them."""

from contextlib import suppress
from email.utils import parsedate_to_datetime

from bots.engine.runtime.clock import Clock


class ServerTime:
    """Our clock, set by the dates of a server's answers: what it dated is as old as it says, whoever's clock is wrong.

    Until there was an answer with a date, our clock counts as right.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = 0.0
        self._date = ""

    def heard(self, date: str) -> None:
        """Note the `Date` of an answer that has just come; anything else is no date and changes nothing."""
        if date == self._date:
            return
        self._date = date
        with suppress(ValueError):
            self._ahead = parsedate_to_datetime(date).timestamp() - self._clock.wall()

    def now(self) -> float:
        """The Unix time by the server's clock."""
        return self._clock.wall() + self._ahead

    def age(self, written: float) -> float:
        """Seconds since the server's Unix time `written`; 0 if that is unknown (0) or still to come."""
        return max(0.0, self.now() - written) if written > 0 else 0.0
