"""A session of a PostgreSQL server beside those of the store; a caller that is cancelled leaves none open."""

import asyncio
from contextlib import suppress
from typing import Any

from psycopg import AsyncConnection, Error
from psycopg.rows import AsyncRowFactory
from sqlalchemy import URL

from bots.engine.storage.urls import connecting


async def connected(url: URL, patience: float, rows: AsyncRowFactory[Any]) -> AsyncConnection[Any]:
    """A new session, in which each statement is a transaction. `patience`: seconds that it is waited for.

    Raises:
        psycopg.Error, OSError: the server cannot be reached.
    """
    how = connecting(url, patience)
    coming = asyncio.ensure_future(AsyncConnection.connect(**how, autocommit=True, row_factory=rows))
    try:
        return await asyncio.shield(coming)
    except asyncio.CancelledError:
        with suppress(Error, OSError):
            await (await coming).close()
        raise
