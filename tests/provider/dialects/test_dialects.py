"""What holds for every dialect, each against its server on a real socket."""

import asyncio
import dataclasses
from base64 import b64encode
from typing import Any

import pytest

from provider import (
    BadAnswer,
    ConnectionFailed,
    CutOff,
    EmptyAnswer,
    Finish,
    Message,
    ModelNotFound,
    Overloaded,
    ProviderError,
    RateLimited,
    Request,
    Secret,
    TimedOut,
    Url,
    Usage,
    WrongKey,
)
from provider.backends import backends
from provider.contract import Image
from provider.known.model_settings import KnowsModels, ModelSettings
from tests.fakes.faults import Fault
from tests.provider.servers import ANSWER, DIALECTS, HELLO, Dialect, events_of, talking_to, text_of, thoughts_of

every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=str)


@every_dialect
@pytest.mark.parametrize(("piece", "newline"), [(0, "\n"), (1, "\r\n"), (7, "\n")])
async def test_an_answer_arrives_whole(dialect: Dialect, piece: int, newline: str) -> None:
    """However the bytes are cut: the thoughts apart, the text, then what it cost, then the end."""
    server = dialect.server(text=ANSWER, reasoning="Hm, < is </ it?", piece=piece, newline=newline)
    async with talking_to(dialect.kind, server) as provider:
        events = await events_of(provider)

        assert text_of(events) == ANSWER
        assert thoughts_of(events) == "Hm, < is </ it?"
        cached = 1 if dialect.kind == "anthropic" else 0
        assert events[-2] == Usage(7, server.counted()["completion_tokens"], cached)
        assert events[-1] == Finish("stop")


@every_dialect
async def test_an_answer_in_one_piece_is_understood(dialect: Dialect) -> None:
    """By a server, or a proxy before it, that was asked to stream and does not."""
    async with talking_to(dialect.kind, dialect.server(text=ANSWER, reasoning="Hm.", plain=True)) as provider:
        events = await events_of(provider)

        assert text_of(events) == ANSWER
        assert thoughts_of(events) == "Hm."
        assert isinstance(events[-2], Usage)


@every_dialect
@pytest.mark.parametrize("cut", ["reset", "close", "end"])
async def test_a_stream_that_breaks_off_is_told(dialect: Dialect, cut: Any) -> None:
    """Half an answer is never taken for a whole one, whichever byte was the last, and what came is kept."""
    server = dialect.server(text=ANSWER, cut=cut)
    whole = b"".join(server.events({"model": server.models[0]}))
    text_ends = whole.index(dialect.last)
    for cut_at in range(text_ends - 700, text_ends, 173):
        server = dialect.server(text=ANSWER, cut=cut, cut_at=cut_at)
        async with talking_to(dialect.kind, server) as provider:
            with pytest.raises(CutOff) as raised:
                await events_of(provider)

        assert ANSWER.startswith(raised.value.partial_text)
        assert raised.value.partial_text


@every_dialect
async def test_a_closed_stream_drops_its_socket(dialect: Dialect) -> None:
    """Stop and cancellation end the server's work at once, before the first byte too."""
    server = dialect.server(text=ANSWER * 50, rate=200)
    async with talking_to(dialect.kind, server, models=server.models, first_token_timeout=9.0) as provider:
        stream = provider.stream(HELLO)
        await anext(stream)
        await stream.aclose()
        await server.until(lambda server: not server.streams and not server.connections, 0.1)
        server.first = 5
        task = asyncio.create_task(events_of(provider))
        await server.until(lambda server: server.streams == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        await server.until(lambda server: not server.streams and not server.connections, 0.1)


@every_dialect
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("status", 500), Overloaded),
        (Fault("status", 503), Overloaded),
        (Fault("status", 529), Overloaded),
        (Fault("status", 401), WrongKey),
        (Fault("html", 502), Overloaded),
        (Fault("html", 200), BadAnswer),
        (Fault("reset"), ProviderError),
        (Fault("truncate"), CutOff),
    ],
    ids=str,
)
async def test_faults_have_their_class(dialect: Dialect, fault: Fault, error: type[ProviderError]) -> None:
    """In each server's own format, and the next answer is whole again."""
    server = dialect.server(text=ANSWER)
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        server.faults.plan("POST", fault)
        with pytest.raises(error):
            await events_of(provider)

        assert text_of(await events_of(provider)) == ANSWER


@every_dialect
async def test_slow_down_says_how_long(dialect: Dialect) -> None:
    """A 429 carries its wait."""
    server = dialect.server()
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        server.faults.plan("POST", Fault("status", 429, seconds=7))
        with pytest.raises(RateLimited) as raised:
            await events_of(provider)

        assert raised.value.retry_after == 7


@every_dialect
async def test_a_silent_server_is_left(dialect: Dialect) -> None:
    """A stall is a deadline that passes."""
    server = dialect.server(first=5)
    async with talking_to(dialect.kind, server, models=server.models) as provider:
        with pytest.raises(TimedOut):
            await events_of(provider)


