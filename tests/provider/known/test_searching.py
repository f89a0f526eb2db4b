"""How models are told to search the web: which fields go out, and what becomes of a refusal."""

from typing import Any

import pytest

from provider.backends import backends
from provider.backends.openai import OpenAI, Options
from provider.contract import Message, Request, Secret, Url, Usage
from provider.dialects.chat_completions import Completion
from provider.dialects.server import ModelServer
from provider.known.model_settings import ModelSettings
from provider.known.searching import MOST, NO_SEARCH, SEARCH_FIRST, Searching, searching, with_search
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.responses_api import ResponsesApi
from tests.provider.servers import ANSWER, DIALECTS, Dialect, events_of, talking_to, text_of

ASKED = (Message("system", "Be brief."), Message("user", "What is new?"))
TOOL = Searching(price=10.0, fields={"tools": [{"type": "web_search"}]})
FORCED = Searching(fields={"tools": [{"type": "web_search"}]}, forced={"tool_choice": "required"})


def opened(kind: str, **options: Any) -> ModelServer:
    backend = backends()[kind]
    provider = backend.open(backend.options(api_key=Secret("k"), **options))
    assert isinstance(provider, ModelServer)
    return provider


@pytest.mark.parametrize(
    ("kind", "base_url", "model", "able", "always", "responses"),
    [
        ("openai", "", "gpt-5", True, False, True),
        ("openai", "", "gpt-4o-search-preview", True, True, False),
        ("openai", "", "gpt-4.1-nano", False, False, False),
        ("openai", "https://api.x.ai/v1", "grok-4.3", True, False, True),
        ("openai", "https://api.x.ai/v1", "grok-3", False, False, False),
        ("openai", "https://openrouter.ai/api/v1", "any/model", True, False, False),
        ("openai", "https://openrouter.ai/api/v1", "perplexity/sonar", True, True, False),
        ("openai", "https://api.perplexity.ai", "sonar-pro", True, True, False),
        ("openai", "https://api.groq.com/openai/v1", "groq/compound-mini", True, True, False),
        ("openai", "https://api.groq.com/openai/v1", "llama-3.3-70b-versatile", False, False, False),
        ("gemini", "", "gemini-3-flash", True, False, False),
        ("gemini", "", "gemma-3-27b-it", False, False, False),
        ("anthropic", "", "claude-sonnet-5", True, False, False),
    ],
)
def test_each_service_is_known(kind: str, base_url: str, model: str, able: bool, always: bool, responses: bool) -> None:
    """By its host and the model's name."""
    found = opened(kind, **({"base_url": Url(base_url)} if base_url else {})).settings(model).search

    assert found is not None
    assert (found.able, found.always, found.responses) == (able, always, responses)


def test_of_a_server_of_ones_own_nobody_knows_a_way() -> None:
    """It is asked as ever."""
    assert searching("models.example", "gpt-5") is None
    assert opened("openai", base_url=Url("https://models.example/v1")).settings("gpt-5").search is None


def test_fields_are_added_to_those_of_the_config() -> None:
    """Its tools stay, and none that searches is doubled."""
    body = {"tools": [{"type": "code"}], "max_tool_calls": 1}
    found = searching("api.openai.com", "gpt-5")
    assert found is not None

    assert with_search(body, found, forced=False) == {
        "tools": [{"type": "code"}, {"type": "web_search"}],
        "max_tool_calls": MOST,
    }
    assert with_search({}, found, forced=True)["tool_choice"] == "required"
    assert with_search({"tools": [{"googleSearch": {}}]}, found, forced=False)["tools"] == [{"googleSearch": {}}]


@pytest.mark.parametrize("dialect", DIALECTS, ids=str)
async def test_it_is_sent_in_every_dialect(dialect: Dialect) -> None:
    """Only if it is asked for and the model has it; one that cannot be forced is told in words."""
    server = dialect.server(text=ANSWER, models=("m", "forced", "none"))
    model = {
        "m": ModelSettings(search=TOOL),
        "forced": ModelSettings(search=FORCED),
        "none": ModelSettings(search=NO_SEARCH),
    }
    async with talking_to(dialect.kind, server, model=model) as provider:
        for name, search in (("m", ""), ("m", "auto"), ("m", "on"), ("forced", "on"), ("none", "on")):
            await events_of(provider, Request(ASKED, name, search=search))  # type: ignore[arg-type]
    bodies = server.requests

    assert ["tools" in body for body in bodies] == [False, True, True, True, False]
    assert [SEARCH_FIRST in str(body) for body in bodies] == [False, False, True, False, False]
    assert bodies[3]["tool_choice"] == "required"
    assert all("Be brief." in str(body) for body in bodies)


async def test_openai_searches_by_the_responses_api() -> None:
    """The same provider asks there for this question alone."""
    server = ResponsesApi(text=ANSWER, models=("gpt-9",))
    found = Searching(fields={"tools": [{"type": "web_search"}]}, responses=True)
    async with talking_to("openai", server, model={"gpt-9": ModelSettings(search=found)}) as provider:
        assert text_of(await events_of(provider, Request(ASKED, "gpt-9", search="auto"))) == ANSWER

        assert provider.found_out("gpt-9") == ()
    assert server.asked_in_chat == []
    assert server.requests[0]["tools"] == [{"type": "web_search"}]


class AtOpenRouter(OpenAI):
    """One whose server counts as OpenRouter."""

    @property
    def host(self) -> str:
        return "openrouter.ai"


async def test_a_refusal_is_understood() -> None:
    """The question is answered without, and the next one is asked so at once."""
    refusal = "Web search is not enabled for your organization."
    async with ChatCompletions(text=ANSWER, models=("m",), refuses="tools", refusal=refusal) as server:
        provider = AtOpenRouter(Options(base_url=Url(server.base_url), models=("m",)))
        try:
            for _ in range(2):
                assert text_of(await events_of(provider, Request(ASKED, "m", search="auto"))) == ANSWER

            assert provider.found_out("m") == ("search",)
        finally:
            await provider.aclose()
    assert ["tools" in body for body in server.requests] == [True, False, False]


def test_searches_are_counted_in_openrouters_words() -> None:
    """As Perplexity's are."""
    answer = Completion()
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "server_tool_use": {"web_search_requests": 3}}
    answer.feed({"choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop"}], "usage": usage})

    assert answer.end()[0] == Usage(5, 2, searches=3)
