"""Shares that a test hands from one process to another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.engine.seam.shares import Share


class SharesInHand:
    """The `Shares` of one process. `give` says what is its own; at first nothing is."""

    def __init__(self) -> None:
        self._share = _Given()

    @asynccontextmanager
    async def of(self, name: str, parts: int) -> AsyncIterator[Share]:
        yield self._share

    def give(self, *parts: int, surplus: frozenset[int] = frozenset()) -> None:
        """From now on, these are its own; `surplus`: those of them that it is to let go of."""
        self._share.parts, self._share.surplus = frozenset(parts), surplus
        self._share.ring()


class _Given:
    def __init__(self) -> None:
        self.parts: frozenset[int] = frozenset()
        self.surplus: frozenset[int] = frozenset()
        self._changed = asyncio.Event()

    def ring(self) -> None:
        self._changed.set()

    def let_go(self, part: int) -> None:
        self.parts, self.surplus = self.parts - {part}, self.surplus - {part}
        self.ring()

    async def changed(self) -> None:
        await self._changed.wait()
        self._changed.clear()
