"""The `Shares` of processes on one database of a server. A thread of its own keeps them, and waits for nothing else.

| the session that holds our parts | then |
|---|---|
| was heard within `LEASE` | they are ours |
| was ended by the server, or the server was started anew | nothing is ours, at once; what is free is taken again |
| says nothing, as this process was stopped or is cut off | nothing is ours, before another process can have it |
| was closed after a defect of ours | nothing is ours; the next turn opens another one |
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from selectors import EVENT_READ, DefaultSelector
from socket import socketpair
from time import sleep

from bots.engine.runtime.defects import describe, log_defect
from bots.engine.runtime.tasks import beside
from bots.engine.runtime.uptime import uptime
from bots.engine.seam.shares import Share, Shares, Undivided
from bots.engine.storage.records import StoreError
from bots.engine.storage.shares import Divides, Holdings, Wish, dividing
from provider.fence import attempt

EVERY = 0.5
"""Seconds between two turns of the session."""

LEASE = 2.5
"""Seconds after a turn has begun for which its word holds. Only later does the server end a session that is silent."""

LOOK = 0.25
"""Seconds between two looks at whether it still holds."""

log = logging.getLogger("parley")


@asynccontextmanager
async def divided(url: str) -> AsyncIterator[Shares]:
    """What divides things among the processes on that database, inside the block.

    Raises:
        StoreError: the URL cannot be used.
    """
    divides = dividing(url)
    if divides is None:
        yield Undivided()
        return
    shares = SharesOfServer(divides)
    try:
        yield shares
    finally:
        await shares.aclose()


class SharesOfServer:
    """Our shares. A session is there as long as there is one. `now`: counts while this process is stopped, too."""

    def __init__(self, divides: Divides, now: Callable[[], float] = uptime) -> None:
        self._divides = divides
        self._now = now
        self._ours: dict[str, _Share] = {}
        self._loop = asyncio.get_running_loop()
        self._bell, self._ear = socketpair()
        self._closed = False
        self._lost = False
        self._thread: threading.Thread | None = None
        self._heard = float("-inf")
        """When the last turn has begun that was answered. The thread writes it."""
        self._defect = ""
        """The last defect of the thread, as the log has it: one that lasts is told once."""

    @asynccontextmanager
    async def of(self, name: str, parts: int) -> AsyncIterator[Share]:
        """See `seam/shares.py`."""
        share = _Share(self, Wish(name, parts))
        self._ours[name] = share
        self.turn_soon()
        try:
            async with beside(self._look(share)):
                yield share
        finally:
            del self._ours[name]
            self.turn_soon()

    @property
    def is_fresh(self) -> bool:
        """Whether no other process can have what is ours."""
        return not self._lost and self._now() - self._heard < LEASE

    def turn_soon(self) -> None:
        """Have the thread take its next turn now."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep, name="shares", daemon=True)
            self._thread.start()
        self._bell.send(b"!")

    async def aclose(self) -> None:
        """Let other processes have everything."""
        self._closed = True
        self._bell.send(b"!")
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)
        self._bell.close()
        self._ear.close()

    async def _look(self, share: "_Share") -> None:
        while True:
            await asyncio.sleep(LOOK)
            share.look()

    def _keep(self) -> None:
        """Take turns until the end."""
        try:
            while not self._closed:
                defect = attempt(self._turn_and_rest)
                if defect is not None:  # without this thread nothing would ever be ours again
                    self._log_once(defect)
                    self._divides.close()
                    self._lose()
                    sleep(EVERY)
        finally:
            self._divides.close()

    def _log_once(self, defect: Exception) -> None:
        if (what := describe(defect)) != self._defect:
            self._defect = what
            log_defect(log, "a defect in Parley, in keeping what this process receives", defect)

    def _turn_and_rest(self) -> None:
        self._turn()
        self._rest()

    def _rest(self) -> None:
        """Wait until it is time for the next turn, or something happens."""
        with DefaultSelector() as selector:
            selector.register(self._ear, EVENT_READ)
            if (socket := self._divides.socket) is not None:
                selector.register(socket, EVENT_READ)
            if any(key.fileobj is self._ear for key, _ in selector.select(EVERY)):
                self._ear.recv(4096)

    def _turn(self) -> None:
        wishes = [share.wish for share in tuple(self._ours.values())]
        if not wishes:
            self._divides.close()
            return
        began = self._now()
        try:
            found = self._divides.turn(wishes)
        except StoreError as error:
            if not self._lost:
                log.warning("what this process receives may be another one's now; trying on: %s", error)
            self._lose()
        else:
            self._heard, self._lost = began, False
            self._tell(found)

    def _lose(self) -> None:
        """Note that nothing is ours."""
        self._lost = True
        self._tell({})

    def _tell(self, found: Mapping[str, Holdings]) -> None:
        if not self._closed:
            self._loop.call_soon_threadsafe(self._stands, found)

    def _stands(self, found: Mapping[str, Holdings]) -> None:
        for name, share in self._ours.items():
            share.stands(found.get(name, Holdings(frozenset(), share.wish.parts)))


class _Share:
    """Our share of one thing."""

    def __init__(self, shares: SharesOfServer, wish: Wish) -> None:
        self.wish = wish
        self._shares = shares
        self._holdings = Holdings(frozenset(), wish.parts)
        self._told: object = (frozenset(), frozenset())
        self._changed = asyncio.Event()

    @property
    def parts(self) -> frozenset[int]:
        return self._holdings.held - self.wish.unwanted if self._shares.is_fresh else frozenset()

    @property
    def surplus(self) -> frozenset[int]:
        ours = sorted(self.parts)
        return frozenset(ours[self._holdings.most :])

    def let_go(self, part: int) -> None:
        self.wish = Wish(self.wish.name, self.wish.parts, self.wish.unwanted | {part})
        self._shares.turn_soon()
        self.look()

    async def changed(self) -> None:
        await self._changed.wait()
        self._changed.clear()
        self._told = (self.parts, self.surplus)

    def stands(self, holdings: Holdings) -> None:
        """Note what the server says. What it has taken back may be wanted again."""
        self._holdings = holdings
        self.wish = Wish(self.wish.name, self.wish.parts, self.wish.unwanted & holdings.held)
        self.look()

    def look(self) -> None:
        """Tell whoever waits, if there is something new."""
        if (self.parts, self.surplus) != self._told:
            self._changed.set()
