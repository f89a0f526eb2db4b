"""The program while its config file changes, from the file to what its owner reads."""

import asyncio
from pathlib import Path

from bots.cli.run import serve
from bots.config import watching
from bots.config.loading import load
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import RealClock
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_telegram
from tests.waiting import until

ADA, BOB = 1001, 1002


async def test_the_owner_hears_of_a_bad_file_right_after_a_good_one(tmp_path: Path) -> None:
    """The good one holds at once and goes on holding; the other is named with its fault."""
    file = tmp_path / "config.toml"
    file.write_text("")
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        ada, bob = api.user(ADA), api.user(BOB)
        variables = model(llm) | on_telegram(api, ADA)
        config, told = load(None, variables, tmp_path), asyncio.Event()
        source = watching.source(None, variables, tmp_path)
        program = asyncio.create_task(serve(config, RealClock(SPEED), told, source))
        try:
            ada.writes("/help")
            await until(lambda: api.replies(ADA))
            file.write_text("[access]\nopen = true\n")
            await until(lambda: api.replies(ADA)[-1].text == say("alert_config"))
            file.write_text("[access]\nopen = maybe\n")
            await until(lambda: "line 2" in api.replies(ADA)[-1].text)
            bob.writes("Are you there?")
            await until(lambda: api.replies(BOB) and api.replies(BOB)[-1].text == "Yes.")
        finally:
            told.set()
            await program

    assert len(api.replies(ADA)) == 3


async def test_the_owner_hears_that_a_mistake_in_the_file_is_gone(tmp_path: Path) -> None:
    """Also where the file is as it was before, and within the ten minutes of the last news."""
    file = tmp_path / "config.toml"
    file.write_text("")
    async with ChatCompletions() as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        variables = model(llm) | on_telegram(api, ADA)
        config, told = load(None, variables, tmp_path), asyncio.Event()
        source = watching.source(None, variables, tmp_path)
        program = asyncio.create_task(serve(config, RealClock(SPEED), told, source))
        try:
            ada.writes("/help")
            await until(lambda: api.replies(ADA))
            file.write_text("[access]\nopen = maybe\n")
            await until(lambda: "line 2" in api.replies(ADA)[-1].text)
            file.write_text("")
            await until(lambda: api.replies(ADA)[-1].text == say("alert_config"))
        finally:
            told.set()
            await program

    assert len(api.replies(ADA)) == 3
