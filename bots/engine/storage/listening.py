"""What other processes on the same database tell, heard on a session of its own: LISTEN and NOTIFY of PostgreSQL."""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from typing import Any

from psycopg import AsyncConnection, Error
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL

from bots.engine.storage.notifications import TO_ALL, TO_ONE, Joining, pieces
from bots.engine.storage.postgresql_errors import explained
from bots.engine.storage.sessions import connected
from bots.engine.storage.urls import name_of
from bots.text.units import whole

log = logging.getLogger("parley")

PATIENCE = 3.0
"""Seconds for which the server is waited for."""

LOOK = 5.0
"""Seconds without a notification after which it is looked whether the session is still there."""

AGAIN = 0.05
"""Seconds before a lost session is replaced, the first time; twice as long each further time, but at most..."""
AGAIN_MOST = 1.0
"""... so long. Each is cut by up to a half at random: all processes lose theirs at the same moment."""

_NOTIFY = (
    f"SELECT pg_notify(CASE WHEN %(to)s = '' THEN '{TO_ALL}' || current_schema() ELSE '{TO_ONE}' || %(to)s END, "
    "%(payload)s)"
)

Session = AsyncConnection[Any]  # Any: rows


class Listening:
    """The wire between the processes of a bot. `me`: the name of this one, another one at each start."""

    def __init__(self, url: URL) -> None:
        self.me = token_hex(8)
        self.alone = False
        self._url = url
        self._speaking: Session | None = None
        self._runs = False
        self._in_use = asyncio.Lock()

    async def run(self, heard: Callable[[str, str], object], missed: Callable[[], object]) -> None:
        """Call `heard` with topic and words of each message to all or to this process, until it is cancelled.

        `missed` is called whenever a session hears from now on: what was told before that was not heard. Neither may
        raise anything.
        """
        pause, self._runs = AGAIN, True
        try:
            while True:
                try:
                    async with await connected(self._url, PATIENCE, tuple_row) as session:
                        await _listen(session, self.me)
                        if pause > AGAIN:
                            log.info("%s: other processes are heard again.", name_of(self._url))
                        pause = AGAIN
                        missed()
                        await _hear(session, heard)
                except (Error, OSError) as error:
                    if pause == AGAIN:
                        log.warning("%s What other processes tell is not heard now.", explained(self._name, error))
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(2 * pause, AGAIN_MOST)
        finally:
            self._runs = False
            async with self._in_use:
                await self._hang_up()

    async def tell(self, topic: str, words: str, to: str = "") -> None:
        """Tell all processes of the bot, this one too, or the one with that name.

        Raises:
            StoreError: the server cannot be reached.
        """
        told = [{"to": to, "payload": whole(piece)} for piece in pieces(topic, words)]
        async with self._in_use:
            try:
                try:
                    await self._say(told)
                except Error:  # a session that the server has ended meanwhile
                    await self._hang_up()
                    await self._say(told)
            except (Error, OSError) as error:
                await self._hang_up()
                raise explained(self._name, error) from None
            finally:
                if not self._runs:  # nothing would close it
                    await self._hang_up()

    @property
    def _name(self) -> str:
        return name_of(self._url)

    async def _say(self, told: list[dict[str, str]]) -> None:
        if self._speaking is None:
            self._speaking = await connected(self._url, PATIENCE, tuple_row)
        session = self._speaking
        if len(told) == 1:
            await session.execute(_NOTIFY, told[0])
            return
        async with session.transaction():  # so that the pieces come one after the other
            for piece in told:
                await session.execute(_NOTIFY, piece)

    async def _hang_up(self) -> None:
        session, self._speaking = self._speaking, None
        if session is not None:
            with suppress(Error):
                await session.close()


async def _listen(session: Session, me: str) -> None:
    found = await (await session.execute("SELECT current_schema()")).fetchone()
    for channel in (f"{TO_ALL}{found[0] if found else ''}", f"{TO_ONE}{me}"):
        await session.execute(SQL("LISTEN {}").format(Identifier(channel)))


async def _hear(session: Session, heard: Callable[[str, str], object]) -> None:
    joining = Joining()
    while True:
        async for notification in session.notifies(timeout=LOOK):
            message = joining.put(notification.payload)
            if message is not None:
                heard(*message)
        await session.execute("SELECT 1")
