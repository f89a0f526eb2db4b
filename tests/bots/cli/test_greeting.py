"""The first lines of a chat in a terminal: who answers, and who should and does not."""

import asyncio
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from bots.cli.ask import ask
from bots.cli.chat import greeting
from bots.cli.question import Question
from bots.config.loading import load
from bots.engine.language.english import ENGLISH
from bots.engine.runtime.clock import RealClock
from bots.wiring import open_catalog
from tests.fakes.chat_completions import ChatCompletions


async def greeted(folder: Path, environ: Mapping[str, str]) -> list[str]:
    config = load(None, environ, folder)
    catalog = open_catalog(config, demo=True)
    try:
        return await greeting(config, catalog)
    finally:
        await catalog.aclose()


async def asked(folder: Path, environ: Mapping[str, str]) -> int:
    return await ask(load(None, environ, folder), RealClock(1000.0), asyncio.Event(), Question("Why?"))


def provider(address: str, **more: str) -> dict[str, str]:
    """The variables of one provider; "auto" finds it."""
    keys = {"KIND": "openai", "BASE_URL": address, "API_KEY": "wrong", **more}
    return {f"PARLEY_PROVIDERS__ACME__{key}": value for key, value in keys.items()}


@pytest.fixture
def closed_port() -> int:
    """Nobody listens there."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


async def test_where_nothing_is_set_up_the_demo_answers(tmp_path: Path) -> None:
    """And it is said how to set something up."""
    first, hint = await greeted(tmp_path, {})

    assert first == "demo/demo answers here; /model changes that, /help lists the rest."
    assert hint.startswith("For a real model set OPENAI_API_KEY; for ")


async def test_a_key_that_is_refused_is_named_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the first line and by each question; the demo answers none of them."""
    async with ChatCompletions(key="right") as server:
        environ = provider(server.base_url)
        first, hint = await greeted(tmp_path, environ)
        statuses = [await asked(tmp_path, environ) for _ in range(2)]
    out, err = capsys.readouterr()

    assert first.startswith(f"acme does not answer. {ENGLISH['cure_key']} (The server refused the API key (HTTP 401")
    assert "real model" not in hint
    assert (statuses, out) == ([1, 1], "")
    assert err.count(ENGLISH["cure_key"]) == 2
    assert "demo" not in first + err


async def test_a_proxy_that_is_down_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], closed_port: int
) -> None:
    """Not the server behind it alone, and without the credentials; nobody answers in its place."""
    environ = provider("http://models.example/v1", PROXY=f"http://ann:hunter2@127.0.0.1:{closed_port}")
    (first, _), status = await greeted(tmp_path, environ), await asked(tmp_path, environ)
    out, err = capsys.readouterr()

    for said in (first, err):
        assert f"The proxy 127.0.0.1:{closed_port} refuses connections" in said
        assert "hunter2" not in said
    assert (status, out) == (1, "")
