"""Whether asking the same model once more can help, and when. Only before its first word."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from provider.contract import Event, Picture, Retract, Text
from provider.errors import Overloaded, ProviderError, RateLimited
from provider.routing.deadlines import Open


@dataclass(frozen=True, slots=True)
class Patience:
    """times: further tries. base: seconds before the first of them, doubled for each. cap: the longest wait that is
    still waited; a server that asks for more is not asked again.
    """

    times: int = 2
    base: float = 0.5
    cap: float = 20.0


@dataclass(frozen=True, slots=True)
class Retrying:
    """Asks again after 429 (after the server's own time) and 5xx (after a jittered one), and after nothing else.

    A kept-alive connection that turned out dead is `http`'s business: it replaces it once. `chance`: 0 to 1.
    """

    patience: Patience = Patience()
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = field(default=random.random)

    async def again(self, begin: Open) -> AsyncGenerator[Event, None]:
        """The events of the first try that comes to a word, or the error of the last.

        Raises:
            ProviderError: as the stream; no further try can help, or words have come.
        """
        tried = 0
        while True:
            begun = False
            async with aclosing(begin()) as events:
                try:
                    async for event in events:
                        if not begun:
                            begun = isinstance(event, Text | Picture)
                        elif isinstance(event, Retract):
                            begun = False
                        yield event
                    return
                except ProviderError as error:
                    wait = None if begun else pause(error, tried, self.patience, self.chance())
                    if wait is None:
                        raise
            await self.sleep(wait)
            tried += 1


def pause(error: ProviderError, tried: int, patience: Patience, chance: float) -> float | None:
    """Seconds until the next try, after `tried` further tries; None: there is none."""
    if tried >= patience.times:
        return None
    backoff = patience.base * 2**tried * (0.5 + chance)
    match error:
        case RateLimited():  # a little later than told, so that all who were told the same do not come at once
            wait = error.retry_after + backoff / 10 if error.retry_after else backoff
        case Overloaded():
            wait = max(error.retry_after, backoff)
        case _:
            return None
    return wait if wait <= patience.cap else None
