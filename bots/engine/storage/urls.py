"""What `storage.url` names: an SQLite file, a database in memory, or one of a PostgreSQL server."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bots.engine.storage.records import StoreError

SERVER = ("postgresql", "postgres")
"""Both are written for PostgreSQL: hosting services hand out the second one."""


def read(url: str) -> URL:
    """The parts of the URL.

    Raises:
        StoreError: the URL cannot be used. The sentence does not quote it, because it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError("storage.url is no database URL; write sqlite:///parley.db for example.") from None
    if parsed.drivername in SERVER:
        if not parsed.database:
            raise StoreError("storage.url names no database; write postgresql://user:password@host/parley for example.")
        return parsed
    if parsed.drivername != "sqlite" or parsed.host or parsed.query:
        raise StoreError(
            "storage.url names a database that Parley cannot use; write sqlite:///parley.db or "
            "postgresql://user:password@host/parley for example."
        )
    return parsed


def path_of(url: str) -> str:
    """The path of the file; empty for a database in memory or on a server.

    Raises:
        StoreError: the URL cannot be used.
    """
    parsed = read(url)
    return "" if parsed.drivername in SERVER or parsed.database in (None, ":memory:") else str(parsed.database)


def is_server(url: str) -> bool:
    """Whether the database is one of a server, which other machines reach too.

    Raises:
        StoreError: the URL cannot be used.
    """
    return read(url).drivername in SERVER


def name_of(server: URL) -> str:
    """The beginning of a sentence about a database of a server."""
    return f"The database {server.database} on {server.host or server.query.get('host') or 'this machine'}"


def connecting(server: URL, patience: float) -> Mapping[str, Any]:
    """What libpq is told for a connection; what the URL says itself counts more. `patience`: seconds.

    Any: texts and numbers.
    """
    ours = {
        "application_name": "parley",
        "connect_timeout": max(2, round(patience)),
        # A network that swallows everything is noticed by these, and not after two hours.
        "tcp_user_timeout": max(2_000, round(patience * 1000)),
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }
    return ours | server.translate_connect_args(username="user", database="dbname") | dict(server.query)
