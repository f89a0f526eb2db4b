"""What happens around the conversations: who speaks how, deletions, servers that come and go, rights, threads."""

import asyncio

import pytest

from bots.engine.seam.errors import Refused
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.seam.platform import (
    Deletes,
    FiltersMessages,
    Folds,
    LeavesServers,
    ManagesServers,
    OpensThreads,
    ReportsMissing,
)
from bots.engine.seam.shown import Frame
from tests.bots.discord_bot.stand_in import SPEED, Stage, StandIn, on_stage
from tests.bots.discord_bot.test_forms import asks
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_rights import ADD_REACTIONS, ATTACH_FILES, OPEN_THREADS, SEND_IN_THREADS
from tests.fakes.faults import Fault
from tests.waiting import until

MANAGE_CHANNELS, MANAGE_GUILD = 1 << 4, 1 << 5


async def test_who_speaks_with_which_roles_in_which_language(stage: Stage) -> None:
    """A command says it all; a message says no language, so it is that of the last command, else the server's."""
    ada, bob = stage.api.user("ada"), stage.api.user("bob")
    server = stage.api.guild(ada, bob)
    role = server.grant(ada, 0)
    stage.api.interactions.locales[ada.id] = "es-ES"
    stage.inbox.command = asks
    ada.slash("ask", channel=server.channel, text="why?")
    await until(lambda: stage.inbox.messages)
    ada.writes("hello", channel=server.channel)
    bob.writes("hello", channel=server.channel)
    await until(lambda: len(stage.inbox.messages) == 3)

    origins = [message.origin for message in stage.inbox.messages]
    assert [(origin.name, origin.roles, origin.locale) for origin in origins] == [
        ("ada", (role,), "es-ES"),
        ("ada", (role,), "es-ES"),
        ("bob", (), "en-US"),
    ]
    assert "ada" not in repr(origins)


async def test_deleted_messages_are_told(stage: Stage) -> None:
    """One, many at once, in a thread and in a private chat."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    thread = server.add_thread()
    one, two, three = (ada.writes(text, channel=server.channel) for text in ("1", "2", "3"))
    inside, alone = ada.writes("4", channel=thread), ada.writes("5")

    ada.deletes(one)
    ada.deletes(two, three)
    ada.deletes(inside)
    ada.deletes(alone)
    await until(lambda: len(stage.inbox.deleted) == 4)

    assert len(stage.inbox.messages) == 5
    assert sorted(stage.inbox.deleted, key=str) == sorted(
        [
            (Place("discord", server.channel), (one,)),
            (Place("discord", server.channel), (two, three)),
            (Place("discord", server.channel, thread), (inside,)),
            (Place("discord", stage.api.direct(ada)), (alone,)),
        ],
        key=str,
    )


async def test_servers_come_and_go(api: DiscordApi) -> None:
    """Those of before and new ones, each with a channel to speak in; an outage is no farewell."""
    old = api.guild(api.user("ada"))
    async with on_stage(api, StandIn()) as stage:
        new = api.guild(api.user("bob"))
        await until(lambda: len(stage.inbox.joined) == 2)
        new.is_unavailable()
        old.throws_the_bot_out()
        await until(lambda: stage.inbox.removed)

    assert stage.inbox.joined == [(each.id, Place("discord", each.channel)) for each in (old, new)]
    assert stage.inbox.removed == [old.id]


async def test_a_server_without_an_open_channel(stage: Stage) -> None:
    """The bot has joined all the same; what is said there will be refused."""
    world = stage.api.world
    guild = world.add_guild("closed", stage.api.user("ada").id)
    channel = world.add_channel(guild=guild.id, name="secret")
    channel.overwrites.append({"id": guild.id, "type": 0, "allow": "0", "deny": str(1 << 10)})
    stage.api.gateway.tell(guild.id, "GUILD_CREATE", world.guild_json(guild))
    await until(lambda: stage.inbox.joined)

    assert stage.inbox.joined == [(guild.id, Place("discord", guild.id))]


async def test_leaving(stage: Stage) -> None:
    """Once is enough, and twice is no error."""
    assert isinstance(stage.bot, LeavesServers)
    server = stage.api.guild(stage.api.user("ada"))

    await stage.bot.leave(server.id)
    await stage.bot.leave(server.id)
    await until(lambda: stage.inbox.removed)

    assert stage.inbox.removed == [server.id]
    assert stage.api.world.me.id not in stage.api.world.guilds[server.id].members


async def test_what_the_bot_lacks_in_a_channel(stage: Stage) -> None:
    """Each permission by the name that Discord's settings show; in a private chat nothing can be missing."""
    assert isinstance(stage.bot, ReportsMissing)
    server = stage.api.guild(stage.api.user("ada"))
    server.denies_the_bot(ATTACH_FILES | SEND_IN_THREADS | ADD_REACTIONS)
    place = Place("discord", server.channel)

    [sentence] = await stage.bot.reports_missing(place, server.id)
    own = stage.api.world.guilds[server.id].roles[server.bot_role]
    own["permissions"] = str(1 << 3)

    assert "Attach Files" in sentence
    assert "Send Messages in Threads" in sentence
    assert "Add Reactions" in sentence
    assert "View Channel" not in sentence
    assert await stage.bot.reports_missing(place, server.id) == ()
    assert await stage.bot.reports_missing(place, "") == ()


