"""Whether something has come to pass, and a way to wait for it."""

import asyncio


class Flag:
    """An `asyncio.Event` in 110 bytes: the library's takes 860, with room for 64 who wait. An answer has seven."""

    __slots__ = ("_is_set", "_waiting")

    def __init__(self) -> None:
        self._is_set = False
        self._waiting: list[asyncio.Future[None]] = []

    def is_set(self) -> bool:
        """Whether it has."""
        return self._is_set

    def set(self) -> None:
        """Say that it has; all that wait go on."""
        self._is_set = True
        for each in self._waiting:
            if not each.done():
                each.set_result(None)

    def clear(self) -> None:
        """Say that it has not, or is to come to pass anew."""
        self._is_set = False

    async def wait(self) -> None:
        """Wait until it has."""
        if self._is_set:
            return
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            await waiting
        finally:
            self._waiting.remove(waiting)
