"""Which parts of things a process has, if a server divides them: what is asked of it, and what it says."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bots.engine.storage.extra import postgresql
from bots.engine.storage.urls import is_server, read
from provider.values import Value


class Wish(Value):
    """A thing of which this process wants its share. `unwanted`: parts that it gives to others."""

    name: str
    parts: int
    unwanted: frozenset[int] = frozenset()


class Holdings(Value):
    """What this process has of a thing, and how many parts are its share at most."""

    held: frozenset[int]
    most: int


class Divides(Protocol):
    """Says what is ours. Everything here blocks."""

    def turn(self, wishes: Sequence[Wish]) -> Mapping[str, Holdings]:
        """Take what is free and wanted, let go of what is not; returns how it stands with each thing, by its name.

        To be called every second, or what is ours becomes another process's.

        Raises:
            StoreError: the server cannot be used; nothing is ours any more.
        """

    @property
    def socket(self) -> int | None:
        """What can be read from as soon as the server ends the session; None if there is none."""

    def close(self) -> None:
        """Let others have everything. Idempotent."""


def fair(parts: int, processes: int) -> int:
    """How many parts each process has at most: so many that together they have all."""
    return -(-parts // max(1, processes))


def dividing(url: str) -> Divides | None:
    """What divides things among the processes on that database; None if no other process can be on it.

    Raises:
        StoreError: the URL cannot be used.
    """
    if not is_server(url):
        return None
    found: Divides = postgresql("session_shares").SharesOfSession(read(url))
    return found
