"""Which tools a place has: the sources that the owner set up, those that are switched on there, and their tools."""

import asyncio
import logging
from collections.abc import Iterable

from bots.engine.runtime.defects import fenced
from bots.engine.seam.incoming import Origin
from bots.engine.tools.tool import Offer, Source, Tool
from provider.contract import ToolDefinition
from provider.values import Value

log = logging.getLogger("parley")

OFFERED_WITHIN = 10.0
"""Seconds in which a source says what it offers; without it, the answer begins without its tools."""

NOBODY_CHOSE = "off"
ALL = "on"


def chosen(value: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that a value of the setting `tools` switches on: none, all, or those that it lists."""
    if value == NOBODY_CHOSE:
        return ()
    listed = frozenset(value.split())
    return tuple(name for name in names if value == ALL or name in listed)


class Toolbox(Value):
    """The tools of one answer, by the names that the model calls them. `missing`: lines about what is not there now."""

    tools: tuple[Tool, ...] = ()
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tools)

    @property
    def definitions(self) -> tuple[ToolDefinition, ...]:
        """What the model is told of them."""
        return tuple(tool.definition for tool in self.tools)

    def find(self, name: str) -> Tool | None:
        """The tool that the model calls so; None if there is none."""
        return next((tool for tool in self.tools if tool.definition.name == name), None)


NO_TOOLS = Toolbox()


class Registry:
    """All sources that the owner set up. It is empty as long as nobody adds one, and then costs nothing."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._sources = {source.name: source for source in sources}

    def add(self, source: Source) -> None:
        """Take in a source; one of the same name is replaced."""
        self._sources[source.name] = source

    def here(self, origin: Origin) -> tuple[Source, ...]:
        """The sources that the owner gives that place, whether they are switched on or not."""
        return tuple(source for source in self._sources.values() if source.is_for(origin))

    async def toolbox(self, origin: Origin, value: str) -> Toolbox:
        """The tools of an answer there. `value`: of the setting `tools`. Of two with one name, the first counts."""
        sources = self.here(origin) if value != NOBODY_CHOSE else ()
        names = chosen(value, (source.name for source in sources))
        wanted = [source for source in sources if source.name in names]
        if not wanted:
            return NO_TOOLS
        offers = await asyncio.gather(*(_offered(source, origin) for source in wanted))
        tools: dict[str, Tool] = {}
        for offer in offers:
            for tool in offer.tools:
                tools.setdefault(tool.definition.name, tool)
        return Toolbox(tuple(tools.values()), tuple(offer.missing for offer in offers if offer.missing))


async def _offered(source: Source, origin: Origin) -> Offer:
    """What a source has; a source that is slow or broken has nothing."""
    try:
        async with asyncio.timeout(OFFERED_WITHIN):
            return await fenced(source.offered(origin), log, lambda trace: Offer(missing=source.name))
    except TimeoutError:
        log.warning("The tools of %s were not there within %g s.", source.name, OFFERED_WITHIN)
        return Offer(missing=source.name)
