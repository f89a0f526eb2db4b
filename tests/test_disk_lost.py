"""The disk is lost between two starts: what a backup held is there again, and nobody hears twice of what is over."""

import os
import signal
import sqlite3
import sys
from asyncio import create_subprocess_exec, subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.process import ROOT, parley
from tests.program import PROSE, growing, model, on_discord, on_telegram
from tests.waiting import until

pytestmark = pytest.mark.real_time

ADA = 1001


async def command(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit status of `parley ...`, and what it said."""
    process = await create_subprocess_exec(
        sys.executable,
        *("-m", "bots", *arguments),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


def lose_the_disk(folder: Path) -> list[str]:
    """Delete the database and all that lies beside it; returns the names."""
    lost = [path for path in folder.iterdir() if path.name.startswith("parley.db")]
    for path in lost:
        path.unlink()
    return sorted(path.name for path in lost)


async def test_a_lost_disk_costs_what_came_after_the_backup(tmp_path: Path) -> None:
    """Conversations, settings and who may talk are there; an answer that grew at the backup stays as people read it."""
    async with (
        ChatCompletions(text="Aye.") as llm,
        TelegramApi() as telegram,
        DiscordApi() as discord,
    ):
        ada, ida = telegram.user(ADA), discord.user("ida")
        variables = model(llm) | on_telegram(telegram, ADA) | on_discord(discord, ida.id)
        variables["PARLEY_ACCESS__OWNERS"] = f'["telegram:{ADA}", "discord:{ida.id}"]'
        async with parley(tmp_path, variables) as running:
            await until(lambda: telegram.is_polled and discord.gateway.connected)
            ada.writes("Remember the word barnacle")
            await until(lambda: any(reply.text == "Aye." for reply in telegram.replies(ADA)))
            ada.writes("/settings persona teacher")
            ada.writes("/settings allow 1000077")
            ida.writes("Remember the word capstan")
            there = discord.direct(ida)
            await until(lambda: any(message.content == "Aye." for message in discord.world.standing(there)))
            await until(lambda: len(telegram.replies(ADA)) > 2)
            before = len(telegram.replies(ADA))
            llm.text, llm.rate = PROSE, 20  # until all is done that is to be done while it grows
            ada.writes("Tell me of the seven seas")
            await until(lambda: len(telegram.replies(ADA)) > before and telegram.replies(ADA)[-1].versions[1:])
            backed_up = await command(tmp_path, "backup", "copy.db")
            refused = await command(tmp_path, "restore", "copy.db")
            llm.rate = 0
            answer = telegram.replies(ADA)[before]
            await until(lambda: not growing(answer.labels))
            running.signal(signal.SIGTERM)
            await running.status()
        stood = [reply.text for reply in telegram.replies(ADA)]
        lost = lose_the_disk(tmp_path)
        restored = await command(tmp_path, "restore", "copy.db")
        llm.text, llm.rate = "Again aye.", 0
        async with parley(tmp_path, variables):
            await until(lambda: telegram.is_polled)
            ada.writes("Which word?")
            await until(lambda: any(reply.text == "Again aye." for reply in telegram.replies(ADA)))
            asked = llm.requests[-1]
        unchanged = [reply.text for reply in telegram.replies(ADA)][: len(stood)]

    assert backed_up[0] == 0
    assert (refused[0], "in use by another Parley" in refused[1]) == (1, True)
    assert {"parley.db", "parley.db.lock"} <= set(lost)
    assert restored[0] == 0
    assert "barnacle" in str(asked)
    assert unchanged == stood
    with closing(sqlite3.connect(tmp_path / "parley.db")) as there_again:
        settings = dict(there_again.execute("SELECT key, value FROM settings").fetchall())
        grants = dict(there_again.execute("SELECT subject, state FROM grants").fetchall())
        words = str(there_again.execute("SELECT text FROM messages").fetchall())
    assert "teacher" in settings["persona"]
    assert grants["telegram:person:1000077"] == "allowed"
    assert "capstan" in words
