"""An effort or a further field that a model refuses: the answer comes without it, and the next is asked so at once."""

import pytest

from provider import Catalog, NotWorking, ProviderError, Request, Secret
from provider.contract import Effort
from provider.known.learning import WEEK, Learned
from provider.known.lessons import field_named, levels_named, taught
from provider.known.model_settings import ModelSettings
from provider.values import replace
from tests.fakes.anthropic_api import AnthropicApi
from tests.fakes.chat_completions import ChatCompletions
from tests.provider.servers import ANSWER, DIALECTS, HELLO, Dialect, events_of, talking_to, text_of

every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=str)

REFUSED = (
    "Unsupported parameter: 'reasoning_effort' is not supported with this model.",
    "Unrecognized request argument supplied: reasoning_effort",
    "Model grok-4 does not support parameter reasoningEffort.",
    "adaptive thinking is not supported on this model",
    "This model does not support the effort parameter.",
    '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort".',
    "Thinking is not enabled for this model.",
    "Thinking level MINIMAL is not supported for this model.",
    "Budget 0 is invalid. This model only works in thinking mode.",
    '"llama3.2:latest" does not support thinking',
    'think value "medium" is not supported for this model',
    "Reasoning is mandatory for this endpoint and cannot be disabled.",
    '{"detail":[{"type":"extra_forbidden","loc":["body","reasoning_effort"],"msg":"Extra inputs are not permitted"}]}',
    "chat_template_kwargs: Extra inputs are not permitted",
)
"""OpenAI, xAI, Anthropic, Gemini, Ollama, OpenRouter, Mistral and servers in front of them."""


def asked(effort: Effort = "high") -> Request:
    return replace(HELLO, effort=effort)


@pytest.mark.parametrize("said", REFUSED)
def test_the_words_of_a_refused_effort(said: str) -> None:
    """Each of them is understood; those about money are not looked at."""
    assert "effort" in taught(400, said.encode())
    assert taught(429, said.encode()) == ()


@every_dialect
@pytest.mark.parametrize("status", [400, 422, 200])
async def test_a_model_that_cannot_be_told_answers_without(dialect: Dialect, status: int) -> None:
    """By its name it can; the refusal knows better, and the next question is asked so at once."""
    names = {"anthropic": "claude-opus-5", "gemini": "gemini-3-flash"}
    name = names.get(dialect.kind, "gpt-oss")
    server = dialect.server(text=ANSWER, models=(name,), efforts=(), unable=status)
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        assert provider.settings(name).efforts
        first = await events_of(provider, asked())
        efforts = provider.settings(name).efforts
        second = await events_of(provider, replace(HELLO, effort=""))

    assert text_of(first) == text_of(second) == ANSWER
    assert (efforts, provider.found_out(name), len(server.requests)) == ((), ("effort",), 3)


@every_dialect
async def test_a_refusal_without_an_effort_is_told(dialect: Dialect) -> None:
    """There is nothing that could be left out."""
    server = dialect.server(text=ANSWER, streamless=REFUSED[4])
    stays = {server.models[0]: ModelSettings(stream=True)}
    async with talking_to(dialect.kind, server, models=server.models, model=stays) as provider:
        with pytest.raises(ProviderError, match="does not support the effort parameter"):
            await events_of(provider)

        assert (len(server.requests), provider.learned.dump()) == (1, "{}")


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        (
            "does not support 'minimal' with this model. Supported values are: 'low', 'medium', and 'high'.",
            "low medium high",
        ),
        ("'none' is not supported. Supported values are: 'medium'.", "medium"),
        ("reasoning_effort must be one of `none` or `default`", "none high"),
        (
            'invalid reasoning value: "x" (must be "high", "medium", "low", "max", or "none")',
            "none low medium high max",
        ),
        ("Input should be 'low', 'medium' or 'high'", "low medium high"),
        ("Supported values are: 'none', 'low', 'xhigh'", "none low max"),
        ("thinking cannot be disabled for this model, please use low, high, or max", "low high max"),
        ("Supported values are: 'wav' and 'mp3'.", ""),
        ("This model does not support the effort parameter.", ""),
        ("does not support 'high'", ""),
    ],
)
def test_the_levels_that_a_refusal_names(words: str, levels: str) -> None:
    """OpenAI, Groq, Ollama, pydantic, z.ai."""
    assert levels_named(400, words.encode()) == tuple(levels.split())
    assert levels_named(429, words.encode()) == ()


