"""How much a model is to think, in the words of each dialect and each service."""

import json
from typing import Any

import pytest

from provider.contract import Effort, Secret, Url
from provider.dialects import chat_completions, generate_content, messages, model_listing
from provider.dialects.server import ModelServer
from provider.known.efforts import LEVELS
from provider.known.model_settings import ModelSettings
from provider.known.presets import PRESETS
from provider.values import replace
from tests.fakes.anthropic_api import AnthropicApi
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.gemini_api import GeminiApi
from tests.provider.dialects.test_prices_of_models import opened
from tests.provider.servers import ANSWER, HELLO, events_of, talking_to, text_of


def asked(effort: Effort, **extra: Any) -> Any:
    return replace(HELLO, effort=effort, extra=extra)


async def sent(kind: str, server: ChatCompletions, effort: Effort, **options: Any) -> dict[str, Any]:
    """The body of a question that is answered at once."""
    async with talking_to(kind, server, models=server.models, **options) as provider:
        assert text_of(await events_of(provider, asked(effort))) == ANSWER
    (body,) = server.requests
    return body


# Chat Completions.


async def test_a_server_is_told_the_effort() -> None:
    """And nothing of it if nobody chose one."""
    server = ChatCompletions(text=ANSWER, efforts=("low", "high"))
    async with talking_to("openai", server, models=server.models, api_key=Secret("k")) as provider:
        await events_of(provider, asked("low"))
        await events_of(provider)

    assert [body.get("reasoning_effort") for body in server.requests] == ["low", None]


async def test_a_server_nearby_hands_it_to_the_template_too() -> None:
    """With what the config says for the template."""
    server = ChatCompletions(text=ANSWER)
    extra = {"chat_template_kwargs": {"date": "today"}}

    body = await sent("openai", server, "none", extra=extra)

    assert body["chat_template_kwargs"] == {"date": "today", "enable_thinking": False, "reasoning_effort": "none"}
    assert body["reasoning_effort"] == "none"


@pytest.mark.parametrize(
    ("service", "model", "effort", "said"),
    [
        ("openai", "gpt-5.4", "max", {"reasoning_effort": "xhigh"}),
        ("openai", "gpt-5.4", "none", {"reasoning_effort": "none", "temperature": 0.3}),
        ("xai", "grok-4.7", "max", {"reasoning_effort": "xhigh", "temperature": 0.3}),
        ("openrouter", "a/b", "max", {"reasoning": {"effort": "max"}, "temperature": 0.3}),
        ("deepseek", "deepseek-v4-pro", "none", {"thinking": {"type": "disabled"}, "temperature": 0.3}),
        (
            "deepseek",
            "deepseek-v4-pro",
            "max",
            {"thinking": {"type": "enabled"}, "reasoning_effort": "max", "temperature": 0.3},
        ),
        ("groq", "qwen/qwen3-32b", "high", {"reasoning_effort": "default", "temperature": 0.3}),
        ("groq", "qwen/qwen3-32b", "none", {"reasoning_effort": "none", "temperature": 0.3}),
        ("groq", "qwen/qwen3.8-27b", "high", {"reasoning_effort": "high", "temperature": 0.3}),
        ("groq", "openai/gpt-oss-20b", "high", {"reasoning_effort": "high", "temperature": 0.3}),
        ("mistral", "mistral-small-latest", "high", {"reasoning_effort": "high", "temperature": 0.3}),
    ],
)
def test_each_service_is_told_in_its_own_words(service: str, model: str, effort: Effort, said: dict[str, Any]) -> None:
    """OpenAI's models take no temperature while they think."""
    host = Url(PRESETS[service].base_url).partition("://")[2].partition("/")[0]

    body = chat_completions.with_effort({"temperature": 0.3}, effort, host=host, local=False, model=model)

    assert body == said


