"""Categories of channels: what is in which, and who administers one."""

import pytest

from bots.engine.seam.places import Person
from bots.engine.seam.platform import ManagesCategories
from tests.bots.discord_bot.stand_in import Stage, StandIn, on_stage
from tests.bots.discord_bot.test_forms import asks
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_rights import MANAGE_CHANNELS
from tests.waiting import until

MANAGE_GUILD = 1 << 5


async def heard(stage: Stage, count: int) -> None:
    """Wait until so many messages have come."""
    await until(lambda: len(stage.inbox.messages) == count)


async def test_what_is_said_in_a_category_comes_with_it(stage: Stage) -> None:
    """In a channel, in a thread of it that the gateway told of or not; elsewhere there is none."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    category = server.add_category("help")
    channel = server.add_channel("inside", category)
    threads = [server.add_thread(channel=channel, announced=announced) for announced in (True, False)]
    outside = [server.channel, server.add_thread()]

    for count, where in enumerate((channel, *threads, *outside, ""), 1):
        ada.writes("hello", channel=where)
        await heard(stage, count)

    assert [message.origin.category for message in stage.inbox.messages] == [category] * 3 + [""] * 3


async def test_what_is_done_in_a_category_comes_with_it(stage: Stage) -> None:
    """Commands, in a channel and in its thread; what a command says of its own channel is believed."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    category = server.add_category("help")
    channel = server.add_channel("inside", category)
    thread = server.add_thread(channel=channel)
    stage.inbox.command = asks

    for count, where in enumerate((channel, thread, server.channel, ""), 1):
        ada.slash("ask", channel=where, text="why?")
        await heard(stage, count)

    assert [message.origin.category for message in stage.inbox.messages] == [category, category, "", ""]


async def test_a_channel_moves_into_a_category_and_out_again(stage: Stage) -> None:
    """What is said next belongs where the channel is then."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    category = server.add_category("help")

    for count, where in enumerate((category, ""), 1):
        server.moves(server.channel, where)
        ada.writes("hello", channel=server.channel)
        await heard(stage, count)

    assert [message.origin.category for message in stage.inbox.messages] == [category, ""]


async def test_the_category_of_before_the_start_is_known(api: DiscordApi) -> None:
    """The first message after a start has it."""
    ada = api.user("ada")
    server = api.guild(ada)
    category = server.add_category("help")
    channel = server.add_channel("inside", category)
    async with on_stage(api, StandIn()) as stage:
        ada.writes("hello", channel=channel)
        incoming = await stage.message()

    assert incoming.origin.category == category


@pytest.mark.parametrize(("permissions", "manages"), [(0, False), (MANAGE_CHANNELS, True), (MANAGE_GUILD, True)])
async def test_who_manages_a_category(stage: Stage, permissions: int, manages: bool) -> None:
    """Whoever may manage its channels, by a role or by the category's own exception; a single channel is too little."""
    assert isinstance(stage.bot, ManagesCategories)
    bob, cid = stage.api.user("bob"), stage.api.user("cid")
    server = stage.api.guild(stage.api.user("ada"), bob, cid)
    category = server.add_category("help")
    channel = server.add_channel("inside", category)
    server.grant(bob, permissions)
    exception = {"id": cid.id, "type": 1, "allow": str(permissions), "deny": "0"}
    world = stage.api.world

    by_role = await stage.bot.manages_category(category, server.id, Person("discord", bob.id))
    world.channels[category].overwrites.append(exception)
    by_exception = await stage.bot.manages_category(category, server.id, Person("discord", cid.id))
    world.channels[channel].overwrites.append(exception | {"id": bob.id, "allow": str(MANAGE_CHANNELS)})
    dan = stage.api.user("dan")
    world.guilds[server.id].members[dan.id] = []
    world.channels[channel].overwrites.append(exception | {"id": dan.id, "allow": str(MANAGE_CHANNELS)})
    of_a_channel = await stage.bot.manages_category(category, server.id, Person("discord", dan.id))

    assert (by_role, by_exception, of_a_channel) == (manages, manages, False)
