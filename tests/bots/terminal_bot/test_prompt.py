"""At a terminal there is a prompt, and Ctrl-C stops an answer. A real pty stands in for the terminal."""

import asyncio
import fcntl
import os
import re
import stat
import struct
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bots.engine.runtime.clock import RealClock
from bots.terminal_bot import TerminalBot
from tests.bots.terminal_bot.talking import Talking
from tests.waiting import PATIENCE

pytestmark = pytest.mark.real_time  # the terminal works in the kernel, where nobody sees it

CTRL_C, CTRL_D, TAB = b"\x03", b"\x04", b"\t"


class Hands:
    """The person at the pty: types, and reads what the bot shows."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._seen = b""
        self._news = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._read)

    @property
    def seen(self) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self._seen.decode(errors="replace"))

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    async def until(self, holds: Callable[[str], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds(self.seen):
                self._news.clear()
                await self._news.wait()

    async def sees(self, words: str) -> None:
        await self.until(lambda seen: words in seen)

    def _read(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            data = b""
        if b"\x1b[6n" in data:
            os.write(self._master, b"\x1b[1;1R")  # a terminal says where its cursor is
        self._seen += data
        self._news.set()
        if not data:
            asyncio.get_running_loop().remove_reader(self._master)


@asynccontextmanager
async def terminal(tmp_path: Path) -> AsyncIterator[tuple[TerminalBot, Hands]]:
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    try:
        with os.fdopen(slave, "r", closefd=False) as stdin, os.fdopen(slave, "w") as stdout:
            hands = Hands(master)
            yield (
                TerminalBot(
                    clock=RealClock(), stdin=stdin, stdout=stdout, stderr=stdout, history=tmp_path / "state" / "history"
                ),
                hands,
            )
    finally:
        asyncio.get_running_loop().remove_reader(master)
        os.close(master)


async def test_a_conversation(tmp_path: Path) -> None:
    """Type, read the formatted answer, leave with Ctrl-D; the history is the owner's alone."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot, ("It is **four**.", ""))
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"2+2?\r")
        await hands.sees("It is four.")
        await hands.until(lambda seen: ">" in seen[seen.index("It is four.") :])
        hands.type(CTRL_D)
        await asyncio.wait_for(running, PATIENCE)

        assert inbox.messages == ["2+2?"]
        assert "+2+2?" in (tmp_path / "state" / "history").read_text()
        assert stat.S_IMODE((tmp_path / "state" / "history").stat().st_mode) == 0o600
        assert not bot.failed


async def test_ctrl_c_stops_the_answer_and_not_the_program(tmp_path: Path) -> None:
    """The text stays, the notice is shown, and the prompt comes back; what was typed meanwhile stands in it."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot, ("Once upon a time", ""))
        inbox.endless = True
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"tell\r")
        await hands.sees("Once upon a tim")
        hands.type(b"why")
        hands.type(CTRL_C)
        await hands.sees("Stopped.")
        await hands.until(lambda seen: "why" in seen[seen.index("Stopped.") :])
        hands.type(b"?\r")
        await hands.sees("You said why?")

        assert inbox.commands == [("stop", {})]
        assert inbox.messages == ["tell", "why?"]
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_ctrl_c_twice_at_the_prompt_leaves(tmp_path: Path) -> None:
    """The first says so."""
    async with terminal(tmp_path) as (bot, hands):
        running = asyncio.create_task(bot.run(Talking(bot)))
        await hands.sees(">")
        hands.type(CTRL_C)
        await hands.sees("leaves.")
        await hands.until(lambda seen: ">" in seen[seen.index("leaves.") :])
        hands.type(CTRL_C)
        await asyncio.wait_for(running, PATIENCE)


async def test_pasted_lines_stay_one_message(tmp_path: Path) -> None:
    """A terminal marks what is pasted."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot)
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"\x1b[200~one\ntwo\x1b[201~\r")
        await hands.sees("You said one")

        assert inbox.messages == ["one\ntwo"]
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)


async def test_commands_and_models_are_completed(tmp_path: Path) -> None:
    """Tab after "/mod" and after "/model ". What it adds may be drawn apart from what was typed."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot)
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"/cl" + TAB)
        await hands.sees("aim")
        hands.type(b"\x15/model de" + TAB)
        await hands.sees("mo/demo")
        hands.type(b"\r")
        await hands.sees("Did model.")

        assert inbox.commands == [("model", {"name": "demo/demo"})]
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)


async def test_subcommands_and_fixed_values_are_completed(tmp_path: Path) -> None:
    """Tab after the beginning of a subcommand's name, and of one of its values."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot)
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"/settings mem" + TAB)
        await hands.sees("ory")
        hands.type(b" cha" + TAB)
        await hands.sees("nnel")
        hands.type(b"\r")
        await hands.sees("Did settings memory.")

        assert inbox.commands == [("settings memory", {"value": "channel"})]
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)
