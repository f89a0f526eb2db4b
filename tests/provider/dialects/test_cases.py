"""What servers have been seen to send, byte for byte, and what it has to become. A file of `cases/` is one of them.

`refusals.jsonl` has a refusal a line: its status, its body, the classes of the error, what the owner has to look at.
`pieces`: seconds of waiting, then text, sent as the body of an event stream; `repeat`: a mark in it, and how many of
them. `right`: the text, the reason for the end, the classes of the error, a part of the thoughts, of the error's words.
"""

import asyncio
import json
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from provider.contract import Event, Finish, Message, Reasoning, Request, Text
from provider.dialects.refusals import refusal
from provider.errors import ProviderError
from tests.fakes.raw_site import Site, site
from tests.provider.servers import open_at

CASES = {path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "cases").glob("*.json"))}
STREAMS = [name for name, case in CASES.items() if case["kind"] == "stream"]
REFUSALS = [name for name, case in CASES.items() if case["kind"] == "refusal"]

SEEN = [json.loads(line) for line in (Path(__file__).parent / "cases/refusals.jsonl").read_text().splitlines()]

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
PATHS = {"openai": "v1", "gemini": "v1beta", "anthropic": ""}


def shown(events: list[Event]) -> tuple[str, str]:
    """The text and the thoughts that a reader is left with."""
    text = thoughts = ""
    for event in events:
        match event:
            case Text(words):
                text += words
            case Reasoning(words):
                thoughts += words
    return text, thoughts


async def told(case: dict[str, Any]) -> tuple[list[Event], ProviderError | None]:
    """What comes of a stream."""
    mark, times = case.get("repeat", ("", 1))

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(HEAD)
        for seconds, text in case["pieces"]:
            await asyncio.sleep(seconds)
            writer.write((text.replace(mark, mark * times) if mark else text).encode())
            await writer.drain()
        writer.close()

    events: list[Event] = []
    async with site(script) as here:
        provider = open_at(
            case["dialect"],
            here.url + PATHS[case["dialect"]],
            models=("m",),
            first_token_timeout=9.0,
            silence_timeout=9.0,
            **case.get("options", {}),
        )
        try:
            async with aclosing(provider.stream(Request((Message("user", "hi"),), "m"))) as stream:
                async for event in stream:
                    events.append(event)
        except ProviderError as error:
            return events, error
        finally:
            await provider.aclose()
    return events, None


@pytest.mark.parametrize("name", STREAMS)
async def test_a_stream_is_read_for_what_it_says(name: str) -> None:
    """The words, the thoughts, the end or the error."""
    right = CASES[name]["right"]
    events, error = await told(CASES[name])
    text, thoughts = shown(events)
    finish = next((event.reason for event in events if isinstance(event, Finish)), None)

    assert text.strip() == right.get("text", text).strip()
    assert finish == right.get("finish", finish)
    assert right.get("thinks", "") in thoughts
    assert right.get("detail", "") in str(error)
    if "error" in right:
        assert (type(error).__name__ if error else None) in (right["error"] or [None])


@pytest.mark.parametrize("case", SEEN, ids=lambda case: f"{case['status']} {str(case['body'])[:60]}")
def test_a_refusal_is_one_of_its_kind(case: dict[str, Any]) -> None:
    """In the shapes and the words of many servers."""
    body = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    error = refusal(case["status"], {}, body.encode(), model="m")

    assert type(error).__name__ in case["error"]
    assert error.about == case.get("about", error.about)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_known_for_what_it_is(name: str) -> None:
    """And whether only the owner can mend it."""
    case = CASES[name]
    body = case["body"] if isinstance(case["body"], str) else json.dumps(case["body"])
    error = refusal(case["status"], case.get("headers", {}), body.encode(), model="m")

    assert type(error).__name__ in case["right"]["error"]
    assert error.for_owner is case["right"].get("owner", error.for_owner)