@every_dialect
async def test_no_secret_is_ever_repeated(dialect: Dialect) -> None:
    """The key goes where the server looks for it; an error never holds it, nor a header's value or a password."""
    server = dialect.server(key="right", models=("m",))
    options: dict[str, Any] = {"models": ("m",), "headers": {"X-Gate": "hidden-gate"}}
    async with talking_to(dialect.kind, server, api_key=Secret("wr0ng-key"), **options) as provider:
        with pytest.raises(WrongKey) as raised:
            await events_of(provider)
        server.faults.plan("POST", Fault("status", 400))
        server.faults.plan("POST", Fault("reset"))
        told = [repr(raised.value)]
        for _ in range(2):
            with pytest.raises(ProviderError) as other:
                await events_of(provider)
            told.append(repr(other.value))

        assert not [each for each in told if "wr0ng" in each or "hidden" in each]
    dead = dialect.server(models=("m",))
    async with talking_to(dialect.kind, dead, proxy=Url("http://u:hidden-pass@127.0.0.1:9"), **options) as provider:
        with pytest.raises(ConnectionFailed, match=r"The proxy 127.0.0.1:9 refuses connections") as refused:
            await events_of(provider)

        assert "hidden" not in repr(refused.value)


@pytest.mark.parametrize("kind", sorted(backends()))
def test_options_show_no_secret(kind: str) -> None:
    """Keys, headers, and addresses, which may hold a password."""
    options = backends()[kind].options
    names = {each.name for each in dataclasses.fields(options)}
    hidden = {
        "api_key": "hidden",
        "headers": {"X": "hidden"},
        "proxy": "http://u:hidden@h",
        "base_url": "http://u:hidden@h",
    }

    assert "hidden" not in repr(options(**{name: value for name, value in hidden.items() if name in names}))


@every_dialect
async def test_a_right_key_opens(dialect: Dialect) -> None:
    """And nobody without it gets an answer."""
    server = dialect.server(text=ANSWER, key="right")
    async with talking_to(dialect.kind, server, api_key=Secret("right")) as provider:
        assert text_of(await events_of(provider)) == ANSWER
        assert provider.trust == "account"


@every_dialect
async def test_a_model_that_is_not_there(dialect: Dialect) -> None:
    """Its name is said, so that the sentence helps."""
    async with talking_to(dialect.kind, dialect.server()) as provider:
        with pytest.raises(ModelNotFound, match="none-9"):
            await events_of(provider, Request(HELLO.messages, model="none-9"))


@every_dialect
async def test_thoughts_alone_are_no_answer(dialect: Dialect) -> None:
    """A model that thinks and then says nothing failed."""
    async with talking_to(dialect.kind, dialect.server(text="", reasoning="Hm.")) as provider:
        with pytest.raises(EmptyAnswer, match="thought"):
            await events_of(provider)


@every_dialect
async def test_pictures_are_sent(dialect: Dialect) -> None:
    """Before the text of their message, as data."""
    server = dialect.server()
    image = Image("image/png", b"\x89PNG not really")
    async with talking_to(dialect.kind, server) as provider:
        await events_of(provider, Request((Message("user", "What is this?", (image,)), Message("user", "", (image,)))))

        sent = str(server.requests)
        data = b64encode(image.data).decode()
        assert sent.count(data) == 2
        assert sent.index(data) < sent.index("What is this?")
        assert "image/png" in sent
        assert "PNG" not in repr(image)


@every_dialect
async def test_the_config_adds_fields_and_headers(dialect: Dialect) -> None:
    """Those of the provider to every question, those of a model on top; inner objects are merged."""
    server = dialect.server(models=("one", "two"))
    extra = {"generationConfig": {"temperature": 0.3, "topK": 1}, "other": 1}
    model = {"two": ModelSettings(extra={"generationConfig": {"temperature": 0.9}, "more": True})}
    headers = {"X-Title": "Parley"}
    async with talking_to(dialect.kind, server, extra=extra, model=model, headers=headers) as provider:
        for name in ("one", "two"):
            await events_of(provider, Request(HELLO.messages, model=name))

        first, second = server.requests
        assert (first["generationConfig"]["temperature"], first["other"]) == (0.3, 1)
        assert "more" not in first
        assert (second["generationConfig"]["temperature"], second["generationConfig"]["topK"]) == (0.9, 1)
        assert (second["other"], second["more"]) == (1, True)
        assert server.headers[0]["x-title"] == "Parley"


@every_dialect
async def test_what_is_known_of_a_model(dialect: Dialect) -> None:
    """By the config first, then by the server's list; nothing before anybody said anything."""
    server = dialect.server(models=("seen",))
    model = {"seen": ModelSettings(context=99, vision=False)}
    async with talking_to(dialect.kind, server, model=model) as provider:
        assert isinstance(provider, KnowsModels)
        before = provider.settings("seen")
        assert await provider.models() == ("seen",)

        assert before == model["seen"]
        assert (provider.settings("seen").context, provider.settings("seen").vision) == (99, False)
        assert provider.settings("seen").reasoning is (None if dialect.kind in ("openai", "responses") else True)
        assert provider.settings("never heard of") == ModelSettings()


@every_dialect
async def test_silence_behind_a_reason_is_the_end(dialect: Dialect) -> None:
    """A server that never closes is not waited for without end, and its heartbeats are no words."""
    server = dialect.server(text="The tide turns.", done=False, hangs=True, silence=b": still here\n\n")
    async with talking_to(dialect.kind, server, silence_timeout=0.2) as provider:
        events = await events_of(provider)

        assert text_of(events) == "The tide turns."
        assert events[-1] == Finish("stop")
