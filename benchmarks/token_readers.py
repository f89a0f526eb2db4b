"""Three ways to read a stream of tokens: Parley's whole catalog, bare aiohttp, the openai SDK. A process each."""

import asyncio
import gc
import json
import resource
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from benchmarks.token_server import MODEL

Take = Callable[[str], None]
"""Is given each token's text."""
Ask = Callable[[Take], Awaitable[None]]
"""Asks one question and reads its answer to the end."""

RAMP: Final = 2.0
"""Seconds over which the streams begin: five hundred people do not press Enter in the same millisecond."""


@dataclass(frozen=True, slots=True)
class Reading:
    """delays: seconds from each token's sending to its event. cpu: seconds for all. memory: bytes for all streams."""

    delays: tuple[float, ...]
    cpu: float
    memory: int


@asynccontextmanager
async def parley(url: str) -> AsyncIterator[Ask]:
    """As the bot does it: breaker, retries, limits, deadlines and all."""
    from provider import Catalog, Message, Request, Text
    from provider.backends.openai import OpenAI, Options
    from provider.contract import Url

    options = Options(base_url=Url(url), models=(MODEL,), max_streams=10_000)
    catalog = Catalog({"it": OpenAI(options)}, limits={"it": options})
    request = Request((Message("user", "Hello"),))

    async def ask(take: Take) -> None:
        async with aclosing(catalog.stream(f"it/{MODEL}", request, chat=True)) as events:
            async for event in events:
                if isinstance(event, Text):
                    take(event.text)

    yield ask
    await catalog.aclose()


@asynccontextmanager
async def aiohttp(url: str) -> AsyncIterator[Ask]:
    """No contract, no errors: lines and JSON."""
    from aiohttp import ClientSession, ClientTimeout, TCPConnector

    body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": "Hello"}]}

    async with ClientSession(connector=TCPConnector(limit=0), timeout=ClientTimeout(total=None)) as session:

        async def ask(take: Take) -> None:
            async with session.post(f"{url}/chat/completions", json=body) as response:
                async for line in response.content:
                    if line.startswith(b"data: {"):
                        text = json.loads(line[6:])["choices"][0]["delta"].get("content")
                        if text:
                            take(text)

        yield ask


@asynccontextmanager
async def openai(url: str) -> AsyncIterator[Ask]:
    """The vendor's own."""
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:

        async def ask(take: Take) -> None:
            stream = await client.chat.completions.create(
                model=MODEL, messages=[{"role": "user", "content": "Hello"}], stream=True
            )
            async for chunk in stream:
                if chunk.choices and chunk.choices[0].delta.content:
                    take(chunk.choices[0].delta.content)

        yield ask


READERS: Final = {"parley": parley, "aiohttp": aiohttp, "openai": openai}


def main(line: "Connection[Any, Any]", name: str, port: int, streams: int) -> None:
    """A process of its own: reads that many streams at once and sends its `Reading`."""
    line.send(asyncio.run(_read(name, f"http://127.0.0.1:{port}/v1", streams)))


async def _read(name: str, url: str, streams: int) -> Reading:
    delays: list[float] = []

    def take(text: str) -> None:
        now = time.monotonic()
        delays.extend(now - float(sent) for sent in text.split())

    async with READERS[name](url) as ask:
        await asyncio.gather(*(ask(lambda _: None) for _ in range(3)))  # what is loaded late is loaded now
        gc.collect()
        before, began = _memory(), _cpu()
        tasks = [asyncio.create_task(_after(RAMP * number / streams, ask, take)) for number in range(streams)]
        await asyncio.sleep(RAMP * 2)
        gc.collect()
        held = _memory() - before - 32 * len(delays)  # what is measured is not what a stream holds
        await asyncio.gather(*tasks)
        cpu = _cpu() - began
    return Reading(tuple(delays), cpu, held)


async def _after(seconds: float, ask: Ask, take: Take) -> None:
    await asyncio.sleep(seconds)
    await ask(take)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _memory() -> int:
    """Bytes that are resident now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
