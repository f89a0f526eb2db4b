"""Says over and over that this process is alive, and how long that counts.

| the last heartbeat that was taken began | then |
|---|---|
| less than `LEASE` ago | no other process takes what this one holds |
| longer ago | no call is made until the next one is taken |
| more than `ABANDONED_AFTER` ago | what was held is given up |
"""

from collections.abc import Callable, Collection

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lease import HeartbeatLease
from bots.engine.runtime.uptime import uptime
from bots.engine.storage.handing import STALLED, Hands
from bots.engine.storage.records import StoreError

BEAT = 0.5
"""Seconds between two heartbeats."""

LEASE = 0.8 * STALLED
"""Seconds after a heartbeat has begun for which it counts; only later may another process take over."""

ABANDONED_AFTER = 2 * STALLED
"""Seconds after the last heartbeat that was taken after which what is done for chats is not held back, but given up."""


class Heartbeat:
    """The heartbeat of this process."""

    def __init__(self, hands: Hands, clock: Clock) -> None:
        self.lease = HeartbeatLease(LEASE)
        self._hands = hands
        self._clock = clock

    async def run(self, taken: Callable[[Collection[int], float], object], lost: Callable[[str], object]) -> None:
        """Beat until it is cancelled.

        `taken`: called after each heartbeat with the jobs that are this process's still, and when it began; `lost`:
        called with the reason when all is to be given up.
        """
        while True:
            began = uptime()
            try:
                ours = await self._clock.within(LEASE, self._hands.beat())
            except (StoreError, TimeoutError) as error:
                if self.lease.age > ABANDONED_AFTER:
                    lost(str(error) or "no answer in time")
            else:
                taken(ours, began)
                self.lease.renew(began)
            await self._clock.sleep(BEAT)
