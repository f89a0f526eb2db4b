"""Every provider passes the contract that packages of others are held to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from provider.backends import backends
from provider.backends.chatgptes import ChatGptEs
from provider.contract import Backend, Event, Finish, Text, Url, Usage
from provider.testing import ANSWER, KEY, WAIT, Play, ProviderContract, Scene, ServerContract
from tests.fakes.anthropic_api import AnthropicApi
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.chatgptes_site import ChatGptEsSite, answer, recorded
from tests.fakes.faults import Fault
from tests.fakes.gemini_api import GeminiApi
from tests.fakes.responses_api import ResponsesApi
from tests.provider.scripted import Player

PAGE = b"<!DOCTYPE html><html><body>A login page</body></html>"


def playing(kind: type[ChatCompletions], play: Play) -> ChatCompletions:
    """A server of that dialect that does this."""
    server = kind(text=ANSWER, key="another" if play is Play.WRONG_KEY else KEY)
    match play:
        case Play.HANGING:
            server.rate, server.text = 4.0, ANSWER * 1000
        case Play.CUT:
            server.faults.plan("POST", Fault("truncate"))
        case Play.EMPTY:
            server.text = ""
        case Play.TOO_FAST:
            server.faults.plan("POST", Fault("status", 429, seconds=WAIT))
        case Play.BROKEN:
            server.faults.plan("POST", Fault("status", 500))
        case Play.JUNK:
            server.raw, server.content_type = PAGE, "text/html"
    return server


@asynccontextmanager
async def dialect(backend: Backend[Any], kind: type[ChatCompletions], play: Play) -> AsyncIterator[Scene]:
    async with playing(kind, play) as server:
        url = "http://127.0.0.1:9/" if play is Play.ABSENT else server.base_url
        provider = backend.open(backend.options(base_url=Url(url), api_key=KEY))
        yield Scene(provider, lambda: server.connections)


class TestOpenAI(ServerContract):
    backend = backends()["openai"]

    @asynccontextmanager
    async def scene(self, play: Play) -> AsyncIterator[Scene]:
        async with dialect(self.backend, ChatCompletions, play) as scene:
            yield scene


class TestAnthropic(ServerContract):
    backend = backends()["anthropic"]

    @asynccontextmanager
    async def scene(self, play: Play) -> AsyncIterator[Scene]:
        async with dialect(self.backend, AnthropicApi, play) as scene:
            yield scene


class TestGemini(ServerContract):
    backend = backends()["gemini"]

    @asynccontextmanager
    async def scene(self, play: Play) -> AsyncIterator[Scene]:
        async with dialect(self.backend, GeminiApi, play) as scene:
            yield scene


class TestResponses(ServerContract):
    backend = backends()["responses"]

    @asynccontextmanager
    async def scene(self, play: Play) -> AsyncIterator[Scene]:
        async with dialect(self.backend, ResponsesApi, play) as scene:
            yield scene


class TestChatGptEs(ServerContract):
    backend = backends()["chatgptes"]
    never = frozenset({Play.WRONG_KEY})

    @asynccontextmanager
    async def scene(self, play: Play) -> AsyncIterator[Scene]:
        async with ChatGptEsSite() as site:
            site.reply = lambda message: "" if play is Play.EMPTY else ANSWER
            match play:
                case Play.HANGING:
                    site.hang_after = 2
                case Play.CUT:
                    site.answers.append(recorded("sse_drop"))
                case Play.TOO_FAST:
                    site.faults.plan("ask", Fault("status", 429, seconds=WAIT), times=9)
                case Play.BROKEN:
                    site.faults.plan("ask", Fault("status", 500), times=9)
                case Play.JUNK:
                    site.answers.extend([answer(PAGE, "text/html")] * 9)
            provider = ChatGptEs("http://127.0.0.1:9/" if play is Play.ABSENT else site.url)
            yield Scene(provider, lambda: site.open_connections)


class TestDemo(ProviderContract):
    backend = backends()["demo"]

    @asynccontextmanager
    async def scene(self, play: Play) -> AsyncIterator[Scene]:
        yield Scene(self.backend.open(self.backend.options(rate=0.0)))


@pytest.mark.parametrize(
    "script",
    [
        (Text("Hello"),),
        (Text("Hello"), Finish(), Finish()),
        (Finish(), Text("Hello")),
        (Text("Hello"), Text(""), Finish()),
        (Finish(),),
        (Text("Hello"), Usage(1, 2), Usage(1, 2), Finish()),
        (Text("Hello"), Usage(-1, 2), Finish()),
    ],
    ids=["no end", "two ends", "words behind it", "an empty word", "nothing", "two costs", "less than nothing"],
)
async def test_a_provider_that_breaks_a_promise_is_found(script: tuple[Event, ...]) -> None:
    """The contract can fail."""

    class Broken(TestDemo):
        @asynccontextmanager
        async def scene(self, play: Play) -> AsyncIterator[Scene]:
            yield Scene(Player(script))

    with pytest.raises(AssertionError):
        await Broken().test_an_answer_comes_in_order()


def test_every_backend_is_held_to_it() -> None:
    """A new one has its class here."""
    classes = (TestOpenAI, TestAnthropic, TestGemini, TestResponses, TestChatGptEs, TestDemo)
    tested = {each.backend.kind for each in classes}

    assert tested == set(backends())
