"""Telegram calls: any process takes an update, a success says that it is committed, and strangers get nowhere."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest

from bots.engine.runtime.clock import RealClock
from bots.listening import bounded
from bots.telegram_bot import webhook
from bots.telegram_bot.bot import TelegramBot
from bots.telegram_bot.hook import Hook, secret_of
from bots.telegram_bot.polling import ALLOWED
from tests.bots.telegram_bot.stage import SPEED
from tests.bots.telegram_bot.test_several_processes import OneOfSeveral
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_webhook import HEADER
from tests.waiting import until

URL = "https://bot.example.org/telegram"


@dataclass
class Process:
    inbox: OneOfSeveral
    bot: TelegramBot
    port: int
    running: asyncio.Task[None]


@asynccontextmanager
async def process(api: TelegramApi, caplog: pytest.LogCaptureFixture, *, holds: bool = True) -> AsyncIterator[Process]:
    """One that is called. `holds`: it tells Telegram the address."""
    caplog.set_level(logging.INFO)
    inbox = OneOfSeveral()
    if holds:
        inbox.in_hand.give(0)
    said = len(caplog.messages)
    bot = TelegramBot(api.token, api_url=api.url, clock=RealClock(SPEED), hook=Hook(URL, "127.0.0.1:0"))
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(bot.run(inbox))
            await until(lambda: re.findall(r":(\d+) answers Telegram", "\n".join(caplog.messages[said:])))
            [port] = re.findall(r":(\d+) answers Telegram", "\n".join(caplog.messages[said:]))
            if holds:
                await api.until(lambda: api.webhook.url)
            yield Process(inbox, bot, int(port), running)
            await bot.quiet()
    finally:
        await bot.aclose()


def leads(api: TelegramApi, *processes: Process) -> None:
    api.webhook.lead(*(f"http://127.0.0.1:{each.port}" for each in processes))


async def test_any_process_takes_updates(caplog: pytest.LogCaptureFixture) -> None:
    """Behind a load balancer, whichever of them told Telegram the address; nobody asks for updates."""
    async with TelegramApi() as api, process(api, caplog) as one, process(api, caplog, holds=False) as other:
        leads(api, one, other)
        for number in range(6):
            api.user(number + 1).writes(str(number))
        await api.until(lambda: not api.pending or api.webhook.answers)
        await until(lambda: not api.pending)
        connected = one.bot.is_connected(), other.bot.is_connected()

    assert sorted(one.inbox.texts + other.inbox.texts) == ["0", "1", "2", "3", "4", "5"]
    assert one.inbox.texts
    assert other.inbox.texts
    assert api.counts["setWebhook"] == 1
    assert api.counts["getUpdates"] == 0
    assert set(api.webhook.allowed) == set(ALLOWED)
    assert connected == (True, True)


async def test_a_success_means_that_it_is_committed(caplog: pytest.LogCaptureFixture) -> None:
    """While the database is away, Telegram keeps the update; what comes again meanwhile is taken once."""
    async with TelegramApi() as api, process(api, caplog) as one:
        leads(api, one)
        one.inbox.may_take.clear()
        api.user(7).writes("one")
        await one.inbox.until(lambda: one.inbox.texts)
        kept, [update] = list(api.webhook.answers), api.pending
        again = asyncio.create_task(posted(one.port, secret_of(api.token), json.dumps(update).encode()))
        await asyncio.sleep(0.02)
        one.inbox.may_take.set()
        status = await again
        await until(lambda: not api.pending)

    assert kept == []
    assert status == 200
    assert one.inbox.texts == ["one"]


async def test_what_the_end_cuts_off_is_no_success(caplog: pytest.LogCaptureFixture) -> None:
    """The database is away until the program has waited long enough: Telegram keeps the update."""
    async with TelegramApi() as api:
        with suppress(asyncio.CancelledError):
            async with process(api, caplog) as one:
                leads(api, one)
                one.inbox.may_take.clear()
                api.user(7).writes("one")
                await one.inbox.until(lambda: one.inbox.texts)
                one.running.cancel()
                await asyncio.wait((one.running,))
        kept = [update["message"]["text"] for update in api.pending]

    assert kept == ["one"]
    assert 200 not in api.webhook.answers


async def test_what_a_process_does_not_take_comes_to_another_one(caplog: pytest.LogCaptureFixture) -> None:
    """One has died, so its calls are refused; Telegram calls again, and gets the other."""
    async with TelegramApi() as api, process(api, caplog) as one, process(api, caplog, holds=False) as other:
        leads(api, one, other)
        await one.bot.quiet()
        for number in range(4):
            api.user(number + 1).writes(str(number))
        await until(lambda: not api.pending)

    assert sorted(other.inbox.texts) == ["0", "1", "2", "3"]


async def test_an_album_under_a_command_comes_whole(caplog: pytest.LogCaptureFixture) -> None:
    """Telegram sends the next picture of a chat only once the last one is confirmed."""
    async with TelegramApi() as api, process(api, caplog) as one:
        leads(api, one)
        api.user(7).sends_album(*(api.files.photo() for _ in range(3)), text="/ask which?")
        await one.inbox.until(lambda: one.inbox.commands)
        await until(lambda: not api.pending)

    [asked] = one.inbox.commands
    assert len(asked.attachments) == 3
    assert one.inbox.texts == []


async def test_the_address_is_told_again_when_somebody_took_it_away(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what went wrong with Telegram's calls is said."""
    monkeypatch.setattr(webhook, "LOOK_EVERY", 1.0)
    async with TelegramApi() as api, process(api, caplog) as one:
        api.user(7).writes("one")
        await until(lambda: "could not call telegram.webhook" in caplog.text)
        api.webhook.url = ""
        await api.until(lambda: api.webhook.url == URL)
        leads(api, one)
        await until(lambda: not api.pending)

    assert "Connection refused" in caplog.text
    assert one.inbox.texts == ["one"]