@pytest.mark.parametrize(
    ("service", "model", "levels"),
    [
        ("openai", "gpt-4.1", ""),
        ("openai", "gpt-4o-mini", ""),
        ("openai", "o3-mini", "low medium high"),
        ("openai", "o1-mini", ""),
        ("openai", "gpt-5", "minimal low medium high"),
        ("openai", "gpt-5-nano-2025-08-07", "minimal low medium high"),
        ("openai", "gpt-5-chat-latest", ""),
        ("openai", "gpt-5-pro", ""),
        ("openai", "gpt-5.1", "none low medium high"),
        ("openai", "gpt-5.2-chat-latest", ""),
        ("openai", "gpt-5.4-mini", "none low medium high max"),
        ("openai", "gpt-5.5-pro", "medium high max"),
        ("openai", "gpt-6-astra", "low medium high max"),
        ("openai", "gpt-6-sol", "none low medium high max"),
        ("openai", "gpt-6.1-sol", "low medium high max"),
        ("openai", "gpt-7", "low medium high"),
        ("xai", "grok-3-mini", "low high"),
        ("xai", "grok-4.3", "none low medium high"),
        ("xai", "grok-4.20-0309-reasoning", ""),
        ("xai", "grok-4.7", "low medium high max"),
        ("groq", "llama-3.3-70b-versatile", ""),
        ("groq", "qwen/qwen3-32b", "none high"),
        ("deepseek", "deepseek-chat", ""),
        ("deepseek", "deepseek-v4-flash", "none low high max"),
        ("mistral", "magistral-medium-latest", ""),
        ("mistral", "mistral-medium-3-5", "none high"),
        ("openrouter", "openai/gpt-5", None),
        ("together", "openai/gpt-oss-20b", "low medium high"),
        ("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", None),
        ("ollama", "qwen3:8b", "none high"),
        ("ollama", "qwen3-coder:30b", ""),
        ("ollama", "gpt-oss:20b", "low medium high"),
        ("ollama", "llama3.2", None),
        ("anthropic", "claude-3-5-haiku-latest", ""),
        ("anthropic", "claude-sonnet-4-20250514", "none low medium high max"),
        ("anthropic", "claude-opus-4-7", "none low medium high max"),
        ("anthropic", "claude-opus-5-5", "low medium high max"),
        ("anthropic", "claude-fable-5-1", "low medium high max"),
        ("anthropic", "kimi-k3", None),
        ("gemini", "gemini-2.0-flash", ""),
        ("gemini", "gemini-2.5-pro", "low medium high max"),
        ("gemini", "models/gemini-2.5-flash", "none low medium high"),
        ("gemini", "gemini-2.5-flash-image", ""),
        ("gemini", "gemini-3-pro-preview", "low high"),
        ("gemini", "gemini-3-flash-preview", "minimal low medium high"),
        ("gemini", "gemini-3.8-flash", "low medium high"),
        ("gemini", "gemma-3-27b-it", ""),
    ],
)
def test_what_is_known_of_models_by_name(service: str, model: str, levels: str | None) -> None:
    """None: nobody knows; nothing: it cannot be told."""
    preset = PRESETS[service]
    provider = opened(preset.base_url, key="" if service == "ollama" else "k", kind=preset.kind)
    assert isinstance(provider, ModelServer)

    assert provider.settings(model).efforts == (None if levels is None else tuple(levels.split()))


@pytest.mark.parametrize(
    ("item", "levels"),
    [
        (
            {"reasoning": {"mandatory": False, "supported_efforts": ["xhigh", "high", "low", "none"]}},
            "none low high max",
        ),
        ({"reasoning": {"mandatory": True, "supported_efforts": ["high", "low", "none"]}}, "low high"),
        ({"reasoning": {"mandatory": True, "supported_efforts": ["high", "none"]}}, ""),
        ({"reasoning": {"mandatory": True, "supported_efforts": None}}, "minimal low medium high max"),
        ({"reasoning": {"mandatory": False}}, "none minimal low medium high max"),
        ({"supported_parameters": ["tools"]}, ""),
        ({"supported_parameters": ["reasoning"]}, None),
        ({}, None),
        ({"reasoning": "yes"}, None),
    ],
)
def test_what_openrouter_lists(item: dict[str, Any], levels: str | None) -> None:
    """Where thoughts are mandatory, "none" is refused. With one level there is nothing to choose."""
    (found,) = model_listing.listed(json.dumps([{"id": "a/b", **item}]).encode())

    assert found.told.efforts == (None if levels is None else tuple(levels.split()))


# Anthropic.


@pytest.mark.parametrize(
    ("effort", "most", "level"),
    [("minimal", 16_384, "low"), ("low", 16_384, "low"), ("high", 32_768, "high"), ("max", 65_536, "max")],
)
async def test_a_claude_that_decides_by_itself_is_told_a_level(effort: Effort, most: int, level: str) -> None:
    """And may take more tokens for long thoughts, whose summary is asked for; a temperature would be refused."""
    server = AnthropicApi(text=ANSWER, models=("claude-opus-5",), efforts=("low", "medium", "high", "max"))

    body = await sent("anthropic", server, effort, extra={"temperature": 0.3})

    assert body["thinking"] == {"type": "adaptive", "display": "summarized"}
    assert (body["output_config"], body["max_tokens"]) == ({"effort": level}, most)


@pytest.mark.parametrize(
    ("effort", "budget"), [("minimal", 1024), ("low", 2048), ("medium", 4096), ("high", 8192), ("max", 13_107)]
)
async def test_an_older_claude_is_told_a_budget(effort: Effort, budget: int) -> None:
    """Of which the answer gets the rest."""
    server = AnthropicApi(text=ANSWER, models=("claude-sonnet-4-5",), efforts=())

    body = await sent("anthropic", server, effort, extra={"temperature": 0.3, "output_config": {"format": {}}})

    assert body["thinking"] == {"type": "enabled", "budget_tokens": budget}
    assert (body["max_tokens"], body["output_config"]) == (16_384, {"format": {}})


