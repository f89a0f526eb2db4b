"""Tries a call to a platform until it works, ever more rarely."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import NotSent, PlatformError, SlowDown, Unsure

T = TypeVar("T")

FIRST = 1.0
"""Seconds before the second attempt; doubled for each further one."""
LONGEST = 300.0
"""The most seconds between two attempts."""


async def until_it_works(call: Callable[[], Awaitable[T]], clock: Clock, failed: Callable[[PlatformError], None]) -> T:
    """The call's result, however often it must be tried; after a 429 it waits as long as the server says.

    `call` must do no harm if it is made twice. `failed` is called once, after the first failure.

    Raises:
        PlatformError: trying again cannot help.
    """
    failures = 0
    while True:
        try:
            return await call()
        except (NotSent, Unsure, SlowDown) as error:
            if not failures:
                failed(error)
            failures += 1
            least = error.retry_after if isinstance(error, SlowDown) else 0.0
        await clock.sleep(max(least, backoff(failures, FIRST, LONGEST)))
