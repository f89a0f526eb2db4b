"""Chats as jobs of Procrastinate's: one for each chat in which something is to be done, run by one process at a time.

Of Procrastinate we use the tables and the queries, in transactions of our own, so that a job changes together with what
it is about. Its workers are not used: one of them stops if its heartbeat fails, and drops it before it has drained.

| | |
|---|---|
| something comes in a chat (`attended.py: want`) | a job, unless there is one |
| a process takes it | the job runs, and the chat's epoch is raised: whoever attended it before can keep nothing more |
| all is answered, and nothing comes | the job ends, in the transaction that looks whether something has come |
| no heartbeat of the process for `STALLED` seconds | the job ends and a new one waits, in one transaction |
"""

import asyncio
import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from socket import SHUT_RDWR, socket
from typing import Any

from procrastinate.sql import queries
from psycopg import AsyncConnection, Error
from psycopg.rows import dict_row
from sqlalchemy import URL

from bots.engine.storage.attended import ATTEND, DEFER
from bots.engine.storage.handing import STALLED, Taken
from bots.engine.storage.notifications import TO_ALL, pieces
from bots.engine.storage.postgresql_errors import explained
from bots.engine.storage.records import StoreError
from bots.engine.storage.sessions import connected
from bots.engine.storage.urls import name_of

PATIENCE = 3.0
"""Seconds for which the server is waited for: to connect, and for a transaction."""

HEARD_WITHIN = 1.0
"""Seconds within which a heartbeat is taken, or its session is given up: nobody waits for a server that hangs."""

FORGOTTEN = 60.0
"""Seconds without a heartbeat after which nothing is known of a process any more."""

_BEAT = "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE id = %s RETURNING id"
_RAISE = """
INSERT INTO attended AS a (platform, chat, epoch, attendant) VALUES (%s, %s, 1, %s)
ON CONFLICT (platform, chat) DO UPDATE SET epoch = a.epoch + 1, attendant = excluded.attendant RETURNING epoch
"""
_BEFORE = "SELECT attendant FROM attended WHERE platform = %s AND chat = %s FOR UPDATE"
_IS_MINE = "SELECT FROM attended WHERE platform = %s AND chat = %s AND epoch = %s FOR UPDATE"
_NOBODY = "UPDATE attended SET attendant = '' WHERE platform = %s AND chat = %s"
_IS_OPEN = "SELECT FROM inbox WHERE platform = %s AND chat = %s AND question IS NOT NULL LIMIT 1"
_DEAD = """
SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %s) FOR UPDATE SKIP LOCKED
"""
"""Locked, so that one that wakes in this moment learns by its heartbeat which of its jobs it has lost."""
_MY_JOBS = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %s AND NOT id = ANY(%s)"
_RUNNING = """
SELECT args->>'platform' AS platform, args->>'chat' AS chat FROM procrastinate_jobs
WHERE id = %s AND status = 'doing' FOR UPDATE SKIP LOCKED
"""
_UNWANTED = """
SELECT DISTINCT platform, chat FROM inbox AS i WHERE question IS NOT NULL
AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE lock = i.platform || ':' || i.chat AND status IN ('todo', 'doing'))
ORDER BY platform, chat
"""
_WAITS = "SELECT FROM procrastinate_jobs WHERE status = 'todo' LIMIT 1"
_DEFER = DEFER.format(queue="%(platform)s", lock="%(lock)s", chat="%(chat)s", states="('todo')")
# Of a process that was stopped inside a transaction, others would wait for the rows.
_STILL = "SELECT set_config('idle_in_transaction_session_timeout', %s, false)"
_NOTIFY = f"SELECT pg_notify('{TO_ALL}' || current_schema(), %s)"

Session = AsyncConnection[Any]  # Any: rows


