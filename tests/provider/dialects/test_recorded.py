"""Recorded streams, cut anywhere, say the same; and the official libraries read the same out of the same bytes."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.contract import Event, Finish, Usage
from provider.dialects.answer import Answer
from provider.dialects.chat_completions import Completion
from provider.dialects.generate_content import GeneratedContent
from provider.dialects.messages import MessagesAnswer
from provider.transport.sse import SseParser
from tests.provider.servers import ANSWER, BY_KIND, events_of, talking_to, text_of, thoughts_of
from tests.recorded import KINDS, recorded

ANSWERS: dict[str, type[Answer]] = {"openai": Completion, "anthropic": MessagesAnswer, "gemini": GeneratedContent}
STREAMS = {kind: {path.stem: path.read_bytes() for path in recorded(kind)} for kind in KINDS}

every_stream = pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in KINDS for name in STREAMS[kind]])


def read(kind: str, pieces: list[bytes]) -> list[Event]:
    """The events of a stream that came in these pieces; texts in a row are one."""
    answer, parser = ANSWERS[kind](), SseParser()
    events: list[Event] = []
    for piece in pieces:
        for sent in parser.feed(piece):
            if sent.data == "[DONE]":
                answer.done()
            else:
                events += answer.feed(json.loads(sent.data))
    events += answer.rest()
    assert answer.finished
    return events + answer.end()


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The data in pieces."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


@every_stream
@given(places=st.lists(st.integers(min_value=0, max_value=100_000), max_size=40))
def test_it_is_the_same_however_it_is_cut(kind: str, name: str, places: list[int]) -> None:
    """In the middle of a character, a line end, a name: every event is the same."""
    data = STREAMS[kind][name]

    assert read(kind, cut(data, places)) == read(kind, [data])


@every_stream
@given(share=st.floats(min_value=0.0, max_value=1.0))
def test_a_part_of_it_is_never_taken_for_the_whole(kind: str, name: str, share: float) -> None:
    """Wherever it breaks off: what counts as finished has every word."""
    data = STREAMS[kind][name]
    answer, parser = ANSWERS[kind](), SseParser()
    for sent in parser.feed(data[: int(share * len(data))]):
        if sent.data != "[DONE]":
            answer.feed(json.loads(sent.data))
    if answer.finished:
        answer.rest()

    assert text_of(read(kind, [data])).startswith(answer.text)
    assert not answer.finished or answer.text == text_of(read(kind, [data]))


@every_stream
def test_it_is_the_same_byte_by_byte(kind: str, name: str) -> None:
    """And what was recorded of our own servers is what they had to say."""
    data = STREAMS[kind][name]
    events = read(kind, [bytes([byte]) for byte in data])

    assert events == read(kind, [data])
    assert text_of(events) == ANSWER if name.startswith("fake") else text_of(events).strip()
    assert bool(thoughts_of(events)) is (name in ("fake-thinking", "fake-tags"))
    assert isinstance(events[-2], Usage)
    assert events[-1] == Finish("stop")


@pytest.mark.parametrize("name", sorted(STREAMS["openai"].keys() - {"fake-tags"}))
async def test_the_openai_library_reads_the_same(name: str) -> None:
    """Text and usage; it knows nothing of thoughts."""
    from openai import AsyncOpenAI

    server = BY_KIND["openai"].server(raw=STREAMS["openai"][name], models=("m",))
    async with talking_to("openai", server) as provider:
        ours = await events_of(provider)
        pieces: list[str] = []
        counted: Any = None
        async with AsyncOpenAI(api_key="k", base_url=server.base_url, max_retries=0) as client:
            stream = await client.chat.completions.create(
                model="m",
                messages=[{"role": "user", "content": "Hello"}],
                stream=True,
                stream_options={"include_usage": True},
            )
            async for chunk in stream:
                pieces += [choice.delta.content for choice in chunk.choices if choice.delta.content]
                counted = chunk.usage or counted

    assert text_of(ours) == "".join(pieces)
    cached = counted.prompt_tokens_details.cached_tokens if counted.prompt_tokens_details else 0
    assert ours[-2] == Usage(counted.prompt_tokens, counted.completion_tokens, cached or 0)


@pytest.mark.parametrize("name", STREAMS["anthropic"])
async def test_the_anthropic_library_reads_the_same(name: str) -> None:
    """Text, thoughts and usage."""
    from anthropic import AsyncAnthropic

    server = BY_KIND["anthropic"].server(raw=STREAMS["anthropic"][name], models=("m",))
    async with talking_to("anthropic", server) as provider:
        ours = await events_of(provider)
        async with (
            AsyncAnthropic(api_key="k", base_url=server.base_url, max_retries=0) as client,
            client.messages.stream(model="m", max_tokens=9, messages=[{"role": "user", "content": "Hello"}]) as stream,
        ):
            message = await stream.get_final_message()

    usage = message.usage
    read = usage.cache_read_input_tokens or 0
    cached = (usage.cache_creation_input_tokens or 0) + read
    assert text_of(ours) == "".join(block.text for block in message.content if block.type == "text")
    assert thoughts_of(ours) == "".join(block.thinking for block in message.content if block.type == "thinking")
    assert ours[-2] == Usage(usage.input_tokens + cached, usage.output_tokens, read)


def test_there_is_something_of_every_kind() -> None:
    """A folder that was lost would make these tests pass."""
    for streams in STREAMS.values():
        assert {"fake-plain", "fake-thinking", "fake-crlf"} <= streams.keys()
        assert any(name.startswith("llmock") for name in streams)
