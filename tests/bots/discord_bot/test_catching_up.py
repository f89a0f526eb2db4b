"""What people write while nobody listens: it is read afterwards, each message once."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bots.discord_bot.bot import DiscordBot
from bots.discord_bot.read_back import ATTEMPTS
from bots.discord_bot.reading import shard_of
from bots.discord_bot.resuming import MOST
from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.lanes import IN_A_LANE
from bots.engine.seam.bookmarks import ActivePlace
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Place, ToChat
from bots.engine.seam.shown import Frame
from tests.bots.discord_bot.stand_in import Readings, StandIn, on_stage
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_people import Server, User
from tests.fakes.faults import Fault
from tests.waiting import until


@asynccontextmanager
async def connected(api: DiscordApi, inbox: StandIn, speed: float = 1.0) -> AsyncIterator[DiscordBot]:
    """One run of the bot. The clock is that of the ids; `inbox` keeps the bookmarks from one run to the next."""
    clock = RealClock(speed)
    bot = DiscordBot(api.token, api_url=api.url, gateway_url=api.gateway_url, clock=clock, meter=Readings())
    before = len(api.gateway.identified)
    running = asyncio.create_task(bot.run(inbox))
    try:
        await until(lambda: len(api.gateway.identified) > before and api.gateway.connected)
        yield bot
    finally:
        await bot.quiet()
        await running
        await bot.aclose()


def places(*active: tuple[Server, str] | str) -> tuple[ActivePlace, ...]:
    """Where the bot answered lately: channels of servers, or private chats."""
    return tuple(
        ActivePlace(Place("discord", each), "")
        if isinstance(each, str)
        else ActivePlace(Place("discord", each[1]), each[0].id)
        for each in active
    )


def texts(inbox: StandIn) -> list[str]:
    return [incoming.text for incoming in inbox.messages]


async def test_what_came_while_it_was_down(api: DiscordApi) -> None:
    """It comes first, in order, with what only a fresh session tells: names, and who is meant by a role."""
    ada = api.user()
    server = api.guild(ada)
    kitchen = server.add_channel("kitchen")
    inbox = StandIn()
    async with connected(api, inbox):
        ada.writes("before", channel=server.channel, mention=True)
        await until(lambda: inbox.messages)

    for number in range(5):
        ada.writes(f"{number} in <#{kitchen}>", channel=server.channel, mention=True)
    ada.writes(f"<@&{server.bot_role}> by role", channel=server.channel)
    ada.writes("alone")
    async with connected(api, inbox):
        ada.writes("now", channel=server.channel, mention=True)
        await until(lambda: len(inbox.messages) == 9)

    here = [incoming for incoming in inbox.messages if incoming.origin.server]
    assert [incoming.text for incoming in here] == ["before", *(f"{n} in #kitchen" for n in range(5)), "by role", "now"]
    assert all(incoming.addressed for incoming in inbox.messages)
    assert {incoming.origin.titles.server for incoming in here} == {"server"}
    assert "alone" in texts(inbox)
    assert (len(api.gateway.identified), api.gateway.resumed) == (2, 1)


async def test_edits_and_deletions_come_too(api: DiscordApi) -> None:
    """After the messages that they are about; and so does the end of a membership."""
    ada = api.user()
    server, left = api.guild(ada), api.guild(ada, name="left")
    inbox = StandIn()
    async with connected(api, inbox):
        await until(lambda: len(inbox.joined) == 2)

    first = ada.writes("Is it wide?", channel=server.channel, mention=True)
    ada.edits(first, "Is the sea wide?", mention=True)
    ada.deletes(ada.writes("never mind", channel=server.channel, mention=True))
    left.throws_the_bot_out()
    async with connected(api, inbox):
        await until(lambda: inbox.deleted and inbox.edited and inbox.removed)

    assert texts(inbox) == ["Is it wide?", "never mind"]
    assert [incoming.text for incoming in inbox.edited] == ["Is the sea wide?"]
    assert inbox.removed == [left.id]


async def test_nothing_comes_twice(api: DiscordApi) -> None:
    """What was taken in before is not read again, nor what comes over two sessions at once."""
    ada = api.user()
    inbox = StandIn()
    async with connected(api, inbox):
        ada.writes("one")
        await until(lambda: inbox.messages)
    for text in ("two", "three", "four"):
        async with connected(api, inbox):
            ada.writes(text)
            await until(lambda: len(inbox.messages) >= 2)
    async with connected(api, inbox):
        await until(lambda: len(inbox.messages) == 4)

    assert texts(inbox) == ["one", "two", "three", "four"]


async def test_a_session_that_is_gone(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """Discord is asked for what was written in places where the bot answered lately; roles come along."""
    ada, bob = api.user(), api.user("bob")
    server, other = api.guild(ada), api.guild(ada, name="other")
    role = server.grant(ada, 0)
    inbox = StandIn()
    async with connected(api, inbox):
        await until(lambda: len(inbox.joined) == 2)
    inbox.bookmarks.places = places((server, server.channel), api.direct(ada), api.direct(bob))

    api.gateway.forget()
    said = [ada.writes(f"{n}", channel=server.channel, mention=True) for n in range(3)]
    ada.writes("chatter", channel=server.channel)
    ada.writes("elsewhere", channel=other.channel, mention=True)
    ada.writes("alone")
    with caplog.at_level(logging.INFO, "parley.discord"):
        async with connected(api, inbox):
            await until(lambda: len(inbox.messages) == 4)
            await until(lambda: "asked Discord" in caplog.text)

    here = [incoming for incoming in inbox.messages if incoming.origin.server]
    assert [(incoming.id, incoming.text) for incoming in here] == [(id, str(n)) for n, id in enumerate(said)]
    assert {incoming.origin.roles for incoming in here} == {(role,)}
    assert "alone" in texts(inbox)
    assert api.calls["GET guilds/members"] == 1


async def test_what_stands_answered_is_not_read_again(api: DiscordApi) -> None:
    """A message that the bot has replied to was answered, whatever the database has forgotten."""
    ada = api.user()
    server = api.guild(ada)
    inbox = StandIn()
    inbox.bookmarks.places = places((server, server.channel))
    async with connected(api, inbox) as bot:
        await bot.quiet()
        api.gateway.forget()
        answered = ada.writes("answered", channel=server.channel, mention=True)
        await bot.show(ToChat(Place("discord", server.channel), reply_to=answered), Frame("Yes."), last=True)
    ada.writes("new", channel=server.channel, mention=True)
    async with connected(api, inbox):
        await until(lambda: inbox.messages)

    assert texts(inbox) == ["new"]


async def test_a_session_that_ends_while_it_runs(api: DiscordApi) -> None:
    """Opcode 9: what is written until the next session stands is asked for."""
    ada = api.user()
    inbox = StandIn()
    inbox.bookmarks.places = places(api.direct(ada))
    async with connected(api, inbox):
        ada.writes("before")
        await until(lambda: inbox.messages)
        api.gateway.invalidate(resumable=False)
        ada.writes("meanwhile")
        await until(lambda: len(inbox.messages) == 2)
        api.gateway.invalidate(resumable=True)
        ada.writes("resumed")
        await until(lambda: len(inbox.messages) == 3)

    assert texts(inbox) == ["before", "meanwhile", "resumed"]


async def test_an_event_that_arrives_broken(api: DiscordApi) -> None:
    """Its number lacks, so Discord is asked what was written; the session stays."""
    ada = api.user()
    inbox = StandIn()
    inbox.bookmarks.places = places(api.direct(ada))
    async with connected(api, inbox, speed=5.0):
        api.gateway.garbled = 1
        ada.writes("broken on the way")
        ada.writes("whole")
        await until(lambda: len(inbox.messages) == 2)

    assert texts(inbox) == ["whole", "broken on the way"]
    assert len(api.gateway.identified) == 1


async def test_a_gateway_that_says_nothing(api: DiscordApi) -> None:
    """The wait is bounded; then Discord is asked, and what comes meanwhile is answered."""
    ada = api.user()
    inbox = StandIn()
    inbox.bookmarks.places = places(api.direct(ada))
    async with connected(api, inbox, speed=10.0):
        pass

    api.gateway.deaf = True
    ada.writes("missed")
    async with connected(api, inbox, speed=10.0):
        ada.writes("now")
        await until(lambda: len(inbox.messages) == 2)

    assert texts(inbox) == ["now", "missed"]


async def test_a_session_of_which_too_much_is_dropped(api: DiscordApi) -> None:
    """Discord keeps so many events; where that was not enough, it is asked."""
    ada = api.user()
    inbox = StandIn()
    inbox.bookmarks.places = places(api.direct(ada))
    async with connected(api, inbox):
        pass

    api.gateway.kept = 2
    for number in range(5):
        ada.writes(str(number))
    async with connected(api, inbox):
        await until(lambda: len(inbox.messages) == 5)

    assert texts(inbox) == list("01234")


async def test_a_session_that_expired_and_a_new_token(api: DiscordApi) -> None:
    """Discord ends the sessions of a token that is reset; whoever wrote meanwhile is found by asking."""
    ada = api.user()
    inbox = StandIn()
    inbox.bookmarks.places = places(api.direct(ada))
    async with connected(api, inbox):
        pass
    await until(lambda: not api.gateway.connected)
    api.gateway.lifetime = 0.0
    ada.writes("it expired")
    async with connected(api, inbox):
        await until(lambda: "it expired" in texts(inbox))
    api.gateway.forget()
    api.token = "another-token"
    ada.writes("it was reset")
    async with connected(api, inbox):
        await until(lambda: "it was reset" in texts(inbox))

    assert api.gateway.resumed == 0


async def test_what_bots_write_takes_no_room(api: DiscordApi) -> None:
    """Of what a session has missed only so much is kept."""
    ada = api.user()
    inbox = StandIn()
    async with connected(api, inbox):
        pass
    robot = User.new(api, "robot", bot=True)
    api.gateway.kept = 20_000
    for _ in range(MOST + 1):
        api.gateway.tell("", "MESSAGE_CREATE", {"id": "1", "channel_id": "2", "author": robot.account.json()})
    ada.writes("hello")
    async with connected(api, inbox):
        await until(lambda: inbox.messages)

    assert texts(inbox) == ["hello"]


@pytest.mark.parametrize("text", ["", "{", "null", "7", '{"bot": 1}', '{"bot": "B", "sessions": [[]]}', "[" * 100_000])
async def test_a_bookmark_without_sense(api: DiscordApi, text: str) -> None:
    """It is none."""
    inbox = StandIn()
    inbox.bookmarks.kept["discord"] = text.replace("B", api.world.me.id)
    async with connected(api, inbox):
        api.user().writes("hello")
        await until(lambda: inbox.messages)

    assert texts(inbox) == ["hello"]


async def test_the_bookmark_of_another_bot(api: DiscordApi) -> None:
    """It says nothing about this one: nothing is resumed, and nothing asked for."""
    inbox = StandIn()
    async with connected(api, inbox):
        pass
    kept = json.loads(inbox.bookmarks.kept["discord"])
    inbox.bookmarks.kept["discord"] = json.dumps(kept | {"bot": "7"})
    inbox.bookmarks.places = places(api.direct(api.user()))
    async with connected(api, inbox):
        api.user().writes("hello")
        await until(lambda: inbox.messages)

    assert (api.gateway.resumed, api.calls["GET channels/messages"]) == (0, 0)


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_a_place_that_cannot_be_read(api: DiscordApi, status: int) -> None:
    """It costs itself alone, and is not tried for ever."""
    ada = api.user()
    server, other = api.guild(ada), api.guild(ada)
    inbox = StandIn()
    async with connected(api, inbox, speed=10.0):
        pass
    inbox.bookmarks.places = places((server, server.channel), (other, other.channel))

    api.gateway.forget()
    ada.writes("closed", channel=server.channel, mention=True)
    ada.writes("open", channel=other.channel, mention=True)
    api.faults.always(f"GET channels/messages in {server.channel}", Fault("status", status))
    async with connected(api, inbox, speed=10.0):
        await until(lambda: inbox.messages)

    assert texts(inbox) == ["open"]
    assert len(api.faults.committed) == (ATTEMPTS if status == 500 else 1)


async def test_a_limit_is_waited_out(api: DiscordApi) -> None:
    """As long as Discord says."""
    ada = api.user()
    inbox = StandIn()
    inbox.bookmarks.places = places(api.direct(ada))
    async with connected(api, inbox, speed=10.0):
        pass

    api.gateway.forget()
    ada.writes("missed")
    api.faults.plan("GET channels/messages", Fault("status", 429, seconds=3.0))
    api.faults.plan("GET channels/messages", Fault("reset"))
    async with connected(api, inbox, speed=10.0):
        await until(lambda: inbox.messages)

    assert texts(inbox) == ["missed"]


class Slow(StandIn):
    """An engine that does not come to an end with a message."""

    async def on_message(self, incoming: Incoming) -> None:
        await super().on_message(incoming)
        await asyncio.Event().wait()


async def test_what_waits_at_the_end_is_read_by_the_next_start(api: DiscordApi) -> None:
    """A message counts as taken in only once the engine has taken it; what was dropped at the end has not."""
    ada = api.user()
    slow, inbox = Slow(), StandIn()
    async with connected(api, slow):
        for text in ("taken", "waits", "waits too"):
            ada.writes(text)
        await until(lambda: slow.messages)
    ada.writes("later")
    inbox.bookmarks.kept = slow.bookmarks.kept
    async with connected(api, inbox):
        await until(lambda: len(inbox.messages) == 4)

    assert texts(slow) == ["taken"]
    assert texts(inbox) == ["taken", "waits", "waits too", "later"]


async def test_what_is_caught_up_is_kept_until_it_is_taken_in(api: DiscordApi) -> None:
    """A kill in the middle of catching up costs nothing: the first session is read once more."""
    ada = api.user()
    first, slow, last = StandIn(), Slow(), StandIn()
    async with connected(api, first):
        pass
    ada.writes("missed")
    ada.writes("missed too")
    slow.bookmarks.kept = first.bookmarks.kept
    async with connected(api, slow):
        await until(lambda: slow.messages)
    last.bookmarks.kept = slow.bookmarks.kept
    async with connected(api, last):
        await until(lambda: len(last.messages) == 2)
        await until(lambda: len(json.loads(last.bookmarks.kept["discord"])["sessions"]) == 1)

    assert texts(last) == ["missed", "missed too"]


async def test_more_than_waits_in_a_place(api: DiscordApi) -> None:
    """What was missed is not dropped where what floods in would be."""
    ada = api.user()
    inbox = StandIn()
    async with connected(api, inbox):
        pass
    for number in range(IN_A_LANE + 50):
        ada.writes(str(number))
    async with connected(api, inbox):
        ada.writes("now")
        await until(lambda: len(inbox.messages) == IN_A_LANE + 51)

    assert texts(inbox) == [*map(str, range(IN_A_LANE + 50)), "now"]


async def test_out_and_in_again(api: DiscordApi) -> None:
    """A server that threw the bot out and brought it back is one that it is in."""
    ada = api.user()
    server = api.guild(ada)
    inbox = StandIn()
    async with connected(api, inbox):
        await until(lambda: inbox.joined)
    me = api.world.me.id
    roles = api.world.guilds[server.id].members[me]
    server.throws_the_bot_out()
    api.world.guilds[server.id].members[me] = roles
    api.gateway.tell(server.id, "GUILD_CREATE", api.world.guild_json(api.world.guilds[server.id]))
    ada.writes("back?", channel=server.channel, mention=True)
    async with connected(api, inbox):
        await until(lambda: inbox.messages)

    assert inbox.removed == []


async def test_every_shard_has_a_session_of_its_own() -> None:
    """Each reads what its own has missed; what was private is the first one's."""
    async with DiscordApi(speed=100.0, shards=2) as api:
        ada = api.user()
        servers = [api.guild(ada)]
        while len({shard_of(server.id, 2) for server in servers}) < 2:
            await asyncio.sleep(0.001)  # ids hold the time
            servers.append(api.guild(ada))
        inbox = StandIn()
        async with connected(api, inbox, speed=100.0):
            await until(lambda: api.gateway.connected == 2)
        for server in servers:
            ada.writes("missed", channel=server.channel, mention=True)
        ada.writes("alone")
        async with connected(api, inbox, speed=100.0):
            await until(lambda: len(inbox.messages) == len(servers) + 1 and api.gateway.resumed == 2)
            await until(lambda: len(json.loads(inbox.bookmarks.kept["discord"])["sessions"]) == 2)

    assert {incoming.origin.server for incoming in inbox.messages} == {"", *(server.id for server in servers)}
    assert {incoming.origin.titles.server for incoming in inbox.messages if incoming.origin.server} == {"server"}


