"""The four dialects: for each its backend, and a server on a real socket that speaks it."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from provider.backends import backends
from provider.contract import Event, Message, Reasoning, Request, Text, Url
from provider.dialects.server import ModelServer
from tests.fakes.anthropic_api import AnthropicApi
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.gemini_api import GeminiApi
from tests.fakes.responses_api import ResponsesApi

HELLO = Request((Message("system", "Be brief."), Message("user", "What is the secret of the universe?")))
ANSWER = "Forty-two — “naïve” 😀, said the machine.\n\n- and nothing else\n"


@dataclass(frozen=True, slots=True)
class Dialect:
    """`last`: a piece of the bytes with which its servers say that an answer is complete."""

    kind: str
    server: type[ChatCompletions]
    last: bytes

    def __str__(self) -> str:
        return self.kind


DIALECTS = (
    Dialect("openai", ChatCompletions, b'"finish_reason": "'),
    Dialect("anthropic", AnthropicApi, b"message_delta"),
    Dialect("gemini", GeminiApi, b"finishReason"),
    Dialect("responses", ResponsesApi, b"response.completed"),
)

BY_KIND = {dialect.kind: dialect for dialect in DIALECTS}


def open_at(kind: str, base_url: str, **options: Any) -> ModelServer:
    """A backend of that kind that loses patience soon."""
    backend = backends()[kind]
    given = {"first_token_timeout": 0.3, "silence_timeout": 0.3, **options}
    opened = backend.open(backend.options(base_url=Url(base_url), **given))
    assert isinstance(opened, ModelServer)
    return opened


@asynccontextmanager
async def talking_to(kind: str, server: ChatCompletions, **options: Any) -> AsyncIterator[ModelServer]:
    """The backend, and the server while it runs."""
    async with server:
        provider = open_at(kind, server.base_url, **options)
        try:
            yield provider
        finally:
            await provider.aclose()


async def events_of(provider: ModelServer, request: Request = HELLO) -> list[Event]:
    """A whole answer."""
    async with aclosing(provider.stream(request)) as stream:
        return [event async for event in stream]


def text_of(events: list[Event]) -> str:
    """What the model said."""
    return "".join(event.text for event in events if isinstance(event, Text))


def thoughts_of(events: list[Event]) -> str:
    """What it thought."""
    return "".join(event.text for event in events if isinstance(event, Reasoning))
