"""Loads the SDK with the first server that is asked, beside the event loop: it takes a second."""

import asyncio
import importlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

from bots.tools.mcp.server import Connection
from bots.tools.mcp.values import ServerDown, ServerSettings

MISSING: Final = "servers of tools need a further package; this helps: pip install 'parley-bot[mcp]'"


@asynccontextmanager
async def connected(server: ServerSettings) -> AsyncGenerator[Connection, None]:
    """See `session.connected`; works wherever the SDK is installed.

    Raises:
        ServerDown: also if it is not.
    """
    try:
        await asyncio.to_thread(importlib.import_module, "bots.tools.mcp.session")
    except ImportError:
        raise ServerDown(MISSING) from None
    from bots.tools.mcp import session

    async with session.connected(server) as connection:
        yield connection
