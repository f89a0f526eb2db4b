"""What is peculiar to the Messages API."""

from typing import Any

import pytest

from provider import (
    CutOff,
    Filtered,
    Finish,
    Message,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    Request,
    Secret,
    Text,
    Url,
    Usage,
)
from provider.backends.anthropic import Anthropic, Options
from provider.dialects.refusals import refusal
from tests.fakes.anthropic_api import AnthropicApi
from tests.provider.servers import ANSWER, HELLO, events_of, talking_to, text_of

PARTLY = (
    b'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":3,"output_tokens":1}}}\n\n'
    b'event: content_block_delta\ndata: {"type":"content_block_delta","delta":{"type":"text_delta","text":"ok"}}\n\n'
)


async def test_what_is_asked() -> None:
    """The system text in its own field, people and model in turn, a length, the version, a stream."""
    server = AnthropicApi(key="k")
    said = (Message("system", "Be brief."), Message("user", "One."), Message("assistant", "1"), Message("user", "Two."))
    async with talking_to("anthropic", server, api_key=Secret("k"), max_tokens=77) as provider:
        await events_of(provider, Request(said))

        assert server.requests == [
            {
                "model": "claude-test",
                "max_tokens": 77,
                "system": "Be brief.",
                "messages": [
                    {"role": "user", "content": [{"type": "text", "text": "One."}]},
                    {"role": "assistant", "content": [{"type": "text", "text": "1"}]},
                    {"role": "user", "content": [{"type": "text", "text": "Two."}]},
                ],
                "stream": True,
            }
        ]
        assert server.headers[0]["anthropic-version"] == "2023-06-01"
        assert "authorization" not in server.headers[0]


@pytest.mark.parametrize(
    ("stop_reason", "reason"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "filtered"),
        ("pause_turn", "length"),
    ],
)
async def test_why_it_ended(stop_reason: str, reason: Any) -> None:
    """In our words."""
    async with talking_to("anthropic", AnthropicApi(text=ANSWER, finish=stop_reason)) as provider:
        events = await events_of(provider)

        assert events[-1] == Finish(reason)
        assert text_of(events) == ANSWER


async def test_a_refusal_without_a_word_is_an_error() -> None:
    """The server held everything back."""
    async with talking_to("anthropic", AnthropicApi(text="", finish="refusal")) as provider:
        with pytest.raises(Filtered):
            await events_of(provider)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"type": "overloaded_error", "message": "Overloaded"}, Overloaded),
        ({"type": "api_error", "message": "Internal server error"}, Overloaded),
        ({"type": "rate_limit_error", "message": "Later."}, RateLimited),
    ],
)
async def test_an_error_event_has_its_class(said: dict[str, Any], error: type[ProviderError]) -> None:
    """The status was 200 by then; what came before stays."""
    async with talking_to("anthropic", AnthropicApi(text=ANSWER, error=said, error_after=3)) as provider:
        with pytest.raises(error) as raised:
            await events_of(provider)

        assert raised.value.partial_text == ANSWER[:12]


@pytest.mark.parametrize(
    ("status", "kind", "message", "error"),
    [
        (529, "overloaded_error", "Overloaded", Overloaded),
        (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", PromptTooLong),
        (400, "invalid_request_error", "Your credit balance is too low to access the API.", QuotaExceeded),
        (413, "request_too_large", "Request exceeds the maximum size", PromptTooLong),
        (402, "billing_error", "Payment required", QuotaExceeded),
    ],
)
def test_every_refusal_has_its_class(status: int, kind: str, message: str, error: type[ProviderError]) -> None:
    """As the API documents them."""
    body = f'{{"type":"error","error":{{"type":"{kind}","message":"{message}"}},"request_id":"req_1"}}'

    assert type(refusal(status, {}, body.encode())) is error


async def test_an_end_without_a_last_word_counts_where_there_is_a_reason() -> None:
    """A stream without its reason for the end is cut off, even if it says that it is over only by ending."""
    whole = (
        PARTLY + b'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}\n\n'
    )
    async with talking_to("anthropic", AnthropicApi(raw=whole)) as provider:
        assert await events_of(provider) == [Text("ok"), Usage(3, 9), Finish("stop")]
    async with talking_to("anthropic", AnthropicApi(raw=PARTLY)) as provider:
        with pytest.raises(CutOff) as raised:
            await events_of(provider)

        assert raised.value.partial_text == "ok"


async def test_the_newest_of_the_middle_size_is_the_default() -> None:
    """And what is retired is not offered."""
    server = AnthropicApi(models=("claude-opus-9", "claude-retired-sonnet-1", "claude-sonnet-9", "claude-sonnet-8"))
    async with talking_to("anthropic", server) as provider:
        assert await provider.models() == ("claude-sonnet-9", "claude-opus-9", "claude-sonnet-8")
        assert provider.settings("claude-opus-9").context == 200_000
        assert provider.settings("claude-opus-9").vision is True


async def test_the_address_may_hold_the_version() -> None:
    """Both ways of writing it are common."""
    server = AnthropicApi(text=ANSWER)
    async with server:
        for end in ("", "/", "/v1", "/v1/"):
            provider = Anthropic(Options(base_url=Url(server.base_url + end)))
            try:
                assert text_of(await events_of(provider, HELLO)) == ANSWER
            finally:
                await provider.aclose()
