"""What is peculiar to Gemini."""

from typing import Any

import pytest

from provider import (
    BadRequest,
    Filtered,
    Finish,
    Message,
    ModelNotFound,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    Request,
    Secret,
    Url,
    WrongKey,
)
from provider.backends.gemini import Gemini, Options
from provider.dialects.refusals import refusal
from provider.known.model_settings import ModelSettings
from tests.fakes.gemini_api import GeminiApi
from tests.provider.servers import ANSWER, HELLO, events_of, talking_to, text_of, thoughts_of


async def test_what_is_asked() -> None:
    """The system text apart, people and model in turn, and thoughts of a model that has them."""
    server = GeminiApi(key="k")
    said = (Message("system", "Be brief."), Message("user", "One."), Message("assistant", "1"), Message("user", "Two."))
    async with talking_to("gemini", server, api_key=Secret("k")) as provider:
        await events_of(provider, Request(said))

        body = server.requests[0]
        assert body["systemInstruction"] == {"parts": [{"text": "Be brief."}]}
        assert body["contents"] == [
            {"role": "user", "parts": [{"text": "One."}]},
            {"role": "model", "parts": [{"text": "1"}]},
            {"role": "user", "parts": [{"text": "Two."}]},
        ]
        assert body["generationConfig"] == {"thinkingConfig": {"includeThoughts": True}}
        assert server.headers[0]["x-goog-api-key"] == "k"


async def test_thoughts_are_asked_of_those_who_have_them() -> None:
    """By the config, else by the name; a model that refuses is asked once more without, and never again."""
    server = GeminiApi(models=("gemini-1.5-flash", "gemini-3-flash"), mindless=True, text=ANSWER)
    model = {"gemini-1.5-flash": ModelSettings(reasoning=True)}
    for options in ({}, {"model": model}):
        async with talking_to("gemini", server, **options) as provider:
            for name in (*server.models, *server.models):
                events = await events_of(provider, Request(HELLO.messages, model=name))

                assert text_of(events) == ANSWER
            assert not any("generationConfig" in body for body in server.requests)
    assert not thoughts_of(events)


async def test_a_blocked_question_is_filtered() -> None:
    """The reason is said; nothing else came."""
    async with talking_to("gemini", GeminiApi(blocked="PROHIBITED_CONTENT")) as provider:
        with pytest.raises(Filtered, match="PROHIBITED_CONTENT"):
            await events_of(provider)


@pytest.mark.parametrize("reason", ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"])
async def test_a_filter_ends_an_answer(reason: str) -> None:
    """Without a word it is an error; after some, the text stays and its end says why."""
    async with talking_to("gemini", GeminiApi(text="", finish=reason)) as provider:
        with pytest.raises(Filtered):
            await events_of(provider)
    async with talking_to("gemini", GeminiApi(text=ANSWER, finish=reason)) as provider:
        events = await events_of(provider)

        assert text_of(events) == ANSWER
        assert events[-1] == Finish("filtered")


@pytest.mark.parametrize(("reason", "ours"), [("MAX_TOKENS", "length"), ("OTHER", "unknown")])
async def test_why_it_ended(reason: str, ours: Any) -> None:
    """In our words."""
    async with talking_to("gemini", GeminiApi(text=ANSWER, finish=reason)) as provider:
        assert (await events_of(provider))[-1] == Finish(ours)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}, Overloaded),
        ({"code": 429, "message": "Resource exhausted", "status": "RESOURCE_EXHAUSTED"}, RateLimited),
    ],
)
async def test_an_error_inside_a_stream_has_its_class(said: dict[str, Any], error: type[ProviderError]) -> None:
    """What came before stays."""
    async with talking_to("gemini", GeminiApi(text=ANSWER, error=said, error_after=3)) as provider:
        with pytest.raises(error) as raised:
            await events_of(provider)

        assert raised.value.partial_text == ANSWER[:12]


@pytest.mark.parametrize(
    ("status", "error", "kind", "wait"),
    [
        (400, '"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"', WrongKey, 0),
        (400, '"API key expired. Please renew it.","status":"INVALID_ARGUMENT"', WrongKey, 0),
        (403, '"Method doesn\'t allow unregistered callers","status":"PERMISSION_DENIED"', WrongKey, 0),
        (404, '"models/x is not found for API version v1beta","status":"NOT_FOUND"', ModelNotFound, 0),
        (400, '"The input token count (9) exceeds the maximum number of tokens allowed (8)."', PromptTooLong, 0),
        (400, '"Invalid JSON payload received.","status":"INVALID_ARGUMENT"', BadRequest, 0),
        (429, '"You exceeded your current quota.","details":[{"retryDelay":"36.5s"}]', RateLimited, 36.5),
        (
            429,
            '"You exceeded your current quota.","details":[{"quotaId":"RequestsPerDay-Free"},{"retryDelay":"2s"}]',
            QuotaExceeded,
            0,
        ),
    ],
)
def test_every_refusal_has_its_class(status: int, error: str, kind: type[ProviderError], wait: float) -> None:
    """A limit of a minute is waited for, one of a day is not."""
    raised = refusal(status, {}, f'{{"error":{{"code":{status},"message":{error}}}}}'.encode())

    assert type(raised) is kind
    assert raised.retry_after == wait


async def test_models_are_those_that_generate_content() -> None:
    """The newest of the middle size first."""
    server = GeminiApi(
        models=("embedding-001", "gemini-2.5-flash", "gemini-3-flash", "gemini-3-pro", "gemini-3-flash-image")
    )
    async with talking_to("gemini", server) as provider:
        assert await provider.models() == ("gemini-3-flash", "gemini-2.5-flash", "gemini-3-pro")
        assert provider.settings("gemini-3-pro").context == 1_048_576


async def test_a_name_reaches_no_other_path() -> None:
    """Whatever a person typed as a model, with or without the prefix that the list has."""
    server = GeminiApi(text=ANSWER, models=())
    async with server:
        for end in ("", "/v1beta/"):
            provider = Gemini(Options(base_url=Url(server.base_url + end)))
            try:
                for name in ("models/gemini-x", "../../secret?x#y"):
                    assert text_of(await events_of(provider, Request(HELLO.messages, model=name))) == ANSWER
            finally:
                await provider.aclose()

        assert [body["model"] for body in server.requests[:2]] == ["gemini-x", "../../secret?x#y"]
