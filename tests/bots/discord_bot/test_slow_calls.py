"""Calls that Discord answers late, never, or with a pause that nobody can sit out."""

import asyncio
import logging

import pytest

from bots.discord_bot.bot import DiscordBot
from bots.discord_bot.transport import ANSWER, SEND, UPLOAD
from bots.engine.seam.errors import Late
from bots.engine.seam.incoming import Invocation
from bots.engine.seam.places import Message, Place, Surface, Target, ToChat, ToInteraction
from bots.engine.seam.shown import File, Frame, Response
from tests.bots.discord_bot.stand_in import SPEED, Stage, a_bot
from tests.fakes.discord_api import DiscordApi
from tests.fakes.faults import Fault
from tests.waiting import until

FAST = 500.0
HERE = Place("discord", "1")
WORDS, FILE = Frame("Hello"), Frame("Here", file=File("answer.md", b"# Hi"))


async def cut_after(bot: DiscordBot, where: Target | Surface, frame: Frame) -> float:
    """Seconds after which a call that is never answered is cut."""
    began = asyncio.get_running_loop().time()
    with pytest.raises(Late):
        await bot.show(where, frame, last=True)
    return (asyncio.get_running_loop().time() - began) * FAST


async def test_how_long_an_answer_is_waited_for() -> None:
    """Where a second attempt is another message, and for an upload, longer than where it does no harm."""
    async with DiscordApi(speed=FAST) as api:
        bot = a_bot(api, speed=FAST)
        follow_up = ToInteraction(HERE, "app", "token", 9e12, follow_up=True)
        api.faults.always("", Fault("stall"))
        try:
            assert await cut_after(bot, Message(HERE, "2"), WORDS) == pytest.approx(ANSWER, abs=6.0)
            assert await cut_after(bot, ToChat(HERE, nonce="n"), WORDS) == pytest.approx(ANSWER, abs=6.0)
            assert await cut_after(bot, follow_up, WORDS) == pytest.approx(SEND, abs=6.0)
            assert await cut_after(bot, ToChat(HERE), FILE) == pytest.approx(UPLOAD, abs=8.0)
        finally:
            await bot.aclose()


async def test_a_command_does_not_sit_out_a_pause_of_hours(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Its answer is given up, which the log says."""
    ada = stage.api.user()
    server = stage.api.guild(ada)

    async def late(_: Invocation) -> Response:
        await asyncio.sleep(4.0 / SPEED)
        return Response("Usage")

    stage.inbox.command = late
    stage.api.faults.always("PATCH webhooks", Fault("status", 429, seconds=7200.0))
    with caplog.at_level(logging.WARNING):
        ada.slash("usage", channel=server.channel)
        await until(lambda: "an answer to an interaction was lost" in caplog.text)

    assert sum(name.startswith("PATCH webhooks") for name, _ in stage.api.faults.committed) == 1
