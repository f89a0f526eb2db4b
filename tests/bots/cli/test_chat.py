"""`parley chat` where something is missing: a folder that can be written, an encoding that holds every sign."""

import asyncio
import os
from pathlib import Path

import pytest

from bots.cli.chat import chat
from bots.config.loading import load
from bots.engine.runtime.clock import RealClock
from bots.terminal_bot.bot import TerminalBot
from tests.bots.terminal_bot.talking import Talking
from tests.bots.terminal_bot.test_pipe import pipe_of
from tests.bots.terminal_bot.test_prompt import CTRL_D, Hands
from tests.waiting import PATIENCE

pytestmark = pytest.mark.real_time  # the terminal works in the kernel, where nobody sees it


async def test_in_a_folder_that_cannot_be_written_the_chat_goes_on_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so first, and nothing is made there."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    config = load(None, {}, tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # the tests may run as root
    master, slave = os.openpty()
    hands = Hands(master)
    with os.fdopen(slave, "r", closefd=False) as stdin, os.fdopen(slave, "w") as stdout:
        defaults = TerminalBot.__init__.__kwdefaults__ or {}
        monkeypatch.setitem(defaults, "stdin", stdin)
        monkeypatch.setitem(defaults, "stdout", stdout)
        running = asyncio.create_task(chat(config, RealClock(), asyncio.Event()))
        await hands.sees("so nothing of this chat is kept.")
        await hands.sees("answers here")
        await hands.sees(">")
        hands.type(CTRL_D)
        status = await asyncio.wait_for(running, PATIENCE)
    hands.hang_up()

    assert status == 0
    assert not (tmp_path / "parley.db").exists()


async def test_what_the_encoding_of_the_output_does_not_hold_is_replaced(tmp_path: Path) -> None:
    """By a question mark; the answer comes to its end, and so does what the bot says."""
    out, err = tmp_path / "out", tmp_path / "err"
    with (
        os.fdopen(pipe_of(b"x\n")) as stdin,
        out.open("w", encoding="latin-1") as stdout,
        err.open("w", encoding="ascii") as stderr,
    ):
        bot = TerminalBot(clock=RealClock(), stdin=stdin, stdout=stdout, stderr=stderr)
        await bot.run(Talking(bot, ("It’s “déjà vu”", "⚠️ Cut.")))

    assert out.read_text(encoding="latin-1") == "It?s ?déjà vu?\n"
    assert err.read_text(encoding="ascii") == "?? Cut.\n"
