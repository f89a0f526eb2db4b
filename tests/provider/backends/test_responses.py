"""The Responses API: what is asked, how an answer ends, and how the backend for Chat Completions comes to ask there."""

import json
from typing import Any

import pytest

from provider.backends.openai import Options
from provider.backends.responses import Responses
from provider.contract import (
    Document,
    Finish,
    Image,
    Message,
    Picture,
    Reasoning,
    Request,
    Secret,
    Source,
    Text,
    Url,
    Usage,
)
from provider.dialects.responses import Response, in_its_words, question, with_effort
from provider.errors import CutOff, Filtered, ModelNotFound, Overloaded, ProviderError
from provider.known.model_settings import ModelSettings
from provider.known.responses_only import is_in_responses_only, thinks
from tests.fakes.responses_api import ResponsesApi
from tests.provider.dialects.raw_streams import told
from tests.provider.servers import ANSWER, HELLO, events_of, talking_to, text_of

OPENAI = "api.openai.com"


MESSAGE = {"type": "message", "content": [{"type": "output_text", "text": "Hello there"}]}


def sent(events: list[dict[str, Any]]) -> str:
    return "".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in events)


def said(words: str, at: int = 0) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "output_index": at, "content_index": 0, "delta": words}


def ended(kind: str = "completed", **more: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "response": {"object": "response", "status": kind, "output": [], **more}}


# What is asked.


def test_a_question_is_not_stored_there() -> None:
    """The system text stands apart, media come before the words, and nothing else is sent."""
    images, documents = (Image("image/png", b"P"),), (Document(b"%PDF"),)
    request = Request(
        (Message("system", "Be brief."), Message("assistant", "Yes?"), Message("user", "What?", images, (), documents))
    )

    assert question(request, "m", summary=True) == {
        "model": "m",
        "input": [
            {"role": "assistant", "content": "Yes?"},
            {
                "role": "user",
                "content": [
                    {"type": "input_image", "image_url": "data:image/png;base64,UA==", "detail": "auto"},
                    {
                        "type": "input_file",
                        "filename": "document-1.pdf",
                        "file_data": "data:application/pdf;base64,JVBERg==",
                    },
                    {"type": "input_text", "text": "What?"},
                ],
            },
        ],
        "stream": True,
        "store": False,
        "instructions": "Be brief.",
        "reasoning": {"summary": "auto"},
    }


def test_a_model_for_research_has_a_tool_and_a_bound() -> None:
    """It refuses to begin without one, and searches on and on without the other."""
    body = question(HELLO, "o4-mini-deep-research", summary=False)

    assert body["tools"] == [{"type": "web_search_preview"}]
    assert body["max_tool_calls"] == 20


@pytest.mark.parametrize(
    ("effort", "host", "reasoning"),
    [
        ("max", OPENAI, {"summary": "auto", "effort": "xhigh"}),
        ("low", OPENAI, {"summary": "auto", "effort": "low"}),
        ("none", OPENAI, {"effort": "none"}),
        ("max", "elsewhere.example", {"summary": "auto", "effort": "max"}),
    ],
)
def test_how_much_it_thinks(effort: Any, host: str, reasoning: dict[str, str]) -> None:
    """In one object; while it thinks, nothing steers the choice of words."""
    body = with_effort({"reasoning": {"summary": "auto"}, "temperature": 1}, effort, host=host)

    assert body["reasoning"] == reasoning
    assert ("temperature" in body) is (host != OPENAI or effort == "none")


def test_what_the_config_says_for_chat_completions_is_translated() -> None:
    """What has another name here, and what has none."""
    body = {"max_completion_tokens": 9, "verbosity": "low", "reasoning_effort": "low", "stop": ["x"], "input": []}

    assert in_its_words(body) == {
        "max_output_tokens": 9,
        "input": [],
        "reasoning": {"effort": "low"},
        "text": {"verbosity": "low"},
    }


@pytest.mark.parametrize(
    ("tools", "effort"), [([{"type": "web_search"}], "low"), ([{"type": "code"}], "minimal"), (7, "minimal")]
)
def test_a_model_that_is_to_search_thinks_a_little(tools: object, effort: str) -> None:
    """OpenAI refuses a search with the effort "minimal"."""
    body = in_its_words({"tools": tools, "reasoning": {"effort": "minimal", "summary": "auto"}, "input": []})

    assert body["reasoning"] == {"effort": effort, "summary": "auto"}


