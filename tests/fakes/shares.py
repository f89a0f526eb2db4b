"""Shares that a test hands from one process to another."""

import asyncio
from collections.abc import AsyncIterator, Callable
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
        self.settle: Callable[[], object] = lambda: None
        """Called once something was let go."""

    def ring(self) -> None:
        self._changed.set()

    def let_go(self, part: int) -> None:
        self.parts, self.surplus = self.parts - {part}, self.surplus - {part}
        self.ring()
        self.settle()

    async def changed(self) -> None:
        await self._changed.wait()
        self._changed.clear()

    def hand_back(self) -> None:
        """Have nothing any more, without a word."""
        self.parts = self.surplus = frozenset()


class Together:
    """Processes that divide things fairly, as a server does it for real ones; each has a `SharesTogether` of it."""

    def __init__(self) -> None:
        self._inside: dict[str, list[_Given]] = {}

    def join(self, name: str, share: _Given, parts: int) -> None:
        self._inside.setdefault(name, []).append(share)
        self.divide(name, parts)

    def leave(self, name: str, share: _Given, parts: int) -> None:
        if share in self._inside.get(name, ()):
            self._inside[name].remove(share)
            share.hand_back()
            share.ring()
            self.divide(name, parts)

    def forget(self, name: str, share: _Given, parts: int) -> None:
        """Take all from one that hears nothing of that."""
        self._inside[name].remove(share)
        share.hand_back()
        self.divide(name, parts)

    def divide(self, name: str, parts: int) -> None:
        """Give each its share; who has more than that is to let go."""
        inside = self._inside[name]
        most = -(-parts // max(1, len(inside)))
        for share in inside:
            free = frozenset(range(parts)).difference(*(each.parts for each in inside))
            wanted = max(0, most - len(share.parts))
            share.parts |= frozenset(sorted(free)[:wanted])
            share.surplus = frozenset(sorted(share.parts)[most:])
            share.ring()


class SharesTogether:
    """The `Shares` of one of these processes. `lose`: it is cut off; what it wants anew is its own again."""

    def __init__(self, together: Together) -> None:
        self._together = together
        self._mine: dict[str, tuple[_Given, int]] = {}

    @asynccontextmanager
    async def of(self, name: str, parts: int) -> AsyncIterator[Share]:
        share = _Given()
        share.settle = lambda: self._together.divide(name, parts)
        self._mine[name] = share, parts
        self._together.join(name, share, parts)
        try:
            yield share
        finally:
            del self._mine[name]
            self._together.leave(name, share, parts)

    def lose(self) -> None:
        """Lose all that is ours."""
        for name, (share, parts) in self._mine.items():
            self._together.leave(name, share, parts)

    def sleep(self) -> None:
        """Lose all that is ours, and hear of it only when it is wanted again."""
        for name, (share, parts) in self._mine.items():
            self._together.forget(name, share, parts)

    def want(self) -> None:
        """Want all of it again."""
        for name, (share, parts) in self._mine.items():
            self._together.join(name, share, parts)