async def test_check_says_what_went_wrong(caplog: pytest.LogCaptureFixture) -> None:
    """Telegram's last error in a sentence with its cure; before the first start, what will be told."""
    async with TelegramApi() as api, process(api, caplog, holds=False) as one:
        before = await one.bot.check()
        api.webhook.set({"url": URL})
        good = await one.bot.check()
        api.user(7).writes("one")
        await until(lambda: api.webhook.failed_at)
        bad = await one.bot.check()

    assert [(found[-1].ok) for found in (before, good, bad)] == [True, True, False]
    assert "Starting Parley tells it so" in before[-1].text
    assert "0 updates wait" in good[-1].text
    assert "Connection refused. 1 updates wait. Check that the address leads" in bad[-1].text


async def posted(port: int, secret: str, body: bytes, head: str = "") -> int:
    """The status of a request; 0 if there was none."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        length = head or f"Content-Length: {len(body)}\r\n"
        writer.write(f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {secret}\r\n{length}\r\n".encode() + body)
        line = await reader.readline()
    except ConnectionError:
        return 0
    finally:
        writer.close()
    return int(line.split()[1]) if line else 0


async def test_what_is_no_update_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    """The wrong secret before the body has come; more than a megabyte, told or not; garbage. People are answered on."""
    async with TelegramApi() as api, process(api, caplog) as one:
        secret, huge = secret_of(api.token), b"x" * 10_000_000
        leads(api, one)
        found = {
            "no secret": await posted(one.port, "", b"{}"),
            "wrong secret": await posted(one.port, "wrong", b"", head="Content-Length: 900000\r\n"),
            "huge": await posted(one.port, secret, b"", head="Content-Length: 10000000\r\n"),
            "huge, untold": await posted(
                one.port, secret, b"%x\r\n%s\r\n0\r\n\r\n" % (len(huge), huge), head="Transfer-Encoding: chunked\r\n"
            ),
            "garbage": await posted(one.port, secret, b"\x00\xff" * 100),
            "a list": await posted(one.port, secret, b"[]"),
            "deep": await posted(one.port, secret, b"[" * 100_000),
            "senseless": await posted(one.port, secret, b'{"update_id": 1, "message": 7}'),
        }
        api.user(7).writes("one")
        await until(lambda: not api.pending)

    assert found.pop("huge, untold") in (0, 413)  # the connection may end before all of it was sent
    assert list(found.values()) == [401, 401, 413, 400, 400, 400, 200]
    assert one.inbox.texts == ["one"]
    assert secret not in caplog.text


async def test_slow_bodies_and_crowds_hold_up_nobody(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that does not come is given up; two hundred silent strangers are dropped, and those who called are not."""
    monkeypatch.setattr(webhook, "BODY_WITHIN", 1.0)
    async with TelegramApi() as api, process(api, caplog) as one:
        leads(api, one)
        api.user(7).writes("before")
        await until(lambda: not api.pending)
        crowd = [await asyncio.open_connection("127.0.0.1", one.port) for _ in range(200)]
        slow = await posted(one.port, secret_of(api.token), b"{", head="Content-Length: 100\r\n")
        api.user(8).writes("meanwhile")
        await until(lambda: not api.pending)
        kept = bounded.MOST
        await until(lambda: sum(reader.at_eof() or bool(reader.exception()) for reader, _ in crowd) >= 200 - kept)
        for _, writer in crowd:
            writer.close()

    assert slow == 408
    assert one.inbox.texts == ["before", "meanwhile"]
    assert api.webhook.answers == [200, 200]
