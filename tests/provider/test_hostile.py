"""A server that does all it can to hang us, flood us or feed us junk: the right error, the text that came, no more."""

import asyncio
import tracemalloc
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from provider import (
    AnswerTooLong,
    BadAnswer,
    Catalog,
    ConnectionFailed,
    CutOff,
    EmptyAnswer,
    ProviderError,
    Request,
    Text,
    TimedOut,
)
from provider.backends.openai import OpenAI, Options
from provider.contract import Message, Url
from provider.routing.retries import Patience
from tests.fakes.raw_site import Site, says, site

HELLO = Request((Message("user", "Hello"),))
Kinds = type[ProviderError] | tuple[type[ProviderError], ...]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
OPEN = HEAD + b"\r\n"
"""Its body ends with the connection."""


def word(text: bytes) -> bytes:
    return b'data: {"choices":[{"delta":{"content":"' + text + b'"}}]}\n\n'


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


DONE = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


async def ask(url: str, **limits: float) -> tuple[str, ProviderError | None]:
    """The text that came and the error it ended with; all that was opened is closed again."""
    options = Options(base_url=Url(url), models=("m",), **limits)  # type: ignore[arg-type]
    catalog = Catalog({"it": OpenAI(options)}, limits={"it": options}, patience=Patience(times=0))
    said, raised = "", None
    try:
        async with aclosing(catalog.stream("it/m", HELLO, chat=True)) as events:
            async for event in events:
                said += event.text if isinstance(event, Text) else ""
    except ProviderError as error:
        raised = error
    finally:
        await catalog.aclose()
    assert raised is None or raised.partial_text.strip() == said.strip()
    return said, raised


@pytest.mark.parametrize(
    ("sent", "error", "said"),
    [
        (b"", ConnectionFailed, ""),
        (b"HTTP/1.1 200 OK\r\nContent-Ty", (ConnectionFailed, BadAnswer), ""),
        (CHUNKED, CutOff, ""),
        (CHUNKED + chunk(word(b"Hello")), CutOff, "Hello"),
        (CHUNKED + chunk(word(b"Hello") + b'data: {"choi'), CutOff, "Hello"),
        (OPEN + word(b"Hello"), CutOff, "Hello"),
        (OPEN + word(b"Hello") + b'data: {"choi', CutOff, "Hello"),
        (OPEN, CutOff, ""),
        (HEAD + b"Content-Length: 999\r\n\r\n" + word(b"Hello"), CutOff, "Hello"),
    ],
    ids=["nothing", "head", "no body", "chunk", "event", "no end", "half an event", "empty", "length"],
)
async def test_it_ends_early(
    sent: bytes, error: type[ProviderError] | tuple[type[ProviderError], ...], said: str
) -> None:
    """Wherever it stops, nobody takes it for the end."""
    async with site(says(sent)) as here:
        got, raised = await ask(here.url)

    assert got == said
    assert isinstance(raised, error)


@pytest.mark.parametrize(
    ("sent", "limits", "said"),
    [
        (b"", {"first_token_timeout": 0.05}, ""),
        (CHUNKED, {"first_token_timeout": 0.05}, ""),
        (CHUNKED + chunk(b": ping\n\n" * 9), {"first_token_timeout": 0.05}, ""),
        (CHUNKED + chunk(word(b"Hello")), {"silence_timeout": 0.05}, "Hello"),
        (CHUNKED + chunk(word(b"Hello")), {"total_timeout": 0.05}, "Hello"),
    ],
    ids=["no head", "no body", "pings", "silence", "the whole"],
)
async def test_it_goes_silent(sent: bytes, limits: dict[str, float], said: str) -> None:
    """Each deadline passes, and the connection is dropped."""
    async with site(says(sent, then_close=False)) as here:
        got, raised = await ask(here.url, **limits)
        async with asyncio.timeout(0.1):
            while here.open:  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    assert got == said
    assert isinstance(raised, TimedOut)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", ""),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01" * 50, ""),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2_000_000 + b"\r\n\r\n", ""),
        (b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) + b"\r\n", ""),
        (HEAD + b"Content-Length: -5\r\n\r\n" + word(b"Hello"), ""),
        (HEAD + b"X-No-Colon\r\n\r\n" + word(b"Hello") + DONE, ""),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\n", ""),
        (HEAD + b"Content-Encoding: gzip\r\n\r\nthis is no gzip", ""),
        (OPEN + b"<html>A login page</html>", ""),
        (OPEN + word(b"Hello") + b"data: {junk}\n\n" + DONE, "Hello"),
        (OPEN + word(b"Hello") + b'data: {"a":' + b"[" * 500_000 + b"\n\n" + DONE, "Hello"),
        (OPEN + word(b"Hello") + b"x" * 3_000_000, "Hello"),
        (OPEN + word(b"Hello") + b"data: " + b"x" * 3_000_000, "Hello"),
    ],
    ids=[
        "ssh", "tls", "long header", "many headers", "length", "no colon", "chunk size", "gzip", "page", "json",
        "deep", "no newline", "no newline in data",
    ],
)  # fmt: skip
async def test_it_sends_junk(sent: bytes, said: str) -> None:
    """Junk is said to be junk, and what came before it stays."""
    async with site(says(sent)) as here:
        got, raised = await ask(here.url)

    assert got.strip() == said
    assert isinstance(raised, BadAnswer | ConnectionFailed | CutOff)
    assert not isinstance(raised, CutOff) or sent.startswith(HEAD)


