"""Connections that nobody can keep: each lives for so long and sends so much, and there are only so many of them."""

import asyncio
from collections.abc import Callable

MOST = 32
"""Connections at the same time; with one more, the oldest is dropped."""
WITHIN = 10.0
"""Seconds after which a connection is dropped, whatever it does."""
BYTES = 65_536
"""The bytes that a client may send over one connection."""


class Bounded:
    """Makes connections. `serve`: makes what speaks over one."""

    def __init__(self, serve: Callable[[], asyncio.Protocol]) -> None:
        self._serve = serve
        self._open: dict[_Connection, None] = {}  # the oldest first

    def __call__(self) -> asyncio.Protocol:
        """A new connection."""
        return _Connection(self._serve(), self._open)

    def drop(self) -> None:
        """Drop every connection."""
        for each in tuple(self._open):
            each.drop()


class _Connection(asyncio.Protocol):
    """One of them: what it hears goes on to the one who speaks."""

    def __init__(self, speaker: asyncio.Protocol, open: "dict[_Connection, None]") -> None:
        self._speaker = speaker
        self._open = open
        self._left = BYTES
        self._transport: asyncio.BaseTransport | None = None
        self._limit: asyncio.TimerHandle | None = None

    def drop(self) -> None:
        """End it now."""
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._limit = asyncio.get_running_loop().call_later(WITHIN, self.drop)
        self._open[self] = None
        if len(self._open) > MOST:
            next(iter(self._open)).drop()
        self._speaker.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._left -= len(data)
        if self._left < 0:
            self.drop()
        else:
            self._speaker.data_received(data)

    def eof_received(self) -> bool | None:
        return self._speaker.eof_received()

    def pause_writing(self) -> None:
        self._speaker.pause_writing()

    def resume_writing(self) -> None:
        self._speaker.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._limit is not None:
            self._limit.cancel()
        self._open.pop(self, None)
        self._speaker.connection_lost(exc)