# What comes.


@pytest.mark.parametrize(
    ("ending", "finish", "error"),
    [
        (ended(), "stop", None),
        (ended("incomplete", incomplete_details={"reason": "max_output_tokens"}), "length", None),
        (ended("incomplete", incomplete_details={"reason": "content_filter"}), "filtered", None),
        (ended("incomplete", incomplete_details=None), "length", None),
        (
            {"type": "response.failed", "response": {"error": {"code": "server_error", "message": "x"}}},
            None,
            Overloaded,
        ),
        (
            {"type": "error", "code": "server_error", "message": "The server had an error", "param": None},
            None,
            Overloaded,
        ),
        ({"type": "response.cancelled", "response": {"status": "cancelled"}}, None, CutOff),
        (None, None, CutOff),
    ],
    ids=["complete", "cut", "filtered", "incomplete", "failed", "error", "cancelled", "no end"],
)
async def test_each_ending_is_known(
    ending: dict[str, Any] | None, finish: str | None, error: type[ProviderError] | None
) -> None:
    """And the words before it stay."""
    result = await told("responses", [(0.0, sent([said("Hello"), *([ending] if ending else [])]))])

    assert result.text == "Hello"
    assert result.finish == finish
    assert (type(result.error) if result.error else None) == error


async def test_a_refusal_counts_as_filtered() -> None:
    """Its words are shown."""
    refusal = {"type": "response.refusal.delta", "output_index": 0, "content_index": 0, "delta": "I cannot."}
    result = await told("responses", [(0.0, sent([refusal, ended()]))])

    assert (result.text, result.finish) == ("I cannot.", "filtered")


async def test_nothing_but_a_filter_is_an_error() -> None:
    """As in every dialect."""
    result = await told(
        "responses", [(0.0, sent([ended("incomplete", incomplete_details={"reason": "content_filter"})]))]
    )

    assert isinstance(result.error, Filtered)


def test_a_summary_is_thoughts_and_a_picture_is_one() -> None:
    """An empty line between two pieces of the summary."""
    answer = Response()
    delta = {"type": "response.reasoning_summary_text.delta", "delta": "Hm"}
    added = {"type": "response.reasoning_summary_part.added"}
    picture = {"type": "response.output_item.done", "item": {"type": "image_generation_call", "result": "iVBO"}}
    events = [event for each in (added, delta, added, delta, picture) for event in answer.feed(each)]

    assert events == [Reasoning("Hm"), Reasoning("\n\n"), Reasoning("Hm"), Picture()]


def test_what_a_search_found_counts_if_the_words_name_nothing() -> None:
    """Each search is counted once, a page that was opened is none."""
    action = {"type": "search", "query": "q", "sources": [{"type": "url", "url": "https://one.example/"}, None, 7]}
    item = {"id": "ws_1", "type": "web_search_call", "status": "completed", "action": action}
    opened = {"id": "ws_2", "type": "web_search_call", "action": {"type": "open_page", "url": "https://x.example"}}
    answer = Response()
    answer.feed({"type": "response.output_item.done", "item": item})
    answer.feed(said("Hi"))
    answer.feed(ended(output=[item, opened], usage={"input_tokens": 5, "output_tokens": 2}))

    assert answer.end() == [Source("", "https://one.example/"), Usage(5, 2, searches=1), Finish("stop")]


def test_the_whole_at_the_end_repeats_nothing() -> None:
    """Of what was said, or says what was not."""
    quick, slow = Response(), Response()

    assert quick.feed(ended(output=[MESSAGE])) == [Text("Hello there")]
    assert [*slow.feed(said("Hello")), *slow.feed(ended(output=[MESSAGE]))] == [Text("Hello"), Text(" there")]


@pytest.mark.parametrize(
    "only",
    [
        {"type": "response.output_text.done", "text": "Hello there"},
        {"type": "response.output_item.done", "output_index": 0, "item": MESSAGE},
    ],
    ids=["text", "item"],
)
def test_words_that_come_at_once_are_not_lost(only: dict[str, Any]) -> None:
    """Some gateways send no pieces, and nothing of the words at the end; behind pieces it is a repetition."""
    alone, behind = Response(), Response()

    assert [*alone.feed(only), *alone.feed(ended(output=[]))] == [Text("Hello there")]
    assert alone.end() == [Finish("stop")]
    assert [*behind.feed(said("Hello there")), *behind.feed(only)] == [Text("Hello there")]


