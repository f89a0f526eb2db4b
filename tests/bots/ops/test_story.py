"""The running program, read from outside while people talk to it: every number moves, and none says who or what."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bots.ops.reading import Page, numbers, read
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_people import User
from tests.fakes.telegram_api import TelegramApi
from tests.process import Running, parley
from tests.program import model, on_discord, on_telegram
from tests.waiting import until

pytestmark = pytest.mark.real_time

ADA = 1001
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
        while (found := await here.metrics()).get(WHOLE["telegram"], 0) + found.get(WHOLE["discord"], 0) < 2:
            assert here.running.process.returncode is None
        ready = await here.status()

    assert (early, ready) == (503, 200)
    for platform in WHOLE:
        assert found[f'parley_answer_shown_seconds_count{{platform="{platform}"}}'] == 1
        assert found[f'parley_frame_lag_seconds_count{{platform="{platform}"}}'] >= 1
        assert found[f'parley_calls_total{{how="done",platform="{platform}"}}'] >= 1
    assert found['parley_answer_first_word_seconds_count{provider="local"}'] == 2
