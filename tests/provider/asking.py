"""Ask ChatGptEs over a real socket, and see how it ends."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from provider.backends.chatgptes import ChatGptEs
from provider.contract import Finish, Message, Provider, Request, Text
from provider.errors import ProviderError
from tests.fakes.chatgptes_site import ChatGptEsSite

ASK = [{"role": "user", "content": "Why?"}]

SAID = 'Echo 2 msgs: héllo "quoted" 你好 😀\nline two'
"""What the recorded answers say."""


def request(text: str = "Why?", conversation: str = "") -> Request:
    """One question."""
    return Request((Message("user", text),), conversation=conversation)


async def read(provider: Provider, asked: Request) -> str:
    """The text of a whole answer, which ends as the contract says."""
    async with aclosing(provider.stream(asked)) as events:
        got = [event async for event in events]
    assert isinstance(got[-1], Finish)
    return "".join(event.text for event in got if isinstance(event, Text))


async def fails(provider: Provider, asked: Request) -> ProviderError:
    """The error that a question ends with."""
    with pytest.raises(ProviderError) as caught:
        await read(provider, asked)
    return caught.value


@asynccontextmanager
async def a_site() -> AsyncIterator[tuple[ChatGptEsSite, ChatGptEs]]:
    """A site and a provider that knows it."""
    async with ChatGptEsSite() as site:
        provider = ChatGptEs(site.url)
        try:
            yield site, provider
        finally:
            await provider.aclose()
