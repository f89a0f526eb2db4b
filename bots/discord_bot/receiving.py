"""Keeps the bot connected to the gateway, and hands what comes in to the engine, each place in a lane of its own."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from math import inf
from typing import Any

import discord

from bots.discord_bot.account import ELSEWHERE, NO_CONTENT, NO_SERVERS, WRONG_TOKEN, Account, sign_in
from bots.discord_bot.errors import WrongToken, makes_sense
from bots.discord_bot.interactions import Responding
from bots.discord_bot.library import HEALTHY, Connection, Gateway, Handlers
from bots.discord_bot.menu import FOR_SERVERS, register
from bots.discord_bot.permissions import first_open_channel, sees_channel
from bots.discord_bot.reading import (
    PLATFORM,
    THREADS,
    Me,
    Surroundings,
    by_a_person,
    ids_in,
    is_mentioned,
    person_of,
    place_of,
    read_message,
    written_at,
)
from bots.discord_bot.reading_interactions import is_guest
from bots.discord_bot.sessions import SessionStarts
from bots.discord_bot.transport import Transport
from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.defects import describe, new_trace
from bots.engine.runtime.lanes import Lanes
from bots.engine.runtime.lru import LRU
from bots.engine.runtime.tasks import Supervisor, Work, nobody
from bots.engine.seam.errors import PlatformError, SlowDown
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.lookups import PATIENCE, Lookups
from bots.engine.seam.refusals import Refusals
from bots.engine.seam.values import Place

Json = dict[str, Any]

BAD_TOKEN = 4004
SHARDING_REQUIRED = 4011
INTENT_REFUSED = 4014

LONGEST_DELAY = 10.0
"""The most seconds between two attempts to reach Discord."""
LONGEST_REFUSED = 60.0
"""The most seconds between two attempts while Discord can be reached and does not let the bot in."""

Watch = Callable[[Json, bool], None]

log = logging.getLogger("parley.discord")


class Receiving:
    """The calls in. `watch` gets the raw data of each event before the engine, and whether the bot sees its channel."""

    def __init__(self, transport: Transport, clock: Clock, gateway_url: str, watch: Watch) -> None:
        self._transport = transport
        self._clock = clock
        self._gateway_url = gateway_url
        self._watch = watch
        self._skipped = Cooldown(clock.now)
        self._starts = SessionStarts(clock, partial(transport.call, "GET", "/gateway/bot"))
        self._responding = Responding(transport, clock)
        self._tasks = Supervisor(log)
        self._lanes = Lanes(self._tasks, clock, log)
        self._servers = Lanes(self._tasks, clock, log)
        self._refusals = Refusals(clock.now)
        self._receiving: asyncio.Task[None] | None = None
        self._connection: Connection | None = None
        self._parents = Lookups(clock, "", "the channel of the thread", log, kept_for=inf)
        self._locales: LRU[str, str] = LRU()
        self._started: LRU[str, bool] = LRU()  # threads whose beginning was asked for
        self.me: Me | None = None
        self.username = ""
        """The bot's name; empty until Discord has told it."""
        self._quiet = False
        self._down = False
        self._greeted = False
        self._registered = False

    async def run(self, inbox: Inbox) -> None:
        """Receive until `quiet` or cancellation; returns early if Discord lets the bot in no more."""
        if self._quiet:
            return
        self._tasks.report_to(partial(inbox.on_trouble, PLATFORM))
        self._receiving = self._tasks.start(self._stay_connected(inbox), "receiving")
        try:
            await asyncio.wait({self._receiving})
        finally:
            await self._disconnect()

    async def quiet(self) -> None:
        """Hand on nothing more; interactions that have come in are still answered."""
        self._quiet = True
        self._lanes.clear()
        await self._disconnect()

    async def _disconnect(self) -> None:
        if self._receiving is not None and not self._receiving.done():
            self._receiving.cancel()
            await asyncio.wait({self._receiving})

    async def aclose(self) -> None:
        """End all tasks and close the connection."""
        await self.quiet()
        await self._tasks.aclose()

    async def _stay_connected(self, inbox: Inbox) -> None:
        failed, longest, allowed = 0, LONGEST_DELAY, True
        while True:
            if failed:
                await self._clock.sleep(backoff(failed, 1.0, longest) * random.uniform(0.5, 1.0))
            longest = LONGEST_REFUSED
            try:
                account = await sign_in(self._transport)
                gateway = await self._gateway()
            except WrongToken:
                if not await self._tries_on(WRONG_TOKEN, inbox):
                    return
                failed += 1
                continue
            except PlatformError as error:
                self._on_down(error)
                longest = LONGEST_DELAY
                if isinstance(error, SlowDown):
                    await self._clock.sleep(error.retry_after)
                failed += 1
                continue
            if not self._greeted and account.interactions_elsewhere:
                log.warning("%s", ELSEWHERE)
            if not self._greeted and FOR_SERVERS not in account.installed:
                log.warning("%s", NO_SERVERS)
            me = Me(account.me.id, account.me.app, account.me.reads_content and allowed)
            if not me.reads_content and not self._greeted:
                log.warning("%s", NO_CONTENT)
            self.me, self.username = me, account.name
            began = self._clock.now()
            code = await self._listen(inbox, account, me, gateway)
            failed = 0 if self._clock.now() - began > HEALTHY else failed
            if code == INTENT_REFUSED and me.reads_content:
                allowed = False
            elif code is None or code == SHARDING_REQUIRED:
                failed += 1
            else:
                reason = WRONG_TOKEN if code == BAD_TOKEN else f"the gateway does not let us in (close code {code})"
                if not await self._tries_on(reason, inbox):
                    return
                failed += 1

    async def _tries_on(self, reason: str, inbox: Inbox) -> bool:
        """Whether to try on after Discord did not let the bot in. The owner is told if that goes on."""
        meaning = self._refusals.refused()
        if meaning == "hopeless":
            log.error("%s", reason)
        elif meaning == "news":
            log.error("%s. Trying on", reason)
            await inbox.on_refused(PLATFORM)
        self._down = self._down or meaning != "hiccup"
        return meaning != "hopeless"

    async def _gateway(self) -> Gateway:
        """Where to connect, and over how many connections; with it comes how often that may be done."""
        raw = await self._transport.call("GET", "/gateway/bot")
        with makes_sense():
            self._starts.learn(raw)
            url, shards = self._gateway_url or str(raw["url"]), max(1, int(raw["shards"]))
        return Gateway(url, shards, fixed=bool(self._gateway_url))

    async def _listen(self, inbox: Inbox, account: Account, me: Me, gateway: Gateway) -> int | None:
        """Receive until the gateway closes for good. Returns its close code; None after an error of the library."""
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=me.reads_content)
        handlers = Handlers(
            events={
                "MESSAGE_CREATE": lambda raw: self._on_message(raw, connection, me, inbox),
                "MESSAGE_DELETE": lambda raw: self._on_deletion(raw, connection, inbox),
                "MESSAGE_DELETE_BULK": lambda raw: self._on_deletion(raw, connection, inbox),
                "GUILD_CREATE": lambda raw: self._on_server(raw, lambda: self._joined(raw, me, inbox)),
                "GUILD_DELETE": lambda raw: self._on_server(raw, lambda: inbox.on_removed(PLATFORM, str(raw["id"]))),
                "INTERACTION_CREATE": lambda raw: self._on_interaction(raw, me, inbox),
            },
            up=lambda: self._on_up(account, inbox),
            down=self._on_down,
            skipped=lambda error: self._on_skipped(error, inbox),
            held=lambda left, seconds: self._on_held(left, seconds, inbox),
        )
        connection = Connection(self._transport, self._clock, gateway, self._starts, intents, handlers)

        if not self._registered:
            self._registered = True
            self._tasks.start(register(self._transport, self._clock, me, account.installed), "registering commands")
        self._connection = connection
        async with connection:
            listening = self._tasks.start(connection.listen(), "the connection")
            try:
                await asyncio.wait({listening})
            finally:
                if not listening.done():
                    listening.cancel()
                    await asyncio.wait({listening})
        return None if listening.exception() is not None else listening.result()

    def _on_up(self, account: Account, inbox: Inbox) -> None:
        self._refusals.accepted()
        if not self._greeted and self._connection is not None:
            self._greeted = True
            log.info("%s listens in %d servers", account.name, len(self._connection.guilds))
        elif self._down:
            log.info("connected again")
        else:
            return
        self._down = False
        self._tasks.start(inbox.on_ready(PLATFORM), "taking up")

    def _is_member(self, server: str) -> bool:
        """Whether the bot itself, and not only its commands, is in that server."""
        return self._connection is not None and self._connection.get_guild(int(server)) is not None

    def _on_down(self, error: BaseException) -> None:
        if not self._down:
            self._down = True
            reason = str(error) if isinstance(error, PlatformError) else type(error).__name__
            log.warning("cannot be reached (%s); trying again until it can", reason)

    def _on_held(self, left: int, seconds: float, inbox: Inbox) -> None:
        log.warning("connected so often that the token is at risk: %d times left, the next in %.0f s", left, seconds)
        self._tasks.start(inbox.on_held_back(PLATFORM, seconds), "telling of a pause", nobody)

    def _on_skipped(self, error: BaseException, inbox: Inbox) -> None:
        """Say it, once in a minute of one kind: of some events there are many in a second."""
        kind = describe(error)
        if self._skipped.holds(kind):
            return
        trace = new_trace()
        log.warning("trace %s: an event makes no sense (%s); skipped", trace, kind)
        self._tasks.start(inbox.on_trouble(PLATFORM, trace), "telling of trouble", nobody)

    def _on_message(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        if by_a_person(raw):
            self._watch(raw, False)
            lane = str(place_of(raw["channel_id"], ""))
            self._lanes.offer(lane, lambda: self._hand_on(raw, connection, me, inbox), "a message")

    def _on_deletion(self, raw: Json, connection: Connection, inbox: Inbox) -> None:
        lane = str(place_of(raw["channel_id"], ""))
        self._lanes.put(lane, lambda: self._deleted(raw, connection, inbox), "a deletion")

    def _on_server(self, raw: Json, work: Callable[[], Work]) -> None:
        if not raw.get("unavailable"):  # an outage is no removal
            self._servers.put(str(raw["id"]), work, "a server")

    def _on_interaction(self, raw: Json, me: Me, inbox: Inbox) -> None:
        self._tasks.start(self._take(raw, me, inbox), "an interaction")

    async def _take(self, raw: Json, me: Me, inbox: Inbox) -> None:
        member = bool(raw.get("guild_id")) and self._is_member(str(raw["guild_id"]))
        guest = is_guest(raw, member=member)
        self._watch(raw, sees_channel(raw) and not guest)
        if raw.get("locale"):
            self._locales.keep(person_of(raw).id, str(raw["locale"]))
        await self._responding.take(raw, me, inbox, guest=guest)

    async def _hand_on(self, raw: Json, connection: Connection, me: Me, inbox: Inbox) -> None:
        around = await self._surroundings(raw, connection)
        if around.parent and is_mentioned(raw, me, around.own_role):
            around = replace(around, starter=await self._starter(around.parent, raw))
        age = self._transport.time.age(written_at(raw["id"]))
        await inbox.on_message(read_message(raw, me, around, age))

    async def _deleted(self, raw: Json, connection: Connection, inbox: Inbox) -> None:
        parent = (await self._surroundings(raw, connection)).parent
        gone = tuple(str(id) for id in raw.get("ids") or (raw["id"],))
        await inbox.on_deleted(place_of(str(raw["channel_id"]), parent), gone)

    async def _joined(self, raw: Json, me: Me, inbox: Inbox) -> None:
        server = str(raw["id"])
        await inbox.on_joined(PLATFORM, server, Place(PLATFORM, first_open_channel(raw, me.id) or server))

    async def _surroundings(self, raw: Mapping[str, Any], connection: Connection) -> Surroundings:
        """What the cache knows of the server. Discord is asked about a thread that is older than our session.

        Messages do not name their author's language: it is that of their last command, else the server's.
        """
        locale = self._locales.get(str((raw.get("author") or {}).get("id", "")), "")
        if "guild_id" not in raw:
            return Surroundings(locale=locale)
        guild = connection.get_guild(int(raw["guild_id"]))
        if guild is None:
            return Surroundings(parent=await self._parent(raw["channel_id"]), locale=locale)
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
        own_role = str(own.id) if own is not None else ""
        return Surroundings(parent, own_role, roles, channels, locale or str(guild.preferred_locale))

    async def _starter(self, parent: str, raw: Json) -> Json:
        """The message from which a thread was started; nothing if it was asked for before, or if there is none.

        It has the thread's id. It stands in the channel of the thread; that of a forum's post in the thread itself.
        """
        thread = str(raw["channel_id"])
        if thread in self._started or raw["id"] == thread:
            return {}
        self._started.keep(thread, True)
        for channel in (parent, thread):
            asked = self._transport.call("GET", f"/channels/{channel}/messages/{thread}")
            try:
                found = await self._clock.within(PATIENCE, asked)
            except (PlatformError, TimeoutError) as error:
                log.debug("the beginning of a thread is not in one of its two places: %s", error)
            else:
                return dict(found) if isinstance(found, Mapping) else {}
        return {}

    async def _parent(self, channel: str) -> str:
        """The channel that a thread belongs to; empty if the channel is no thread."""

        async def ask() -> str:
            found = await self._transport.repeat("GET", f"/channels/{channel}")
            with makes_sense():
                return str(found["parent_id"]) if found["type"] in THREADS else ""

        return await self._parents.get(channel, ask)
