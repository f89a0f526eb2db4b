"""Keeps the bot connected to Discord's gateway, and hands what comes in to the engine."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import discord

from bots.discord_bot.one_attempt import HEALTHY, Connection
from bots.discord_bot.reading import PLATFORM, THREADS, Me, Surroundings, by_a_person, ids_in, read_message
from bots.discord_bot.registering import application_commands, same
from bots.discord_bot.responding import Responding
from bots.discord_bot.rest import Rest
from bots.discord_bot.signing_in import ELSEWHERE, NO_CONTENT, WRONG_TOKEN, Account, is_wrong_token, sign_in
from bots.discord_bot.tending import Tending, describe, log
from bots.engine.clock import Clock
from bots.engine.commands import COMMANDS
from bots.engine.platform import Inbox, PlatformError, SlowDown

Json = dict[str, Any]

BAD_TOKEN = 4004
SHARDING_REQUIRED = 4011
INTENT_REFUSED = 4014

_PARENTS = 1000


class Intake:
    """The calls in. `watch` sees every event's raw data before the engine does."""

    def __init__(self, rest: Rest, clock: Clock, gateway_url: str, watch: Callable[[Json], None]) -> None:
        self._rest = rest
        self._clock = clock
        self._gateway_url = gateway_url
        self._watch = watch
        self._responding = Responding(rest, clock)
        self._tasks = Tending()
        self._receiving: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        self._parents: OrderedDict[str, str] = OrderedDict()
        self._quiet = False
        self._down = False
        self._greeted = False
        self._registered = False

    async def run(self, inbox: Inbox) -> None:
        """Receive until `quiet` or cancellation; returns early where Discord never lets us in."""
        if self._quiet:
            return
        self._receiving = self._tasks.start(self._stay_connected(inbox), "receiving")
        try:
            await asyncio.wait({self._receiving})
        finally:
            await self.quiet()

    async def quiet(self) -> None:
        """Hand on nothing more; interactions that have come in are still seen to their end."""
        self._quiet = True
        if self._receiving is not None and not self._receiving.done():
            self._receiving.cancel()
            await asyncio.wait({self._receiving})

    async def aclose(self) -> None:
        """End everything."""
        await self.quiet()
        await self._tasks.aclose()

    async def _stay_connected(self, inbox: Inbox) -> None:
        failed, allowed = 0, True
        while True:
            if failed:
                await self._clock.sleep(min(60.0, 2.0 ** (failed - 1)) * random.uniform(0.5, 1.0))
            try:
                account = await sign_in(self._rest)
                gateway = await self._rest.call("GET", "/gateway/bot")
            except PlatformError as error:
                if is_wrong_token(error):
                    log.error("discord: %s", WRONG_TOKEN)
                    return
                self._on_down(error)
                if isinstance(error, SlowDown):
                    await self._clock.sleep(error.retry_after)
                failed += 1
                continue
            if not self._greeted and account.interactions_elsewhere:
                log.warning("discord: %s", ELSEWHERE)
            me = Me(account.me.id, account.me.app, account.me.reads_content and allowed)
            if not me.reads_content and not self._greeted:
                log.warning("discord: %s", NO_CONTENT)
            began = self._clock.now()
            code = await self._listen(inbox, account, me, gateway)
            failed = 0 if self._clock.now() - began > HEALTHY else failed
            if code == INTENT_REFUSED and me.reads_content:
                allowed = False
            elif code is None or code == SHARDING_REQUIRED:
                failed += 1
            else:
                reason = WRONG_TOKEN if code == BAD_TOKEN else f"the gateway does not let us in (close code {code})"
                log.error("discord: %s", reason)
                return

    async def _listen(self, inbox: Inbox, account: Account, me: Me, gateway: Json) -> int | None:
        """Receive until the gateway sends us away: its close code, or None after an error of the library's."""
        messages: asyncio.Queue[Json] = asyncio.Queue()
        connection = Connection(
            self._rest,
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=me.reads_content
            ),
            gateway_url=self._gateway_url or gateway["url"],
            fixed_gateway=bool(self._gateway_url),
            shards=int(gateway["shards"]),
            clock=self._clock,
            events={
                "MESSAGE_CREATE": messages.put_nowait,
                "INTERACTION_CREATE": lambda raw: self._on_interaction(raw, me, inbox),
            },
            on_up=lambda: self._on_up(account, inbox),
            on_down=self._on_down,
        )
        reading = self._tasks.start(self._read(messages, connection, me, inbox), "reading messages")
        if not self._registered:
            self._registered = True
            self._tasks.start(self._register(me), "registering commands")
        self._connection = connection
        try:
            async with connection:
                listening = asyncio.create_task(connection.listen())
                try:
                    await asyncio.wait({listening})
                finally:
                    if not listening.done():
                        listening.cancel()
                        await asyncio.wait({listening})
        finally:
            reading.cancel()
            await asyncio.wait({reading})
        if (error := listening.exception()) is not None:
            log.error("discord: the connection failed: %s", describe(error))
            return None
        return listening.result()

    def _on_up(self, account: Account, inbox: Inbox) -> None:
        if not self._greeted and self._connection is not None:
            self._greeted = True
            log.info("discord: %s listens in %d servers", account.name, len(self._connection.guilds))
        elif self._down:
            log.info("discord: connected again")
        else:
            return
        self._down = False
        self._tasks.start(inbox.on_ready(PLATFORM), "taking up")

    def is_member(self, server: str) -> bool:
        """Whether the bot itself, and not only its commands, is in that server."""
        return self._connection is not None and self._connection.get_guild(int(server)) is not None

    def _on_down(self, error: BaseException) -> None:
        if not self._down:
            self._down = True
            reason = str(error) if isinstance(error, PlatformError) else type(error).__name__
            log.warning("discord: cannot be reached (%s); trying again until it can", reason)

    def _on_interaction(self, raw: Json, me: Me, inbox: Inbox) -> None:
        self._tasks.start(self._take(raw, me, inbox), "an interaction")

    async def _take(self, raw: Json, me: Me, inbox: Inbox) -> None:
        self._watch(raw)
        await self._responding.take(raw, me, inbox)

    async def _read(self, messages: asyncio.Queue[Json], connection: Connection, me: Me, inbox: Inbox) -> None:
        """One message after the other; one that fails takes no other with it."""
        while True:
            raw = await messages.get()
            handing = self._tasks.start(self._hand_on(raw, connection, me, inbox), "a message")
            await asyncio.wait({handing})

    async def _hand_on(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        if by_a_person(raw):
            self._watch(raw)
            await inbox.on_message(read_message(raw, me, await self._surroundings(raw, connection)))

    async def _surroundings(self, raw: Mapping[str, Any], connection: Connection) -> Surroundings:
        """What the cache knows of the server; Discord is asked where a thread is older than our session."""
        if "guild_id" not in raw:
            return Surroundings()
        guild = connection.get_guild(int(raw["guild_id"]))
        if guild is None:
            return Surroundings(parent=await self._parent(raw["channel_id"]))
        here = guild.get_channel_or_thread(int(raw["channel_id"]))
        if isinstance(here, discord.Thread):
            parent = str(here.parent_id)
        else:
            parent = "" if here is not None else await self._parent(raw["channel_id"])
        referenced: Mapping[str, Any] = raw.get("referenced_message") or {}
        role_ids, channel_ids = ids_in(f"{raw.get('content', '')} {referenced.get('content', '')}")
        roles = {id: role.name for id in role_ids if (role := guild.get_role(int(id))) is not None}
        channels = {id: found.name for id in channel_ids if (found := guild.get_channel_or_thread(int(id))) is not None}
        own = guild.self_role
        return Surroundings(parent, str(own.id) if own is not None else "", roles, channels)

    async def _parent(self, channel: str) -> str:
        """The channel that a thread hangs under; empty for what is no thread."""
        if channel not in self._parents:
            try:
                found = await self._rest.repeat("GET", f"/channels/{channel}")
            except PlatformError as error:
                log.warning("discord: a channel could not be looked up: %s", error)
                return ""
            self._parents[channel] = str(found["parent_id"]) if found.get("type") in THREADS else ""
            if len(self._parents) > _PARENTS:
                self._parents.popitem(last=False)
        return self._parents[channel]

    async def _register(self, me: Me) -> None:
        """Tell Discord the commands where it has others."""
        wanted = application_commands(COMMANDS)
        path = f"/applications/{me.app}/commands"
        try:
            if not same(wanted, await self._rest.repeat("GET", path)):
                await self._rest.repeat("PUT", path, payload=wanted)
                log.info("discord: %d commands registered", len(wanted))
        except PlatformError as error:
            log.warning("discord: the commands could not be registered (%s); the next start tries again", error)
