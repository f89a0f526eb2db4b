"""The part of the storage that only the extra `postgresql` can load."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

from bots.engine.storage.records import StoreError


def postgresql(module: str) -> ModuleType:
    """The module of this room, loaded now: without the extra, there is no library for it.

    Raises:
        StoreError: the extra is not installed.
    """
    try:
        return import_module(f"bots.engine.storage.{module}")
    except ModuleNotFoundError as missing:
        raise StoreError(
            f"storage.url names PostgreSQL, for which the package {missing.name} is missing; install it: "
            "pip install 'parley-bot[postgresql]'."
        ) from None


class Server(Protocol):
    """A database of a server, to make a file of or to fill from one; `str()` names it."""

    def is_in_use(self) -> bool:
        """Whether a bot runs on it."""

    def copy_to(self, file: Path) -> None:
        """Make the empty file hold what the database holds at one moment.

        Raises:
            StoreError: one of the two cannot be used.
        """

    def fill_from(self, file: Path) -> int:
        """Fill the database from a file, which is brought to this version for it; returns that. All of it, or nothing.

        Raises:
            StoreError: one of the two cannot be used, a bot runs on the database, or something is in it already.
        """


def server(url: str, patience: float) -> Server:
    """The database of a server that the URL names. `patience`: seconds to wait for other programs.

    Raises:
        StoreError: the extra is not installed.
    """
    found: Server = postgresql("server_copies").Server(url, patience)
    return found
