"""The part of the storage that only the extra `postgresql` can load."""

from importlib import import_module
from types import ModuleType

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
