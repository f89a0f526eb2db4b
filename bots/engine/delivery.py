"""One frame that does not grow, repeated until it stands."""

from dataclasses import replace
from uuid import uuid4

from bots.engine.clock import Clock
from bots.engine.model import Frame, Surface, Target, ToChat
from bots.engine.pacing import Priority
from bots.engine.platform import Gone, NotSent, Platform, Refused, SlowDown, Unsure
from bots.engine.scheduler import Scheduler


def new_nonce() -> str:
    """What makes two sends the same message."""
    return uuid4().hex[:25]


def backoff(failures: int) -> float:
    """Seconds to wait after that many failures in a row: half a second, doubling, at most eight."""
    return float(min(8.0, 0.5 * 2 ** (min(failures, 6) - 1)))


async def deliver(
    platform: Platform,
    scheduler: Scheduler,
    clock: Clock,
    where: Target | Surface,
    frame: Frame,
    *,
    attempts: int = 0,
) -> Surface | None:
    """Show one frame that does not grow: repeated until it stands (0 attempts: for ever) or is refused for good.

    Returns where it stands, or None where it was refused, deleted or the attempts are used up.
    """
    if isinstance(where, ToChat) and not where.nonce:
        where = replace(where, nonce=new_nonce())
    failures = 0
    while True:
        try:
            async with scheduler.grant(platform.budgets(where), lambda: (Priority.FINAL, 0.0)):
                return await platform.show(where, frame, last=True)
        except (Gone, Refused):
            return None
        except SlowDown:
            continue  # the next grant comes when the server wants it
        except (NotSent, Unsure):
            failures += 1
            if failures == attempts:
                return None
            await clock.sleep(backoff(failures))
