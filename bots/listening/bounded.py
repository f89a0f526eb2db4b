"""Connections that no stranger can keep: each lives for so long and sends so much, and there are only so many of them.

Who has shown a secret is no stranger any more: that connection is kept for as long as it is used.
"""

import asyncio
from collections.abc import Callable
from math import inf

MOST = 32
"""Connections at the same time; with one more, the oldest is dropped."""
WITHIN = 10.0
"""Seconds after which a connection is dropped, whatever it does."""
BYTES = 65_536
"""The bytes that a client may send over one connection, where nobody says otherwise."""


class Bounded:
    """Makes connections. `serve`: makes what speaks over one. `bytes`: how much a stranger may send over it."""

    def __init__(self, serve: Callable[[], asyncio.Protocol], bytes: int = BYTES) -> None:
        self._serve = serve
        self._bytes = bytes
        self._strangers: dict[_Connection, None] = {}  # the oldest first
        self._trusted: set[_Connection] = set()

    def __call__(self) -> asyncio.Protocol:
        """Take a new connection."""
        return _Connection(self._serve(), self, self._bytes)

    def trust(self, transport: asyncio.BaseTransport | None) -> None:
        """Keep that connection from now on: whoever speaks there is who they should be."""
        for each in tuple(self._strangers):
            if each.transport is transport:
                each.keep()
                del self._strangers[each]
                self._trusted.add(each)

    def drop(self) -> None:
        """Drop every connection."""
        for each in (*self._strangers, *self._trusted):
            each.drop()

    def came(self, connection: "_Connection") -> None:
        """Note a new connection."""
        self._strangers[connection] = None
        if len(self._strangers) > MOST:
            next(iter(self._strangers)).drop()

    def went(self, connection: "_Connection") -> None:
        """Note the end of a connection."""
        self._strangers.pop(connection, None)
        self._trusted.discard(connection)


class _Connection(asyncio.Protocol):
    """One of them: what it hears goes on to the one who speaks."""

    def __init__(self, speaker: asyncio.Protocol, all: Bounded, bytes: float) -> None:
        self._speaker = speaker
        self._all = all
        self._left = bytes
        self.transport: asyncio.BaseTransport | None = None
        self._limit: asyncio.TimerHandle | None = None

    def drop(self) -> None:
        """End the connection now."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def keep(self) -> None:
        """Take the bounds away."""
        self._left = inf
        if self._limit is not None:
            self._limit.cancel()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._limit = asyncio.get_running_loop().call_later(WITHIN, self.drop)
        self._all.came(self)
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
        self._all.went(self)
        self._speaker.connection_lost(exc)
