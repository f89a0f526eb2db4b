"""A platform of somebody else's package, installed beside Parley, in the whole program: nothing of ours knows of it."""

import asyncio
import itertools
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.tcp_client import client, free_port
from tests.program import PROSE, same_words
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.real_time

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "tests/packages/parley_tcp_chat"
MOST_LINES = 300
PUBLIC = ("bots.engine.seam", "bots.engine.runtime", "bots.engine.commands", "bots.engine.language", "bots.text")
ADA, BOB = 1001, 1002
TEXT = PROSE[:1500]
"""One message of it."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pip has installed the package, without a network."""
    folder = tmp_path_factory.mktemp("installed")
    how = "--no-index --no-build-isolation --no-deps --no-compile --disable-pip-version-check --quiet --target"
    subprocess.run([sys.executable, "-m", "pip", "install", *how.split(), folder, PACKAGE], check=True)
    return folder


@dataclass
class Program:
    """The program with the package installed, in a folder of its own, against a model server of the test."""

    folder: Path
    environ: dict[str, str]
    port: int

    def check(self) -> str:
        """What `parley check` prints."""
        ran = subprocess.run(
            [sys.executable, "-m", "bots", "check"], cwd=self.folder, env=self.environ, capture_output=True, text=True
        )
        return ran.stdout + ran.stderr

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """`parley run`."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", cwd=self.folder, env=self.environ, stdin=asyncio.subprocess.DEVNULL
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def program(folder: Path, installed: Path, model: ChatCompletions) -> Program:
    """What somebody writes who has installed the package: its section, an owner, a model."""
    port = free_port()
    (folder / "config.toml").write_text(f"""
        default_model = "local/one"
        [tcp_chat]
        port = {port}
        [access]
        owners = ["tcp_chat:{ADA}"]
        allowed = ["tcp_chat:room:5"]
        [providers.local]
        kind = "openai"
        base_url = "{model.base_url}"
    """)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return Program(folder, {**kept, "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"}, port)


async def test_a_platform_of_an_installed_package_serves_people(tmp_path: Path, installed: Path) -> None:
    """Its check, an answer that grows, a model chosen for a room, Stop, and a gentle end."""
    async with ChatCompletions(text=TEXT, rate=200, models=("one", "two")) as model:
        here = program(tmp_path, installed, model)
        checked = await asyncio.to_thread(here.check)
        async with here.running() as process, client(here.port, 0, ADA) as ada, client(here.port, 5, BOB) as bob:
            ada.says("Tell me of the sea")
            await until(lambda: same_words([ada.last()[-1]], TEXT))
            grown = ada.last()

            ada.says("/model local/two")
            await ada.reads(re.escape(say("model_set", model="local/two").split("local/two")[0]))
            ada.says("And of the sky")
            await until(lambda: len(model.requests) == 2)
            bob.says("this is for nobody")
            bob.says("@parley And of the ship")
            await until(lambda: len(model.requests) == 3)
            message = await bob.reads("Sentence number 3 ")
            stop = next(payload for payload in bob.buttons[message] if payload.startswith("stop|"))
            bob.says(f"! {message} {stop}")
            await until(lambda: stop not in bob.buttons[message])
            stopped = bob.texts[message][-1]

            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE):
                status = await process.wait()

    assert f"ok   TCP chat: port {here.port} can be opened." in checked
    assert "FAIL" not in checked
    assert len(grown) > 4
    assert all(later.startswith(earlier.rstrip()) for earlier, later in itertools.pairwise(grown))
    assert [request["model"] for request in model.requests] == ["one", "two", "one"]
    assert "Sentence number 3 " in stopped
    assert not same_words([stopped], TEXT)
    assert ada.typing
    assert status == 0


def test_it_is_small_and_knows_what_an_adapter_may_know() -> None:
    """Its rooms are those that an adapter of ours imports, and no file of ours names it."""
    files = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".toml", ".md")]
    used = {name for path in files for name in re.findall(r"^\s*from (bots\S*|provider\S*)", path.read_text(), re.M)}
    ours = [path for top in ("bots", "provider") for path in (ROOT / top).rglob("*.py")]

    assert sum(len(path.read_text().splitlines()) for path in files) <= MOST_LINES
    assert [name for name in used if not name.startswith((*PUBLIC, "bots.testing"))] == []
    assert [path.name for path in ours if "tcp_chat" in path.read_text()] == []
