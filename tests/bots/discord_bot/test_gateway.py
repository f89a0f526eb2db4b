"""What the gateway sends without sense costs itself alone; the session and all other events stay."""

import json

import pytest
from discord.state import AutoShardedConnectionState

from bots.discord_bot.library import CACHED
from bots.engine.seam.places import Place, ToChat
from bots.engine.seam.shown import Frame
from tests.bots.discord_bot.stand_in import Stage
from tests.waiting import until

PARSED = {name.removeprefix("parse_").upper() for name in dir(AutoShardedConnectionState) if name.startswith("parse_")}
NOT_PARSED = {
    *("APPLICATION_COMMAND_PERMISSIONS_UPDATE", "AUTO_MODERATION_ACTION_EXECUTION", "AUTO_MODERATION_RULE_CREATE"),
    *("AUTO_MODERATION_RULE_DELETE", "AUTO_MODERATION_RULE_UPDATE", "CHANNEL_PINS_UPDATE", "ENTITLEMENT_CREATE"),
    *("ENTITLEMENT_DELETE", "ENTITLEMENT_UPDATE", "GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE"),
    *("GUILD_EMOJIS_UPDATE", "GUILD_INTEGRATIONS_UPDATE", "GUILD_MEMBERS_CHUNK", "GUILD_MEMBER_ADD"),
    *("GUILD_MEMBER_REMOVE", "GUILD_MEMBER_UPDATE", "GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_DELETE"),
    *("GUILD_SCHEDULED_EVENT_UPDATE", "GUILD_SCHEDULED_EVENT_USER_ADD", "GUILD_SCHEDULED_EVENT_USER_REMOVE"),
    *("GUILD_SOUNDBOARD_SOUNDS_UPDATE", "GUILD_SOUNDBOARD_SOUND_CREATE", "GUILD_SOUNDBOARD_SOUND_DELETE"),
    *("GUILD_SOUNDBOARD_SOUND_UPDATE", "GUILD_STICKERS_UPDATE", "INTEGRATION_CREATE", "INTEGRATION_DELETE"),
    *("INTEGRATION_UPDATE", "INTERACTION_CREATE", "INVITE_CREATE", "INVITE_DELETE", "MESSAGE_CREATE", "MESSAGE_DELETE"),
    *("MESSAGE_DELETE_BULK", "MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE", "MESSAGE_REACTION_ADD"),
    *("MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI", "MESSAGE_UPDATE"),
    *("PRESENCE_UPDATE", "RESUMED", "STAGE_INSTANCE_CREATE", "STAGE_INSTANCE_DELETE", "STAGE_INSTANCE_UPDATE"),
    *("SUBSCRIPTION_CREATE", "SUBSCRIPTION_DELETE", "SUBSCRIPTION_UPDATE", "THREAD_MEMBERS_UPDATE"),
    *("THREAD_MEMBER_UPDATE", "TYPING_START", "USER_UPDATE", "VOICE_CHANNEL_EFFECT_SEND", "VOICE_SERVER_UPDATE"),
    *("VOICE_STATE_UPDATE", "WEBHOOKS_UPDATE"),
}

FRAMES = (
    "{",
    "null",
    "[]",
    "7",
    '"x"',
    "[" * 200_000,
    "{}",
    '{"op": null}',
    '{"op": 10, "d": null}',
    '{"op": 0, "t": ["MESSAGE_CREATE"], "d": {}}',
    '{"op": 0, "t": "READY", "d": {}}',
    '{"op": 0, "t": "SOMETHING_NEW", "d": {}}',
)


async def test_frames_without_sense(stage: Stage) -> None:
    """Broken, null, a list, a thousand levels deep: the message that comes after each of them is handed on."""
    ada = stage.api.user()

    for frame in FRAMES:
        stage.api.gateway.send_raw(frame)
        ada.writes(frame[:20])
    await until(lambda: len(stage.inbox.messages) == len(FRAMES))

    assert [incoming.text for incoming in stage.inbox.messages] == [frame[:20] for frame in FRAMES]
    assert (len(stage.api.gateway.identified), stage.api.gateway.resumed) == (1, 0)


async def test_a_broken_stream_is_taken_up_again(stage: Stage) -> None:
    """What follows a byte that cannot be unpacked is lost on this connection, but not for the session."""
    ada = stage.api.user()

    stage.api.gateway.send_raw(b"no zlib\x00\x00\xff\xff")
    ada.writes("hello")
    incoming = await stage.message()

    assert incoming.text == "hello"
    assert (len(stage.api.gateway.identified), stage.api.gateway.resumed) == (1, 1)


