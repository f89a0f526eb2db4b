"""Several processes with one token: each has its share of the shards, and takes over what another one leaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bots.discord_bot.bot import DiscordBot
from bots.discord_bot.reading import shard_of
from bots.engine.seam.places import Person, Place
from bots.testing.stage import BookmarksInMemory
from tests.bots.discord_bot.stand_in import StandIn, a_bot
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_people import Server, User
from tests.fakes.shares import SharesTogether, Together
from tests.waiting import until

SPEED = 50.0


@dataclass
class OneOfSeveral(StandIn):
    """The inbox of one process; `together` divides the shards, `database` is that of all."""

    together: Together = field(default_factory=Together)
    database: BookmarksInMemory = field(default_factory=BookmarksInMemory)

    def __post_init__(self) -> None:
        self.mine = SharesTogether(self.together)
        self.shares = self.mine
        self.bookmarks = self.database

    @property
    def written(self) -> str:
        """The bookmark."""
        return self.database.kept.get("discord", "")

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.messages]


class Processes:
    """What they have in common."""

    def __init__(self, api: DiscordApi) -> None:
        self.api = api
        self._together = Together()
        self._database = BookmarksInMemory()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[tuple[DiscordBot, OneOfSeveral]]:
        inbox = OneOfSeveral(together=self._together, database=self._database)
        bot = a_bot(self.api, speed=SPEED)
        running = asyncio.create_task(bot.run(inbox))
        try:
            yield bot, inbox
        finally:
            await bot.aclose()
            await running


@asynccontextmanager
async def discord(shards: int) -> AsyncIterator[tuple[DiscordApi, Processes]]:
    async with DiscordApi(speed=SPEED, shards=shards) as api:
        api.gateway.strict = True
        yield api, Processes(api)


async def a_server_of_each(api: DiscordApi, ada: User) -> list[Server]:
    """A server on each shard."""
    found: dict[int, Server] = {}
    while len(found) < api.gateway.shards:
        server = api.guild(ada)
        found.setdefault(shard_of(server.id, api.gateway.shards), server)
        await asyncio.sleep(0.001)  # ids hold the time
    return [found[shard] for shard in sorted(found)]


async def stand(api: DiscordApi, shards: int) -> None:
    """Wait until so many shards are connected."""
    await until(lambda: api.gateway.connected == shards)


async def test_shards_are_divided() -> None:
    """A second process gets its share of them; each message comes to one, and nobody starts sessions too early."""
    async with discord(4) as (api, processes):
        ada = api.user()
        servers = await a_server_of_each(api, ada)
        async with processes.one() as (_, first):
            await stand(api, 4)
            async with processes.one() as (_, second):
                await until(lambda: len(api.gateway.identified) == 6)
                await stand(api, 4)
                for server in servers:
                    ada.writes("hello", channel=server.channel, mention=True)
                await until(lambda: len(first.messages) + len(second.messages) == 4)
                heard = len(first.messages), len(second.messages)

    assert heard == (2, 2)
    assert api.gateway.too_early == 0


async def test_what_a_process_leaves_is_taken_over_and_nothing_is_lost() -> None:
    """It has ended properly: what was written until another one listened is read by that one, and nothing twice."""
    async with discord(2) as (api, processes):
        ada = api.user()
        servers = await a_server_of_each(api, ada)
        async with processes.one() as (_, second):
            await stand(api, 2)
            async with processes.one() as (_, first):
                await until(lambda: len(api.gateway.identified) == 3)
                await stand(api, 2)
            for number, server in enumerate(servers):
                ada.writes(f"meanwhile {number}", channel=server.channel, mention=True)
            await until(lambda: len(first.messages) + len(second.messages) == 2)
            await stand(api, 2)
            for number, server in enumerate(servers):
                ada.writes(f"later {number}", channel=server.channel, mention=True)
            await until(lambda: len(second.messages) == 4)

    assert sorted(second.texts) == ["later 0", "later 1", "meanwhile 0", "meanwhile 1"]
    assert first.texts == []


async def test_a_process_that_is_cut_off_stops_at_once() -> None:
    """Another one goes on from what was written down; the first one, when it is back, has its share and no more."""
    async with discord(2) as (api, processes):
        ada = api.user()
        servers = await a_server_of_each(api, ada)
        async with processes.one() as (_, first):
            await stand(api, 2)
            async with processes.one() as (_, second):
                await until(lambda: len(api.gateway.identified) == 3)
                await stand(api, 2)
                first.mine.lose()
                for number, server in enumerate(servers):
                    ada.writes(f"meanwhile {number}", channel=server.channel, mention=True)
                await until(lambda: len(second.messages) == 2)
                first.mine.want()
                await until(lambda: len(api.gateway.identified) == 5)
                await stand(api, 2)
                for number, server in enumerate(servers):
                    ada.writes(f"later {number}", channel=server.channel, mention=True)
                await until(lambda: len(first.messages) + len(second.messages) == 4)

    assert sorted(first.texts + second.texts) == ["later 0", "later 1", "meanwhile 0", "meanwhile 1"]
    assert len(first.messages) == 1


async def test_a_process_that_slept_acts_on_nothing_that_it_wakes_with() -> None:
    """Its connection still stands and brings what was said meanwhile; that is another process's by now."""
    async with discord(1) as (api, processes):
        ada = api.user()
        server = api.guild(ada)
        async with processes.one() as (_, first):
            await stand(api, 1)
            await until(lambda: first.joined)
            async with processes.one() as (_, second):
                await until(lambda: second.ready)
                first.mine.sleep()
                ada.writes("meanwhile", channel=server.channel, mention=True)
                await until(lambda: second.messages)

    assert second.texts == ["meanwhile"]
    assert first.texts == []


