"""The whole program in this process, on the fakes, with every interval and window scaled down together."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bots.cli.run import serve
from bots.config.loading import load
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import RealClock
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi

SPEED = 20.0
"""How many times as fast as real the program's clock and the fakes' run."""

PROSE = " ".join(
    f"Sentence number {number} says that the sea is wide, the sky is high and the ship sails on."
    for number in range(40)
)
"""Some 3,000 characters of plain prose."""


@dataclass(slots=True)
class Program:
    """One run of the program. `stop` tells it to end, as SIGTERM does; `status` is then its exit status."""

    task: "asyncio.Task[int]"
    told: asyncio.Event

    async def stop(self) -> int:
        """End it gently; its exit status."""
        self.told.set()
        return await self.task


@asynccontextmanager
async def running(variables: Mapping[str, str], folder: Path, speed: float = SPEED) -> AsyncIterator[Program]:
    """The program with this environment, its database in `folder`."""
    config = load(None, variables, folder)
    told = asyncio.Event()
    program = Program(asyncio.create_task(serve(config, RealClock(speed), told)), told)
    try:
        yield program
    finally:
        program.told.set()
        await program.task


def model(server: ChatCompletions) -> dict[str, str]:
    """The variables that make a Chat Completions server the model. It reads what people write, and no day beside it."""
    return {
        "PARLEY_CONVERSATION__DAY": "false",
        "PARLEY_DEFAULT_MODEL": "local/test-model",
        "PARLEY_PROVIDERS__LOCAL__KIND": "openai",
        "PARLEY_PROVIDERS__LOCAL__BASE_URL": server.base_url,
        "PARLEY_PROVIDERS__LOCAL__MAX_STREAMS": "64",
    }


def on_telegram(api: TelegramApi, *owners: int) -> dict[str, str]:
    """The variables that bring it to a fake Telegram."""
    listed = ", ".join(f'"telegram:{owner}"' for owner in owners)
    return {
        "TELEGRAM_TOKEN": api.token,
        "PARLEY_TELEGRAM__API_URL": api.url,
        "PARLEY_ACCESS__OWNERS": f"[{listed}]",
    }


def on_discord(api: DiscordApi, *owners: str) -> dict[str, str]:
    """The variables that bring it to a fake Discord."""
    listed = ", ".join(f'"discord:{owner}"' for owner in owners)
    return {
        "DISCORD_TOKEN": api.token,
        "PARLEY_DISCORD__API_URL": api.url,
        "PARLEY_DISCORD__GATEWAY_URL": api.gateway_url,
        "PARLEY_ACCESS__OWNERS": f"[{listed}]",
    }


def same_words(parts: list[str], source: str) -> bool:
    """Whether the parts are the source, white space at the cuts apart."""
    return " ".join(" ".join(parts).split()) == " ".join(source.split())


def unlinked(text: str) -> str:
    """What Discord shows, with the commands that can be pressed as they are typed."""
    return re.sub(r"</([a-z ]+?)(?: show)?:\d+>", r"/\1", text)


def growing(labels: list[str]) -> bool:
    """Whether a message with these buttons is still growing."""
    return say("stop_button") in labels
