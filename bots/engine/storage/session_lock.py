"""One process at a time on a database of a server: a lock of a session, which the server drops together with it."""

import asyncio
import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

import psycopg
from sqlalchemy import URL

from bots.engine.storage.postgresql_errors import explained
from bots.engine.storage.urls import connecting, name_of

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


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has a lock, as it calls itself: "process 7 on host". `since`: Unix time."""

    name: str
    since: float

    def __str__(self) -> str:
        if not self.name:
            return "another process"
        return f"{self.name}, since {datetime.fromtimestamp(self.since, UTC):%Y-%m-%d %H:%M:%S} UTC"


class SessionLock:
    """The lock of one database of a server. `take` has to be called again and again, as the session may be lost."""

    def __init__(self, url: URL) -> None:
        self.name = name_of(url)
        self._url = url
        self._session: psycopg.Connection[Any] | None = None
        self._in_use = Lock()  # a caller that is cancelled leaves a thread behind, which ends before the next begins

    async def take(self, now: float) -> Holder | None:
        """Take the lock, unless it is ours still. `now`: not needed, as the server knows how old a session is."""
        return await asyncio.to_thread(self._take)

    async def release(self) -> None:
        """Let others have it."""
        await asyncio.to_thread(self._release)

    def _take(self) -> Holder | None:
        with self._in_use:
            if self._session is not None and _is_alive(self._session):
                return None
            self._close()
            try:
                return self._taken()
            except psycopg.Error as error:
                raise explained(self.name, error) from None

    def _release(self) -> None:
        with self._in_use:
            self._close()

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
            taken = session.execute("SELECT pg_try_advisory_lock(%s::bigint)", (KEY,)).fetchone()
            if taken is not None and taken[0]:
                self._session = session
                return None
            found = session.execute(_HOLDER, (KEY >> 32, KEY & 0xFFFF_FFFF)).fetchone()
            return Holder(found[0] or "", found[1] or 0.0) if found else Holder("", 0.0)
        finally:
            if self._session is None:
                session.close()


def _is_alive(session: "psycopg.Connection[Any]") -> bool:
    try:
        session.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True