@pytest.mark.parametrize("data", [None, [], "x", {}, {"id": "x", "guild_id": "y", "channel_id": "z"}], ids=json.dumps)
async def test_events_without_sense(stage: Stage, data: object) -> None:
    """Whatever an event is called; none ends the session, and the owner is told."""
    ada = stage.api.user()
    server = stage.api.guild(ada)

    for name in sorted(PARSED):
        stage.api.gateway.tell("", name, data)
    ada.writes("hello", channel=server.channel, mention=True)
    await until(lambda: stage.inbox.messages and stage.inbox.troubles)

    assert [incoming.text for incoming in stage.inbox.messages] == ["hello"]
    assert (len(stage.api.gateway.identified), stage.api.gateway.resumed) == (1, 0)


async def test_many_events_of_one_kind_are_one_line(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """A change of Discord's that breaks each of them fills no log; another kind is said as well."""
    ada = stage.api.user()

    for number in range(100):
        stage.api.gateway.tell("", "THREAD_UPDATE", {"number": number})
    stage.api.gateway.tell("", "CHANNEL_UPDATE", {})
    ada.writes("hello")
    await stage.message()

    assert sum("makes no sense" in line for line in caplog.messages) == 2


async def test_an_edit_of_another_shape(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Link previews once came as messages without an author. Edits are nothing that is needed, so nobody is told."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    preview = {"id": "1", "channel_id": server.channel, "guild_id": server.id, "embeds": []}

    stage.api.gateway.tell(server.id, "MESSAGE_UPDATE", preview)
    ada.writes("hello", channel=server.channel, mention=True)
    await stage.message()

    assert len(stage.api.gateway.identified) == 1
    assert not caplog.messages
    assert not stage.inbox.troubles


async def test_own_edits_and_deletions_come_back(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """As on Discord; an edit is ignored, and a deletion is told whoever made it."""
    target = ToChat(Place("discord", stage.api.guild().channel))
    surface = await stage.bot.show(target, Frame("half"), last=False)
    await stage.bot.show(surface, Frame("whole"), last=True)
    await stage.bot.delete(surface)
    await until(lambda: stage.inbox.deleted)

    [session] = stage.api.gateway.sessions.values()
    assert [packet["t"] for packet in session.sent][-3:] == ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"]
    assert stage.inbox.deleted == [(target.place, (getattr(surface, "id", ""),))]
    assert not stage.inbox.messages
    assert not caplog.messages


async def test_of_a_server_only_what_is_needed_is_read(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Members, emojis and the like may have any shape: the server's channels are known."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    world = stage.api.world
    channel = world.add_channel(guild=server.id, name="kitchen")
    odd = {"emojis": [None], "voice_states": [{}], "presences": 7, "stage_instances": [[]], "soundboard_sounds": "x"}

    raw = world.guild_json(world.guilds[server.id]) | odd
    stage.api.gateway.tell(server.id, "GUILD_CREATE", raw)
    ada.writes(f"what is <#{channel.id}>?", channel=server.channel, mention=True)
    incoming = await stage.message()

    assert incoming.text == "what is #kitchen?"
    assert not caplog.messages


async def test_a_server_that_cannot_be_read(stage: Stage) -> None:
    """Its names are unknown; people in it are answered all the same, and the engine hears that the bot is there."""
    ada = stage.api.user()
    server = stage.api.guild(ada)
    thread = server.add_thread(announced=False)
    await until(lambda: stage.inbox.joined)

    raw = stage.api.world.guild_json(stage.api.world.guilds[server.id]) | {"channels": [None], "roles": [{}]}
    stage.api.gateway.tell(server.id, "GUILD_CREATE", raw)
    ada.writes("hello", channel=thread, mention=True)
    incoming = await stage.message()

    assert incoming.origin.place == Place("discord", server.channel, thread)
    assert incoming.addressed
    assert len(stage.api.gateway.identified) == 1


async def test_a_new_server_that_cannot_be_read(stage: Stage) -> None:
    """The bot is known to be there all the same: nobody in it is a guest."""
    ada = stage.api.user()
    server = stage.api.guild(ada, member=False)

    stage.api.gateway.tell(server.id, "GUILD_CREATE", {"id": server.id, "channels": [None], "roles": [{}]})
    ada.slash("whoami", channel=server.channel)
    await until(lambda: stage.inbox.invocations)

    assert not stage.inbox.invocations[0].origin.guest


def test_every_parser_of_the_library_is_known() -> None:
    """A new discord.py may bring another one. Whether the cache needs it is decided by somebody who has read it."""
    assert PARSED == CACHED | NOT_PARSED
    assert not CACHED & NOT_PARSED
