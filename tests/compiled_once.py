"""What SQLAlchemy has compiled for the database of one test, it keeps for those of all others.

The program has one engine, which compiles each statement once. Tests make thousands, each with a cache of its own, and
a quarter of what they took was compiling the same statements anew.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, event

_COMPILED: dict[type[Dialect], "_Cache"] = {}


class _Cache(dict[tuple[Hashable, ...], Any]):  # Any: what SQLAlchemy keeps there has no public type
    """Whatever the engine: a key begins with the dialect, of which each engine has one of its own."""

    def get(self, key: tuple[Hashable, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Hashable, ...], compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


def share() -> None:
    """From now on, let all engines of a kind have one cache."""

    @event.listens_for(Engine, "engine_connect")
    def connected(connection: Connection) -> None:
        cache = _COMPILED.setdefault(type(connection.dialect), _Cache())
        connection.execution_options(compiled_cache=cache)
