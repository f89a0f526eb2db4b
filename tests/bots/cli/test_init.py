"""`parley init`: three questions, each answer checked at once, and a file that nobody else can read."""

import asyncio
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bots.cli.init import init
from bots.config.loading import load
from bots.engine.runtime.clock import RealClock
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi

WRONG = "123456:AAaaBBbbCCccDDddEEeeFFffGGggHHhhIIii"


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """Let these lines be typed, then the end of input; returns the questions as they come."""
    left: Iterator[str] = iter(lines)
    asked: list[str] = []

    def answer(question: str = "") -> str:
        asked.append(question)
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    return asked


async def run(folder: Path, environ: Mapping[str, str]) -> int:
    return await asyncio.to_thread(init, None, environ, folder, RealClock())


async def test_three_answers_make_a_file_that_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A platform, its token, a server; a wrong token is asked for once more, and nobody else can read the file."""
    async with TelegramApi() as api, ChatCompletions(models=("small", "large")) as llm:
        environ = {"PARLEY_TELEGRAM__API_URL": api.url}
        asked = typed(monkeypatch, "email", "telegram", WRONG, api.token, llm.base_url, "a-key")
        status = await run(tmp_path, environ)
    path = tmp_path / "config.toml"
    config = load(None, {}, tmp_path)
    out = capsys.readouterr().out

    assert status == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [row.name for row in config.platforms_on()] == ["telegram"]
    assert config.default_model == "server/small"
    assert f'token = "{api.token}"' in path.read_text(encoding="utf-8")
    assert "FAIL Telegram: the token was refused" in out
    assert "ok   server/small answers." in out
    assert len(asked) == 6
    assert config.warnings == ()


async def test_a_file_that_exists_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lines to add are printed, with what is there already named."""
    path = tmp_path / "config.toml"
    path.write_text('[telegram]\ntoken = ""\n', encoding="utf-8")
    async with TelegramApi() as api, ChatCompletions(models=("small",)) as llm:
        typed(monkeypatch, "telegram", api.token, llm.base_url, "")
        status = await run(tmp_path, {"PARLEY_TELEGRAM__API_URL": api.url})
    out = capsys.readouterr().out

    assert status == 0
    assert path.read_text(encoding="utf-8") == '[telegram]\ntoken = ""\n'
    assert f'# in [telegram], which is there already:\ntoken = "{api.token}"' in out
    assert '[providers.server]\nkind = "openai"\nbase_url = ' in out


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("terminal", "openai", ""), "providers.openai: off; a key turns it on."),
        (("terminal", "opnai"), 'kind is unknown. Did you mean "openai"?'),
        (("terminal", "http://", ""), "must be an address"),
        (("terminal", "http://127.0.0.1:9/v1", ""), "FAIL providers.server:"),
        (("telegram", "a b"), "is not a token"),
        (("discord", ""), "DISCORD_TOKEN can be set later"),
    ],
)
async def test_what_is_wrong_is_said_at_once(
    answers: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """With its cure; and where the answers end before the questions do, nothing is written."""
    typed(monkeypatch, *answers)
    status = await run(tmp_path, {})
    out = capsys.readouterr().out

    assert said in out
    assert (status, out.rstrip().endswith("Nothing was written.")) == (1, True)
    assert not (tmp_path / "config.toml").exists()


async def test_a_model_that_its_server_does_not_have_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With near names; a key in its usual variable is used and not written down."""
    async with ChatCompletions(models=("gpt-5-mini",)) as llm:
        environ = {"OPENAI_API_KEY": "sk-test-1234567890", "PARLEY_PROVIDERS__OPENAI__BASE_URL": llm.base_url}
        typed(monkeypatch, "terminal", "openai/gpt-5-mimi", "openai/gpt-5-mini")
        status = await run(tmp_path, environ)
    out = capsys.readouterr().out

    assert status == 0
    assert "OPENAI_API_KEY is set, and is used." in out
    assert "FAIL" in out
    assert "gpt-5-mini" in out.partition("FAIL")[2].partition("\n")[0]
    assert (tmp_path / "config.toml").read_text(encoding="utf-8").splitlines()[2:] == [
        'default_model = "openai/gpt-5-mini"'
    ]
