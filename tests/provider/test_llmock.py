"""The faults of llmock, which speaks as ten services do: each ends in the right error, or in the right text."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
from llmock.scenarios import Behavior, Fail, Reply, StreamFault
from llmock.testing import LLMockServer

from provider import (
    BadAnswer,
    CutOff,
    Finish,
    Message,
    ModelNotFound,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    RateLimited,
    Request,
    Secret,
    Usage,
    WrongKey,
)
from provider.dialects.server import ModelServer
from provider.errors import Abandoned
from tests.provider.servers import events_of, open_at, text_of

SERVICES = {
    "openai": "openai",
    "mistral": "openai",
    "groq": "openai",
    "together": "openai",
    "perplexity": "openai",
    "xai": "openai",
    "anthropic": "anthropic",
    "gemini": "gemini",
}
"""Each service, and our backend for it."""

SAID = "It answers at length, word after word, so that there is something to break."
ASK = Request((Message("system", "Be brief."), Message("user", "Why?")), model="some-model")

every_service = pytest.mark.parametrize("service", SERVICES)


@pytest.fixture(scope="module")
def llm() -> Iterator[LLMockServer]:
    """One server for all; each test leaves it without plans."""
    with LLMockServer() as server:
        yield server


@asynccontextmanager
async def asking(llm: LLMockServer, service: str, *behaviors: Behavior) -> AsyncIterator[ModelServer]:
    """The backend for that service, which is about to behave like that and to say a text."""
    llm.state.reset()
    for behavior in (*behaviors, Reply(text=SAID, times=None)):
        llm.state.scenarios.add(behavior)
    provider = open_at(SERVICES[service], llm.base_url(service), api_key=Secret("test-key"))
    try:
        yield provider
    finally:
        await provider.aclose()


async def error_of(provider: ModelServer) -> ProviderError:
    """What a question ends with."""
    with pytest.raises(ProviderError) as raised:
        await events_of(provider, ASK)
    return raised.value


@every_service
async def test_an_answer_is_whole(llm: LLMockServer, service: str) -> None:
    """Without a fault: text, usage, end."""
    async with asking(llm, service) as provider:
        events = await events_of(provider, ASK)

        assert text_of(events) == SAID
        assert isinstance(events[-2], Usage)
        assert events[-1] == Finish("stop")


@every_service
@pytest.mark.parametrize("kind", ["disconnect", "truncate"])
@pytest.mark.parametrize("chunks", [1, 4, 9])
async def test_a_broken_stream_is_cut_off(
    llm: LLMockServer, service: str, kind: Literal["disconnect", "truncate"], chunks: int
) -> None:
    """The official libraries take a truncated stream for a whole one. What came is kept."""
    async with asking(llm, service, StreamFault(kind, after_chunks=chunks)) as provider:
        error = await error_of(provider)

        assert type(error) is CutOff
        assert SAID.startswith(error.partial_text)
        assert error.partial_text != SAID
        assert error.partial_text or chunks < 4


@every_service
async def test_a_stream_that_stalls_times_out(llm: LLMockServer, service: str) -> None:
    """After the deadline, not after the server's patience; what came is kept."""
    async with asking(llm, service, StreamFault("stall", after_chunks=4, stall_seconds=3.0)) as provider:
        began = asyncio.get_running_loop().time()
        error = await error_of(provider)

        assert type(error) is Abandoned
        assert error.partial_text
        assert SAID.startswith(error.partial_text)
        assert asyncio.get_running_loop().time() - began < 2


@every_service
async def test_a_malformed_chunk_is_a_bad_answer(llm: LLMockServer, service: str) -> None:
    """It is not skipped: nobody knows what it should have said."""
    async with asking(llm, service, StreamFault("malformed", after_chunks=4)) as provider:
        error = await error_of(provider)

        assert type(error) is BadAnswer
        assert SAID.startswith(error.partial_text)


@every_service
async def test_a_429_says_how_long_to_wait(llm: LLMockServer, service: str) -> None:
    """And the next answer is whole."""
    async with asking(llm, service, Fail(429, retry_after=7)) as provider:
        error = await error_of(provider)

        assert type(error) is RateLimited
        assert error.retry_after == 7
        assert text_of(await events_of(provider, ASK)) == SAID


@every_service
@pytest.mark.parametrize(
    ("status", "errors"),
    [
        (401, {WrongKey}),
        (403, {WrongKey}),
        (404, {ModelNotFound, NotWorking}),
        (413, {PromptTooLong}),
        (500, {Overloaded}),
        (503, {Overloaded}),
        (529, {Overloaded}),
    ],
)
async def test_a_status_has_its_class(
    llm: LLMockServer, service: str, status: int, errors: set[type[ProviderError]]
) -> None:
    """In the words of each service."""
    async with asking(llm, service, Fail(status)) as provider:
        error = await error_of(provider)

        assert type(error) in errors
        assert "test-key" not in repr(error)


@every_service
async def test_a_prompt_too_long_is_one(llm: LLMockServer, service: str) -> None:
    """As every service says it."""
    overflow = Fail(400, code="context_length_exceeded", message="This model's maximum context length was exceeded.")
    async with asking(llm, service, overflow) as provider:
        assert type(await error_of(provider)) is PromptTooLong
