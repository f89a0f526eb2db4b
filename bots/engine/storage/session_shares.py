"""Parts of things that one process of several has: locks of one session, which the server drops together with it.

Each part is a lock. Whoever wants a part of a thing holds another lock of that thing beside others: so their number is
known, and with it how many parts are one's own.
"""

import os
import socket
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import psycopg
from sqlalchemy import URL

from bots.engine.storage.postgresql_errors import explained
from bots.engine.storage.shares import Holdings, Wish, fair
from bots.engine.storage.urls import connecting, name_of

PATIENCE = 2.0
"""Seconds for which the server is waited for: after that, another process may have what was ours."""

SILENT = 3
"""Seconds after which the server ends the session of a process that is stopped or cut off."""

_TAKE = "SELECT pg_try_advisory_lock(%s)"
_JOIN = "SELECT pg_try_advisory_lock_shared(%s)"
_LET_GO = "SELECT pg_advisory_unlock(%s)"
_LEAVE = "SELECT pg_advisory_unlock_shared(%s)"
_COUNT = """
SELECT count(DISTINCT pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND mode = 'ShareLock'
AND classid = %s AND objid = %s AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class SharesOfSession:
    """The parts that one session holds. Blocks. `turn` has to be called every second: a silent session is ended."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._session: psycopg.Connection[Any] | None = None
        self._held: dict[str, set[int]] = {}
        self._had: dict[str, frozenset[int]] = {}  # what we had last is tried first: what was done for it can go on

    def turn(self, wishes: Sequence[Wish]) -> Mapping[str, Holdings]:
        """Take what is free and wanted, let go of what is not; returns how it stands with each thing, by its name.

        Raises:
            StoreError: the server cannot be used; nothing is held any more.
        """
        try:
            if self._session is None:
                self._session = self._opened()
            wanted = {wish.name for wish in wishes}
            with self._session.transaction():  # one, whatever there is to do: the server is to hear something
                for name in self._held.keys() - wanted:
                    self._leave(self._session, name)
                return {wish.name: self._fulfilled(self._session, wish) for wish in wishes}
        except psycopg.Error as error:
            self.close()
            raise explained(name_of(self._url), error) from None

    @property
    def socket(self) -> int | None:
        """What can be read from as soon as the server ends the session; None if there is none."""
        return None if self._session is None else self._session.fileno()

    def close(self) -> None:
        """Let others have everything. Idempotent."""
        session, self._session = self._session, None
        self._held.clear()
        if session is not None:
            session.close()

    def _opened(self) -> "psycopg.Connection[Any]":
        who = f"process {os.getpid()} on {socket.gethostname()}"
        how = {**connecting(self._url, PATIENCE), "application_name": who[:63]}
        session = psycopg.connect(**how, autocommit=True)
        for silent in ("idle_session_timeout", "idle_in_transaction_session_timeout"):
            session.execute("SELECT set_config(%s, %s, false)", (silent, f"{SILENT}s"))
        return session

    def _leave(self, session: "psycopg.Connection[Any]", name: str) -> None:
        for part in self._held.pop(name):
            session.execute(_LET_GO, (_key(f"{name} {part}"),))
        session.execute(_LEAVE, (_key(name),))

    def _fulfilled(self, session: "psycopg.Connection[Any]", wish: Wish) -> Holdings:
        if wish.name not in self._held:
            session.execute(_JOIN, (_key(wish.name),))
            self._held[wish.name] = set()
        held = self._held[wish.name]
        for part in held & wish.unwanted:
            session.execute(_LET_GO, (_key(f"{wish.name} {part}"),))
            held.discard(part)
        most = fair(wish.parts, _count(session, wish.name) if wish.parts > 1 else 1)
        for part in _in_turn(wish, self._had.get(wish.name, frozenset()), session.info.backend_pid):
            if len(held) >= most:
                break
            if part not in held and _is_true(session, _TAKE, _key(f"{wish.name} {part}")):
                held.add(part)
        self._had[wish.name] = frozenset(held)
        return Holdings(frozenset(held), most)


def _in_turn(wish: Wish, first: frozenset[int], start: int) -> Iterable[int]:
    """The parts in the order in which they are tried; after those that go first, each process begins at another one."""
    others = [(start + each) % wish.parts for each in range(wish.parts)]
    return [part for part in dict.fromkeys((*sorted(first), *others)) if part not in wish.unwanted]


def _count(session: "psycopg.Connection[Any]", name: str) -> int:
    key = _key(name) % (1 << 64)
    found = session.execute(_COUNT, (key >> 32, key & 0xFFFF_FFFF)).fetchone()
    return int(found[0]) if found else 1


def _is_true(session: "psycopg.Connection[Any]", query: str, key: int) -> bool:
    found = session.execute(query, (key,)).fetchone()
    return bool(found and found[0])


def _key(name: str) -> int:
    """The number of a lock: 64 bits, of which the server counts the first one as a sign."""
    return int.from_bytes(blake2b(f"parley {name}".encode(), digest_size=8).digest(), signed=True)