async def test_more_shards_in_mid_run(api: DiscordApi) -> None:
    """Discord may want that at any time; what comes until the new sessions stand is read from the old one."""
    ada = api.user()
    inbox = StandIn()
    async with connected(api, inbox, speed=20.0):
        api.gateway.refuse_with = [4011]
        api.gateway.shards = 2
        api.gateway.drop()
        ada.writes("meanwhile")
        await until(lambda: inbox.messages)

    assert texts(inbox) == ["meanwhile"]


async def test_the_end_in_the_middle_of_catching_up(api: DiscordApi) -> None:
    """Nothing is handed on any more, and the next start reads all of it."""
    ada = api.user()
    inbox = StandIn()
    async with connected(api, inbox):
        pass
    ada.writes("missed")
    api.gateway.deaf = True
    async with connected(api, inbox) as bot:
        ada.writes("now")
        await bot.quiet()
        api.gateway.deaf = False
        assert texts(inbox) == []
    async with connected(api, inbox):
        await until(lambda: len(inbox.messages) == 2)

    assert texts(inbox) == ["missed", "now"]


HOSTILE: tuple[object, ...] = (
    None,
    [],
    "x",
    {},
    {"id": "x"},
    {"id": "1", "channel_id": [], "author": {}},
    {"id": {}, "author": None},
)


