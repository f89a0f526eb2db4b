"""Keeps the bot connected to the gateway: signs in, tries on while that can help, and says what goes wrong.

What may follow each state; what is said once, as the greeting, is not said again:

connecting ─> up, in reserve, down
up ─────────> connecting, down
in reserve ─> up, connecting, down      other processes have the shards, and this one takes over what they leave
down ───────> up, in reserve
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Mapping
from enum import Enum
from functools import partial
from typing import Any

from bots.discord_bot.account import ELSEWHERE, NO_CONTENT, NO_SERVERS, WRONG_TOKEN, Account, sign_in
from bots.discord_bot.bookmark import Bookmark
from bots.discord_bot.catching_up import CatchingUp, Link
from bots.discord_bot.errors import WrongToken, makes_sense
from bots.discord_bot.library import HEALTHY, Connection, Gateway, Handlers
from bots.discord_bot.menu import FOR_SERVERS, register
from bots.discord_bot.permissions import invitation
from bots.discord_bot.progress import Progress
from bots.discord_bot.read_back import ReadBack
from bots.discord_bot.reading import PLATFORM, Me, channel_of, shard_of
from bots.discord_bot.sessions import SessionStarts
from bots.discord_bot.shards import Shards
from bots.discord_bot.transport import Transport
from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import ENDLESS, Cooldown
from bots.engine.runtime.defects import describe, new_trace
from bots.engine.runtime.tasks import Supervisor, beside, nobody
from bots.engine.seam.errors import PlatformError, SlowDown
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.refusals import Refusals
from provider.values import Value

Json = dict[str, Any]

BAD_TOKEN = 4004
RESHARDED = (4010, 4011)
"""There are fewer shards now than that number says, or there have to be more."""
INTENT_REFUSED = 4014

SHARE_WITHIN = 3.0
"""Seconds after which a process without a shard counts as connected: others have them."""

LONGEST_DELAY = 10.0
"""The most seconds between two attempts to reach Discord."""
LONGEST_REFUSED = 60.0
"""The most seconds between two attempts while Discord can be reached and does not let the bot in."""

Hears = Callable[[Json, Connection, Me], None]
"""Hears an event as Discord sent it, with the connection over which it came and who the bot is there."""


class Events(Value):
    """Who hears what: events by Discord's name, and messages that Discord was asked for."""

    named: Mapping[str, Hears]
    asked_for: Hears


class State(Enum):
    """How the bot stands with Discord."""

    CONNECTING = "a connection is made"
    UP = "receives"
    IN_RESERVE = "has no shard"
    DOWN = "cannot be reached, or does not let the bot in; that was said"


log = logging.getLogger("parley.discord")


