"""A table of limited size that forgets the oldest entry."""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

MOST = 1000


class LRU(Generic[K, V]):
    """A mapping of at most so many entries. The entry that was kept last stays longest."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[K, V] = {}

    def keep(self, key: K, value: V) -> None:
        """Keep it as the newest entry; if there are too many, the oldest is forgotten."""
        self._kept.pop(key, None)
        self._kept[key] = value
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def get(self, key: K, default: D) -> V | D:
        """What was kept under `key`, else `default`."""
        return self._kept.get(key, default)

    def forget(self, key: K) -> None:
        """Remove the entry, if there is one."""
        self._kept.pop(key, None)

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)
