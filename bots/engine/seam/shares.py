"""What one process of several does of something that can be done only once at a time: polling a token, for example."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol


class Share(Protocol):
    """The parts, numbered from 0, that this process has. No other process has one of them at the same time."""

    @property
    def parts(self) -> frozenset[int]:
        """The parts that are ours at this moment; look again before each thing that only one process may do."""

    @property
    def surplus(self) -> frozenset[int]:
        """The parts that another process is to have: end what is done for each, then `let_go`."""

    def let_go(self, part: int) -> None:
        """Let another process have it. What was done for it has ended."""

    async def changed(self) -> None:
        """Wait until `parts` or `surplus` is another one than when this returned last. One task waits."""


class Shares(Protocol):
    """Divides things among the processes that use one database."""

    def of(self, name: str, parts: int) -> AbstractAsyncContextManager[Share]:
        """Our share of a thing inside the block: about as many of its `parts` as any other process inside has.

        It is empty at first. What a process has that ends, is stopped or is cut off is another one's within five
        seconds. `name`: the same in all processes, and of nothing else.
        """


class Undivided:
    """The `Shares` of a process that is alone: all of everything, at once."""

    @asynccontextmanager
    async def of(self, name: str, parts: int) -> AsyncIterator[Share]:
        yield _All(parts)


class _All:
    def __init__(self, parts: int) -> None:
        self.parts = frozenset(range(parts))
        self.surplus: frozenset[int] = frozenset()

    def let_go(self, part: int) -> None:
        self.parts -= {part}

    async def changed(self) -> None:
        await asyncio.get_running_loop().create_future()
