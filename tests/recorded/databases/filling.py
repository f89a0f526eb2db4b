"""Fill a database with a row in every table, by the program and the fakes of the commit that is on the path.

It runs as a script of its own inside another checkout, so it imports nothing of ours but what each commit since the
first has: the fakes, and the program as a process. `python filling.py FOLDER` writes FOLDER/parley.db.
"""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi

ADA, EVE, GROUP = 1001, 1002, -100500
LONG = "A sentence about the sea, the sky and the ship. " * 80
PATIENCE = 60.0


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def settled(holds: Callable[[], object]) -> None:
    """Until it holds, or not: what an older version answers differently costs the recording no more than a wait."""
    with suppress(TimeoutError):
        async with asyncio.timeout(3.0):
            await until(holds)


@asynccontextmanager
async def program(folder: Path, variables: Mapping[str, str]) -> AsyncIterator[bytearray]:
    """The program, which is killed at the end; what it printed so far."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots", "run"),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.environ["PYTHONPATH"], **variables},
        stderr=asyncio.subprocess.PIPE,
    )
    printed = bytearray()

    async def listen() -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            printed.extend(line)

    listening = asyncio.create_task(listen())
    try:
        yield printed
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()
        await listening


async def fill(folder: Path) -> None:
    """Talk to the program as people do, and kill it while answers grow."""
    async with ChatCompletions(text="Aye.") as llm, TelegramApi() as telegram, DiscordApi() as discord:
        ada, eve, ida = telegram.user(ADA), telegram.user(EVE), discord.user("ida")
        variables = {
            "PARLEY_DEFAULT_MODEL": "local/test-model",
            "PARLEY_PROVIDERS__LOCAL__KIND": "openai",
            "PARLEY_PROVIDERS__LOCAL__BASE_URL": llm.base_url,
            "TELEGRAM_TOKEN": telegram.token,
            "PARLEY_TELEGRAM__API_URL": telegram.url,
            "DISCORD_TOKEN": discord.token,
            "PARLEY_DISCORD__API_URL": discord.url,
            "PARLEY_DISCORD__GATEWAY_URL": discord.gateway_url,
        }

        async def tells(person: Any, text: str, chat: int) -> None:
            before = len(telegram.replies(chat))
            person.writes(text, chat=chat if chat < 0 else 0)
            await settled(lambda: len(telegram.replies(chat)) > before)

        async with program(folder, variables) as printed:  # closed to all but its owner, who is asked about Eve
            await until(lambda: telegram.is_polled and re.search(rb"/claim [A-Z0-9-]{6,}", printed))
            code = re.findall(r"/claim ([A-Z0-9-]{6,})", printed.decode())[0]
            await tells(ada, f"/claim {code}", ADA)
            await tells(eve, "Remember the word dinghy", EVE)
        async with program(folder, variables | {"PARLEY_ACCESS__OPEN": "true"}):
            await asyncio.sleep(1.0)
            await until(lambda: telegram.is_polled and discord.gateway.connected)
            for text in (
                "/settings persona teacher",
                "/settings persona coder",
                "/settings allow 1000077",
                "Remember the word barnacle",
                "/new",
                "/model local/test-model",
            ):
                await tells(ada, text, ADA)
            telegram.group(GROUP, admins=(ADA,))
            if adds := getattr(ada, "adds_the_bot", None):  # version 1 did not hear of it
                adds(GROUP)
            for text in ("@parley_bot Remember the word capstan", "/new", "/settings limit 30 answers a day"):
                await tells(ada, text, GROUP)
            await tells(eve, "Remember the word dinghy", EVE)
            server = discord.guild(ida, owner=ida)
            ida.writes("Remember the word halyard", channel=server.channel, mention=True)
            await settled(lambda: any(each.content == "Aye." for each in discord.world.standing(server.channel)))
            ida.slash("ask", text="Remember the word jib", channel=server.channel)
            await asyncio.sleep(2.0)
            llm.text, llm.rate = LONG, 20
            before = len(telegram.replies(ADA))
            ada.writes("Tell me of the sea")
            ida.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: len(telegram.replies(ADA)) > before)
            await asyncio.sleep(3.0)


async def begin_to_forget(path: Path) -> None:
    """Leave behind what a kill while somebody is forgotten would: the jobs since version 5 do that in steps."""
    try:
        jobs = import_module("bots.engine.storage.personal_data")
        store = import_module("bots.engine.storage.store").Store.open(f"sqlite:///{path}")
    except ImportError:
        return
    try:
        if begin := getattr(jobs, "begin_forgetting", None):
            person = jobs.Person("telegram", str(EVE))
            await store.run(begin, person, None)
    finally:
        await store.close()


def attend(path: Path) -> None:
    """Put a row where only several programs with one database on a server would."""
    with closing(sqlite3.connect(path)) as database, suppress(sqlite3.OperationalError):
        database.execute("INSERT INTO attended VALUES ('telegram', ?, 1, 'one of several')", (str(ADA),))
        database.commit()


def main() -> None:
    """Fill it, and say what each table holds."""
    path = Path(sys.argv[1]) / "parley.db"
    asyncio.run(fill(path.parent))
    asyncio.run(begin_to_forget(path))
    attend(path)
    with closing(sqlite3.connect(path)) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            print(f"{table}: {count}")


if __name__ == "__main__":
    main()
