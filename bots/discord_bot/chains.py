"""The messages above one in a chain of replies, asked of Discord one after the other."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bots.discord_bot.contents import contents, is_reply
from bots.discord_bot.errors import makes_sense
from bots.discord_bot.reading import Surroundings, channel_of, readable, written_by
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import Gone, PlatformError
from bots.engine.seam.incoming import Above
from bots.engine.seam.places import Place

FETCHES = 10
"""Messages that are asked for one answer; each comes with the one that it answers."""

WITHIN = 3.0
"""Seconds for all of them: the answer waits."""

Json = Mapping[str, Any]

log = logging.getLogger("parley.discord")


class ChainReader:
    """Reads the messages that a message answers."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock

    async def above(self, place: Place, message: str, most: int, me: str) -> tuple[Above, ...]:
        """See `ReadsChains.above`. `me`: the bot's own id, empty before it is known."""
        found: list[Above] = []
        until = self._clock.now() + WITHIN
        for _ in range(FETCHES):
            left = until - self._clock.now()
            if not message or len(found) >= most or left <= 0:
                break
            try:
                raw = await self._clock.within(left, self._fetched(place, message))
                with makes_sense():
                    message = _take(raw, me, found)
            except (PlatformError, TimeoutError) as error:
                log.debug("a chain of replies is not read any further: %s", error)
                break
        return tuple(found[:most])

    async def _fetched(self, place: Place, message: str) -> Json:
        """A message. That on which a thread begins stands in its channel; that of a forum's post in the thread."""
        if message == place.thread:
            with suppress(Gone):
                return dict(await self._transport.call("GET", f"/channels/{place.chat}/messages/{message}"))
        return dict(await self._transport.call("GET", f"/channels/{channel_of(place)}/messages/{message}"))


def _take(raw: Json, me: str, found: list[Above]) -> str:
    """Add a message and the one that it answers, which comes with it; returns which one is above them."""
    if any(each.id == str(raw["id"]) for each in found):
        return ""
    found.append(_read(raw, me))
    answered = found[-1].reply_to
    if not answered or "referenced_message" not in raw:
        return answered
    above = raw["referenced_message"]
    if above is None:  # it was deleted
        return ""
    found.append(_read(above, me))
    return found[-1].reply_to


def _read(raw: Json, me: str) -> Above:
    held = contents(raw)
    return Above(
        str(raw["id"]),
        None if str(raw["author"]["id"]) == me else written_by(raw),
        readable(held.text, raw.get("mentions") or (), Surroundings()),
        held.attachments,
        () if held.unread == ("unknown",) else held.unread,
        str((raw.get("message_reference") or {}).get("message_id") or "") if is_reply(raw) else "",
    )
