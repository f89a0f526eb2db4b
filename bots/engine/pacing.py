"""When may which call go out? Arithmetic on the clock it is told; never sleeps, does no I/O."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bucket:
    """A token bucket: `capacity` calls at once, then `per_second`. Progress frames leave `reserve` calls in it."""

    capacity: float
    per_second: float
    reserve: float = 1.0


@dataclass(frozen=True, slots=True)
class Window:
    """At most `calls` in any `seconds`. Progress frames leave `reserve` of them."""

    calls: int
    seconds: float
    reserve: int = 1


Limit = Bucket | Window


@dataclass(frozen=True, slots=True)
class Budget:
    """A named allowance that calls share: "telegram:chat:42", "discord:bot"."""

    name: str
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds between the frames of one answer: `first` once each, then `then` for ever.

    `gather`: seconds to wait for more than a word before the first frame; 0: at once.
    """

    first: tuple[float, ...]
    then: float
    gather: float = 0.0
