"""Whether asking the same model once more can help, and when. Only before its first word."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from provider.errors import Overloaded, ProviderError, RateLimited


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how soon a model is asked again: after 429 and 5xx, and after nothing else.

    times: further tries. base: seconds before the first of them, doubled for each. cap: seconds; if a server asks for
    a longer wait, it is not asked again. chance: 0 to 1, how far a wait is stretched, so that not all come at once.

    A kept-alive connection that turned out dead is not counted here: `transport.http` replaces it once.
    """

    times: int = 2
    base: float = 0.5
    cap: float = 20.0
    chance: Callable[[], float] = field(default=random.random)

    def pause(self, error: ProviderError, tried: int) -> float | None:
        """Seconds until the next try, after `tried` further tries; None: there is none."""
        if error.begun or tried >= self.times:
            return None
        backoff = self.base * 2**tried * (0.5 + self.chance())
        match error:
            case RateLimited():  # a little later than told, so that all who were told the same do not come at once
                wait = error.retry_after + backoff / 10 if error.retry_after else backoff
            case Overloaded():
                wait = max(error.retry_after, backoff)
            case _:
                return None
        return wait if wait <= self.cap else None