async def test_who_gets_back_what_nobody_else_had_goes_on_with_its_sessions() -> None:
    """The database was away for a moment: no session is started, and what came meanwhile is sent once more."""
    async with discord(2) as (api, processes):
        ada = api.user()
        servers = await a_server_of_each(api, ada)
        async with processes.one() as (_, inbox):
            await stand(api, 2)
            await until(lambda: '"sessions":[[0,' in inbox.written and ",[1," in inbox.written)
            await until(lambda: {server for server, _ in inbox.joined} >= {server.id for server in servers})
            inbox.mine.lose()
            await stand(api, 0)
            for server in servers:
                ada.writes("meanwhile", channel=server.channel, mention=True)
            inbox.mine.want()
            await until(lambda: len(inbox.messages) == 2)
            names = {incoming.origin.titles.server for incoming in inbox.messages}

    assert len(api.gateway.identified) == 2
    assert api.gateway.resumed == 2
    assert names == {"server"}


async def test_a_process_without_a_shard_is_ready_and_calls() -> None:
    """There is only one shard, and the other process has it."""
    async with discord(1) as (api, processes), processes.one() as (_, first):
        ada = api.user()
        server = api.guild(ada, owner=ada)
        await stand(api, 1)
        async with processes.one() as (waiting, inbox):
            await until(lambda: inbox.ready)
            connected = waiting.is_connected()
            manages = await waiting.manages(Place("discord", server.channel), server.id, Person("discord", ada.id))
            ada.writes("hello", channel=server.channel, mention=True)
            await until(lambda: first.messages)

    assert connected
    assert manages
    assert inbox.texts == []
    assert len(api.gateway.identified) == 1


@pytest.mark.parametrize("at_once", [1, 4])
async def test_as_many_at_once_as_discord_allows(at_once: int) -> None:
    """A huge bot may start several sessions in the same five seconds."""
    async with discord(4) as (api, processes):
        api.gateway.at_once = at_once
        began = api.now()
        async with processes.one():
            await stand(api, 4)
            took = api.now() - began

    assert api.gateway.too_early == 0
    assert (took < 15.0) is (at_once == 4)


async def test_fewer_shards_in_mid_run() -> None:
    """The number of one is no shard any more: Discord is asked how many there are."""
    async with discord(2) as (api, processes), processes.one() as (_, inbox):
        await stand(api, 2)
        api.gateway.refuse_with, api.gateway.shards = [4010], 1
        api.gateway.forget()
        api.gateway.drop()
        await until(lambda: api.gateway.connected == 1 and api.gateway.identified[-1]["shard"] == [0, 1])

    assert inbox.refused == 0
