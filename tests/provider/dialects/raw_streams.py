"""A backend asked at a server that sends given bytes: what a reader is left with."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from provider.contract import Event, Finish, FinishReason, Message, Reasoning, Request, Retract, Text, Usage
from provider.errors import ProviderError
from tests.fakes.raw_site import Site, site
from tests.provider.servers import open_at

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
PATHS = {"openai": "v1", "responses": "v1", "gemini": "v1beta", "anthropic": ""}


@dataclass
class Told:
    """What came of a stream."""

    text: str = ""
    reasoning: str = ""
    finish: FinishReason | None = None
    usage: Usage | None = None
    error: ProviderError | None = None

    def take(self, event: Event) -> None:
        match event:
            case Text(words):
                self.text += words
            case Reasoning(words):
                self.reasoning += words
            case Retract():
                self.text, self.reasoning = "", self.reasoning + self.text
            case Finish(reason):
                self.finish = reason
            case Usage():
                self.usage = event


async def events_told(dialect: str, pieces: Sequence[bytes]) -> list[Event]:
    """The events that the backend of a dialect makes of a body that comes in these pieces."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(HEAD)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        writer.close()

    async with site(script) as here:
        provider = open_at(dialect, here.url + PATHS[dialect], models=("m",), first_token_timeout=9.0)
        try:
            async with aclosing(provider.stream(Request((Message("user", "hi"),), "m"))) as events:
                return [event async for event in events]
        finally:
            await provider.aclose()


async def told(
    dialect: str,
    pieces: Sequence[tuple[float, str]],
    head: bytes = HEAD,
    **options: Any,  # Any: a backend's options
) -> Told:
    """What the backend of a dialect makes of a body: seconds of waiting, then text, and so on."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(head)
        for seconds, text in pieces:
            await asyncio.sleep(seconds)
            writer.write(text.encode())
            await writer.drain()
        writer.close()

    result = Told()
    limits = {"first_token_timeout": 9.0, "silence_timeout": 9.0}
    async with site(script) as here:
        provider = open_at(dialect, here.url + PATHS[dialect], models=("m",), **limits, **options)
        try:
            async with aclosing(provider.stream(Request((Message("user", "hi"),), "m"))) as events:
                async for event in events:
                    result.take(event)
        except ProviderError as error:
            result.error = error
        finally:
            await provider.aclose()
    return result
