"""`parley check`."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bots.cli.check import NOT_PINNED, check
from bots.config.loading import load
from bots.engine.settings.pinned_auto import KEY
from bots.engine.storage.records import BOT
from bots.engine.storage.settings import change
from bots.engine.storage.store import Store
from provider.known.prices import table
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.memory import NOON, VirtualClock
from tests.program import model

DAY = 86_400.0


@pytest.mark.parametrize(("days", "says"), [(90, False), (91, True)])
async def test_it_says_that_the_prices_are_old(
    days: int, says: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With their date, from the day on which the table is over ninety days old; it is no failure."""
    later = datetime.combine(table().taken, time(12), UTC).timestamp() + days * DAY - NOON
    async with ChatCompletions(models=("test-model",)) as server:
        status = await check(load(None, model(server), tmp_path), VirtualClock(later))
    out = capsys.readouterr().out

    assert status == 0
    assert (f"ok   prices: My price list is from {table().taken}, {days} days ago" in out) == says


async def checked(folder: Path, capsys: pytest.CaptureFixture[str], text: str, **environ: str) -> tuple[int, str]:
    """The status and what is printed for a config file."""
    (folder / "config.toml").write_text(text, encoding="utf-8")
    (folder / "config.toml").chmod(0o600)
    status = await check(load(None, environ, folder), VirtualClock())
    return status, capsys.readouterr().out


async def test_a_model_that_its_server_does_not_have_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever the config names it, with the near names; names that lists leave out are none."""
    async with ChatCompletions(models=("gpt-5", "gpt-5-mini", "llama3.2:latest", "claude-haiku-4-5")) as server:
        status, out = await checked(
            tmp_path,
            capsys,
            'default_model = "acme/gpt-9"\nfallback = ["acme/gpt-5", "acme/llama3.2", "acme/claude-haiku-4-latest"]\n'
            f'[aliases]\nfast = "acme/gpt-5-mimi"\n[providers.acme]\nbase_url = "{server.base_url}"\n',
        )

    assert status == 1
    failed = [line for line in out.splitlines() if line.startswith("FAIL")]
    assert len(failed) == 2
    assert failed[0].startswith("FAIL default_model: acme has no model 'gpt-9'. Near it: gpt-5")
    assert failed[1].startswith("FAIL aliases.fast: acme has no model 'gpt-5-mimi'. Near it: gpt-5-mini")


async def test_a_local_server_that_is_off_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs no section, and a model of it is named."""
    monkeypatch.setattr("bots.cli.check_providers.LOCAL_SERVERS", {"ollama": "http://127.0.0.1:9/v1"})
    status, out = await checked(tmp_path, capsys, 'default_model = "ollama/llama3.2"\n')

    assert status == 1
    assert "FAIL providers.ollama: " in out
    assert "127.0.0.1:9 cannot be reached" in out


async def test_an_address_without_its_version_fails_with_the_one_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server has nothing there."""
    async with ChatCompletions(models=("gpt-5",)) as server:
        bare = server.base_url.removesuffix("/v1")
        status, out = await checked(tmp_path, capsys, f'[providers.acme]\nbase_url = "{bare}"\n')

    assert bare != server.base_url
    assert status == 1
    assert f'FAIL providers.acme: nothing is at {bare}/models; base_url usually ends in /v1: "{bare}/v1".' in out


async def test_a_proxy_that_is_down_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is the proxy's, and not the server's fault."""
    async with ChatCompletions(models=("gpt-5",)) as server:
        section = f'[providers.acme]\nbase_url = "{server.base_url}"\nproxy = "http://127.0.0.1:9"\n'
        status, out = await checked(tmp_path, capsys, section)

    assert status == 1
    assert "FAIL providers.acme: " in out
    assert "proxy 127.0.0.1:9" in out


async def test_a_key_that_is_sent_nowhere_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is the only reason why the provider is off."""
    section = '[providers.openai]\nbase_url = "https://openrouter.ai/api/v1"\n'
    status, out = await checked(tmp_path, capsys, section, OPENAI_API_KEY="sk-not-for-them")

    assert status == 1
    assert "FAIL config: OPENAI_API_KEY is not sent to openrouter.ai: write api_key into [providers.openai]" in out


async def test_it_says_what_auto_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Today's model, and the one to which a claim has pinned it."""
    async with ChatCompletions(models=("test-model",)) as server:
        text = f'[providers.acme]\nbase_url = "{server.base_url}"\n'
        _, before = await checked(tmp_path, capsys, text)
        store = Store.open(load(None, {}, tmp_path).storage.url)
        await store.run(change, BOT, KEY, "acme/test-model", by="discord:1")
        await store.close()
        status, after = await checked(tmp_path, capsys, text)

    assert NOT_PINNED in before
    assert "on Telegram and Discord: acme/test-model" in after or "on Discord and Telegram: acme/test-model" in after
    assert "ok   auto: pinned to acme/test-model;" in after
    assert status == 0