class Connecting:
    """The connection of one bot, made anew as often as it breaks for good.

    `tasks`: what runs beside it. `read_back`: asks Discord for messages.
    """

    def __init__(
        self, transport: Transport, clock: Clock, gateway_url: str, tasks: Supervisor, read_back: ReadBack
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._gateway_url = gateway_url
        self._tasks = tasks
        self._read_back = read_back
        self._skipped = Cooldown(clock.now)
        self.progress = Progress(transport.time.now)
        """How far the sessions are taken in."""
        self.bookmark = Bookmark(clock, self.progress)
        self._starts = SessionStarts(clock, partial(transport.call, "GET", "/gateway/bot"), tasks)
        self._refusals = Refusals(clock.now)
        self._connection: Connection | None = None
        self.me: Me | None = None
        self.username = ""
        """The bot's name; empty until Discord has told it."""
        self.invitation = ""
        """The address that adds the bot to a server; empty until it is known, and where no server can have it."""
        self.commands: Mapping[str, str] = {}
        """What names each command in a text so that it can be pressed; empty until they are registered."""
        self._state = State.CONNECTING
        self._once = Cooldown(clock.now, ENDLESS)  # what is said or done once in the life of the process

    @property
    def is_connected(self) -> bool:
        """Whether Discord has let the bot in, and every connection stands; a process in reserve has none."""
        if self._state not in (State.UP, State.IN_RESERVE) or self._connection is None:
            return False
        return self._connection.is_open

    def is_member(self, server: str) -> bool:
        """Whether the bot itself, and not only its commands, is in that server."""
        return self._connection is not None and self._connection.server(int(server)) is not None

    def category(self, server: str, channel: str) -> str | None:
        """The category that a channel is in; empty if it is in none, None if the channel is not known."""
        guild = self._connection.server(int(server)) if self._connection is not None else None
        found = guild.get_channel(int(channel)) if guild is not None else None
        return None if found is None else str(found.category_id or "")

    def called(self, server: str) -> str:
        """What that server is called; empty if the bot is not there."""
        guild = self._connection.server(int(server)) if self._connection is not None else None
        return guild.name if guild is not None else ""

    async def stay_connected(self, inbox: Inbox, events: Events) -> None:
        """Receive until cancellation; returns if Discord lets the bot in no more."""
        async with beside(self.bookmark.stay_kept()):
            await self._stay_connected(inbox, events)

    async def _stay_connected(self, inbox: Inbox, events: Events) -> None:
        failed, longest, allowed = 0, LONGEST_DELAY, True
        while True:
            if failed:
                await self._clock.sleep(backoff(failed, 1.0, longest) * random.uniform(0.5, 1.0))
            longest = LONGEST_REFUSED
            try:
                account = await sign_in(self._transport)
                gateway = await self._gateway(account.me.reads_content and allowed)
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
            if account.interactions_elsewhere:
                self._warn(ELSEWHERE)
            if FOR_SERVERS not in account.installed:
                self._warn(NO_SERVERS)
            me = Me(account.me.id, account.me.app, account.me.reads_content and allowed)
            if not me.reads_content:
                self._warn(NO_CONTENT)
            self.me, self.username = me, account.name
            self.invitation = invitation(me.app) if FOR_SERVERS in account.installed else ""
            self.bookmark.open(inbox.bookmarks, me.id, gateway.shards)
            self._starts.among(inbox.shares, f"{PLATFORM} {me.id}")
            began = self._clock.now()
            code = await self._listen(inbox, events, account, me, gateway)
            failed = 0 if self._clock.now() - began > HEALTHY else failed
            if code == INTENT_REFUSED and me.reads_content:
                allowed = False
            elif code is None or code in RESHARDED:
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
        if meaning != "hiccup":
            self._state = State.DOWN
        return meaning != "hopeless"

    async def _gateway(self, reads_content: bool) -> Gateway:
        """Where to connect, and over how many connections; with it comes how often that may be done."""
        raw = await self._transport.call("GET", "/gateway/bot")
        with makes_sense():
            self._starts.learn(raw)
            url, shards = self._gateway_url or str(raw["url"]), max(1, int(raw["shards"]))
        return Gateway(url, shards, reads_content, fixed=bool(self._gateway_url))

    async def _listen(self, inbox: Inbox, events: Events, account: Account, me: Me, gateway: Gateway) -> int | None:
        """Receive until the gateway closes for good. Returns its close code; None after an error of the library."""

        def heard(hear: Hears) -> Callable[[Json], None]:
            return lambda raw: hear(raw, connection, me)

        link = Link(
            hear={name: heard(hear) for name, hear in events.named.items()},
            hear_asked=heard(events.asked_for),
            skipped=lambda error: self._on_skipped(error, inbox),
            ask=lambda since, shard: self._written_since(
                since, me, inbox, lambda server: shard_of(server, gateway.shards) == shard
            ),
            url=self._gateway_url,
        )
        catching_up = CatchingUp(self._transport, self._clock, self.progress, self._tasks, link)

        def begun(raw: Json) -> None:
            shard = self.progress.handed().shard
            self.progress.begin(shard, str(raw["session_id"]), str(raw["resume_gateway_url"]))
            catching_up.begin(shard, gateway.shards)
            self.bookmark.soon()

        handlers = Handlers(
            events={name: catching_up.in_turn(name, heard(hear)) for name, hear in events.named.items()},
            begun=begun,
            gap=catching_up.fill_gap,
            up=lambda: self._on_up(account, inbox),
            down=self._on_down,
            skipped=lambda error: self._on_skipped(error, inbox),
            held=lambda left, seconds: self._on_held(left, seconds, inbox),
        )
        connection = Connection(self._transport, self._clock, gateway, self._starts, self.progress, handlers)

        if not self._once.holds("registering"):
            self._tasks.start(self._register(me, account), "registering commands")
        self._connection = connection
        name = f"{PLATFORM} {me.id} of {gateway.shards}"
        async with connection, inbox.shares.of(name, gateway.shards) as share, beside(self._wait(inbox)):
            shards = Shards(share, self.bookmark, gateway.shards)
            listening = self._tasks.start(connection.listen(shards), "the connection")
            try:
                await asyncio.wait({listening})
            finally:
                if not listening.done():
                    listening.cancel()
                    await asyncio.wait({listening})
                if self._state is not State.DOWN:
                    self._state = State.CONNECTING
        return None if listening.exception() is not None else listening.result()

    async def _wait(self, inbox: Inbox) -> None:
        """Say that Discord can be called, if no shard is ours soon: other processes have them all."""
        await self._clock.sleep(SHARE_WITHIN)
        if self._connection is not None and not self._connection.has_shards:
            self._state = State.IN_RESERVE
            log.info("other processes receive this bot's messages; this one takes over what one of them leaves")
            await inbox.on_ready(PLATFORM)

    async def _written_since(
        self, since: float, me: Me, inbox: Inbox, is_told: Callable[[str], bool]
    ) -> AsyncIterator[Json]:
        """What people wrote since then (Unix time) in the places where the bot answered lately, as events tell it.

        `is_told`: whether a shard hears of that server; private chats have an empty one.
        """
        for active in await inbox.bookmarks.active_places(PLATFORM):
            server = active.server
            if is_told(server) and (not server or self.is_member(server)):
                for raw in await self._read_back.messages(channel_of(active.place), since, me.id):
                    yield raw | {"guild_id": server} if server else raw

    async def _register(self, me: Me, account: Account) -> None:
        self.commands = await register(self._transport, self._clock, me, account.installed)

    def _on_up(self, account: Account, inbox: Inbox) -> None:
        self._refusals.accepted()
        before, self._state = self._state, State.UP
        if self._connection is not None and not self._once.holds("greeting"):
            count = len(self._connection.guilds)
            log.info("%s listens in %d %s", account.name, count, "server" if count == 1 else "servers")
            if self.invitation:
                log.info("To add %s to a server, open %s", account.name, self.invitation)
        elif before is State.DOWN:
            log.info("connected again")
        else:
            return
        self._tasks.start(inbox.on_ready(PLATFORM), "taking up")

    def _on_down(self, error: BaseException) -> None:
        if self._state is not State.DOWN:
            self._state = State.DOWN
            reason = str(error) if isinstance(error, PlatformError) else type(error).__name__
            log.warning("cannot be reached (%s); trying again until it can", reason)

    def _warn(self, words: str) -> None:
        """Say once what is wrong with how the bot is set up."""
        if not self._once.holds(words):
            log.warning("%s", words)

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
