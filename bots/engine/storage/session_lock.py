"""Who uses a database of a server: a lock of a session, which the server drops together with it.

Any number of bots share it; whoever fills the database has it alone.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from zlib import crc32

import psycopg
from sqlalchemy import URL

from bots.engine.storage.postgresql_errors import explained
from bots.engine.storage.urls import connecting, name_of
from provider.values import Value

KEY = 0x_7061_726C_6579
"""The number of the lock: "parley" in ASCII."""

PATIENCE = 5.0
"""Seconds for which the server is waited for."""

SILENT = 15
"""Seconds after which the server ends the session of a process that is cut off or stopped: another may begin."""

_HOLDER = """
SELECT a.application_name, extract(epoch FROM a.backend_start)::float8 FROM pg_locks AS l JOIN pg_stat_activity AS a
USING (pid) WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted AND l.classid = %s AND l.objid = %s
AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Holder(Value):
    """The process that has a lock, as it calls itself: "process 7 on host". `since`: Unix time."""

    name: str
    since: float

    def __str__(self) -> str:
        if not self.name:
            return "another process"
        return f"{self.name}, since {datetime.fromtimestamp(self.since, UTC):%Y-%m-%d %H:%M:%S} UTC"


class SessionLock:
    """The lock of one database of a server, for one alone. `take` it again and again, as the session may be lost.

    `name`: of the database, with which a sentence begins, without a password.
    """

    _TAKE = "SELECT pg_try_advisory_lock(%s::bigint)"

    def __init__(self, url: URL) -> None:
        self.name = name_of(url)
        self._url = url
        self._session: psycopg.Connection[Any] | None = None
        self._in_use = Lock()  # a caller that is cancelled leaves a thread behind, which ends before the next begins

    def take(self, now: float) -> Holder | None:
        """Take the lock, unless it is ours still; returns who has it if that is another process.

        `now`: not needed, as the server knows how old a session is.

        Raises:
            StoreError: the server cannot be used.
        """
        with self._in_use, self._errors():
            if self._session is not None and _is_alive(self._session):
                return None
            self._close()
            return self._taken()

    def holder(self) -> Holder | None:
        """Who has the lock just now; None if nobody has it.

        Raises:
            StoreError: the server cannot be used.
        """
        with self._errors(), psycopg.connect(**connecting(self._url, PATIENCE)) as session:
            return _holder(session)

    def release(self) -> None:
        """Let others have it. Idempotent."""
        with self._in_use:
            self._close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise explained(self.name, error) from None

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _taken(self) -> Holder | None:
        who = f"process {os.getpid()} on {socket.gethostname()}"
        how = {**connecting(self._url, PATIENCE), "application_name": who[:63]}
        session = psycopg.connect(**how, autocommit=True)
        try:
            session.execute("SELECT set_config('idle_session_timeout', %s, false)", (f"{SILENT}s",))
            taken = session.execute(self._TAKE, (_key(session),)).fetchone()
            if taken is not None and taken[0]:
                self._session = session
                return None
            return _holder(session) or Holder("", 0.0)
        finally:
            if self._session is None:
                session.close()


class SharedLock(SessionLock):
    """The same lock for several at a time: it keeps off whoever wants to be alone, and waits for that one."""

    _TAKE = "SELECT pg_try_advisory_lock_shared(%s::bigint)"


def _holder(session: "psycopg.Connection[Any]") -> Holder | None:
    key = _key(session)
    found = session.execute(_HOLDER, (key >> 32, key & 0xFFFF_FFFF)).fetchone()
    return Holder(found[0] or "", found[1] or 0.0) if found else None


def _key(session: "psycopg.Connection[Any]") -> int:
    """The number of the lock: another one for another bot on the same database, whose tables have their own schema."""
    found = session.execute("SELECT current_schema()").fetchone()
    schema = str(found[0]) if found and found[0] else "public"
    return KEY if schema == "public" else KEY ^ crc32(schema.encode())


def _is_alive(session: "psycopg.Connection[Any]") -> bool:
    try:
        session.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
