"""A fake Discord for each test, its clock as fast as the bot's."""

from collections.abc import AsyncIterator

import pytest

from tests.bots.discord_bot.stand_in import SPEED, Stage, on_stage
from tests.fakes.discord_api import DiscordApi


@pytest.fixture
async def api() -> AsyncIterator[DiscordApi]:
    """Discord, with the Message Content intent allowed."""
    async with DiscordApi(speed=SPEED) as running:
        yield running


@pytest.fixture
async def stage(api: DiscordApi) -> AsyncIterator[Stage]:
    """A bot that is connected to it."""
    async with on_stage(api) as running:
        yield running
