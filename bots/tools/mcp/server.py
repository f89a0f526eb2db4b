"""A server of tools: started when it is first needed, started anew with longer and longer pauses, ended when idle.

            offered(), call()                 the connection stands
   idle ───────────────────────► starting ────────────────────────► running
    ▲  ▲      pause is over          │                                │ │
    │  └─────────────────────────────┴── it failed: a longer pause ───┘ │
    └────────────────────────────────── nobody asked for a while ───────┘

A connection belongs to one task from its beginning to its end, because the SDK asks for that; others call through it.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from bots.tools.mcp.values import Answered, Offered, ServerDown, ServerSettings

log = logging.getLogger("parley.tools")

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 300.0
"""Seconds until a server that failed is started again: the first time, and at most."""
IDLE: Final = 600.0
"""Seconds without a question after which a server is ended."""
FRESH: Final = 60.0
"""Seconds for which what it offers is not asked again."""


class Connection(Protocol):
    """A connection that stands; see `session.Session`."""

    async def offered(self) -> tuple[Offered, ...]: ...

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answered: ...


Connect = Callable[[ServerSettings], AbstractAsyncContextManager[Connection]]


class Server:
    """One server of the config. `connect`: opens a connection; see `session.connected`."""

    def __init__(self, settings: ServerSettings, clock: Clock, connect: Connect) -> None:
        self.settings = settings
        self._clock = clock
        self._connect = connect
        self._ready: asyncio.Future[Connection] | None = None
        self._task: asyncio.Task[None] | None = None
        self._over = asyncio.Event()
        self._known: tuple[Offered, ...] = ()
        self._known_until = 0.0
        self._asked_at = 0.0
        self._failures = 0
        self._not_before = 0.0
        self._reason = ""

    async def offered(self) -> tuple[Offered, ...]:
        """What it offers. It is started if it does not run.

        Raises:
            ServerDown: it cannot be had now.
        """
        if self._runs and self._clock.now() < self._known_until:
            self._asked_at = self._clock.now()
            return self._known
        connection = await self._connection()
        try:
            self._known = await connection.offered()
        except ServerDown as error:
            self._fail(error)
            raise
        self._known_until = self._clock.now() + FRESH
        self._failures = 0
        return self._known

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answered:
        """Call one of its tools. Raises what `Session.call` raises."""
        connection = await self._connection()
        try:
            return await connection.call(tool, arguments)
        except ServerDown as error:
            self._fail(error)
            raise
        finally:
            self._asked_at = self._clock.now()

    async def aclose(self) -> None:
        """End the server. Idempotent."""
        self._over.set()
        if self._task is not None:
            await asyncio.wait((self._task,))

    @property
    def _runs(self) -> bool:
        return self._task is not None and not self._task.done() and not self._over.is_set()

    async def _connection(self) -> Connection:
        """The connection, once it stands."""
        self._asked_at = self._clock.now()
        if not self._runs or self._ready is None:
            if self._clock.now() < self._not_before:
                raise ServerDown(self._reason)
            self._over = asyncio.Event()
            self._ready = asyncio.get_running_loop().create_future()
            self._ready.add_done_callback(_looked_at)
            self._task = asyncio.create_task(self._hold(self._ready, self._over))
        return await asyncio.shield(self._ready)

    async def _hold(self, ready: "asyncio.Future[Connection]", over: asyncio.Event) -> None:
        """Open the connection and keep it until it is over or nobody has asked for a while."""
        try:
            async with self._connect(self.settings) as connection:
                ready.set_result(connection)
                while (left := self._asked_at + IDLE - self._clock.now()) > 0:
                    try:
                        await self._clock.within(left, over.wait())
                        break
                    except TimeoutError:
                        continue
        except ServerDown as error:
            if not over.is_set():
                self._fail(error)
            if not ready.done():
                ready.set_exception(ServerDown(str(error)))
        finally:
            over.set()
            if not ready.done():
                ready.set_exception(ServerDown("it was ended"))

    def _fail(self, error: ServerDown) -> None:
        """End a server that is down, and start it again after a pause."""
        if self._over.is_set() and self._clock.now() < self._not_before:
            return  # that is known
        self._over.set()
        self._failures += 1
        pause = backoff(self._failures, FIRST_PAUSE, LONGEST_PAUSE)
        self._not_before, self._reason = self._clock.now() + pause, str(error)
        log.warning("tools.%s: %s; it is tried again after %g s.", self.settings.name, error, pause)


def _looked_at(ready: "asyncio.Future[Connection]") -> None:
    """Nobody may be waiting any more for what became of it."""
    if not ready.cancelled():
        ready.exception()