async def test_nonsense_among_what_was_missed(api: DiscordApi) -> None:
    """It costs itself alone."""
    ada: User = api.user()
    inbox = StandIn()
    inbox.bookmarks.places = places(api.direct(ada))
    async with connected(api, inbox):
        pass

    for name in ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "INTERACTION_CREATE", "GUILD_DELETE"):
        for data in HOSTILE:
            api.gateway.tell("", name, data)
    ada.writes("hello")
    async with connected(api, inbox):
        await until(lambda: inbox.messages)
        ada.writes("now")
        await until(lambda: len(inbox.messages) == 2)

    assert texts(inbox) == ["hello", "now"]


async def test_commands_that_came_while_it_was_down(api: DiscordApi) -> None:
    """Discord has told that they failed. A question is answered all the same; whatever else was meant has passed."""
    ada = api.user()
    server = api.guild(ada)
    inbox = StandIn()
    async with on_stage(api, inbox):
        pass
    ada.slash("ask", channel=server.channel, question="Is the sea wide?")
    ada.slash("stop", channel=server.channel)
    [session] = api.gateway.sessions.values()
    for packet in session.sent:
        if packet["t"] == "INTERACTION_CREATE":
            packet["d"]["id"] = str(int(packet["d"]["id"]) - (60_000 << 22))  # a minute ago
    async with connected(api, inbox):
        ada.slash("new", channel=server.channel)
        await until(lambda: len(inbox.invocations) == 2)

    assert [invocation.name for invocation in inbox.invocations] == ["ask", "new"]


async def test_what_is_kept_says_nothing_of_anybody(api: DiscordApi, caplog: pytest.LogCaptureFixture) -> None:
    """A bookmark holds sessions and numbers; the id of a session is in no line of the log."""
    inbox = StandIn()
    with caplog.at_level(logging.DEBUG):
        async with connected(api, inbox):
            api.user().writes("whispered")
            await until(lambda: inbox.messages)
    kept = json.loads(inbox.bookmarks.kept["discord"])
    [[shard, id, url, number, _]] = kept["sessions"]

    assert (shard, url, number) == (0, api.gateway_url, next(iter(api.gateway.sessions.values())).sequence)
    assert id not in caplog.text
    assert "whispered" not in json.dumps(kept)
    assert api.token not in json.dumps(kept)
