"""A model server that lies, floods and breaks off; a neighbour asks beside each answer."""

import asyncio
import gzip
import json
from collections.abc import Iterator

from benchmarks.chaos.outcomes import Goal, Row, worst_wait
from benchmarks.chaos.stands import Stand, a_town
from benchmarks.model import Script

PATIENCE = 60.0
IMPATIENT = {
    "PARLEY_PROVIDERS__LOCAL__FIRST_TOKEN_TIMEOUT": "5",
    "PARLEY_PROVIDERS__LOCAL__SILENCE_TIMEOUT": "5",
    "PARLEY_PROVIDERS__LOCAL__TOTAL_TIMEOUT": "15",
}
"""So that silence is no matter of minutes."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
OPEN = HEAD + b"\r\n"


def _word(text: str) -> bytes:
    return b"data: " + json.dumps({"choices": [{"delta": {"content": text}}]}).encode() + b"\n\n"


def _end(**more: object) -> bytes:
    last = {"choices": [{"delta": {}, "finish_reason": "stop"}], **more}
    return b"data: " + json.dumps(last).encode() + b"\n\ndata: [DONE]\n\n"


def _says(data: bytes) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return script


def _endless(data: bytes) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OPEN)
        while not (writer.is_closing() or reader.at_eof()):
            writer.write(data)
            await writer.drain()
            await asyncio.sleep(0.01)

    return script


def _silent(data: bytes) -> Script:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await reader.read()  # until the client has gone

    return script


COUNTED = {"usage": {"prompt_tokens": 10**23, "completion_tokens": 10**23, "total_tokens": 10**23}}

LIES: dict[str, Script] = {
    "nothing": _says(b""),
    "a page": _says(HEAD.replace(b"text/event-stream", b"text/html") + b"\r\n<html>Log in</html>"),
    "half an event": _says(OPEN + _word("Hello") + b'data: {"choi'),
    "junk": _says(OPEN + _word("Hello") + b"data: {junk}\n\n" + b"\xff\xfe" * 9999),
    "no text": _says(OPEN + _end()),
    "an error in the stream": _says(OPEN + _word("Hello") + b'data: {"error": {"message": "boom"}}\n\n'),
    "a token of 1 MB": _says(OPEN + _word("x" * 1_000_000) + _end()),
    "100,000 tokens": _says(OPEN + _word("y") * 100_000 + _end()),
    "a header of 1 MB": _says(HEAD + b"X-Long: " + b"z" * 1_000_000 + b"\r\n\r\n" + _word("Hello") + _end()),
    "100 MB in a gzip": _says(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 100_000_000)),
    "10^23 tokens": _says(OPEN + _word("Hello.") + _end(**COUNTED)),
    "endless text": _endless(_word("for ever " * 100) * 10),
    "endless pings": _endless(b": ping\n\n" * 500),
    "silence": _silent(OPEN),
    "silence after a word": _silent(OPEN + _word("Hello")),
}


def _pairs() -> Iterator[tuple[int, Script]]:
    """Odd questions get the lies, and the even ones behind them the truth."""
    yield from ((2 * place + 1, script) for place, script in enumerate(LIES.values()))


async def liars(stand: Stand) -> list[Row]:
    """Each way once; how long the neighbour waited, and whether each answer came to an end."""
    count = 2 * len(LIES)
    async with a_town(stand, "telegram", count) as town, town.program(**IMPATIENT):
        town.model.scripts.update(_pairs())
        for number, _ in _pairs():
            town.ask(number)
            await stand.sleep(0.1)
            town.ask(number + 1)
            await stand.sleep(1.0)
        settled = await town.settle(PATIENCE)
        fates = town.fates()
    lied_to, neighbours = fates[::2], fates[1::2]
    open_ones = [name for name, one in zip(LIES, lied_to, strict=True) if not one.is_settled]
    goals = worst_wait(neighbours), Goal("answers without an end", len(open_ones), 0, "")
    beside = f"{len(LIES)} ways; the waits are the neighbours'" + (
        f"; open: {', '.join(open_ones)}" if open_ones else ""
    )
    return [Row(town.name, neighbours, settled, beside, goals)]
