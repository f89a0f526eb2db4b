"""The program from its start: how long until it listens, and what it holds with one answer growing.

python -m benchmarks.start
"""

import asyncio
import os
import subprocess
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console

from benchmarks.elsewhere import ROOT
from benchmarks.model import Model
from benchmarks.processes import cpu, resident
from benchmarks.reckoning import Figure, beside
from benchmarks.running import Failed
from benchmarks.scenarios import prose
from benchmarks.table import show
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi

TITLE: Final = "the start of the program, and one answer"

WITHIN: Final = 0.7
MEMORY: Final = 90.0
"""MiB."""
TIMES: Final = 3
"""Starts, of which the quickest counts; one more before them writes what Python compiles."""
PATIENCE: Final = 120.0
SECONDS: Final = 3.0
"""For which the answer grows."""
RATE: Final = 60.0
LOOK_EVERY: Final = 0.005
SETTLED: Final = 0.5
"""Seconds after which everything that a start does is done, before somebody asks."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A platform that waits for the program. `listens`: whether it has come; `ask`: somebody writes to it."""

    variables: Mapping[str, str]
    listens: Callable[[], bool]
    ask: Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Started:
    """One start: seconds until it listened, by the clock and of CPU; bytes that were resident while it answered."""

    seconds: float
    cpu: float
    memory: int


@asynccontextmanager
async def _telegram() -> AsyncIterator[Listening]:
    async with TelegramApi() as api:
        variables = {"TELEGRAM_TOKEN": api.token, "PARLEY_TELEGRAM__API_URL": api.url}
        yield Listening(variables, lambda: api.is_polled, lambda words: api.user(1001).writes(words, chat=1001))


@asynccontextmanager
async def _discord() -> AsyncIterator[Listening]:
    async with DiscordApi() as api:
        person = api.user("person")
        variables = {
            "DISCORD_TOKEN": api.token,
            "PARLEY_DISCORD__API_URL": api.url,
            "PARLEY_DISCORD__GATEWAY_URL": api.gateway_url,
        }
        yield Listening(variables, lambda: bool(api.gateway.connected), person.writes)


PLATFORMS: Final = {"Telegram": _telegram, "Discord": _discord}


def run(other: Path | None = None) -> list[Figure]:
    """Measure it: a quarter of a minute. `other`: where another commit's program is, which is measured in turn."""
    if not Path("/proc/self/statm").exists():
        return []  # a process is looked into from outside, which only Linux allows as simply
    return beside(asyncio.run(_of(ROOT)), asyncio.run(_of(other)) if other is not None else [])


async def _of(tree: Path) -> list[Figure]:
    figures: list[Figure] = []
    with TemporaryDirectory() as compiled:
        for name, platform in PLATFORMS.items():
            starts = [await _start(tree, platform, Path(compiled)) for _ in range(1 + TIMES)][1:]
            figures += [
                Figure(f"{name}: to the first poll", min(each.seconds for each in starts), "s", target=WITHIN),
                Figure(f"{name}: CPU until then", min(each.cpu for each in starts), "s"),
                Figure(
                    f"{name}: memory with one answer growing",
                    min(each.memory for each in starts) / 2**20,
                    "MiB",
                    target=MEMORY,
                ),
            ]
    return figures


async def _start(tree: Path, platform: Callable[[], AbstractAsyncContextManager[Listening]], compiled: Path) -> Started:
    text = prose(int(SECONDS * RATE * 4))
    async with Model({1: text}, rate=RATE, token=4) as model, platform() as there:
        with TemporaryDirectory() as folder:
            environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            environment |= {
                "PYTHONPATH": str(tree),
                "PYTHONPYCACHEPREFIX": str(compiled),
                "PARLEY_ACCESS__OPEN": "true",
                "PARLEY_DEFAULT_MODEL": "local/test-model",
                "PARLEY_PROVIDERS__LOCAL__KIND": "openai",
                "PARLEY_PROVIDERS__LOCAL__BASE_URL": model.base_url,
                **there.variables,
            }
            began = time.monotonic()
            program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bots", "run"),
                cwd=folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                await _until(there.listens, program)
                seconds, used = time.monotonic() - began, cpu(program.pid)
                await asyncio.sleep(SETTLED)
                there.ask("Tell me #1")
                await _until(lambda: 1 in model.told and model.told[1].ended, program)
                return Started(seconds, used, resident(program.pid))
            finally:
                program.kill()
                await program.wait()


async def _until(is_so: Callable[[], bool], program: Process) -> None:
    """Raise Failed if the program ends before it is so, or if it takes too long."""
    began = time.monotonic()
    while not is_so():
        if program.returncode is not None or time.monotonic() - began > PATIENCE:
            raise Failed("the start")
        await asyncio.sleep(LOOK_EVERY)


if __name__ == "__main__":
    show(Console(), TITLE, run())
