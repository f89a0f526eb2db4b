"""How many bytes of files may be in memory at once: whoever finds no room waits, the first first."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.documents.values import MIB

AT_ONCE = 64 * MIB
"""Bytes of all files that are being fetched, read or written down, or wait for that."""


class RoomInMemory:
    """Room for so many bytes."""

    def __init__(self, most: int = AT_ONCE) -> None:
        self._most = most
        self._left = most
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def held(self, size: int) -> AsyncIterator[None]:
        """Wait for room for so many bytes and keep it inside the block. What is larger than all of it has it alone."""
        size = min(size, self._most)
        await self._take(size)
        try:
            yield
        finally:
            self._give_back(size)

    async def _take(self, size: int) -> None:
        if size <= self._left and not self._waiting:
            self._left -= size
            return
        mine = size, asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        try:
            await mine[1]
        except asyncio.CancelledError:
            if mine[1].cancelled():
                self._waiting.remove(mine)
                self._give_back(0)  # who waits behind may fit
            else:  # it came at the same moment
                self._give_back(size)
            raise

    def _give_back(self, size: int) -> None:
        self._left += size
        while self._waiting and self._waiting[0][0] <= self._left:
            wanted, waiting = self._waiting.popleft()
            self._left -= wanted
            waiting.set_result(None)
