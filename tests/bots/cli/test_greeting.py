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
from bots.engine.language.phrases import speak
from bots.engine.runtime.clock import RealClock
from bots.providers import open_catalog
from bots.terminal_bot.reading import locale_of
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
    first, *hints = await greeted(tmp_path, {})

    assert first.startswith("demo/demo answers here. Type / for the commands; ")
    assert hints == [
        "For a real model set OPENAI_API_KEY, or let parley init ask for one.",
        "For Discord or Telegram set DISCORD_TOKEN or TELEGRAM_TOKEN.",
    ]


async def test_what_is_set_up_is_not_asked_for(tmp_path: Path) -> None:
    """Neither a model nor a platform; the banner says what is true."""
    async with ChatCompletions(models=("m",)) as server:
        real = await greeted(tmp_path, provider(server.base_url))
    half = await greeted(tmp_path, {"TELEGRAM_TOKEN": "1:a"})
    _, *hints = await greeted(tmp_path, {"TELEGRAM_TOKEN": "1:a", "DISCORD_TOKEN": "b"})

    assert [line.partition(".")[0] for line in real] == ["acme/m answers here"]
    assert half[-1] == "For Discord set DISCORD_TOKEN."
    assert len(hints) == 1


async def test_the_banner_speaks_the_language_of_the_locale(tmp_path: Path) -> None:
    """As all that follows does."""
    speak(locale_of({"LC_ALL": "", "LANG": "es_ES.UTF-8"}))
    try:
        first, *_ = await greeted(tmp_path, {})
    finally:
        speak("")

    assert first.startswith("Aquí responde demo/demo.")


def test_a_locale_is_read_as_programs_read_it() -> None:
    """LC_ALL goes first, an empty one is none, and neither C nor POSIX is a language."""
    assert locale_of({"LC_ALL": "de_AT@euro", "LANG": "es_ES"}) == "de-AT"
    assert locale_of({"LC_MESSAGES": "es", "LANG": "en_US.UTF-8"}) == "es"
    assert [locale_of(each) for each in ({}, {"LANG": "C.UTF-8"}, {"LC_ALL": "POSIX", "LANG": "es_ES"})] == ["", "", ""]


async def test_a_key_that_is_refused_is_named_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the first line and by each question; the demo answers none of them."""
    async with ChatCompletions(key="right") as server:
        environ = provider(server.base_url)
        (first,) = await greeted(tmp_path, environ)
        statuses = [await asked(tmp_path, environ) for _ in range(2)]
    out, err = capsys.readouterr()

    assert first.startswith(f"acme does not answer. {ENGLISH['cure_key']} (The server refused the API key (HTTP 401")
    assert (statuses, out) == ([1, 1], "")
    assert err.count(ENGLISH["cure_key"]) == 2
    assert "demo" not in first + err


async def test_a_proxy_that_is_down_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], closed_port: int
) -> None:
    """Not the server behind it alone, and without the credentials; nobody answers in its place."""
    environ = provider("http://models.example/v1", PROXY=f"http://ann:hunter2@127.0.0.1:{closed_port}")
    (first,), status = await greeted(tmp_path, environ), await asked(tmp_path, environ)
    out, err = capsys.readouterr()

    for said in (first, err):
        assert f"The proxy 127.0.0.1:{closed_port} refuses connections" in said
        assert "hunter2" not in said
    assert (status, out) == (1, "")
