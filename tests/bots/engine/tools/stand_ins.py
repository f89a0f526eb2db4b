"""Tools and sources for tests: what each does is said when it is made."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bots.engine.seam.incoming import Origin
from bots.engine.tools.tool import Arguments, Context, Failed, Offer, Product, Tool
from provider.contract import ToolDefinition

Does = Callable[[Arguments, Context], Awaitable[Product | Failed]]


async def echo(arguments: Arguments, context: Context) -> Product | Failed:
    """Give back what came."""
    return Product(", ".join(f"{name}={value}" for name, value in arguments.items()))


async def hang(arguments: Arguments, context: Context) -> Product | Failed:
    """Never end."""
    await asyncio.Event().wait()
    raise AssertionError


@dataclass
class FakeTool:
    """A tool that notes its calls. `does`: what becomes of each."""

    name: str = "search"
    does: Does = echo
    reads_only: bool = True
    calls: list[Arguments] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)

    @property
    def definition(self) -> ToolDefinition:
        schema = {"type": "object", "properties": {"query": {"type": "string"}}}
        return ToolDefinition(self.name, f"{self.name} something", schema)

    def doing(self, arguments: Arguments) -> str:
        return f"{self.name}: {arguments.get('query', '')}"

    def used(self, times: int) -> str:
        return self.name if times == 1 else f"{times} × {self.name}"

    async def run(self, arguments: Arguments, context: Context) -> Product | Failed:
        self.calls.append(arguments)
        self.contexts.append(context)
        return await self.does(arguments, context)


@dataclass
class FakeSource:
    """A source of tools. `places`: the chats to which it is given; empty: all."""

    name: str
    tools: tuple[Tool, ...] = ()
    places: tuple[str, ...] = ()
    missing: str = ""
    asked: int = 0

    @property
    def about(self) -> str:
        return f"the tools of {self.name}"

    def is_for(self, origin: Origin) -> bool:
        return not self.places or origin.place.chat in self.places

    async def offered(self, origin: Origin) -> Offer:
        self.asked += 1
        return Offer(self.tools, self.missing)
