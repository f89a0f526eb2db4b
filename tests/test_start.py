"""What the start leaves for later: a platform is asked what people wrote before the rest is loaded."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.telegram_api import TelegramApi
from tests.program import on_telegram, running
from tests.waiting import until

ROOT = Path(__file__).parent.parent

LATER = ("bots.engine.handlers.dispatch", "provider.transport.curl", "curl_cffi")
NEVER = (
    "provider.backends.anthropic",
    "provider.backends.chatgptes",
    "provider.backends.gemini",
    "html.parser",
    "bots.web.fetching",
    "mcp",
    "prompt_toolkit",
    "rich",
    "telegram",
)
"""The dialects of services that are not set up, and libraries of what nobody asked for."""

PROGRAM = """
import asyncio, sys
from pathlib import Path
from tests.fakes.{module} import {api}
from tests.program import {on}, running
from tests.waiting import until

MODEL = {{"PARLEY_DEFAULT_MODEL": "local/m", "PARLEY_PROVIDERS__LOCAL__BASE_URL": "http://127.0.0.1:9/v1"}}

async def main():
    async with {api}() as api:
        async with running(MODEL | {on}(api), Path.cwd(), speed=1.0):
            await until(lambda: {asked})
            print(*sorted(set({names}) & set(sys.modules)))
            await until(lambda: set({later}) <= set(sys.modules))

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("module", "api", "on", "asked", "other"),
    [
        ("telegram_api", "TelegramApi", "on_telegram", "api.is_polled", "discord"),
        ("discord_api", "DiscordApi", "on_discord", "api.gateway.connected", "telegram"),
    ],
)
def test_what_few_need_is_loaded_once_a_platform_is_asked(
    module: str, api: str, on: str, asked: str, other: str, tmp_path: Path
) -> None:
    """Commands and the HTTP client of providers. What nobody has turned on is not loaded at all."""
    words = {"module": module, "api": api, "on": on, "asked": asked}
    program = PROGRAM.format(names=(*LATER, *NEVER, other), later=LATER, **words)
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == []


async def test_no_platform_waits_for_the_lists_of_providers(tmp_path: Path) -> None:
    """Also where "auto" is to be found out: a server that says nothing is asked once a platform is."""
    asked: list[bool] = []

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(telegram.is_polled)
        await reader.read()
        writer.close()

    async with TelegramApi() as telegram, await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        slow = {"PARLEY_PROVIDERS__SLOW__BASE_URL": f"http://127.0.0.1:{port}/v1"}
        async with running(slow | on_telegram(telegram), tmp_path, speed=1.0):
            await until(lambda: asked)

    assert asked[0]