async def test_another_level_is_told_where_the_refusal_names_some() -> None:
    """The nearest of them, now and next time; over a restart too, for a week."""
    now = 0.0
    server = ChatCompletions(text=ANSWER, models=("gpt-oss",), efforts=("low", "medium"))
    async with talking_to("openai", server, models=server.models, api_key=Secret("k")) as provider:
        provider.learned.now = lambda: now
        assert text_of(await events_of(provider, asked("high"))) == ANSWER
        assert provider.settings("gpt-oss").efforts == ("low", "medium")
        later = Learned(lambda: now)
        later.load(provider.learned.dump())

    assert [body["reasoning_effort"] for body in server.requests] == ["high", "medium"]
    assert (later.settings("gpt-oss").efforts, provider.found_out("gpt-oss")) == (("low", "medium"), ())
    now = WEEK
    assert (later.settings("gpt-oss").efforts, later.dump()) == (None, "{}")
    for wrong in ("[[], 1e18]", "[[3], 9]", "7", '["low", 9]', '[["low"], "x"]'):
        later.load(f'{{"m": {{"efforts": {wrong}}}}}')
    assert later.settings("m").efforts is None


async def test_levels_that_are_refused_as_well_are_left_out() -> None:
    """A server that contradicts itself is asked three times and no more."""
    said = "'reasoning_effort' is not supported. Supported values are: 'low'."
    server = ChatCompletions(text=ANSWER, refuses="reasoning_effort", refusal=said, models=("gpt-oss",))
    async with talking_to("openai", server, models=server.models, api_key=Secret("k")) as provider:
        assert text_of(await events_of(provider, asked())) == ANSWER

    assert [body.get("reasoning_effort") for body in server.requests] == ["high", "low", None]
    assert provider.settings("gpt-oss").efforts == ()


# Further fields.


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (
            "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) is supported.",
            "temperature",
        ),
        ("Unsupported parameter: 'top_p' is not supported with this model.", "top_p"),
        ("Unrecognized request argument supplied: top_p", "top_p"),
        ("`temperature` is deprecated for this model.", "temperature"),
        ("`temperature` may only be set to 1 when thinking is enabled.", "temperature"),
        ("Argument not supported on this model: presencePenalty", "presence_penalty"),
        (
            '{"detail":[{"type":"extra_forbidden","loc":["body","user"],"msg":"Extra inputs are not permitted"}]}',
            "user",
        ),
        ("property 'top_p' is unsupported", "top_p"),
        ("Only user and assistant roles are supported!", ""),
        ("Temperature is too hot here.", ""),
    ],
)
def test_the_field_that_a_refusal_names(words: str, field: str) -> None:
    """OpenAI, Anthropic, xAI, Mistral, Groq."""
    fields = ("temperature", "top_p", "presence_penalty", "user")

    assert field_named(400, words.encode(), fields) == field
    assert field_named(500, words.encode(), fields) == ""
    assert field_named(400, words.encode(), ()) == ""


async def test_a_field_for_all_models_is_left_out_for_the_one_that_refuses_it() -> None:
    """Which the owner sees; others still get it."""
    server = ChatCompletions(text=ANSWER, models=("a", "b"), refuses="top_p")
    async with talking_to("openai", server, models=server.models, extra={"top_p": 0.5, "seed": 1}) as provider:
        catalog = Catalog({"p": provider})
        first, second = (
            await events_of(provider, replace(HELLO, model="a")),
            await events_of(provider, replace(HELLO, model="a")),
        )
        server.refuses = ""
        await events_of(provider, replace(HELLO, model="b"))
        left_out = [catalog.facts(f"p/{name}").left_out for name in ("a", "b")]
        later = Learned()
        later.load(provider.learned.dump())

    assert text_of(first) == text_of(second) == ANSWER
    assert [body.get("top_p") for body in server.requests] == [0.5, None, None, 0.5]
    assert [body["seed"] for body in server.requests] == [1, 1, 1, 1]
    assert (left_out, later.fields("a"), later.fields("b")) == ([("top_p",), ()], ("top_p",), ())


async def test_a_field_for_this_very_model_is_not_left_out() -> None:
    """Somebody wrote it for this one: the refusal names it, in one line."""
    server = ChatCompletions(text=ANSWER, refuses="top_p")
    own = {server.models[0]: ModelSettings(extra={"top_p": 0.5})}
    async with talking_to("openai", server, models=server.models, model=own) as provider:
        with pytest.raises(NotWorking, match=r"Unknown parameter: 'top_p'\.") as raised:
            await events_of(provider)

        assert "\n" not in str(raised.value)
        assert (len(server.requests), provider.learned.dump()) == (1, "{}")


async def test_an_answer_may_have_fewer_tokens_than_wanted() -> None:
    """A Claude that is told to think, beside a temperature that the config gives to all: one question is enough."""
    server = AnthropicApi(text=ANSWER, models=("claude-sonnet-4-5",), efforts=())
    async with talking_to("anthropic", server, models=server.models, extra={"temperature": 0.3}) as provider:
        await events_of(provider, asked("max"))
        await events_of(provider)

    assert [body.get("temperature") for body in server.requests] == [None, 0.3]


def test_what_is_kept_of_fields_is_bounded() -> None:
    """By the newest."""
    learned = Learned(lambda: 0.0)
    for number in range(50):
        learned.note_field("m", str(number))

    assert learned.fields("m") == tuple(map(str, range(30, 50)))
