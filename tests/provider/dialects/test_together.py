"""Pieces of a stream that come together make the same answer as one by one, though most of them are read at once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.dialects.chat_completions import Completion
from provider.dialects.event_data import value_of, values_of
from provider.dialects.reading import BodyStyle, read
from provider.errors import ProviderError
from tests.provider.dialects.raw_streams import Told

WORDS = ("no ", "no ", "<thi", "nk>", "</think>", "\n\n", " ", "é", "a word ", "the whole answer again, ", "```", "[1]")
CHUNKS: tuple[dict[str, Any], ...] = (
    {"choices": []},
    {"choices": [{"delta": {"reasoning_content": "hm "}}]},
    {"choices": [{"delta": {"role": "assistant", "content": "x "}}]},
    {"choices": [{"delta": {"content": "cited "}}], "citations": ["https://a.example/"]},
    {"choices": [{"delta": {"content": "y "}, "finish_reason": "stop"}]},
    {"choices": [{"delta": {"content": "counted "}}], "usage": {"prompt_tokens": 3, "completion_tokens": 4}},
    {"choices": [{"delta": {"tool_calls": [{"index": 0, "id": "1", "function": {"name": "f", "arguments": "{}"}}]}}]},
    {"choices": [{"delta": {"content": "padded "}}], "obfuscation": "xyz"},
    {"object": "error", "choices": [{"delta": {"content": "z "}}]},
    {"choices": [{"delta": {"content": "w "}, "error": {"message": "overloaded"}}]},
)


def chunk(words: str) -> dict[str, Any]:
    return {"id": "1", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": words}}]}


class Body:
    """A body that comes in these pieces."""

    status = 200

    def __init__(self, pieces: list[bytes]) -> None:
        self.headers: dict[str, str] = {}
        self._pieces = iter(pieces)

    def expect_end(self, mark: bytes) -> None:
        """All of it is there already."""

    def chunks(self) -> "Body":
        return self

    def __aiter__(self) -> "Body":
        return self

    async def __anext__(self) -> bytes:
        if piece := await self.piece():
            return piece
        raise StopAsyncIteration

    async def piece(self) -> bytes:
        return next(self._pieces, b"")


async def told(chunks: list[dict[str, Any]], together: int) -> tuple[object, ...]:
    """What is left of a stream that is read so many pieces at a time."""
    data = [f"data: {json.dumps(each)}\n\n".encode() for each in (chunk("First "), *chunks)]
    pieces = [
        data[0],
        *(b"".join(data[at : at + together]) for at in range(1, len(data), together)),
        b"data: [DONE]\n\n",
    ]
    answer, left, error = Completion(), Told(), ""
    try:
        style = BodyStyle(1.0, 1 << 20, 1 << 20, lambda said: ProviderError(said.message))
        async for events in read(Body(pieces), answer, style):  # type: ignore[arg-type]
            for event in events:
                left.take(event)
    except ProviderError as raised:
        error = f"{type(raised).__name__} {raised}"
    return left.text, left.reasoning, left.finish, left.usage, error


@given(st.lists(st.one_of(st.sampled_from(WORDS).map(chunk), st.sampled_from(CHUNKS)), max_size=30))
async def test_what_comes_together_is_what_comes_one_by_one(chunks: list[dict[str, Any]]) -> None:
    """Words, marks of thoughts, counts, calls, errors and ends in any order."""
    one_by_one = await told(chunks, 1)

    assert [await told(chunks, together) for together in (2, 7, 30)] == [one_by_one] * 3


async def test_what_is_short_and_said_twice_is_said_twice() -> None:
    """Together it may look like a last piece that says all again."""
    again = [chunk("no ") for _ in range(11)]

    assert (await told(again, 12))[0] == "First " + "no " * 11


@pytest.mark.parametrize(
    "data", [["1,2", '{"a":1'], ['{"a":[1', "2]}"], ["{}", "[DONE]"], ["", "{}"], ["{}", "1" * 5000]]
)
def test_texts_that_are_no_json_alone_are_none_together(data: list[str]) -> None:
    """Whatever they would be joined."""
    assert list(values_of(data)) == [value_of(each) for each in data]
