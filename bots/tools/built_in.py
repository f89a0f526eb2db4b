"""A tool that Parley brings along, as a source of its own, so that it is switched on by itself."""

from typing import Protocol

from bots.engine.seam.incoming import Origin
from bots.engine.tools.tool import Offer, Tool
from bots.tools.places import is_within
from provider.values import Value


class Described(Tool, Protocol):
    """A tool that says to people what it is."""

    @property
    def about(self) -> str:
        """One line in the current language."""


class BuiltInSource(Value):
    """The source of one tool. `places`: where it is offered, as the config names places; empty: everywhere."""

    tool: Described
    places: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the tool."""
        return self.tool.definition.name

    @property
    def about(self) -> str:
        """What the tool is, in one line."""
        return self.tool.about

    def is_for(self, origin: Origin) -> bool:
        """Whether the config gives it to that place."""
        return is_within(origin, self.places)

    async def offered(self, origin: Origin) -> Offer:
        """The tool."""
        return Offer((self.tool,))
