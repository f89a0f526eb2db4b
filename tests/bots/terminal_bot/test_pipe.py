"""Through a pipe, lines go in and answers come out."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.incoming import Invocation
from bots.engine.seam.places import Target, ToChat
from bots.engine.seam.platform import ShowsOutcome
from bots.engine.seam.shown import File, Frame
from bots.terminal_bot.bot import TerminalBot
from bots.terminal_bot.reading import PERSON, PLACE, read
from tests.bots.terminal_bot.talking import Talking


@contextmanager
def piped(tmp_path: Path, *, stdin: int) -> Iterator[tuple[TerminalBot, Path, Path]]:
    """A bot that reads the descriptor and writes two files."""
    out, err = tmp_path / "out", tmp_path / "err"
    with os.fdopen(stdin) as input_, out.open("w") as stdout, err.open("w") as stderr:
        yield TerminalBot(clock=RealClock(), stdin=input_, stdout=stdout, stderr=stderr), out, err


class Silent(Talking):
    """Answers nothing: the test shows what comes."""

    async def _answer(self, target: Target, text: str, notice: str) -> None:
        """Do nothing."""


def pipe_of(text: bytes) -> int:
    ours, theirs = os.pipe()
    os.write(theirs, text)
    os.close(theirs)
    return ours


async def test_each_line_is_a_message_and_waits_for_its_answer(tmp_path: Path) -> None:
    """Answers come in order, whole, and alone on standard output; empty lines are none."""
    with piped(tmp_path, stdin=pipe_of("one\n\n  two\nthree ä".encode())) as (bot, out, err):
        inbox = Talking(bot, ("**1**\n\n- a", ""), ("2", ""))
        await bot.run(inbox)

        assert inbox.messages == ["one", "two", "three ä"]
        assert out.read_text() == "**1**\n\n- a\n2\nYou said three ä\n"
        assert err.read_text() == ""
        assert not bot.failed


async def test_an_answer_is_written_as_it_comes(tmp_path: Path) -> None:
    """What is waited for is no part of it, and marks of sources that come late change nothing that is written."""
    shown = ("The tide ", "The tide turns.", "The tide turns[1].", "The tide turns[1]. It does.")
    with piped(tmp_path, stdin=pipe_of(b"one\n")) as (bot, out, _):
        inbox = Silent(bot)
        running = asyncio.create_task(bot.run(inbox))
        await asyncio.wait_for(inbox.asked.wait(), 1)
        where = await bot.show(inbox.target, Frame("In line", wordless=True), last=False)
        seen = [out.read_text()]
        for text in shown:
            await bot.show(where, Frame(text), last=text == shown[-1])
            seen.append(out.read_text())
        bot.settled(inbox.target, complete=True)
        await running

        assert seen == ["", "The tide", "The tide turns.", "The tide turns.", "The tide turns. It does."]
        assert out.read_text() == "The tide turns. It does.\n"


async def test_thoughts_that_were_taken_for_an_answer(tmp_path: Path) -> None:
    """They are written already; that they were none is said, and the answer follows whole."""
    with piped(tmp_path, stdin=pipe_of(b"one\n")) as (bot, out, err):
        inbox = Silent(bot)
        running = asyncio.create_task(bot.run(inbox))
        await asyncio.wait_for(inbox.asked.wait(), 1)
        where = await bot.show(inbox.target, Frame("Let me think."), last=False)
        await bot.show(where, Frame("Yes"), last=False)
        await bot.show(where, Frame("Yes."), last=True)
        bot.settled(inbox.target, complete=True)
        await running

        assert out.read_text() == "Let me think.\nYes.\n"
        assert err.read_text() == "What stands above were the model's thoughts; its answer follows.\n"


async def test_a_file_is_read_as_a_pipe_is(tmp_path: Path) -> None:
    """`parley chat < questions.txt`"""
    questions = tmp_path / "questions.txt"
    questions.write_text("one\ntwo\n")

    with piped(tmp_path, stdin=os.open(questions, os.O_RDONLY)) as (bot, out, _):
        await bot.run(Talking(bot))

        assert out.read_text() == "You said one\nYou said two\n"


async def test_a_partial_answer_is_a_failure(tmp_path: Path) -> None:
    """What came is on standard output, what the bot says about it on standard error."""
    with piped(tmp_path, stdin=pipe_of(b"one\ntwo\n")) as (bot, out, err):
        await bot.run(Talking(bot, ("Half an ans", "It was cut off."), ("", "No model.")))

        assert out.read_text() == "Half an ans\n"
        assert err.read_text() == "It was cut off.\nNo model.\n"
        assert bot.failed


async def test_commands_are_answered_on_standard_output(tmp_path: Path) -> None:
    """`/ask` is a message; a path is no command; an unknown command is a failure."""
    with piped(tmp_path, stdin=pipe_of(b"/model demo/demo\n/ask me\n/etc/hosts\n")) as (bot, out, _):
        inbox = Talking(bot)
        await bot.run(inbox)

        assert inbox.commands == [("model", {"name": "demo/demo"}), ("ask", {"text": "me"})]
        assert inbox.messages == ["me", "/etc/hosts"]
        assert out.read_text() == "Did model.\nYou said me\nYou said /etc/hosts\n"
        assert not bot.failed

    with piped(tmp_path, stdin=pipe_of(b"/modle\n")) as (bot, _, _):
        await bot.run(Talking(bot))

        assert bot.failed


async def test_what_the_bot_says_beside_an_answer_goes_to_standard_error(tmp_path: Path) -> None:
    """A message to the owner is no answer."""
    with piped(tmp_path, stdin=pipe_of(b"")) as (bot, out, err):
        await bot.show(await bot.private_chat(PERSON), Frame("Somebody wants in."), last=True)

        assert out.read_text() == ""
        assert err.read_text() == "Somebody wants in.\n"


async def test_a_model_cannot_drive_the_terminal(tmp_path: Path) -> None:
    """Control characters in an answer are dropped."""
    with piped(tmp_path, stdin=pipe_of(b"x\n")) as (bot, out, _):
        await bot.run(Talking(bot, ("a\x1b]0;title\x07b\tc\n\x9bd", "")))

        assert out.read_text() == "a]0;titleb\tc\nd\n"


async def test_quiet_ends_the_reading(tmp_path: Path) -> None:
    """Though the pipe is open; and calls out still work."""
    ours, theirs = os.pipe()
    with piped(tmp_path, stdin=ours) as (bot, _, err):
        running = asyncio.create_task(bot.run(Talking(bot)))
        await asyncio.sleep(0)
        await bot.quiet()
        await asyncio.wait_for(running, 1)
        await bot.show(ToChat(PLACE), Frame("still here"), last=True)

        assert err.read_text() == "still here\n"
    os.close(theirs)


async def test_an_answer_that_is_settled_after_quiet_is_printed(tmp_path: Path) -> None:
    """On the way out, what came of the running answer is not lost."""
    with piped(tmp_path, stdin=pipe_of(b"x\n")) as (bot, out, _):
        inbox = Talking(bot, ("So far", ""))
        inbox.endless = True
        running = asyncio.create_task(bot.run(inbox))
        await asyncio.wait_for(inbox.asked.wait(), 1)
        await bot.quiet()
        await asyncio.wait_for(running, 1)
        await inbox.finish()

        assert out.read_text() == "So far\n"
        assert bot.failed


def test_a_reader_who_leaves_ends_it_quietly() -> None:
    """`... | head -1`: no traceback, no complaint at the end of the process."""
    program = (
        "import asyncio\n"
        "from bots.engine.runtime.clock import RealClock\n"
        "from bots.terminal_bot.bot import TerminalBot\n"
        "from tests.bots.terminal_bot.talking import Talking\n"
        "async def main():\n"
        "    bot = TerminalBot(clock=RealClock())\n"
        "    await bot.run(Talking(bot))\n"
        "asyncio.run(main())\n"
    )
    ours, theirs = os.pipe()
    os.close(ours)

    ended = subprocess.run(
        [sys.executable, "-c", program], input=b"a\nb\n" * 100, stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)

    assert ended.returncode == 0
    assert ended.stderr == b""


async def test_it_learns_the_outcome_of_its_answers(tmp_path: Path) -> None:
    """The engine finds the protocol by type."""
    with piped(tmp_path, stdin=pipe_of(b"")) as (bot, _, _):
        assert isinstance(bot, ShowsOutcome)
        assert await bot.manages(PLACE, "", PERSON)


async def test_a_file_is_put_where_the_program_was_started(tmp_path: Path) -> None:
    """Beside what has its name already; a name that leads elsewhere leads nowhere."""
    answers = pipe_of(b"/new\n/new\n")
    with os.fdopen(answers) as stdin, (tmp_path / "out").open("w") as stdout, (tmp_path / "err").open("w") as stderr:
        bot = TerminalBot(clock=RealClock(), stdin=stdin, stdout=stdout, stderr=stderr, folder=tmp_path)
        inbox = Talking(bot)
        inbox.file = File("../export.json", b"{}")
        await bot.run(inbox)

    assert [(tmp_path / name).read_bytes() for name in ("export.json", "export-2.json")] == [b"{}", b"{}"]
    assert f"{tmp_path}/export-2.json" in (tmp_path / "out").read_text()


async def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """The words that came with it are shown all the same."""
    with os.fdopen(pipe_of(b"/new\n")) as stdin, (tmp_path / "out").open("w") as stdout:
        bot = TerminalBot(clock=RealClock(), stdin=stdin, stdout=stdout, stderr=stdout, folder=tmp_path / "nowhere")
        inbox = Talking(bot)
        inbox.file = File("export.json", b"{}")
        await bot.run(inbox)

    assert "Did new." in (tmp_path / "out").read_text()
    assert "could not be written" in (tmp_path / "out").read_text()


def test_a_group_of_commands() -> None:
    """The first word may be a subcommand's name; options are found by their shape."""
    persona, trigger, unknown = (
        read(line, "1") for line in ("/settings persona Be  brief", "/settings trigger prefix !", "/nonsense x")
    )

    assert isinstance(persona, Invocation)
    assert isinstance(trigger, Invocation)
    assert isinstance(unknown, Invocation)
    assert (persona.name, dict(persona.options)) == ("settings persona", {"text": "Be  brief"})
    assert (trigger.name, dict(trigger.options)) == ("settings trigger", {"when": "prefix", "prefix": "!"})
    assert (unknown.name, dict(unknown.options)) == ("nonsense", {})
