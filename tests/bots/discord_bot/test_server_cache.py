"""What is kept of a server: names, categories and threads, and nothing of what else Discord tells of each channel."""

import logging
from typing import Any

import pytest

from bots.discord_bot.library import Connection, Gateway, Handlers
from bots.discord_bot.progress import Progress
from bots.discord_bot.sessions import SessionStarts
from bots.discord_bot.transport import Transport
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.runtime.tasks import Supervisor
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

Json = dict[str, Any]

TEXT, VOICE, CATEGORY, NEWS, STAGE, FORUM, MEDIA = 0, 2, 4, 5, 13, 15, 16
SERVER, ROLE, CHANNEL, THREAD = "100", "200", "300", "400"
OVERWRITES = [{"id": ROLE, "type": 0, "allow": "1024", "deny": "2048"}]


class Told(Connection):
    """Is told of events without a socket."""

    def hear(self, event: str, data: Json) -> None:
        self._connection.parsers[event](data)


def channel(kind: int, name: str = "here") -> Json:
    """As Discord tells of a channel of that kind."""
    told = {"id": CHANNEL, "guild_id": SERVER, "type": kind, "name": name, "position": 3, "parent_id": None}
    return told | {
        "permission_overwrites": OVERWRITES,
        "topic": "long",
        "bitrate": 64000,
        "user_limit": 0,
        "nsfw": True,
    }


def thread(name: str = "aside", *, archived: bool = False) -> Json:
    meta = {"archived": archived, "auto_archive_duration": 60, "archive_timestamp": "2026-01-01T00:00:00+00:00"}
    counts = {"message_count": 1, "member_count": 2, "last_message_id": "9"}
    ids = {"id": THREAD, "guild_id": SERVER, "parent_id": CHANNEL, "owner_id": "7"}
    return ids | counts | {"type": 11, "name": name, "thread_metadata": meta}


def role(name: str = "keepers") -> Json:
    return {"id": ROLE, "name": name, "permissions": "8", "position": 1, "tags": {"bot_id": "7"}, "color": 5}


@pytest.fixture
def connection() -> Told:
    """It is in one server, and has no socket."""
    clock = VirtualClock()
    transport = Transport("token", api_url="http://localhost:1", clock=clock, meter=Scheduler(clock))

    async def unasked() -> Json:
        return {}

    handlers = Handlers(
        events={},
        begun=lambda raw: None,
        gap=lambda shard, number: None,
        up=lambda: None,
        down=lambda error: None,
        skipped=lambda error: None,
        held=lambda left, seconds: None,
    )
    progress = Progress(clock.now)
    return Told(
        transport,
        clock,
        Gateway("ws://localhost:1", 1),
        SessionStarts(clock, unasked, Supervisor(logging.getLogger("parley"))),
        progress,
        handlers,
    )


@pytest.mark.parametrize("kind", [TEXT, VOICE, CATEGORY, NEWS, STAGE, FORUM, MEDIA])
async def test_a_channel_of_each_kind(connection: Told, kind: int) -> None:
    """Its name is known when the server comes and when it changes; who may do what there is kept by nobody."""
    connection.hear("GUILD_CREATE", {"id": SERVER, "name": "Port", "channels": [channel(kind)], "roles": [role()]})
    connection.hear("CHANNEL_UPDATE", channel(kind, "there"))
    server = connection.get_guild(int(SERVER))

    assert server is not None
    assert [(found.name, found.overwrites) for found in server.channels] == [("there", {})]
    connection.hear("CHANNEL_DELETE", channel(kind))
    assert not server.channels


async def test_threads_and_roles(connection: Told) -> None:
    """They come with the server or by themselves, change, and go."""
    connection.hear("GUILD_CREATE", {"id": SERVER, "name": "Port", "channels": [channel(TEXT)], "threads": [thread()]})
    connection.hear("GUILD_ROLE_CREATE", {"guild_id": SERVER, "role": role()})
    connection.hear("THREAD_UPDATE", thread("beside"))
    connection.hear("GUILD_ROLE_UPDATE", {"guild_id": SERVER, "role": role("sailors")})
    server = connection.get_guild(int(SERVER))

    assert server is not None
    kept, held = server.get_thread(int(THREAD)), server.get_role(int(ROLE))
    assert kept is not None
    assert held is not None
    assert (kept.name, kept.owner_id, kept.parent_id) == ("beside", 7, int(CHANNEL))
    assert (held.name, held.tags is not None and held.tags.bot_id) == ("sailors", 7)
    connection.hear("THREAD_UPDATE", thread(archived=True))
    connection.hear("GUILD_ROLE_DELETE", {"guild_id": SERVER, "role_id": ROLE})
    assert (server.get_thread(int(THREAD)), server.get_role(int(ROLE))) == (None, None)


async def test_the_threads_of_a_channel_that_the_bot_sees_anew(connection: Told) -> None:
    """They come as a list."""
    connection.hear("GUILD_CREATE", {"id": SERVER, "name": "Port", "channels": [channel(TEXT)]})
    member = {"id": THREAD, "user_id": "7", "join_timestamp": "2026-01-01T00:00:00+00:00", "flags": 0}
    connection.hear(
        "THREAD_LIST_SYNC",
        {"guild_id": SERVER, "channel_ids": [CHANNEL], "threads": [thread()], "members": [member]},
    )
    server = connection.get_guild(int(SERVER))

    assert server is not None
    assert [each.name for each in server.threads] == ["aside"]
