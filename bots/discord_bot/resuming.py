"""Reads what a session of the gateway has missed. The library does not resume what another process has begun.

A client that resumes so gets no names, roles or permissions, so it only reads; the bot identifies anew. The session is
left resumable: until all is taken in that it missed, a kill must be able to read it once more.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import yarl

from bots.discord_bot.errors import UNREADABLE
from bots.discord_bot.limits import GATEWAY_VERSION, RESUMABLE
from bots.discord_bot.progress import Mark
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import NotSent
from provider.values import Value

SILENCE = 5.0
"""Seconds without a frame after which nothing more is waited for."""
WITHIN = 20.0
"""Seconds for all of it."""
ATTEMPTS = 3
"""Connections, if Discord ends one in the middle."""
FRAME = 16 * 1024 * 1024
"""Bytes of one frame; a server with all its channels is one."""
MOST = 10_000
"""Events that are kept."""

GONE = (4004, 4007, 4009)
"""Close codes after which the session cannot be resumed: the token, the number or the session is not valid."""

HEARTBEAT, RESUME, RECONNECT, INVALID, HELLO = 1, 6, 7, 9, 10


Needed = Callable[[str, dict[str, Any]], bool]
"""Whether an event of that name is to be kept. Raises nothing."""


class Event(Value):
    """An event of a session: its number, Discord's name for it, and what it says."""

    number: int
    name: str
    raw: dict[str, Any]


class Missed(Value):
    """What a session has missed, in order. `whole`: nothing is lacking; else Discord has to be asked in another way."""

    events: tuple[Event, ...]
    whole: bool


async def read_missed(transport: Transport, clock: Clock, mark: Mark, url: str, is_needed: Needed) -> Missed:
    """The events that a session has missed since its mark and that are needed. Raises nothing; the wait is bounded.

    `url`: where it is resumed.
    """
    reading = _Reading(transport, clock, mark, is_needed)
    whole = False
    try:
        async with asyncio.timeout(clock.real(WITHIN)):
            for attempt in range(ATTEMPTS):
                if attempt:
                    await clock.sleep(1.0)
                whole = await reading.attempt(url)
                if whole or reading.is_over:
                    break
    except (OSError, aiohttp.ClientError, NotSent, *UNREADABLE):
        whole = False  # an address or a frame that makes no sense, or nobody there
    return Missed(tuple(reading.events), whole and not reading.has_gaps)


class _Reading:
    """The reading of one session, over as many connections as it takes."""

    def __init__(self, transport: Transport, clock: Clock, mark: Mark, is_needed: Needed) -> None:
        self._transport = transport
        self._clock = clock
        self._mark = mark
        self._is_needed = is_needed
        self._number = mark.number
        self.events: list[Event] = []
        self.has_gaps = False
        """Whether something came that could not be read, or was too much."""
        self.is_over = False
        """Whether a further connection brings nothing more."""

    async def attempt(self, url: str) -> bool:
        """Connect and read; returns whether all that was missed has come.

        Raises:
            OSError, aiohttp.ClientError, NotSent: it cannot be reached.
        """
        connecting = self._transport.session().ws_connect(
            yarl.URL(url).with_query(v=GATEWAY_VERSION, encoding="json"),
            max_msg_size=FRAME,
            timeout=aiohttp.ClientWSTimeout(ws_close=self._clock.real(1.0)),
            autoclose=False,
        )
        async with asyncio.timeout(self._clock.real(SILENCE)):
            socket = await connecting
        try:
            while True:
                message = await socket.receive(timeout=self._clock.real(SILENCE))
                if message.type is not aiohttp.WSMsgType.TEXT:
                    self.is_over = message.data in GONE
                    return False
                ended = await self._take(socket, message.data)
                if ended is not None:
                    return ended
        finally:
            await socket.close(code=RESUMABLE)

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, frame: str) -> bool | None:
        """Take in one frame; returns how the connection ends, None if it goes on."""
        try:
            packet = json.loads(frame)
            kind, data = packet["op"], packet.get("d")
        except UNREADABLE:
            self.has_gaps = True
            return None
        if kind == HELLO:
            said = {"token": self._transport.token, "session_id": self._mark.id, "seq": self._number}
            await socket.send_json({"op": RESUME, "d": said})
        elif kind == HEARTBEAT:
            await socket.send_json({"op": HEARTBEAT, "d": self._number})
        elif kind == INVALID:
            self.is_over = data is not True
            return False
        elif kind == RECONNECT:
            return False
        elif kind == 0:
            return self._keep(packet.get("s"), packet.get("t"), data)
        return None

    def _keep(self, number: object, name: object, raw: object) -> bool | None:
        if name == "RESUMED":
            return True
        if not isinstance(number, int) or not isinstance(name, str) or not isinstance(raw, dict):
            self.has_gaps = True
            return None
        self._number = max(number, self._number)
        if self._is_needed(name, raw):
            if len(self.events) >= MOST:
                self.has_gaps = self.is_over = True
                return False
            self.events.append(Event(number, name, raw))
        return None
