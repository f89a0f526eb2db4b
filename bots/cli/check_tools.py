"""What `parley check` says of tools: each server is started, and says what it offers."""

import asyncio

from bots.config.sections import Config
from bots.config.tools import BUILT_IN, servers_of
from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Finding
from bots.tools.mcp.loading import connected
from bots.tools.mcp.server import Server
from bots.tools.mcp.values import Offered, ServerDown, ServerSettings
from bots.wiring import built_in_places


async def tools_checked(config: Config, clock: Clock) -> list[Finding]:
    """A line for the tools that Parley brings along, and one for each server."""
    names = [name for name in BUILT_IN if name in built_in_places(config)]
    told = f"tools: {', '.join(names) or 'none'} of its own; off in each place until /settings tools switches them on."
    servers = [Server(each, clock, connected) for each in servers_of(config.tools)]
    try:
        found = await asyncio.gather(*map(_checked, servers))
    finally:
        await asyncio.gather(*(server.aclose() for server in servers))
    return [Finding(True, told), *(finding for each in found for finding in each)]


async def _checked(server: Server) -> list[Finding]:
    at = f"tools.{server.settings.name}"
    try:
        offered = await server.offered()
    except ServerDown as down:
        cure = "command and variables" if server.settings.command else "url and headers"
        return [Finding(False, f"{at}: {down}. Check its {cure}.")]
    if not offered:
        return [Finding(False, f"{at}: offers no tool; check its tools.")]
    return [
        Finding(True, f"{at}: {', '.join(_told(server.settings, each) for each in offered)}."),
        *_unknown(server.settings, {each.name for each in offered}),
    ]


def _told(settings: ServerSettings, tool: Offered) -> str:
    return f"{tool.name} ({'only reads' if settings.only_reads(tool.name) else 'asks first'})"


def _unknown(settings: ServerSettings, offered: set[str]) -> list[Finding]:
    """Names in the config that the server does not know."""
    return [
        Finding(False, f"tools.{settings.name}.{key}: names {name!r}, and the server has no such tool; correct it.")
        for key, names in (("tools", settings.tools), ("read_only", settings.read_only))
        for name in sorted(set(names) - offered)
    ]