HEARTBEATS = (
    b"data:", b"data: ", b"data: ping", b"event: ping\ndata: ping", b"event: ping\ndata: {}", b"data: null", b"data: 7",
    b'data: "still here"', b"data: [1, 2]", b"data: []", b"data: [PING]", b"data: " + b"[" * 500_000, b"data: {}",
    b'data: {"type":"ping","message":"busy"}', b'data: {"choices":[]}', b'data: {"choices":null}', b"event: nothing",
    b'data: {"choices":[{"delta":null}]}', b'data: {"choices":[null]}', b'data: {"error":{}}', b'data: {"error":null}',
    b'data: {"choices":[{"delta":{"content":null},"finish_reason":"null"}],"error":""}',
)  # fmt: skip


@pytest.mark.parametrize("beat", HEARTBEATS, ids=lambda beat: ascii(beat[:40]))
async def test_what_says_nothing_costs_nothing(beat: bytes) -> None:
    """Before the first word, between two, and behind the last."""
    beat += b"\n\n"
    async with site(says(OPEN + beat + word(b"Hel") + beat + word(b"lo") + beat + DONE)) as here:
        got, raised = await ask(here.url)

    assert got == "Hello"
    assert raised is None


async def test_a_server_that_says_nothing_for_ever_is_broken() -> None:
    """Ten thousand events in a row; the words before them stay."""
    async with site(says(OPEN + word(b"Hello") + b"data: ping\n\n" * 10_001, then_close=False)) as here:
        got, raised = await ask(here.url)

    assert got == "Hello"
    assert isinstance(raised, BadAnswer)


@pytest.mark.parametrize("slash", [b"/", rb"\/"], ids=["plain", "escaped"])
async def test_a_picture_of_any_size_costs_no_words(slash: bytes) -> None:
    """Its base64 is kept apart from the words, once, and memory stays bounded."""
    payload = (b"QUJD" * 20 + slash) * 60_000
    picture = (
        b'data: {"choices":[{"delta":{"images":[{"image_url":{"url":"data:image/png;base64,' + payload + b'"}}]}}]}'
    )
    async with site(says(OPEN + word(b"Here: ") + picture + b"\n\n" + word(b"Enjoy!") + DONE)) as here:
        tracemalloc.start()
        try:
            got, raised = await ask(here.url, max_answer_bytes=100_000)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert (got, raised) == ("Here: Enjoy!", None)
    assert peak < 16_000_000 + 2 * len(payload)


@pytest.mark.parametrize("head", [b"X-\xff\xfe: \x80\r\n", b": nothing\r\n", b"Set-Cookie: a=b\r\n" * 200], ids=ascii)
async def test_odd_headers_do_no_harm(head: bytes) -> None:
    """What can be read is read."""
    async with site(says(HEAD + head + b"\r\n" + word(b"Hello") + DONE)) as here:
        got, raised = await ask(here.url)

    assert got == "Hello"
    assert raised is None


async def test_invalid_utf8_is_no_end() -> None:
    """One bad byte costs one character; a character that chunks cut in two costs nothing."""
    body = word(b"Hel\xfflo") + word("ä".encode()) + DONE
    pieces = b"".join(chunk(body[at : at + 1]) for at in range(len(body)))
    async with site(says(CHUNKED + pieces + b"0\r\n\r\n")) as here:
        got, raised = await ask(here.url)

    assert got == "Hel\ufffdloä"
    assert raised is None


def endless(data: bytes) -> Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(OPEN)
        while True:
            writer.write(data)
            await writer.drain()
            await asyncio.sleep(0.01)  # or no time would ever pass

    return script


@pytest.mark.parametrize(
    ("data", "error", "most"),
    [
        (word(b"x" * 1000) * 20, AnswerTooLong, 100_000),
        (word(b"\\n" * 1000) * 20, (EmptyAnswer, TimedOut), 0),
        (b'data: {"choices":[{"delta":{"reasoning":"' + b"x" * 1000 + b'"}}]}\n\n', TimedOut, 0),
        (b" " * 9999, TimedOut, 0),
        (b": ping\n" * 999, TimedOut, 0),
        ((b"data: " + b"x" * 999 + b"\n") * 500, BadAnswer, 0),
    ],
    ids=["text", "white space", "thoughts", "nothing", "pings", "one event"],
)
async def test_an_endless_answer_has_an_end(data: bytes, error: Kinds, most: int) -> None:
    """By its size or by the clock, and memory stays bounded."""
    async with site(endless(data)) as here:
        tracemalloc.start()
        try:
            got, raised = await ask(here.url, max_answer_bytes=100_000, total_timeout=0.3)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert isinstance(raised, error)
    assert len(got) == most
    assert peak < 16_000_000
