"""The Chat Completions backend against a server on a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from provider import (
    BadAnswer,
    BadRequest,
    CutOff,
    EmptyAnswer,
    Event,
    Filtered,
    Finish,
    Message,
    ModelNotFound,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    Reasoning,
    Request,
    Secret,
    Text,
    TimedOut,
    Url,
    Usage,
    WrongKey,
)
from provider.backends.openai import OpenAI, Options
from provider.dialects.options import is_local
from provider.dialects.refusals import refusal
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.faults import Fault

HELLO = Request((Message("system", "Be brief."), Message("user", "What is the secret of the universe?")))
ANSWER = "Forty-two — “naïve” 😀, said the machine.\n\n- and nothing else\n"


@asynccontextmanager
async def talking_to(server: ChatCompletions, **options: Any) -> AsyncIterator[OpenAI]:
    async with server:
        provider = OpenAI(
            Options(base_url=Url(server.base_url), first_token_timeout=0.3, silence_timeout=0.3, **options)
        )
        try:
            yield provider
        finally:
            await provider.aclose()


async def events_of(provider: OpenAI, request: Request = HELLO) -> list[Event]:
    async with aclosing(provider.stream(request)) as stream:
        return [event async for event in stream]


def text_of(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Text))


def thoughts_of(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Reasoning))


@pytest.mark.parametrize("piece", [0, 1, 7])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
async def test_an_answer_arrives_whole(piece: int, newline: str) -> None:
    """However the bytes are cut: the text, then what it cost, then the end."""
    async with talking_to(ChatCompletions(text=ANSWER, piece=piece, newline=newline)) as provider:
        events = await events_of(provider)

        assert text_of(events) == ANSWER
        assert isinstance(events[-2], Usage)
        assert events[-1] == Finish("stop")


async def test_what_is_asked() -> None:
    """The conversation, the model and the key; a stream, with its cost."""
    server = ChatCompletions(key="sk-test")
    async with talking_to(server, api_key=Secret("sk-test")) as provider:
        await events_of(provider)

        assert server.requests == [
            {
                "model": "test-model",
                "messages": [
                    {"role": "system", "content": "Be brief."},
                    {"role": "user", "content": "What is the secret of the universe?"},
                ],
                "stream": True,
                "stream_options": {"include_usage": True},
            }
        ]
        assert server.headers[0]["user-agent"] == "parley"


@pytest.mark.parametrize("name", ["reasoning", "reasoning_content", ""], ids=["short", "long", "tags"])
@pytest.mark.parametrize("token", [1, 3, 500])
async def test_thoughts_are_kept_apart(name: str, token: int) -> None:
    """Fields of two names, and tags before the answer that are cut anywhere; tags inside the answer stay."""
    answer = "Use `<think>` like </think> this."
    server = ChatCompletions(text=answer, reasoning="Hm, < is </ it?", reasoning_field=name, token=token)
    async with talking_to(server) as provider:
        events = await events_of(provider)

        assert thoughts_of(events) == "Hm, < is </ it?"
        assert text_of(events) == answer


@pytest.mark.parametrize(
    "changes",
    [{"plain": True}, {"done": False}, {"finish": ""}, {"refuses": "stream_options"}, {"usage": False}],
    ids=["one document", "no [DONE]", "no finish_reason", "stream_options refused", "no usage"],
)
async def test_servers_that_do_less_are_understood(changes: dict[str, Any]) -> None:
    """What is left out is not missed, and a refused extra is left out from then on."""
    server = ChatCompletions(text=ANSWER)
    for name, value in changes.items():
        setattr(server, name, value)
    async with talking_to(server) as provider:
        first, second = await events_of(provider), await events_of(provider)

        assert text_of(first) == text_of(second) == ANSWER
        assert first[-1] == Finish("stop")
        assert len(server.requests) == (3 if "refuses" in changes else 2)


@pytest.mark.parametrize("cut", ["reset", "close", "end"])
async def test_a_stream_that_breaks_off_is_told(cut: Any) -> None:
    """Half an answer is never taken for a whole one, and what came is kept, whichever byte was the last."""
    for cut_at in (450, 611, 1002, 1303):
        server = ChatCompletions(text=ANSWER, cut_at=cut_at, cut=cut)
        async with talking_to(server) as provider:
            with pytest.raises(CutOff) as raised:
                await events_of(provider)

        assert ANSWER.startswith(raised.value.partial_text)
        assert raised.value.partial_text


async def test_a_break_behind_the_end_is_harmless() -> None:
    """The server gave its reason for the end; that it then hangs up or hangs changes nothing."""
    server = ChatCompletions(text=ANSWER, usage=False)
    async with talking_to(server) as provider:
        whole = 'data: {"choices":[{"delta":{"content":"ok"}}]}\n\ndata: {"choices":[{"finish_reason":"length"}]}\n\n'
        server.raw = whole.encode() + b"data: {"
        server.cut_at = len(server.raw) - 3
        events = await events_of(provider)

        assert events == [Text("ok"), Finish("length")]


async def test_a_killed_server() -> None:
    """Its death is a cut, with the partial text."""
    server = ChatCompletions(text=ANSWER * 20, rate=200)
    async with talking_to(server) as provider:
        stream = provider.stream(HELLO)
        first = await anext(stream)
        server.kill()
        with pytest.raises(CutOff) as raised:
            [event async for event in stream]

        assert raised.value.partial_text.startswith(first.text if isinstance(first, Text) else "?")


async def test_a_closed_stream_drops_its_socket() -> None:
    """Stop and cancellation end the server's work at once."""
    server = ChatCompletions(text=ANSWER * 50, rate=200)
    async with talking_to(server) as provider:
        stream = provider.stream(HELLO)
        await anext(stream)
        await stream.aclose()
        await server.until(lambda server: not server.streams and not server.connections, 0.1)
        task = asyncio.create_task(events_of(provider))
        await server.until(lambda server: server.streams == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        await server.until(lambda server: not server.streams and not server.connections, 0.1)


async def test_a_silent_server_is_left() -> None:
    """A stall is a deadline that passes."""
    async with talking_to(ChatCompletions(first=5)) as provider:
        with pytest.raises(TimedOut):
            await events_of(provider)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", 500), Overloaded),
        (Fault("status", 503), Overloaded),
        (Fault("html", 502), Overloaded),
        (Fault("html", 404), NotWorking),
        (Fault("html", 200), BadAnswer),
        (Fault("reset"), ProviderError),
        (Fault("truncate"), CutOff),
    ],
    ids=str,
)
async def test_faults_have_their_class(fault: Fault, error: type[ProviderError]) -> None:
    """5xx, web pages, resets, truncation."""
    server = ChatCompletions(text=ANSWER)
    async with talking_to(server, models=("test-model",)) as provider:
        server.faults.plan("completions", fault)
        with pytest.raises(error):
            await events_of(provider)

        assert text_of(await events_of(provider)) == ANSWER


