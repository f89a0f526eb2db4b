"""What is worth remembering, but not for ever: a table that lets the oldest go."""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

MOST = 1000


class LRU(Generic[K, V]):
    """At most so many entries; what was kept last stays longest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[K, V] = {}

    def keep(self, key: K, value: V) -> None:
        """Put it in, as the newest; the oldest goes when there are too many."""
        self._kept.pop(key, None)
        self._kept[key] = value
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def get(self, key: K, default: D) -> V | D:
        """What was kept under `key`, or else `default`."""
        return self._kept.get(key, default)

    def forget(self, key: K) -> None:
        """Take it out, where it is in."""
        self._kept.pop(key, None)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)
