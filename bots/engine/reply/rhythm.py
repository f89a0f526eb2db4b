"""When a frame goes out: how long after the one before it, and how urgently. Arithmetic on the time it is told."""

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.waiting import Claim
from bots.engine.seam.rates import Tempo

FAIR_UNSEEN = 400
"""Unseen characters beyond this do not make a reply more urgent, so that a slow stream waits at most five times as
long as the fastest."""


class Rhythm:
    """The pace of one answer.

    `frames`: how many were confirmed. `first_at`: when its first words stood; None before that.
    """

    def __init__(self, tempo: Tempo, now: float) -> None:
        self.frames = 0
        self.first_at: float | None = None
        self._tempo = tempo
        self._at = now
        self._length = 0
        self._in_call: float | None = None  # when the oldest of the words came that a call shows, or that one lost
        self.since: float | None = None
        """When the first of the words came that no call shows; None: there are none. Whoever takes words in sets it."""

    @property
    def usual(self) -> float:
        """Seconds between two frames, in the long run."""
        return self._tempo.then

    @property
    def gather(self) -> float:
        """Seconds that the first frame waits for more than a word."""
        return self._tempo.gather

    def called(self) -> None:
        """Note that a call begins, which shows all words that have come."""
        if self._in_call is None:
            self._in_call = self.since
        self.since = None

    def shown(self, at: float, length: int, now: float) -> float | None:
        """Note that the frame whose call began at that time is confirmed now. `length`: the characters that it shows.

        Returns for how many seconds the oldest of its new words were on their way; None if it has none.
        """
        self.frames += 1
        self._at = at
        self._length = length
        came, self._in_call = self._in_call, None
        if came is None:
            return None
        self.first_at = self.first_at or now
        return now - came

    def begin_anew(self) -> None:
        """Note that nothing of the present text is shown."""
        self._length = 0

    def pause(self, now: float, stretch: float) -> float:
        """Seconds until the next frame may follow. `stretch`: how many times longer than usual the intervals are."""
        return self._at + self._tempo.interval(self.frames) * stretch - now

    def claim(self, now: float, length: int, *, ended: bool, opening: bool, follows: bool) -> Claim:
        """How urgent the next frame is, which shows `length` characters. `follows`: it is of a further part."""
        unseen = min(max(0, length - self._length), FAIR_UNSEEN)
        urgency = (now - self._at) * (1 + unseen / (FAIR_UNSEEN / 4))
        if ended:  # of several ends, that of which a reader lacks the most goes first
            return Priority.FINAL, urgency
        if opening or not self.frames:
            return (Priority.SEALED if follows else Priority.FIRST), 0.0
        return Priority.PROGRESS, urgency
