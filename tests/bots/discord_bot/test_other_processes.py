"""A process shows answers where another one hears what is said: nothing that it needs is known to the gateway alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.discord_bot.bot import DiscordBot
from bots.discord_bot.permissions import VIEW_CHANNEL
from bots.engine.seam.incoming import Incoming, Invocation
from bots.engine.seam.places import InteractionMessage, Message
from bots.engine.seam.shown import Frame
from tests.bots.discord_bot.stand_in import Stage, a_bot
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import Attached

NOTE = Attached("note.txt", "text/plain", b"what it says")


@asynccontextmanager
async def another_process(api: DiscordApi) -> AsyncIterator[DiscordBot]:
    """It has no connection to the gateway at all."""
    bot = a_bot(api)
    try:
        yield bot
    finally:
        await bot.aclose()


async def asks(invocation: Invocation) -> Incoming:
    return Incoming(
        invocation.origin, invocation.id, invocation.options["text"], attachments=invocation.attachments, addressed=True
    )


@pytest.mark.parametrize("sees", [True, False])
async def test_a_long_answer_to_a_command_goes_on_in_its_channel(stage: Stage, sees: bool) -> None:
    """If the bot sees that: the process that received the command knew it, and told."""
    ada, stage.inbox.command = stage.api.user(), asks
    server = stage.api.guild(ada)
    if not sees:
        server.denies_the_bot(VIEW_CHANNEL)
    ada.slash("ask", channel=server.channel, text="why?")
    origin = (await stage.message()).origin
    async with another_process(stage.api) as other:
        other.learn(origin)
        surface = await other.show(origin.target, Frame("Because"), last=False)
        assert isinstance(surface, InteractionMessage)
        message = other.handed_over(surface, private=False)

    assert message == (Message(surface.place, surface.id) if sees else None)


async def test_a_private_chat_is_known(stage: Stage) -> None:
    """Its number does not say what it is, and an answer there grows at another pace."""
    stage.api.user().writes("hello")
    origin = (await stage.message()).origin
    async with another_process(stage.api) as other:
        before = other.tempo(origin.target).gather
        other.learn(origin)
        after = other.tempo(origin.target).gather

    assert (before, after) == (0.0, 0.4)


async def test_the_file_of_a_command_is_read(stage: Stage) -> None:
    """It stands in no message; its address came with the command."""
    ada, stage.inbox.command = stage.api.user(), asks
    server = stage.api.guild(ada)
    ada.slash("ask", channel=server.channel, text="What is it?", file=NOTE)
    [attachment] = (await stage.message()).attachments
    async with another_process(stage.api) as other:
        content = await other.download(attachment.reference, 10_000)

    assert content == NOTE.content


async def test_a_server_has_its_name(stage: Stage) -> None:
    """Discord is asked; of one in which the bot is not there is none."""
    server = stage.api.guild(stage.api.user(), name="Harbour")
    async with another_process(stage.api) as other:
        about = await other.about_server(server.id)
        nowhere = await other.about_server("1")

    assert about.name == "Harbour"
    assert about.members
    assert nowhere.name == ""
