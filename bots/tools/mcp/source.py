"""The tools of one server as the engine takes them."""

import hashlib
import re
from collections.abc import Mapping
from typing import Protocol

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin
from bots.engine.tools.tool import Arguments, Context, Failed, Offer, Product
from bots.text.one_line import one_line
from bots.tools.mcp.values import Answered, CallRefused, Offered, ServerDown, ServerSettings
from bots.tools.places import is_within
from provider.contract import ToolDefinition
from provider.values import Value

LONGEST_NAME = 64
LONGEST_ABOUT = 1000
"""Characters of what a server says of a tool that the model reads with each request."""
_LONGEST_DOING = 60
_SUM = 10


class Serves(Protocol):
    """See `server.Server`."""

    settings: ServerSettings

    async def offered(self) -> tuple[Offered, ...]: ...

    async def call(self, tool: str, arguments: Mapping[str, object]) -> Answered: ...


class ServerSource:
    """A source of the tools of one server."""

    def __init__(self, server: Serves) -> None:
        self._server = server

    @property
    def name(self) -> str:
        """The name in the config."""
        return self._server.settings.name

    @property
    def about(self) -> str:
        """One line for people."""
        return say("tools_of_server", name=self.name)

    def is_for(self, origin: Origin) -> bool:
        """Whether the config gives it to that place."""
        return is_within(origin, self._server.settings.places)

    async def offered(self, origin: Origin) -> Offer:
        """Its tools; if it is down, a line that says so."""
        try:
            found = await self._server.offered()
        except ServerDown as down:
            return Offer(missing=f"{self.name} ({down})")
        return Offer(tuple(ServerTool(self._server, each) for each in found))


class ServerTool(Value):
    """One tool of a server. Its name is of no other tool: what is allowed for it is for it alone."""

    server: Serves
    offered: Offered

    @property
    def definition(self) -> ToolDefinition:
        """The tool as the model reads it."""
        schema = {"type": "object", "properties": {}, **self.offered.schema}
        return ToolDefinition(
            _name(self.server.settings.name, self.offered.name), self.offered.about[:LONGEST_ABOUT], schema
        )

    @property
    def reads_only(self) -> bool:
        """Whether it only reads, by the owner's word."""
        return self.server.settings.only_reads(self.offered.name)

    def doing(self, arguments: Arguments) -> str:
        """The server, the tool, and the first short argument."""
        first = next((str(each) for each in arguments.values() if isinstance(each, str | int | float)), "")
        said = one_line(f"{self.server.settings.name}: {self.offered.name} {first}")
        return said if len(said) <= _LONGEST_DOING else f"{said[: _LONGEST_DOING - 1]}…"

    def used(self, times: int) -> str:
        """The name of the tool, and how often."""
        name = one_line(self.offered.name)[:_LONGEST_DOING]
        return name if times == 1 else f"{times} × {name}"

    async def run(self, arguments: Arguments, context: Context) -> Product | Failed:
        """Make the call. What a server shows, the model and people see."""
        try:
            answered = await self.server.call(self.offered.name, arguments)
        except CallRefused as refused:
            return Failed(f"The server refused the call: {refused}")
        except ServerDown as down:
            return Failed(f"The server of this tool is down: {down}. Go on without it.")
        if answered.failed:
            return Failed(answered.text[:LONGEST_ABOUT] or "The tool failed.")
        return Product(answered.text or "Done; the tool says nothing.", seen=answered.images, pictures=answered.images)


def _name(server: str, tool: str) -> str:
    """The name by which models call it. No name of a server holds two underscores, so the first two end it.

    What models cannot write is replaced, and what is too long is cut; a sum over the whole name tells those apart.
    """
    whole = f"{server}__{tool}"
    name = re.sub(r"[^A-Za-z0-9_-]", "_", whole)
    if name == whole and len(name) <= LONGEST_NAME:
        return name
    sum_of_all = hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()[:_SUM]
    return f"{name[: LONGEST_NAME - _SUM - 1]}_{sum_of_all}"
