"""At a terminal there is a prompt, and Ctrl-C stops an answer. A real pty stands in for the terminal."""

import asyncio
import fcntl
import os
import re
import stat
import struct
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pyte
import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.shown import Frame
from bots.terminal_bot.bot import TerminalBot
from tests.bots.terminal_bot.talking import Talking
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.real_time  # the terminal works in the kernel, where nobody sees it

CTRL_C, CTRL_D, TAB = b"\x03", b"\x04", b"\t"


class Hands:
    """The person at the pty: types, and reads what the bot shows."""

    def __init__(self, master: int) -> None:
        self._master = master
        self._seen = b""
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)
        self._news = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._read)

    @property
    def seen(self) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self._seen.decode(errors="replace"))

    @property
    def screen(self) -> str:
        """What stands on the screen now."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    async def until(self, holds: Callable[[str], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds(self.seen):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(self.screen) from None

    async def sees(self, words: str) -> None:
        await self.until(lambda seen: words in seen)

    async def sees_now(self, words: str) -> None:
        """Wait until it stands on the screen."""
        await self.until(lambda _: words in self.screen)

    @property
    def marks_paste(self) -> bool:
        """Whether the terminal is to mark what is pasted."""
        return self._seen.rfind(b"\x1b[?2004h") > self._seen.rfind(b"\x1b[?2004l")

    def hang_up(self) -> None:
        """Close the terminal."""
        if self._master >= 0:
            asyncio.get_running_loop().remove_reader(self._master)
            os.close(self._master)
        self._master = -1

    def _read(self) -> None:
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            data = b""
        if b"\x1b[6n" in data:
            os.write(self._master, b"\x1b[1;1R")  # a terminal says where its cursor is
        self._seen += data
        self._stream.feed(data)
        self._news.set()
        if not data:
            asyncio.get_running_loop().remove_reader(self._master)


@asynccontextmanager
async def terminal(tmp_path: Path) -> AsyncIterator[tuple[TerminalBot, Hands]]:
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    hands = Hands(master)
    try:
        with os.fdopen(slave, "r", closefd=False) as stdin, os.fdopen(slave, "w") as stdout:
            yield (
                TerminalBot(
                    clock=RealClock(), stdin=stdin, stdout=stdout, stderr=stdout, history=tmp_path / "state" / "history"
                ),
                hands,
            )
    finally:
        hands.hang_up()


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


async def test_ctrl_c_at_the_prompt_drops_the_line_as_a_shell_does(tmp_path: Path) -> None:
    """It never leaves: on an empty line it says what does. Ctrl-D leaves on an empty line alone."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot)
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(CTRL_C)
        await hands.sees("Ctrl-D leaves.")
        hands.type(b"half a li")
        await hands.sees_now("> half a li")
        hands.type(CTRL_C)
        await hands.until(lambda _: hands.screen.endswith("> half a li\n>"))
        hands.type(CTRL_C + b"whole" + CTRL_D + b"\r")
        await hands.sees("You said whole")

        assert inbox.messages == ["whole"]
        assert hands.seen.count("Ctrl-D leaves.") == 2
        await hands.until(lambda _: hands.screen.endswith(">"))
        hands.type(CTRL_D)
        await asyncio.wait_for(running, PATIENCE)


async def test_a_second_ctrl_c_does_not_wait_for_the_end(tmp_path: Path) -> None:
    """The prompt comes back, and what still comes of the answer is not shown."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot, ("Once upon a time", ""))
        inbox.endless = inbox.deaf = True
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"tell\r")
        await hands.sees("Once upon a tim")
        hands.type(CTRL_C)
        await until(lambda: inbox.commands)
        hands.type(CTRL_C)
        await hands.sees_now("Stopped.")
        await inbox.finish()
        await bot.show(inbox.target, Frame("A second part."), last=True)
        hands.type(b"next\r")
        await hands.sees("You said next")

        assert inbox.commands == [("stop", {})]
        assert "Once upon a time" not in hands.seen
        assert "A second part." not in hands.seen
        await bot.quiet()
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


async def test_what_is_typed_while_an_answer_grows_waits_for_it(tmp_path: Path) -> None:
    """A line that was entered is asked then; what was pasted keeps its lines, and the terminal is asked to mark it."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot, ("Once upon a time", ""))
        inbox.endless = True
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"tell\r")
        await hands.sees("Once upon a tim")
        assert hands.marks_paste
        hands.type(b"next\r")
        hands.type(b"\x1b[200~one\r\ntwo\rthree\x1b[201~")
        hands.type(CTRL_C)
        await hands.sees("You said next")
        await hands.sees_now("> one\ntwo\nthree")
        hands.type(b"\r")
        await until(lambda: len(inbox.messages) == 3)

        assert inbox.messages == ["tell", "next", "one\ntwo\nthree"]
        assert hands.screen.count("> next") == 1
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)