@pytest.mark.parametrize("most", [1, 1024, 1025])
async def test_a_budget_that_does_not_fit_is_none(most: int) -> None:
    """The server wants 1,024 at least, and less than the whole."""
    server = AnthropicApi(text=ANSWER, models=("claude-sonnet-4-5",), efforts=())

    body = await sent("anthropic", server, "high", max_tokens=most)

    assert body.get("thinking") == ({"type": "enabled", "budget_tokens": 1024} if most > 1024 else None)


@pytest.mark.parametrize(
    ("model", "kind"),
    [("claude-opus-5", "disabled"), ("claude-sonnet-4-5", "disabled"), ("claude-sonnet-5-5", "between_tools")],
)
async def test_a_claude_is_told_not_to_think(model: str, kind: str) -> None:
    """The newest do it unless they are told."""
    body = await sent("anthropic", AnthropicApi(text=ANSWER, models=(model,)), "none")

    assert body["thinking"] == {"type": kind}


@pytest.mark.parametrize(
    ("able", "levels"),
    [
        ({"thinking": {"supported": False}}, ""),
        (
            {
                "effort": {"supported": True, "low": {"supported": True}, "high": {"supported": True}},
                "thinking": {"supported": True, "types": {"disabled": {"supported": True}}},
            },
            "none low high",
        ),
        (
            {
                "effort": {"supported": True, "low": {"supported": True}, "max": {"supported": True}},
                "thinking": {"supported": True, "types": {"disabled": {"supported": False}}},
            },
            "low max",
        ),
        ({}, "low medium high max"),
    ],
)
async def test_what_anthropic_lists_wins_over_the_name(able: dict[str, Any], levels: str) -> None:
    """What it does not say is known by the name."""
    server = AnthropicApi(models=("claude-opus-5-5",), capabilities={"claude-opus-5-5": able})
    async with talking_to("anthropic", server) as provider:
        await provider.models()

        assert provider.settings("claude-opus-5-5").efforts == tuple(levels.split())


# Gemini.


@pytest.mark.parametrize(
    ("model", "effort", "told"),
    [
        ("gemini-2.5-flash", "none", {"thinkingBudget": 0}),
        ("gemini-2.5-flash", "low", {"includeThoughts": True, "thinkingBudget": 1024}),
        ("gemini-2.5-pro", "max", {"includeThoughts": True, "thinkingBudget": 32_768}),
        ("gemini-3-flash", "minimal", {"includeThoughts": True, "thinkingLevel": "minimal"}),
        ("gemini-3-flash", "high", {"includeThoughts": True, "thinkingLevel": "high"}),
        ("gemini-3-flash", "max", {"includeThoughts": True, "thinkingLevel": "high"}),
    ],
)
async def test_gemini_is_told_a_budget_or_a_level(model: str, effort: Effort, told: dict[str, Any]) -> None:
    """Never both, whatever the config says."""
    levels = () if "2.5" in model else ("minimal", "low", "medium", "high")
    extra = {"generationConfig": {"topK": 3, "thinkingConfig": {"thinkingBudget": 7}}}

    body = await sent("gemini", GeminiApi(text=ANSWER, models=(model,), efforts=levels), effort, extra=extra)

    assert body["generationConfig"] == {"topK": 3, "thinkingConfig": told}


# All of them.


@pytest.mark.parametrize("effort", LEVELS)
def test_no_dialect_is_surprised_by_a_level(effort: Effort) -> None:
    """A plugin's model or a strange name may be asked for any."""
    strange = {"thinking": 3, "output_config": 3, "generationConfig": 3, "chat_template_kwargs": 3, "reasoning": 3}
    for body in ({}, strange):
        routed = chat_completions.with_effort(body, effort, host="openrouter.ai", local=False, model="m")
        local = chat_completions.with_effort(body, effort, host="models.example", local=True, model="m")
        claude, other = (messages.with_effort(body, name, effort) for name in ("claude-opus-5", "m"))
        gemini = generate_content.with_effort(body, "gemini-9", effort)

        assert (routed["reasoning"], local["reasoning_effort"]) == ({"effort": effort}, effort)
        assert isinstance(claude["thinking"], dict)
        assert other == body or effort == "none"  # without max_tokens there is no room
        assert isinstance(gemini["generationConfig"], dict)


async def test_what_an_alias_adds_goes_before_all_else() -> None:
    """Its fields are for this very model, as somebody wrote them."""
    server = ChatCompletions(text=ANSWER)
    async with talking_to("openai", server, models=server.models, extra={"top_p": 0.5, "seed": 1}) as provider:
        await events_of(provider, asked("low", top_p=0.9, reasoning_effort="medium"))

    (body,) = server.requests
    assert (body["top_p"], body["seed"], body["reasoning_effort"]) == (0.9, 1, "medium")


def test_the_config_says_what_a_model_can_be_told() -> None:
    """Before the name and the list."""
    provider = opened(PRESETS["openai"].base_url, model={"gpt-5": ModelSettings(efforts=("low",))})
    assert isinstance(provider, ModelServer)

    assert provider.settings("gpt-5").efforts == ("low",)
