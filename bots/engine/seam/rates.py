"""How many calls a platform allows, as values."""

from provider.values import Value


class Bucket(Value):
    """A token bucket: `capacity` calls at once, then `per_second`. Progress frames leave `reserve` calls in it."""

    capacity: float
    per_second: float
    reserve: float = 1.0

    def part(self, share: float) -> "Bucket":
        """What one process takes of it, of several; at least one call at once."""
        capacity = max(1.0, self.capacity * share)
        return Bucket(capacity, self.per_second * share, min(self.reserve * share, capacity))


class Window(Value):
    """A limit of `calls` in any `seconds`. Progress frames leave `reserve` of them."""

    calls: int
    seconds: float
    reserve: int = 1

    @property
    def per_second(self) -> float:
        """Calls a second in the long run."""
        return self.calls / self.seconds

    def part(self, share: float) -> "Window":
        """What one process takes of it, of several; less than one call is one in a longer time."""
        calls = self.calls * share
        return Window(max(1, int(calls)), self.seconds / min(1.0, calls), int(self.reserve * share))


Limit = Bucket | Window


class Slowing(Value):
    """How a 429 slows a budget after its pause: the interval grows by a factor, up to `most` times its usual length.

    A tenth is taken back for each `ease_every` seconds without another 429.
    """

    most: float
    ease_every: float


OF_A_PLACE = Slowing(8.0, 30.0)
"""Bounded, because the pauses that the server names are kept anyway: a chat that was refused ten times is not lost."""

OF_THE_BOT = Slowing(4.0, 1.0)
"""Slows little and for a short time, because it affects everybody."""


class Budget(Value):
    """A named allowance that calls share: "telegram:chat:42", "discord:bot".

    `cautious`: what holds too for some time after the server said that the allowance was used up.
    """

    name: str
    limits: tuple[Limit, ...]
    slowing: Slowing = OF_A_PLACE
    cautious: tuple[Limit, ...] = ()


class Tempo(Value):
    """Seconds between the frames of one answer: each value of `first` once, then `then` for ever.

    `gather`: seconds to wait for more than a word before the first frame; 0 waits for nothing.
    """

    first: tuple[float, ...]
    then: float
    gather: float = 0.0

    def interval(self, frames: int) -> float:
        """Seconds to wait after the frame with that number; 1 is the opening."""
        return self.first[frames - 1] if 0 < frames <= len(self.first) else self.then
