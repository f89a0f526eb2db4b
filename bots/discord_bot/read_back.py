"""Asks Discord for messages that no event has told of, slowly enough to be in nobody's way."""

import asyncio
import logging
from typing import Any

from bots.discord_bot.reading import by_a_person, id_at
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import NotSent, PlatformError, SlowDown, Unsure

Json = dict[str, Any]

IN_A_PLACE = 50
"""Messages that are read in one place, the oldest first."""
BETWEEN_CALLS = 0.2
"""Seconds between two calls: five a second, of the fifty that a bot may make."""
ATTEMPTS = 3
"""Attempts at one call."""
LONGEST_WAIT = 60.0
"""Seconds: if Discord asks for a longer pause, the call is given up."""
EARLIER = 5.0
"""Seconds before the moment in question from which on messages are read: two clocks are never quite alike."""

log = logging.getLogger("parley.discord")


class ReadBack:
    """The calls, one after the other."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._turn = asyncio.Lock()
        self._members: LRU[str, Json] = LRU()

    async def messages(self, channel: str, since: float, me: str) -> tuple[Json, ...]:
        """What people wrote in a channel since then (Unix time) and `me` has not replied to, the oldest first.

        Nothing if the channel is gone, closed to us, or cannot be read now. Raises nothing.
        """
        found = await self._ask(f"/channels/{channel}/messages?after={id_at(since - EARLIER)}&limit={IN_A_PLACE}")
        told: list[Json] = [each for each in found if _is_message(each)] if isinstance(found, list) else []
        ours = [each for each in told if each["author"].get("id") == me]
        answered = {str((each.get("message_reference") or {}).get("message_id")) for each in ours}
        theirs = [each for each in told if by_a_person(each) and each["id"] not in answered]
        return tuple(sorted(theirs, key=lambda each: int(each["id"])))

    async def member(self, server: str, person: str) -> Json:
        """What Discord says of a member of a server; empty if it says nothing."""
        key = f"{server} {person}"
        if key not in self._members:
            found = await self._ask(f"/guilds/{server}/members/{person}")
            if not isinstance(found, dict):
                return {}
            self._members.keep(key, found)
        return self._members.get(key, {})

    async def _ask(self, path: str) -> Any:
        """The answer to a call; None if there is none to be had."""
        for attempt in range(1, ATTEMPTS + 1):
            async with self._turn:
                await self._clock.sleep(BETWEEN_CALLS)
                try:
                    return await self._transport.call("GET", path)
                except SlowDown as wait:
                    pause = wait.retry_after
                except (NotSent, Unsure) as error:
                    pause = float(attempt)
                    log.debug("what was written meanwhile could not be read: %s", error)
                except PlatformError as error:
                    log.debug("what was written meanwhile is not to be had: %s", error)
                    return None
                if attempt == ATTEMPTS or pause > LONGEST_WAIT:
                    return None
                await self._clock.sleep(pause)  # in turn: a limit may be of all calls
        return None


def _is_message(found: Any) -> bool:
    """Whether it has the shape of a message."""
    shaped = isinstance(found, dict) and isinstance(found.get("author"), dict) and isinstance(found.get("id"), str)
    return shaped and found["id"].isdigit()