async def test_slow_down_says_how_long() -> None:
    """A 429 carries its wait."""
    server = ChatCompletions()
    async with talking_to(server, models=("test-model",)) as provider:
        server.faults.plan("completions", Fault("status", 429, seconds=7))
        with pytest.raises(RateLimited) as raised:
            await events_of(provider)

        assert raised.value.retry_after == 7


async def test_a_wrong_key_is_not_repeated() -> None:
    """Not even by a server that quotes it."""
    async with talking_to(ChatCompletions(key="right"), api_key=Secret("wr0ng-key"), models=("m",)) as provider:
        with pytest.raises(WrongKey) as raised:
            await events_of(provider)

        assert "wr0ng" not in repr(raised.value) + repr(Options(api_key=Secret("wr0ng-key")))


async def test_a_model_that_is_not_there() -> None:
    """Its name is said, so that the sentence helps."""
    async with talking_to(ChatCompletions()) as provider:
        with pytest.raises(ModelNotFound, match="gpt-9"):
            await events_of(provider, Request(HELLO.messages, model="gpt-9"))


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"message": "The engine is overloaded", "type": "server_error"}, Overloaded),
        ({"message": "slow down", "code": 429}, RateLimited),
        ({"message": "no", "code": "context_length_exceeded"}, PromptTooLong),
        ({"message": "nothing that is known"}, Overloaded),
    ],
)
async def test_an_error_inside_a_stream_has_its_class(said: dict[str, Any], error: type[ProviderError]) -> None:
    """The status was 200 by then; what came before stays."""
    async with talking_to(ChatCompletions(text=ANSWER, error=said, error_after=3)) as provider:
        with pytest.raises(error) as raised:
            await events_of(provider)

        assert raised.value.partial_text == ANSWER[:12]


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"data: [DONE]\n\n", EmptyAnswer),
        (b'data: {"choices":[{"delta":{},"finish_reason":"content_filter"}]}\n\n', Filtered),
        (b"<!doctype html><p>Hi", BadAnswer),
        (b"data: not json\n\n", BadAnswer),
        (b"data: 7\n\n", BadAnswer),
        (b"{", BadAnswer),
        (b'{"error":"model is loading, service unavailable"}', Overloaded),
        (b": nothing\n\n", CutOff),
    ],
)
async def test_what_is_no_answer(raw: bytes, error: type[ProviderError]) -> None:
    """Emptiness, a filter, a web page, junk, an error under 200."""
    async with talking_to(ChatCompletions(raw=raw)) as provider:
        with pytest.raises(error):
            await events_of(provider)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, '{"error":{"message":"maximum context length is 8192 tokens","type":"x","code":null}}', PromptTooLong),
        (400, '{"error":{"code":"content_filter","message":"management policy"}}', Filtered),
        (400, '[{"error":{"code":400,"message":"bad","status":"INVALID_ARGUMENT"}}]', BadRequest),
        (401, '{"message":"Unauthorized"}', WrongKey),
        (402, '{"error":{"message":"Insufficient credits","code":402}}', QuotaExceeded),
        (403, "", WrongKey),
        (404, '{"error":"model \\"llama9\\" not found, try pulling it first"}', ModelNotFound),
        (404, '{"detail":"Not Found"}', NotWorking),
        (422, '{"detail":[{"loc":["body"],"msg":"field required","input":"hush"}]}', BadRequest),
        (429, '{"error":{"type":"insufficient_quota","message":"You exceeded your current quota"}}', QuotaExceeded),
        (429, '{"object":"error","message":"later","type":"rate"}', RateLimited),
        (529, "busy", Overloaded),
    ],
)
def test_every_dialect_of_refusal(status: int, body: str, error: type[ProviderError]) -> None:
    """OpenAI, Azure, Google, Mistral, OpenRouter, Ollama, FastAPI, vLLM."""
    raised = refusal(status, {}, body.encode())

    assert type(raised) is error
    assert "hush" not in str(raised)


