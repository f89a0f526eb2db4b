"""The running program, read from outside while people talk to it: every number moves, and none says who or what."""

import asyncio
import re
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bots.ops.reading import Page, numbers, read
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_people import User
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi
from tests.process import Running, parley
from tests.program import model, on_discord, on_telegram
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.real_time

ADA = 1001
WORDS = "canaryquestion of the seven seas"
ANSWER = "canaryanswer that nobody reads in a number"
WHOLE = {
    name: f'parley_answers_total{{outcome="whole",platform="{name}",provider="local"}}'
    for name in ("telegram", "discord")
}


@dataclass
class Operated:
    """A program that runs, and the port of its pages."""

    running: Running
    port: int
    telegram: TelegramApi
    discord: DiscordApi
    ida: User
    llm: ChatCompletions
    folder: Path

    async def status(self) -> int:
        return (await read(self.port, "/readyz")).status

    async def says(self, words: str, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Wait until `/readyz` says that. `meanwhile`: what goes on happening."""
        async with asyncio.timeout(PATIENCE):
            while (page := await read(self.port, "/readyz")).text != words:
                assert self.running.process.returncode is None
                assert page.status in (200, 503)
                meanwhile()
                await asyncio.sleep(0.05)

    async def counts(self, *series: str) -> Mapping[str, float]:
        """The numbers, as soon as all of these are among them."""
        async with asyncio.timeout(PATIENCE):
            while not set(series) <= (found := await self.metrics()).keys():
                assert self.running.process.returncode is None
                await asyncio.sleep(0.05)
        return found

    async def metrics(self) -> Mapping[str, float]:
        return numbers((await self.page()).text)

    async def page(self) -> Page:
        return await read(self.port, "/metrics")


@asynccontextmanager
async def operated(folder: Path, text: str = "Aye.", **more: str) -> AsyncIterator[Operated]:
    async with ChatCompletions(text=text) as llm, TelegramApi() as telegram, DiscordApi() as discord:
        telegram.user(ADA)
        ida = discord.user("ida")
        variables = model(llm) | on_telegram(telegram, ADA) | on_discord(discord, ida.id)
        variables |= {
            "PARLEY_ACCESS__OWNERS": f'["telegram:{ADA}", "discord:{ida.id}"]',
            "PARLEY_ACCESS__OPEN": "true",
            "PARLEY_OPS__LISTEN": "127.0.0.1:0",
        }
        async with parley(folder, variables | more) as running:
            await until(lambda: port_of(running))
            yield Operated(running, port_of(running), telegram, discord, ida, llm, folder)


def port_of(running: Running) -> int:
    found = re.search(rb"http://127\.0\.0\.1:(\d+) answers", running.printed)
    return int(found[1]) if found else 0


async def test_both_platforms_are_counted(tmp_path: Path) -> None:
    """One answer each: it is ready once both are connected, and the numbers say what the answers took."""
    async with operated(tmp_path) as here:
        early = await here.status()
        await until(lambda: here.telegram.is_polled and here.discord.gateway.connected)
        here.telegram.user(ADA).writes("hi")
        here.ida.writes("hi")
        found = await here.counts(*WHOLE.values())
        ready = await here.status()

    assert (early, ready) == (503, 200)
    for platform in WHOLE:
        assert found[f'parley_answer_shown_seconds_count{{platform="{platform}"}}'] == 1
        assert found[f'parley_frame_lag_seconds_count{{platform="{platform}"}}'] >= 1
        assert found[f'parley_calls_total{{how="done",platform="{platform}"}}'] >= 1
    assert found['parley_answer_first_word_seconds_count{provider="local"}'] == 2


async def test_ready_as_long_as_both_platforms_and_the_store_are(tmp_path: Path) -> None:
    """503 while one of them is away, with what is missing, and 200 again after it is back; it is alive meanwhile."""
    async with operated(tmp_path) as here:
        await here.says("ok\n")
        here.telegram.faults.always("getUpdates", Fault("status", 502))
        here.telegram.user(ADA).writes("hi")
        await here.says("telegram is not connected\n")
        here.telegram.faults.always("getUpdates", None)
        await here.says("ok\n")
        await here.says("discord is not connected\n", meanwhile=here.discord.gateway.drop)
        await here.says("ok\n")
        other = sqlite3.connect(tmp_path / "parley.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await here.says("the store cannot be written\n")
        alive = (await read(here.port, "/healthz")).status
        other.execute("ROLLBACK")
        other.close()
        await here.says("ok\n")

    assert alive == 200


async def test_no_words_and_no_ids(tmp_path: Path) -> None:
    """Of nobody who wrote, of no place, no model and no secret; whatever happened."""
    async with operated(tmp_path, ANSWER) as here:
        await here.says("ok\n")
        here.telegram.user(ADA).writes(WORDS)
        here.ida.writes(WORDS)
        here.telegram.user(ADA).writes("/model local/canarymodel")
        await here.counts(*WHOLE.values())
        here.llm.faults.always("", Fault("status", 401))
        here.telegram.user(ADA).writes(WORDS)
        await here.counts('parley_answers_total{outcome="failed",platform="telegram",provider="local"}')
        pages = "".join([(await read(here.port, each)).text for each in ("/metrics", "/readyz", "/healthz", "/no")])

    said = re.sub(r" [0-9.e+-]+$", "", pages, flags=re.MULTILINE)  # a measured number may hold the digits of any id
    assert "parley_answers_total" in said
    for secret in ("canary", str(ADA), here.ida.id, "ida", here.telegram.token, here.discord.token, "test-model"):
        assert secret not in said


async def test_a_port_that_is_taken_ends_nothing(tmp_path: Path) -> None:
    """People are answered all the same; the log has one line with the cure."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"127.0.0.1:{other.getsockname()[1]}"
        async with ChatCompletions(text="Aye.") as llm, TelegramApi() as telegram:
            variables = model(llm) | on_telegram(telegram, ADA) | {"PARLEY_OPS__LISTEN": address}
            ada = telegram.user(ADA)
            async with parley(tmp_path, variables) as running:
                await until(lambda: telegram.is_polled)
                ada.writes("hi")
                await until(lambda: any(reply.text == "Aye." for reply in telegram.replies(ADA)))
                running.signal(signal.SIGTERM)
                status = await running.status()

    assert status == 0
    assert running.printed.decode().count(f"ops.listen: {address} is taken by another program; stop that one") == 1
