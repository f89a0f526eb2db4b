"""Calls of tools in streams that were written by hand after the services' public documents: `tests/recorded/tools`."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.contract import Event, Finish, Reasoning, Text, ToolArguments, ToolCall
from provider.dialects.answer import Answer
from provider.dialects.chat_completions import Completion
from provider.dialects.generate_content import GeneratedContent
from provider.dialects.messages import MessagesAnswer
from provider.dialects.responses import Response
from provider.transport.sse import SseParser

FOLDER = Path(__file__).parents[2] / "recorded/tools"
STREAMS = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.sse"))}
ANSWERS: dict[str, type[Answer]] = {
    "openai": Completion,
    "anthropic": MessagesAnswer,
    "gemini": GeneratedContent,
    "responses": Response,
}

FERRY, TRAIN = '{"query":"ferry"}', '{"query":"train"}'

SAID: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "openai-parallel": (
        "",
        [
            ("call_DdmO9pD3xa9XTPNJ32zg2hcA", "get_weather", '{"location":"Paris, France"}'),
            ("call_ABC9pD3xa9XTPNJ32zg2hcA", "get_weather", '{"location":"Bogotá, Colombia"}'),
        ],
    ),
    "openai-words-first": ("I look it up.", [("call_1", "search", '{"query":"ferry times"}')]),
    "openai-mistral": ("", [("D681PevKs", "search", FERRY), ("Fs81PevKt", "search", TRAIN)]),
    "openai-all-numbered-0": ("", [("call_a", "search", FERRY), ("call_b", "search", TRAIN)]),
    "openai-nothing-numbered": ("", [("c00000000", "search", FERRY), ("c00000001", "search", TRAIN)]),
    "openai-deepseek": ("", [("call_00_kw66qNnNto11bSfJVIdlV5Oo", "get_date", "{}")]),
    "openai-gemini": ("", [("function-call-1", "check_flight", '{"flight":"AA100"}')]),
    "openai-of-old": ("", [("c00000000", "search", FERRY)]),
    "anthropic-tool-use": (
        "Okay, let's check.",
        [
            ("toolu_01T1x1fJ34qAmk2tNTrN7Up6", "get_weather", '{"location":"San Francisco, CA","unit":"fahrenheit"}'),
            ("toolu_02", "get_date", "{}"),
        ],
    ),
    "anthropic-signed": ("", [("toolu_03", "search", FERRY)]),
    "gemini-parallel": ("", [("a1", "power_disco_ball", '{"power":true}'), ("a2", "dim_lights", '{"brightness":0.5}')]),
    "gemini-without-ids": ("One moment. ", [("c00000000", "search", FERRY), ("c00000001", "search", FERRY)]),
    "responses-calls": (
        "",
        [
            ("call_1234xyz", "get_weather", '{"location":"Paris, France"}'),
            ("call_2", "get_weather", '{"location":"Bogotá"}'),
        ],
    ),
    "responses-at-once": ("I look.", [("call_3", "get_weather", '{"location":"Rome"}')]),
}

CARRIED: dict[str, dict[str, object]] = {
    "openai-deepseek": {"reasoning_content": "I need the date."},
    "openai-gemini": {"extra_content": {"google": {"thought_signature": "<Signature A>"}}},
    "anthropic-signed": {
        "blocks": [
            {
                "type": "thinking",
                "thinking": "The user asks for a ferry.",
                "signature": "EqQBCgIYAhIM1gbcDa9GJwZA2b3h",
            },
            {"type": "redacted_thinking", "data": "EmwKAhgB"},
        ]
    },
    "gemini-parallel": {"thoughtSignature": "<Signature A>"},
    "responses-calls": {
        "items": [{"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAAABsealed"}]
    },
}
"""What the server wants back with the first call; of all others nothing."""

every_stream = pytest.mark.parametrize("name", STREAMS)


def read(name: str, pieces: list[bytes]) -> list[Event]:
    """The events of a stream that came in these pieces."""
    answer, parser = ANSWERS[name.partition("-")[0]](), SseParser()
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


def calls_of(events: list[Event]) -> list[ToolCall]:
    return [event for event in events if isinstance(event, ToolCall)]


def plain(arguments: str) -> str:
    return json.dumps(json.loads(arguments), ensure_ascii=False, separators=(",", ":"))


@every_stream
def test_each_call_comes_whole_behind_the_words(name: str) -> None:
    """With its id, its name and its arguments; the words beside it are words."""
    events = read(name, [STREAMS[name]])
    text = "".join(event.text for event in events if isinstance(event, Text))

    assert (text, [(call.id, call.name, plain(call.arguments)) for call in calls_of(events)]) == SAID[name]
    assert isinstance(events[-1], Finish)
    assert not any(isinstance(event, Text | Reasoning) for event in events[events.index(calls_of(events)[0]) :])


@every_stream
def test_arguments_are_seen_as_they_come(name: str) -> None:
    """The pieces of each call, joined, are its arguments."""
    events = read(name, [STREAMS[name]])

    for call in calls_of(events):
        pieces = [event for event in events if isinstance(event, ToolArguments) and event.id == call.id]
        assert pieces[-1].name == call.name
        assert "".join(piece.text for piece in pieces) in (call.arguments, "")


@every_stream
def test_what_the_server_wants_back_is_kept(name: str) -> None:
    """With the first call, and with no other."""
    first, *others = calls_of(read(name, [STREAMS[name]]))

    assert first.carried.fields == CARRIED.get(name, {})
    assert all(not call.carried.fields for call in others)


@every_stream
@given(places=st.lists(st.integers(min_value=0, max_value=100_000), max_size=20))
def test_calls_are_the_same_however_the_stream_is_cut(name: str, places: list[int]) -> None:
    """In the middle of a character, of a piece of arguments, of a name."""
    data = STREAMS[name]
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]

    assert read(name, [data[start:end] for start, end in pairwise(edges)]) == read(name, [data])


@every_stream
def test_calls_are_the_same_byte_by_byte(name: str) -> None:
    """Every place of the stream is one at which it may be cut."""
    assert read(name, [bytes([byte]) for byte in STREAMS[name]]) == read(name, [STREAMS[name]])


@every_stream
@given(share=st.floats(min_value=0.0, max_value=0.9))
def test_half_an_answer_calls_nothing(name: str, share: float) -> None:
    """A stream that breaks off has pieces of calls, and no call that could be made."""
    answer, parser = ANSWERS[name.partition("-")[0]](), SseParser()
    events: list[Event] = []
    for sent in parser.feed(STREAMS[name][: int(share * len(STREAMS[name]))]):
        events += answer.feed(json.loads(sent.data)) if sent.data != "[DONE]" else []

    assert calls_of(events) == []
