"""How far a token's way is: the stack at each `Text`, from the bytes that it is read out of to who asked."""

import inspect
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from provider import Catalog, Message, Provider, Request, Text
from provider.backends import backends
from provider.backends.chatgptes import ChatGptEs
from provider.backends.demo import Demo, Options
from tests.fakes.chatgptes_site import ChatGptEsSite
from tests.provider.servers import ANSWER, BY_KIND, talking_to

MOST = 4
GENERATOR = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR


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


async def ask(catalog: Catalog) -> None:
    """As the engine does it."""
    async with aclosing(catalog.stream("it", Request((Message("user", "Hello"),)), chat=False)) as events:
        async for _ in events:
            pass


def generators() -> tuple[str, ...]:
    """The generators on the stack up to `ask`, the nearest first."""
    found, frame = [], inspect.currentframe()
    while frame is not None and frame.f_code is not ask.__code__:
        if frame.f_code.co_flags & GENERATOR:
            found.append(frame.f_code.co_qualname)
        frame = frame.f_back
    assert frame is not None
    return tuple(found)


@pytest.mark.parametrize("kind", sorted(backends()))
async def test_a_token_passes_few_generators(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them costs every token of every answer, and has to be closed right when it is stopped."""
    init, stacks = Text.__init__, list[tuple[str, ...]]()

    def noting(self: Text, text: str) -> None:
        init(self, text)
        stacks.append(generators())

    async with provider_of(kind) as provider:
        catalog = Catalog({"it": provider})
        with monkeypatch.context() as patch:
            patch.setattr(Text, "__init__", noting)
            await ask(catalog)
        await catalog.aclose()

    assert len(stacks) > 1
    assert max(map(len, stacks)) <= MOST, set(stacks)
    assert all(stack[-2:] == ("ModelClient.ask", "Catalog.stream") for stack in stacks)