class HandingOut:
    """See `handing.py: Hands`. A session of its own carries the heartbeat, which waits for nothing else."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._worker = 0
        self._pulse = _Session(url, HEARD_WITHIN)
        self._work = _Session(url, PATIENCE)

    async def beat(self) -> Collection[int]:
        async with self._pulse.transaction() as session:
            if not (self._worker and await _one(session, _BEAT, (self._worker,))):
                self._worker = (await _one(session, queries["register_worker"]) or {})["worker_id"]
            found = await (await session.execute(_MY_JOBS, (self._worker, []))).fetchall()
            return {each["id"] for each in found}

    async def take(self, platforms: Collection[str], me: str) -> Taken | None:
        async with self._work.transaction() as session:
            job = await _one(session, queries["fetch_job"], {"queues": list(platforms), "worker_id": self._worker})
            if job is None or job["id"] is None:
                return None
            platform, chat = job["args"]["platform"], job["args"]["chat"]
            before = await _one(session, _BEFORE, (platform, chat))
            raised = await _one(session, _RAISE, (platform, chat, me))
            died = bool(before and before["attendant"])
            return Taken(job["id"], platform, chat, raised["epoch"] if raised else 0, died)

    async def leave(self, taken: Taken) -> bool:
        async with self._work.transaction() as session:
            if not await _is_mine(session, taken):
                return True
            if await _one(session, _IS_OPEN, (taken.platform, taken.chat)) is not None:
                return False
            await _end(session, taken.job)
            await session.execute(_NOBODY, (taken.platform, taken.chat))
            return True

    async def give_back(self, taken: Taken) -> None:
        async with self._work.transaction() as session:
            if await _is_mine(session, taken):
                await _end(session, taken.job)
                await session.execute(_NOBODY, (taken.platform, taken.chat))
                if await _one(session, _IS_OPEN, (taken.platform, taken.chat)) is not None:
                    await _defer(session, taken.platform, taken.chat)

    async def sweep(self, attended: Collection[int]) -> bool:
        async with self._work.transaction() as session:
            stalled = {"queue": None, "task_name": ATTEND, "seconds_since_heartbeat": STALLED}
            dead = {each["id"] for each in await (await session.execute(_DEAD, (STALLED,))).fetchall()}
            jobs = await (await session.execute(queries["select_stalled_jobs_by_heartbeat"], stalled)).fetchall()
            found = [each for each in jobs if each["worker_id"] is None or each["worker_id"] in dead]
            found += await (await session.execute(_MY_JOBS, (self._worker, list(attended)))).fetchall()
            for job in {each["id"]: None for each in found}:
                if (running := await _one(session, _RUNNING, (job,))) is not None:
                    await session.execute(queries["finish_job"], _ended(job))
                    await _defer(session, running["platform"], running["chat"])
            for each in await (await session.execute(_UNWANTED)).fetchall():
                await _defer(session, each["platform"], each["chat"])
            if dead:
                await session.execute(queries["prune_stalled_workers"], {"seconds_since_heartbeat": FORGOTTEN})
            return await _one(session, _WAITS) is not None

    async def aclose(self) -> None:
        try:
            with suppress(StoreError):
                async with self._work.transaction() as session:
                    await session.execute(queries["unregister_worker"], {"worker_id": self._worker})
        finally:
            await self._pulse.close()
            await self._work.close()


class _Session:
    """One session, made anew once it is lost. One transaction at a time, of so many seconds at most (`within`)."""

    def __init__(self, url: URL, within: float) -> None:
        self._url = url
        self._within = within
        self._session: Session | None = None
        self._in_use = asyncio.Lock()
        self._closed = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """A transaction in which each statement sees what others have kept until then.

        Raises:
            StoreError: the server cannot be used.
        """
        async with self._in_use:
            whole = False
            try:
                if self._session is None:
                    self._session = await connected(self._url, PATIENCE, dict_row)
                    await self._session.execute(_STILL, (f"{round(STALLED * 1000)}ms",))
                with _cut_after(self._within, self._session):
                    async with self._session.transaction():
                        yield self._session
                whole = True
            except (Error, OSError) as error:
                raise explained(name_of(self._url), error) from None
            finally:
                if not whole or self._closed:  # what ends last may still give back a chat
                    await self._hang_up()

    async def close(self) -> None:
        """Let go of the server; what is done after that lets go of it by itself."""
        self._closed = True
        async with self._in_use:
            await self._hang_up()

    async def _hang_up(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(Error):
                await session.close()


@contextmanager
def _cut_after(seconds: float, session: Session) -> Iterator[None]:
    """End the session's connection if the block takes longer than that.

    To cancel what waits for a server that hangs takes the library ten seconds: it asks that server first.
    """
    timer = asyncio.get_running_loop().call_later(seconds, _cut, session)
    try:
        yield
    finally:
        timer.cancel()


def _cut(session: Session) -> None:
    with suppress(Error, OSError), socket(fileno=os.dup(session.fileno())) as line:
        line.shutdown(SHUT_RDWR)


async def _one(session: Session, query: str, values: Any = None) -> dict[str, Any] | None:
    """The first row. Any: what the server takes, and what it gives."""
    found: dict[str, Any] | None = await (await session.execute(query, values)).fetchone()
    return found


async def _is_mine(session: Session, taken: Taken) -> bool:
    """Whether nobody else has begun to attend the chat; nobody does until the transaction ends."""
    return await _one(session, _IS_MINE, (taken.platform, taken.chat, taken.epoch)) is not None


async def _end(session: Session, job: int) -> None:
    """End a job, unless another process has done so."""
    if await _one(session, _RUNNING, (job,)) is not None:
        await session.execute(queries["finish_job"], _ended(job))


async def _defer(session: Session, platform: str, chat: str) -> None:
    """Let somebody attend a chat."""
    await session.execute(_DEFER, {"platform": platform, "chat": chat, "lock": f"{platform}:{chat}"})
    for piece in pieces(ATTEND, platform):
        await session.execute(_NOTIFY, (piece,))


def _ended(job: int) -> dict[str, Any]:
    return {"job_id": job, "status": "succeeded", "delete_job": True}