async def test_ctrl_d_while_an_answer_grows_leaves_after_it(tmp_path: Path) -> None:
    """As a shell reads it when the program has ended."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot, ("Once upon a time", ""))
        inbox.endless = True
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"tell\r")
        await hands.sees("Once upon a tim")
        hands.type(CTRL_D)
        await inbox.finish()
        await asyncio.wait_for(running, PATIENCE)

        assert "Once upon a time" in hands.seen


async def test_a_slash_opens_the_menu(tmp_path: Path) -> None:
    """With the commands that are of use to somebody alone, and with what may stand behind them."""
    async with terminal(tmp_path) as (bot, hands):
        running = asyncio.create_task(bot.run(Talking(bot)))
        await hands.sees(">")
        hands.type(b"/")
        await hands.sees_now("Give my last answer to you anew")
        offered = {line.split()[0] for line in hands.screen.splitlines() if line.startswith("    /")}
        hands.type(b"c")
        await hands.sees_now("/continue")
        assert "/claim" not in hands.screen
        hands.type(b"\x15/settings persona t")
        await hands.sees_now("teacher")

        assert {"/model", "/new", "/retry"} <= offered
        assert not {"/ask", "/stop", "/claim"} & offered
        assert "server" not in hands.screen
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)


async def test_what_is_said_at_the_prompt_stands_above_it(tmp_path: Path) -> None:
    """And the line that was begun stays."""
    async with terminal(tmp_path) as (bot, hands):
        running = asyncio.create_task(bot.run(Talking(bot)))
        await hands.sees(">")
        hands.type(b"half a li")
        await hands.sees_now("> half a li")
        bot.note("Something happened.")
        await hands.until(lambda _: hands.screen.endswith("Something happened.\n> half a li"))
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)


async def test_what_is_said_beside_an_answer_waits_for_its_end(tmp_path: Path) -> None:
    """It tears neither the answer nor the sentence under it; long ones are broken between words."""
    async with terminal(tmp_path) as (bot, hands):
        notice = "The model is out of order for the moment, and nobody can say for how long that will last; try again."
        inbox = Talking(bot, ("Once upon a time", ""))
        inbox.endless, inbox.notice = True, notice
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"tell\r")
        await hands.sees("Once upon a tim")
        bot.note("Something happened.")
        await inbox.finish()
        await hands.until(lambda _: hands.screen.endswith("\n>"))

        assert hands.screen.endswith(
            "Once upon a time\nThe model is out of order for the moment, and nobody can say for how long that"
            "\nwill last; try again.\n\nSomething happened.\n>"
        )
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)


async def test_an_answer_that_may_go_on_says_how(tmp_path: Path) -> None:
    """There is no button under it here."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot, ("Once upon", "Cut."))
        inbox.goes_on = True
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"tell\r")
        await hands.sees("Cut. /continue goes on.")
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)


async def test_a_terminal_that_is_closed_is_the_end(tmp_path: Path) -> None:
    """And no defect: neither what is written nor what is read raises."""
    ended = False
    with suppress(OSError):  # of the file of this test, which holds what nobody reads any more
        async with terminal(tmp_path) as (bot, hands):
            running = asyncio.create_task(bot.run(Talking(bot)))
            await hands.sees(">")
            hands.hang_up()
            await asyncio.wait_for(running, PATIENCE)
            ended = True

    assert ended


async def test_commands_and_models_are_completed(tmp_path: Path) -> None:
    """Tab after "/ret" and after "/model ". What it adds may be drawn apart from what was typed."""
    async with terminal(tmp_path) as (bot, hands):
        inbox = Talking(bot)
        running = asyncio.create_task(bot.run(inbox))
        await hands.sees(">")
        hands.type(b"/ret")
        await hands.sees_now("anew")
        hands.type(TAB)
        await hands.sees_now("> /retry\n")
        hands.type(b"\x15/model de")
        await hands.sees_now("        demo/demo")
        hands.type(TAB)
        await hands.sees_now("> /model demo/demo\n")
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
        hands.type(b"/settings mem")
        await hands.sees_now("goes on from")
        hands.type(TAB)
        await hands.sees_now("> /settings memory\n")
        hands.type(b" cha")
        await hands.sees_now("  channel")
        hands.type(TAB)
        await hands.sees_now("> /settings memory channel\n")
        hands.type(b"\r")
        await hands.sees("Did settings memory.")

        assert inbox.commands == [("settings memory", {"value": "channel"})]
        await bot.quiet()
        await asyncio.wait_for(running, PATIENCE)