# How Chat Completions comes to ask there.


async def test_a_model_that_chat_completions_does_not_serve_is_asked_here() -> None:
    """The refusal says so; it is asked again at once, and from then on at once here."""
    server = ResponsesApi(text=ANSWER, models=("o9-pro",))
    async with talking_to("openai", server, extra={"max_completion_tokens": 9}) as provider:
        for _ in range(2):
            assert text_of(await events_of(provider, Request(HELLO.messages, "o9-pro"))) == ANSWER
        lessons = provider.found_out("o9-pro")

    assert lessons == ("responses",)
    assert len(server.asked_in_chat) == 1
    assert [body["max_output_tokens"] for body in server.requests] == [9, 9]
    assert all("stream_options" not in body for body in server.requests)


async def test_what_is_learned_lasts() -> None:
    """Another start asks there at once; a model that is not there at all is not learned."""
    server = ResponsesApi(text=ANSWER, models=("o9-pro",))
    async with talking_to("openai", server) as provider:
        await events_of(provider, Request(HELLO.messages, "o9-pro"))
        kept = provider.learned.dump()
        with pytest.raises(ModelNotFound):
            await events_of(provider, Request(HELLO.messages, "none-9"))

        assert provider.found_out("none-9") == ()
    again = ResponsesApi(text=ANSWER, models=("o9-pro",))
    async with talking_to("openai", again) as provider:
        provider.learned.load(kept)
        await events_of(provider, Request(HELLO.messages, "o9-pro"))

    assert again.asked_in_chat == []


class AtOpenAI(Responses):
    """One whose server counts as OpenAI's own."""

    @property
    def host(self) -> str:
        return OPENAI


async def test_thoughts_that_the_account_may_not_have_are_left_out() -> None:
    """They are asked for where the model has them; the refusal is remembered."""
    async with ResponsesApi(text=ANSWER, silent=True, models=("o3-pro",), key="k") as server:
        provider = AtOpenAI(Options(base_url=Url(server.base_url), api_key=Secret("k"), models=("o3-pro",)))
        try:
            for _ in range(2):
                assert text_of(await events_of(provider)) == ANSWER
        finally:
            await provider.aclose()

    assert server.refused_summaries == 1
    assert ["reasoning" in body for body in server.requests] == [False, False]


@pytest.mark.parametrize(
    "model",
    [
        "o1-pro",
        "o1-pro-2025-03-19",
        "o3-pro",
        "gpt-5-pro",
        "gpt-5.2-pro-2026-01-01",
        "gpt-5-codex",
        "gpt-5.1-codex-max",
        "codex-mini-latest",
        "o3-deep-research",
        "o4-mini-deep-research-2025-06-26",
    ],
)
def test_models_of_the_responses_api_alone_are_known(model: str) -> None:
    """At OpenAI; a server of one's own may call a model as it likes."""
    assert is_in_responses_only(OPENAI, model)
    assert not is_in_responses_only("models.example", model)


@pytest.mark.parametrize(
    "model", ["gpt-5", "gpt-5.4-mini", "o3", "o4-mini", "gpt-4o", "chatgpt-4o-latest", "gpt-5-search-api"]
)
def test_others_are_asked_in_chat_completions(model: str) -> None:
    """They are served there, and everywhere else."""
    assert not is_in_responses_only(OPENAI, model)


def test_only_models_that_think_are_asked_for_it() -> None:
    """Others refuse."""
    assert [thinks(model) for model in ("o3", "gpt-5.1", "codex-mini-latest", "gpt-4o", "gpt-5-chat-latest")] == [
        True,
        True,
        True,
        False,
        False,
    ]


async def test_pro_models_of_openai_are_asked_here_at_once() -> None:
    """The names are known, so that nobody waits for a refusal."""
    server = ResponsesApi(text=ANSWER, models=("gpt-5-pro",), key="k")
    async with talking_to(
        "openai", server, api_key=Secret("k"), model={"gpt-5-pro": ModelSettings(responses=True)}
    ) as provider:
        await events_of(provider, Request(HELLO.messages, "gpt-5-pro"))

    assert server.asked_in_chat == []
