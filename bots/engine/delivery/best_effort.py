"""Words that may be lost: one message at a time in a place, two a second on a platform, and none that is late.

Words of the bot that many people can cause at once go this way, so that a crowd takes no calls from answers. What comes
while words wait in the same place adds nothing: the message that waits is said there for all.
"""

import logging
from collections.abc import Awaitable, Callable

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.places import Place, Surface, Target
from bots.engine.seam.rates import Bucket, Budget
from bots.engine.seam.shown import Response
from provider.values import replace

log = logging.getLogger("parley")

RATE = Bucket(2, 2.0, reserve=0.0)
"""Such messages on one platform: two at once, then two a second."""
WITHIN = 30.0
"""Seconds after which words that still wait are dropped."""
MOST = int(RATE.per_second * WITHIN)
"""Places in which words may wait: more could not be said in time."""


Spelled = Callable[[Response, Place], Awaitable[Response]]
"""Puts what people, places and commands are called into words for those who read them in that place."""


class BestEffort:
    """Says such words on one platform. `priority`: theirs, which has this budget. `spelled`: adds names."""

    def __init__(self, sender: Sender, tasks: Supervisor, priority: Priority, spelled: Spelled) -> None:
        budget = Budget(f"{sender.platform.name}:{priority.name.lower()}", (RATE,))
        self._sender = replace(sender, claim=(priority, 0.0), beside=(budget,))
        self._tasks = tasks
        self._spelled = spelled
        self._now = sender.clock.now
        self._full_until = float("-inf")
        self._expected = Cooldown(self._now, WITHIN)  # places whose words wait, or are still to be found
        self._waiting: set[Place] = set()

    def has_room(self, place: Place) -> bool:
        """Whether words there would be taken now. Cheap: a flood asks it for each of its messages."""
        now = self._now()
        if now < self._full_until:
            return False
        if len(self._expected) >= MOST:
            self._full_until = now + 1 / RATE.per_second
            return False
        return place not in self._waiting and not self._expected.is_on(str(place))

    def expect(self, place: Place) -> None:
        """Keep room for words there, which follow."""
        self._expected.start(str(place))

    def say(self, where: Target | Surface, response: Response) -> None:
        """Say it there if there is room for it and it can be said in time. Returns at once."""
        place = where.place
        if (self._expected.is_on(str(place)) and place not in self._waiting) or self.has_room(place):
            self.expect(place)
            self._waiting.add(place)
            self._tasks.start(self._say(where, response), "saying what may be lost")

    async def _say(self, where: Target | Surface, response: Response) -> None:
        try:
            await self._sender.clock.within(WITHIN, self._say_spelled(where, response))
        except TimeoutError:
            log.debug("%s: words were dropped, because others went before them.", where.place)
        except PlatformError as error:
            log.warning("%s: words are given up: %s", where.place, error)
        finally:
            self._waiting.discard(where.place)
            self._expected.end(str(where.place))

    async def _say_spelled(self, where: Target | Surface, response: Response) -> None:
        await self._sender.say(where, await self._spelled(response, where.place))
