"""A platform and a provider of other people's packages, installed beside Parley: nothing of ours knows of them."""

import asyncio
import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from parley_tcp_chat_tests.client import client, free_port

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.program import PROSE, same_words
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.real_time

ROOT = Path(__file__).parent.parent
PLATFORM, PROVIDER = ROOT / "tests/packages/parley_tcp_chat", ROOT / "tests/packages/parley_parrot"
MOST_LINES = 300
PUBLIC = ("bots.engine.seam", "bots.engine.runtime", "bots.engine.commands", "bots.engine.language", "bots.text")
CONTRACTS = ("bots.testing", "provider.testing", "provider.contract", "provider.errors", "provider.values")
IMPORT = r"^\s*from (bots\S*|provider\S*)"
ADA, BOB = 1001, 1002
TEXT = PROSE[:1500]
"""One message of it."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pip has installed both packages, without a network."""
    folder = tmp_path_factory.mktemp("installed")
    how = "--no-index --no-build-isolation --no-deps --no-compile --disable-pip-version-check --quiet --target"
    subprocess.run([sys.executable, "-m", "pip", "install", *how.split(), folder, PLATFORM, PROVIDER], check=True)
    return folder


def environ(installed: Path) -> dict[str, str]:
    """The variables of a process that sees Parley and the packages."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}"}


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
    return Program(folder, environ(installed), port)


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


def test_a_provider_of_an_installed_package_answers(tmp_path: Path, installed: Path) -> None:
    """A section of its kind is enough."""
    (tmp_path / "config.toml").write_text('[providers.polly]\nkind = "parrot"\ntimes = 2\n')
    ran = subprocess.run(
        [sys.executable, "-m", "bots", "ask", "-m", "polly/grey", "A cracker, please"],
        cwd=tmp_path,
        env=environ(installed),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )

    assert (ran.stdout.split(), ran.returncode) == (["A", "cracker,", "please"] * 2, 0), ran.stderr


def test_a_package_runs_the_contract_of_its_kind(tmp_path: Path, installed: Path) -> None:
    """Its own tests, which lie in no folder of ours, by a pytest that knows nothing of ours."""
    names = {package: f"{package.name}_tests" for package in (PLATFORM, PROVIDER)}
    tests = [shutil.copytree(package / name, tmp_path / name) for package, name in names.items()]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *tests],
        cwd=tmp_path,
        env=environ(installed),
        capture_output=True,
        text=True,
    )
    passed = re.search(r"(\d+) passed", ran.stdout)

    assert ran.returncode == 0, ran.stdout
    assert passed is not None
    assert int(passed[1]) > 50


@pytest.mark.parametrize("package", [PLATFORM, PROVIDER])
def test_it_knows_what_a_package_may_know(package: Path) -> None:
    """The rooms that an adapter of ours imports, or the contract of providers; and no file of ours names it."""
    used = {name for path in package.rglob("*.py") for name in re.findall(IMPORT, path.read_text(), re.M)}
    ours = [path for top in ("bots", "provider") for path in (ROOT / top).rglob("*.py")]
    own = package.name.removeprefix("parley_")

    assert used
    assert [name for name in used if not name.startswith((*PUBLIC, *CONTRACTS))] == []
    assert [path.name for path in ours if own in path.read_text()] == []


def test_a_platform_is_small() -> None:
    """All of the package but its tests."""
    files = [*(PLATFORM / PLATFORM.name).glob("*.py"), *PLATFORM.glob("*.toml")]

    assert sum(len(path.read_text().splitlines()) for path in files) <= MOST_LINES
