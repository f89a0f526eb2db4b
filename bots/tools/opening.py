"""Opens the tools that the config describes, and closes them."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bots.documents.values import Limits
from bots.engine.runtime.clock import Clock
from bots.engine.tools.tool import Source
from bots.tools.built_in import BuiltInSource, Described
from bots.tools.make_file import MakeFile
from bots.tools.make_picture import Drawing, Draws, MakePicture
from bots.tools.mcp.loading import connected
from bots.tools.mcp.server import Server
from bots.tools.mcp.source import ServerSource
from bots.tools.mcp.values import ServerSettings
from bots.tools.read_url import ReadUrl

if TYPE_CHECKING:
    from bots.web.pages import Page, Pages, ReadsPages

Places = Mapping[str, tuple[str, ...]]
"""Where each tool that Parley brings along is offered, as the config names places; one that is missing is off."""


def built_in(
    catalog: Draws, documents: "ReadsPages", limits: Limits, drawing: Drawing | None, places: Places
) -> tuple[Source, ...]:
    """The tools that Parley brings along, in the places where they are offered.

    `limits`: what the reading of one page may cost. `drawing`: who draws; None: nobody.
    """
    tools: tuple[Described, ...] = (ReadUrl(_LatePages(documents, limits)), MakeFile())
    tools += (MakePicture(catalog, drawing),) if drawing is not None else ()
    return tuple(BuiltInSource(tool, places[name]) for tool in tools if (name := tool.definition.name) in places)


class _LatePages:
    """Reads pages. The HTTP client for that takes long to load: the first page does so, while the event loop turns."""

    def __init__(self, documents: "ReadsPages", limits: Limits) -> None:
        self._documents = documents
        self._limits = limits
        self._pages: Pages | None = None

    async def read(self, address: str, begin: int, whose: str) -> "Page":
        """See `Pages`."""
        if self._pages is None:
            opened = await asyncio.to_thread(self._opened)
            self._pages = self._pages or opened
        return await self._pages.read(address, begin, whose)

    def _opened(self) -> "Pages":
        from bots.web.fetching import Web
        from bots.web.pages import Pages

        return Pages(Web(), self._documents, self._limits)


@asynccontextmanager
async def served(settings: Sequence[ServerSettings], clock: Clock) -> AsyncGenerator[tuple[Source, ...], None]:
    """The tools of servers. None is started here; those that were are ended with the block."""
    servers = [Server(each, clock, connected) for each in settings]
    try:
        yield tuple(map(ServerSource, servers))
    finally:
        await asyncio.gather(*(server.aclose() for server in servers))
