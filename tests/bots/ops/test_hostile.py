"""Strangers at the port: slow ones, many, garbage and floods. Whoever asks properly is answered meanwhile."""

import asyncio
import re
import time

import pytest

from bots.listening import bounded
from tests.bots.ops.reading import read, said
from tests.bots.ops.stand import standing
from tests.waiting import until

pytestmark = pytest.mark.real_time

GARBAGE = (
    b"\x00\xff\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
    b"GET\r\n\r\n",
    b"GET /metrics HTTP/9.9\r\n\r\n",
    b"\r\n" * 5_000,
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\n" + b"X: y\r\n" * 3_000 + b"\r\n",
    b"GET /metrics HTTP/1.1\r\nX: " + b"y" * 30_000 + b"\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    b"GET /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /metrics HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n" + b"x" * 200_000,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "GET /\ud83d\ude00 HTTP/1.1\r\n\r\n".encode(errors="surrogatepass"),
)


@pytest.mark.parametrize("raw", GARBAGE, ids=range(len(GARBAGE)))
async def test_garbage_is_turned_away(
    raw: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets an error or nothing, never the numbers twice, and no line in the log."""
    async with standing(caplog) as stand, asyncio.timeout(20):
        caplog.clear()
        with monkeypatch.context() as garbled:
            garbled.setattr(bounded, "WITHIN", 0.3)  # some garbage is answered by nothing but the deadline
            answer = await said("127.0.0.1", stand.port, raw)
        after = await read(stand.port, "/healthz")
        logged = caplog.text

    assert after.status == 200
    assert b" 200 " not in answer.partition(b"\r\n")[0]
    assert len(re.findall(rb"^HTTP/1", answer, re.MULTILINE)) <= 1
    assert logged == ""


async def test_whoever_keeps_silent_is_dropped(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is who sends a byte now and then."""
    monkeypatch.setattr(bounded, "WITHIN", 0.3)
    async with standing(caplog) as stand:
        silent, _silent = await asyncio.open_connection("127.0.0.1", stand.port)
        slow, writer = await asyncio.open_connection("127.0.0.1", stand.port)
        for byte in b"GET /me":
            writer.write(bytes([byte]))
            await asyncio.sleep(0.01)
        async with asyncio.timeout(30):
            ends = [await _end(silent), await _end(slow)]
        for each in (_silent, writer):
            each.close()

    assert ends == [b"", b""]


async def test_crowds_of_silent_strangers_keep_nobody_out(caplog: pytest.LogCaptureFixture) -> None:
    """With one more connection than there may be, the oldest is dropped."""
    async with standing(caplog) as stand:
        crowd = [await asyncio.open_connection("127.0.0.1", stand.port) for _ in range(3 * bounded.MOST)]
        page = await read(stand.port, "/metrics")
        await until(
            lambda: sum(reader.at_eof() or reader.exception() is not None for reader, _ in crowd) > bounded.MOST
        )
        for _, writer in crowd:
            writer.close()

    assert page.status == 200


async def test_floods_hold_up_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """While many ask again and again, the loop goes on turning: a beat beside them stays in time."""
    async with standing(caplog) as stand:
        late: list[float] = []

        async def beat() -> None:
            while True:
                began = time.monotonic()
                await asyncio.sleep(0.01)
                late.append(time.monotonic() - began - 0.01)

        async def ask() -> int:
            return sum([(await read(stand.port, "/metrics")).status == 200 for _ in range(20)])

        beating = asyncio.create_task(beat())
        answered = sum(await asyncio.gather(*(ask() for _ in range(16))))
        beating.cancel()

    assert answered == 320
    assert stand.written == 1
    assert sorted(late)[len(late) // 2] < 0.25


async def _end(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""
