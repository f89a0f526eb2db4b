"""Whether and when the same model is asked again."""

import random
from collections.abc import Callable

from provider.errors import Overloaded, ProviderError, RateLimited
from provider.values import Value


class Patience(Value):
    """How often and how soon a model is asked again: only before its first word, and only after 429 and 5xx.

    `times`: further tries. `base`: seconds before the first of them, doubled for each next one. `cap`: seconds; if a
    wait would be longer, the model is not asked again. `chance`: gives a number from 0 to 1 that stretches a wait, so
    that not all come back at once. A kept-alive connection that turned out dead does not count: `transport.http`
    replaces it once.
    """

    times: int = 2
    base: float = 0.5
    cap: float = 20.0
    chance: Callable[[], float] = random.random

    def pause(self, error: ProviderError, tried: int) -> float | None:
        """Seconds until the next try, after `tried` further tries; None if there is no next one."""
        if error.begun or tried >= self.times:
            return None
        backoff = self.base * 2**tried * (0.5 + self.chance())
        match error:
            case RateLimited():  # a little later than told: others were told the same
                wait = error.retry_after + backoff / 10 if error.retry_after else backoff
            case Overloaded():
                wait = max(error.retry_after, backoff)
            case _:
                return None
        return wait if wait <= self.cap else None
