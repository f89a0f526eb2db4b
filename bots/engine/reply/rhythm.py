"""When a frame goes out: how long after the one before it, and how urgently. Arithmetic on the time it is told."""

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.waiting import Claim
from bots.engine.seam.rates import Tempo

FAIR_UNSEEN = 400
"""Unseen characters beyond this do not make a reply more urgent, so that a slow stream waits at most five times as
long as the fastest."""


class Rhythm:
    """The pace of one answer. `frames`: how many were confirmed."""

    def __init__(self, tempo: Tempo, now: float) -> None:
        self.frames = 0
        self._tempo = tempo
        self._at = now
        self._length = 0

    @property
    def gather(self) -> float:
        """Seconds that the first frame waits for more than a word."""
        return self._tempo.gather

    def shown(self, at: float, length: int) -> None:
        """Note that the frame of that time was confirmed. `length`: the characters that it shows."""
        self.frames += 1
        self._at = at
        self._length = length

    def begin_anew(self) -> None:
        """Note that nothing of the present text is shown."""
        self._length = 0

    def pause(self, now: float, stretch: float) -> float:
        """Seconds until the next frame may follow. `stretch`: how many times longer than usual the intervals are."""
        return self._at + self._tempo.interval(self.frames) * stretch - now

    def claim(self, now: float, length: int, *, ended: bool, opening: bool, follows: bool) -> Claim:
        """How urgent the next frame is, which shows `length` characters. `follows`: it is of a further part."""
        if ended:
            return Priority.FINAL, 0.0
        if opening or not self.frames:
            return (Priority.SEALED if follows else Priority.FIRST), 0.0
        unseen = min(max(0, length - self._length), FAIR_UNSEEN)
        return Priority.PROGRESS, (now - self._at) * (1 + unseen / (FAIR_UNSEEN / 4))