async def test_a_time_out_is_seen(stage: Stage) -> None:
    """A bot that a moderator silenced lacks what it needs to speak, until the time is over."""
    assert isinstance(stage.bot, ReportsMissing)
    server = stage.api.guild(stage.api.user("ada"))
    place = Place("discord", server.channel)

    before = await stage.bot.reports_missing(place, server.id)
    server.times_the_bot_out()
    [sentence] = await stage.bot.reports_missing(place, server.id)
    server.times_the_bot_out(until="2020-01-01T00:00:00+00:00")
    after = await stage.bot.reports_missing(place, server.id)

    assert "Send Messages" in sentence
    assert (before, after) == ((), ())


async def test_without_the_intent_something_is_lacking(api: DiscordApi) -> None:
    """What people write without a mention stays unheard, in servers only."""
    api.flags = 0
    server = api.guild(api.user("ada"))
    api.world.guilds[server.id].roles[server.bot_role]["permissions"] = str(1 << 3)
    async with on_stage(api, StandIn()) as stage:
        assert isinstance(stage.bot, FiltersMessages)
        place = Place("discord", server.channel)

        [sentence] = await stage.bot.reports_missing(place, server.id)

        assert "Message Content" in sentence
        assert await stage.bot.unheard(place, server.id) == sentence
        assert await stage.bot.unheard(place, "") == ""


async def test_unaddressed_talk_that_discord_hides_is_marked(api: DiscordApi) -> None:
    """So that nobody takes an empty text for what was said."""
    api.flags = 0
    ada = api.user("ada")
    server = api.guild(ada)
    async with on_stage(api, StandIn()) as stage:
        ada.writes("nice weather", channel=server.channel)
        incoming = await stage.message()

    assert (incoming.text, incoming.addressed, incoming.unreadable, incoming.to_us) == ("", False, True, False)


async def test_a_thread_opens_under_the_question(stage: Stage) -> None:
    """It is named after it; asking for it twice finds it again, and a thread needs none."""
    assert isinstance(stage.bot, OpensThreads)
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    question = ada.writes("why?", channel=server.channel, mention=True)
    target = (await stage.message()).origin.target
    assert isinstance(target, ToChat)

    opened = [await stage.bot.open_thread(target, "w" * 200) for _ in range(2)]
    unasked = await stage.bot.open_thread(ToChat(target.place), "  ")
    await stage.bot.show(opened[0], Frame("Because."), last=True)

    assert opened == [ToChat(Place("discord", server.channel, question))] * 2
    assert await stage.bot.open_thread(opened[0], "again") is opened[0]
    assert len(stage.api.world.channels[question].name) == 100
    assert stage.api.world.channels[unasked.place.thread].parent == server.channel
    assert [message.content for message in stage.api.world.standing(question)] == ["Because."]


async def test_a_thread_that_may_not_be_opened(stage: Stage) -> None:
    """Refused, as a message would be."""
    server = stage.api.guild(stage.api.user("ada"))
    server.denies_the_bot(OPEN_THREADS)

    with pytest.raises(Refused, match="missing permissions"):
        await stage.bot.open_thread(ToChat(Place("discord", server.channel)), "why?")


async def test_deleting_a_message_of_ours(stage: Stage) -> None:
    """In a channel and through an interaction; one that is gone is no error."""
    assert isinstance(stage.bot, Deletes)
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    stage.inbox.command = asks
    ada.slash("ask", channel=server.channel, text="why?")
    plain = await stage.bot.show(ToChat(Place("discord", server.channel)), Frame("one"), last=True)
    response = await stage.bot.show((await stage.message()).origin.target, Frame("two"), last=True)

    for surface in (plain, plain, response):
        await stage.bot.delete(surface)

    assert isinstance(plain, Message)
    assert stage.api.world.standing(server.channel) == []


@pytest.mark.parametrize(
    ("permissions", "manages"), [(0, (False, False)), (MANAGE_CHANNELS, (True, False)), (MANAGE_GUILD, (True, True))]
)
async def test_a_channel_and_its_server_are_managed_apart(
    stage: Stage, permissions: int, manages: tuple[bool, bool]
) -> None:
    """Who may manage a channel need not manage the server."""
    assert isinstance(stage.bot, ManagesServers)
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    server.grant(ada, permissions)
    place, person = Place("discord", server.channel), Person("discord", ada.id)

    told = await stage.bot.manages(place, server.id, person), await stage.bot.manages_server(place, server.id, person)

    assert told == manages


async def test_a_thought_is_folded_into_a_spoiler(stage: Stage) -> None:
    """It stands above the answer."""
    assert isinstance(stage.bot, Folds)

    piece = stage.bot.folded("first\nthen", "So: **yes**", last=True)

    assert piece.text.endswith("||\nSo: **yes**")
    assert "||first" in piece.text


async def test_an_answer_to_the_asker_alone_is_never_shown_to_all(stage: Stage) -> None:
    """Where its acknowledgement is lost there is no answer, rather than one in the channel."""
    ada = stage.api.user("ada")
    server = stage.api.guild(ada)
    stage.api.registration.put(
        [{"name": "ask", "description": "Ask", "options": [{"type": 5, "name": "private", "description": "Alone"}]}]
    )

    stage.inbox.command = asks
    stage.api.faults.share(1.0, (Fault("status", 500),), "POST interactions/callback")
    ada.slash("ask", channel=server.channel, private=True)
    await until(lambda: stage.inbox.invocations)
    await asyncio.sleep(4.0 / SPEED)  # Discord has stopped listening
    stage.api.faults.share(0.0, ())
    ada.writes("hello", channel=server.channel)
    await until(lambda: stage.inbox.messages)

    assert [message.text for message in stage.inbox.messages] == ["hello"]