def test_a_refusal_repeats_no_words_of_a_person() -> None:
    """A server that quotes the message is not quoted."""
    said = ["my diary says that I was happy on Monday"]
    quoting = refusal(400, {}, b'{"error":{"message":"bad input: diary says that I was happy"}}', said=said)
    plain = refusal(400, {}, b'{"error":{"message":"temperature is too high"}}', said=said)

    assert "happy" not in str(quoting)
    assert "temperature is too high" in str(plain)


async def test_models_are_those_that_chat() -> None:
    """The server's list without what cannot chat, a sane default first; a configured list is not asked for."""
    listed = (
        "text-embedding-3-small",
        "gpt-4o",
        "whisper-1",
        "tts-1-hd",
        "gpt-4o-mini",
        "dall-e-3",
        "my-llama-instruct",
    )
    server = ChatCompletions(models=listed)
    async with talking_to(server) as provider:
        assert await provider.models() == ("gpt-4o-mini", "gpt-4o", "my-llama-instruct")
    async with talking_to(server, models=("b", "a")) as provider:
        assert await provider.models() == ("b", "a")
        assert provider.default_model == "b"
        assert server.listed == 1


@pytest.mark.parametrize(
    ("host", "local"),
    [
        *[(host, True) for host in ("localhost", "127.0.0.1", "::1", "192.168.1.4", "10.0.0.1", "ollama", "nas.local")],
        *[(host, False) for host in ("api.openai.com", "8.8.8.8", "", "2606:4700::1111")],
    ],
)
def test_whose_machine_it_is(host: str, local: bool) -> None:
    """A host of one's own network reads nothing that leaves the house."""
    assert is_local(host) is local


def test_who_reads() -> None:
    """A key means an account, wherever the server is."""
    own = Url("http://127.0.0.1:1/v1")

    assert OpenAI(Options(base_url=own)).trust == "local"
    assert OpenAI(Options(base_url=own, api_key=Secret("k"))).trust == "account"
    assert OpenAI(Options()).trust == "account"
