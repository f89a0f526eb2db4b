"""How far a token's way is: the stack at each `Text`, from the bytes that it is read out of to the growing reply."""

import inspect
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.reply.live_reply import LiveReply
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.places import Place, ToChat
from bots.engine.storage.store import Store
from provider import Catalog, Provider, Text
from provider.backends import backends
from provider.backends.chatgptes import ChatGptEs
from provider.backends.demo import Demo, Options
from provider.values import replace
from tests.bots.engine.house import OWNER, POLICY, DocumentsAtOnce, open_database
from tests.bots.engine.tools.stand_ins import FakeSource, FakeTool
from tests.fakes.chatgptes_site import ChatGptEsSite
from tests.fakes.memory import MemoryPlatform
from tests.provider.servers import ANSWER, BY_KIND, talking_to
from tests.waiting import until

MOST = 4
GENERATOR = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
HERE = Place("memory", "room")
ORIGIN = Origin(HERE, OWNER, ToChat(HERE), private=True, linear=True)


@asynccontextmanager
async def provider_of(kind: str) -> AsyncIterator[Provider]:
    """A provider of that kind and the server that it speaks to."""
    if kind == "demo":
        yield Demo(Options(rate=0))
    elif kind == "chatgptes":
        async with ChatGptEsSite() as site:
            yield ChatGptEs(site.url)
    else:
        async with talking_to(kind, BY_KIND[kind].server(text=ANSWER, models=("m",))) as provider:
            yield provider


@asynccontextmanager
async def engine_with(provider: Provider, platform: MemoryPlatform) -> AsyncIterator[Engine]:
    """The engine as it is, with that provider and a tool."""
    clock = RealClock()
    catalog = Catalog({"it": provider})
    store = Store(open_database())
    rules = replace(POLICY, default_model="it")
    engine = Engine(store, catalog, Scheduler(clock), clock, rules, DocumentsAtOnce())
    engine.attach(platform)
    engine.offer(FakeSource("all", (FakeTool(),)))
    try:
        async with engine:
            yield engine
    finally:
        await store.close()
        await catalog.aclose()


def actions(platform: MemoryPlatform) -> list[str]:
    """The buttons of all that stands there."""
    return [button.action.name for frame in platform.seen(HERE) for row in frame.buttons for button in row]


def generators() -> tuple[str, ...] | None:
    """The generators on the stack up to the reply that grows, the nearest first; None if no reply takes this in."""
    found, frame = [], inspect.currentframe()
    while frame is not None and frame.f_code is not LiveReply.pull.__code__:
        if frame.f_code.co_flags & GENERATOR:
            found.append(frame.f_code.co_qualname)
        frame = frame.f_back
    return None if frame is None else tuple(found)


@pytest.mark.parametrize("tools", ["", "on"])
@pytest.mark.parametrize("kind", sorted(backends()))
async def test_a_token_passes_few_generators(kind: str, tools: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them costs every token of every answer, and has to be closed right when it is stopped."""
    stacks: list[tuple[str, ...]] = []

    class Noting(Text):
        def __post_init__(self) -> None:
            if (found := generators()) is not None:
                stacks.append(found)

    platform = MemoryPlatform(RealClock())
    async with provider_of(kind) as provider, engine_with(provider, platform) as engine:
        if tools:
            await engine.on_command(Invocation(ORIGIN, "settings tools", {"value": tools}))
        with monkeypatch.context() as patch:
            for name, module in [*sys.modules.items()]:
                if name.startswith("provider.") and vars(module).get("Text") is Text:
                    patch.setattr(module, "Text", Noting)
            await engine.on_message(Incoming(ORIGIN, "1", "Hello", addressed=True))
            await until(lambda: "again" in actions(platform))

    assert len(stacks) > 1
    assert max(map(len, stacks)) <= MOST, set(stacks)
    assert all(stack[-2:] == ("ModelClient.ask", "Catalog.stream") for stack in stacks)
