"""The program as a process of its own, in real time, on fakes in this one: signals, a crash, what it prints."""

import signal
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.process import parley
from tests.program import PROSE, growing, model, on_discord, on_telegram
from tests.waiting import until

pytestmark = pytest.mark.real_time

ADA = 1001
KEY = "sk-a-key-that-nobody-may-see"
WORDS = "Tell me of the seven seas"


@pytest.fixture(params=["uvloop", "asyncio"])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Where the program is started: as it is, or as where there is no uvloop."""
    if request.param == "asyncio":
        (tmp_path / "uvloop.py").write_text("raise ImportError")
    return tmp_path


async def test_both_platforms_side_by_side_and_a_gentle_end(folder: Path) -> None:
    """One process answers on both; SIGTERM ends it with 0; no token, key or word of a person was printed."""
    async with (
        ChatCompletions(text="Aye.", key=KEY) as llm,
        TelegramApi() as telegram,
        DiscordApi() as discord,
    ):
        ada, ida = telegram.user(ADA), discord.user("ida")
        both = f'["telegram:{ADA}", "discord:{ida.id}"]'
        variables = model(llm) | on_telegram(telegram, ADA) | on_discord(discord, ida.id)
        variables |= {
            "PARLEY_ACCESS__OWNERS": both,
            "PARLEY_PROVIDERS__LOCAL__API_KEY": KEY,
            "PARLEY_LOG__LEVEL": "debug",
        }
        async with parley(folder, variables) as running:
            await until(lambda: telegram.is_polled and discord.gateway.connected)
            ada.writes(WORDS)
            ida.writes(WORDS)
            await until(lambda: any(reply.text == "Aye." for reply in telegram.replies(ADA)))
            there = discord.direct(ida)
            await until(lambda: any(message.content == "Aye." for message in discord.world.standing(there)))
            running.signal(signal.SIGTERM)
            status = await running.status()

    printed = running.printed.decode()
    assert status == 0
    assert "Telegram" in printed
    for secret in (telegram.token, discord.token, KEY, WORDS):
        assert secret not in printed
    assert "Traceback" not in printed


async def test_a_crash_in_mid_answer_is_taken_up_by_the_next_start(folder: Path) -> None:
    """kill -9: the answer is given anew in the same message; what waited, and what came meanwhile, is answered."""
    async with ChatCompletions(text="Sentence one. " * 30, rate=40) as llm, TelegramApi() as api:
        ada, bob = api.user(ADA), api.user(ADA + 1)
        variables = model(llm) | on_telegram(api, ADA) | {"PARLEY_ACCESS__OPEN": "true"}
        async with parley(folder, variables) as running:
            await until(lambda: api.is_polled)
            ada.writes(WORDS)
            await until(lambda: api.replies(ADA) and len(api.replies(ADA)[-1].versions) > 2)
            running.signal(signal.SIGKILL)
            await running.status()
        bob.writes(WORDS)
        [reply] = api.replies(ADA)
        looked_alive = growing(reply.labels)
        async with parley(folder, variables):
            for person in (ADA, ADA + 1):
                await until(partial(_is_whole, api, person))

    assert looked_alive
    assert len(api.replies(ADA)) == len(api.replies(ADA + 1)) == 1
    assert "Interrupted" not in reply.text


def _is_whole(api: TelegramApi, person: int) -> bool:
    return any(len(reply.text) > 400 and not growing(reply.labels) for reply in api.replies(person))


async def test_the_second_interrupt_ends_at_once(folder: Path) -> None:
    """Whoever presses Ctrl-C twice does not wait for the answers that grow."""
    async with ChatCompletions(text=PROSE, rate=2) as llm, TelegramApi() as api:
        ada = api.user(ADA)
        async with parley(folder, model(llm) | on_telegram(api, ADA)) as running:
            await until(lambda: api.is_polled)
            ada.writes(WORDS)
            await until(lambda: api.replies(ADA))
            running.signal(signal.SIGINT)
            await until(lambda: b"Stopping" in running.printed)
            running.signal(signal.SIGINT)
            status = await running.status()

    assert status == 130
    assert b"Traceback" not in running.printed
