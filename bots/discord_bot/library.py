"""All use of discord.py's private names, checked at import: its gateway and cache, without its rate limiters.

discord.py's HTTP client sleeps, queues and repeats (see docs/reasons.md, "The live reply"), so its `request` is
replaced by a single attempt. Its client loses a session on some errors and logs tracebacks, so the loop that keeps a
shard connected is ours. The gateway's protocol and the cache of servers are the library's: of its parsers only those
run that keep this cache, and a frame or an event that cannot be read costs itself alone.
"""

import asyncio
import random
import zlib
from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext, suppress
from typing import Any

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import HTTPClient, Route
from discord.state import AutoShardedConnectionState

from bots.discord_bot.errors import UNREADABLE
from bots.discord_bot.limits import RESUMABLE
from bots.discord_bot.progress import Handed, Progress
from bots.discord_bot.sessions import Held, SessionStarts
from bots.discord_bot.shards import Shards
from bots.discord_bot.transport import Transport
from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from provider.values import Value

OPENED_WITHIN = 60.0
"""Seconds until a connection stands, and its session is asked for."""

LONGEST_DELAY = 60.0
"""The most seconds between two connections that do not last."""
LONGEST_SEARCH = 10.0
"""The most seconds between two attempts to reach the gateway."""

HEALTHY = 30.0
"""Seconds after which a connection counts as stable: the next one may be tried at once."""

Guild = discord.Guild
"""A server as the library's cache holds it; `unavailable` until Discord has told of it."""

Hear = Callable[[dict[str, Any]], None]

CACHED = frozenset(
    {"READY", "THREAD_LIST_SYNC"}
    | {
        f"{what}_{how}"
        for what in ("GUILD", "GUILD_ROLE", "CHANNEL", "THREAD")
        for how in ("CREATE", "UPDATE", "DELETE")
    }
)
"""The events that the library parses: what its cache of servers is made of. Others are heard raw, or not at all."""

_ROLE = ("id", "name", "tags")
_CHANNEL = ("id", "guild_id", "type", "name", "position", "parent_id", "bitrate", "user_limit")
_THREAD = (
    "id",
    "guild_id",
    "type",
    "name",
    "parent_id",
    "owner_id",
    "message_count",
    "member_count",
    "thread_metadata",
)
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "GUILD": ("id", "name", "unavailable", "preferred_locale", "roles", "channels", "threads"),
    "GUILD_ROLE": ("guild_id", "role_id", "role"),
    "CHANNEL": _CHANNEL,
    "THREAD": _THREAD,
    "THREAD_LIST": ("guild_id", "channel_ids", "threads"),
}
"""What the library gets of an event, by what it is about: what we need, and what its parsers insist on.

The rights in each channel, topics, emojis, members and voices are two thirds of what it would keep of a server.
"""
_INSIDE = {"role": _ROLE, "roles": _ROLE, "channels": _CHANNEL, "threads": _THREAD}
"""The same of what stands in one of these fields."""

_SESSION_USERS = {"__init__", "clear", "close", "get_from_cdn", "request", "static_login", "ws_connect"}


def check_library(http: type = HTTPClient) -> None:
    """Raise ImportError if the library differs from the one that this file was written for."""
    users = {
        name
        for name, member in vars(http).items()
        if "_HTTPClient__session" in getattr(getattr(member, "__code__", None), "co_names", ())
    }
    socket = DiscordWebSocket.from_client.__func__.__code__  # type: ignore[attr-defined]
    wanted = {"initial", "gateway", "shard_id", "session", "sequence", "resume"}
    state = AutoShardedConnectionState.__init__.__code__.co_names
    if (
        users != _SESSION_USERS
        or not wanted <= set(socket.co_varnames)
        or not {"_ready_tasks", "_ready_states", "shard_ids"} <= set(state)
        or not hasattr(discord.Client, "_get_state")
        or not hasattr(AutoShardedConnectionState, "_remove_guild")
        or "_keep_alive" not in DiscordWebSocket.__init__.__code__.co_names
        or not all(hasattr(AutoShardedConnectionState, f"parse_{name.lower()}") for name in CACHED)
    ):
        raise ImportError(
            f"discord.py {discord.__version__} differs inside from the versions that Parley knows (2.7): "
            "install discord.py 2.7.1, or adapt bots/discord_bot/library.py."
        )


check_library()


class OneAttempt(HTTPClient):
    """discord.py's HTTP client; each call is one attempt over `Transport`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: Transport) -> None:
        super().__init__(loop)
        self._transport = transport
        self.token = transport.token

    async def request(self, route: Route, *, files: Any = None, form: Any = None, **kwargs: Any) -> Any:
        """The library's own calls. Their paths are filled in already."""
        return await self._transport.call(route.method, route.url.removeprefix(Route.BASE), payload=kwargs.get("json"))

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        """A websocket over the same connections. Only our own close ends a session."""
        return await self._transport.session().ws_connect(
            url,
            max_msg_size=0,
            timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
            autoclose=False,
            compress=compress,
        )

    def clear(self) -> None:
        """Do nothing: `Transport` owns the connections."""

    async def close(self) -> None:
        """Do nothing: `Transport` owns the connections."""


class Gateway(Value):
    """Where events come from, and over how many connections.

    `reads_content`: the content of messages is asked for. `fixed`: sessions are resumed at `url` and not where Discord
    says (a proxy, or a test server).
    """

    url: str
    shards: int
    reads_content: bool = False
    fixed: bool = False


class Handlers(Value):
    """Who hears what. `up` and `down`: the connection stands, or is lost. `skipped`: something could not be read.

    `begun`: READY of a new session; `up` follows. `gap`: an event of that shard with that number did not come.
    `held`: a session is started only later. `events`: who hears raw events, by Discord's name; an event that the
    library caches is heard after that.
    """

    events: Mapping[str, Hear]
    begun: Hear
    gap: Callable[[int, int], None]
    up: Callable[[], None]
    down: Callable[[BaseException], None]
    skipped: Callable[[BaseException], None]
    held: Held


class Connection(discord.AutoShardedClient):
    """The connections of one bot, one for each shard that is ours. Use it as `async with`, then `await listen()`."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        gateway: Gateway,
        starts: SessionStarts,
        progress: Progress,
        handlers: Handlers,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._gateway = yarl.URL(gateway.url)
        self._fixed_gateway = gateway.fixed
        self._on_down = handlers.down
        self._on_skipped = handlers.skipped
        self._on_held = handlers.held
        self._on_gap = handlers.gap
        self._progress = progress
        self._starts = starts
        self._open: set[int] = set()  # the shards that have a connection
        self._ours: dict[int, asyncio.Task[int]] = {}  # the shards that are ours
        self._sessions: dict[int, dict[str, Any]] = {}  # of shards that were ours, how to go on
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=gateway.reads_content
            ),
            shard_count=gateway.shards,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.0,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        hearing = {"READY": _both(handlers.begun, handlers.up), "RESUMED": _then(handlers.up), **handlers.events}
        parsers = self._connection.parsers
        cached = {name: _in_brief(name, parsers[name]) for name in CACHED}
        cached["GUILD_CREATE"] = _at_least_known(cached["GUILD_CREATE"])
        parsers.clear()
        parsers.update({name: _guarded(cached.get(name), hearing.get(name)) for name in CACHED | hearing.keys()})
        self._connection.shard_ids = range(gateway.shards)

    def _get_state(self, **options: Any) -> Any:
        """Make the cache. The library calls this between making its HTTP client and handing it to the cache."""
        self.http = OneAttempt(self.loop, self._transport)
        return super()._get_state(**options)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Drop the library's events; ours come raw."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Note the identification that follows: `_receive` holds the turn for it."""
        self._starts.started()

    @property
    def is_open(self) -> bool:
        """Whether every shard that is ours has a connection."""
        return self._open >= self._ours.keys()

    @property
    def has_shards(self) -> bool:
        """Whether any shard is ours."""
        return bool(self._ours)

    def server(self, id: int) -> Guild | None:
        """A server as the cache knows it; None if the bot is not there, or another process hears of it."""
        guild = self.get_guild(id)
        return guild if guild is not None and guild.shard_id in self._ours else None

    async def listen(self, shards: Shards) -> int:
        """Receive on our shards, whichever they are. Returns the close code of one that must not go on as it is."""
        changing = asyncio.create_task(shards.changed())
        try:
            while True:
                await self._end(self._ours.keys() - shards.ours, shards)
                for number in sorted(shards.ours - self._ours.keys()):
                    self._ours[number] = asyncio.create_task(self._shard(number, shards))
                await asyncio.wait((changing, *self._ours.values()), return_when=asyncio.FIRST_COMPLETED)
                ended = [task for task in self._ours.values() if task.done()]
                if ended:
                    return ended[0].result()
                if changing.done():
                    changing = asyncio.create_task(shards.changed())
                    shards.say()
        finally:
            changing.cancel()
            await self._end(frozenset(self._ours), shards)
            await self._drop_ready_tasks()

    async def _end(self, numbers: Collection[int], shards: Shards) -> None:
        """End these shards; their sessions can be gone on with."""
        tasks = [self._ours[number] for number in numbers]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
            await shards.leave(numbers)
        for number in tuple(numbers):
            del self._ours[number]

    async def _shard(self, number: int, shards: Shards) -> int:
        """Keep one shard connected: it resumes its session if it can, else it identifies anew."""
        session, last = self._sessions.pop(number, {}), await shards.take(number)
        if session and session["session"] == last:
            self._progress.resume(number, last)
        else:  # another process has had it meanwhile
            session = {}
            self._forget(number)
        failed = 0
        while number in shards.ours:
            opened: list[DiscordWebSocket] = []
            began = self._clock.now()
            try:
                await self._receive(number, session, opened, shards)
            except ReconnectWebSocket as again:
                session = _session(opened) or session if again.resume else {}
            except discord.ConnectionClosed as closed:
                return closed.code
            except (OSError, aiohttp.ClientError, zlib.error) as error:
                session = _session(opened) or session
                self._on_down(error)
            finally:
                self._sessions[number] = _session(opened) or session
                self._open.discard(number)
                for socket in opened:
                    await _drop(socket)
            failed = 0 if self._clock.now() - began > HEALTHY else failed + 1
            if failed > 1:  # where nobody answered, no session was spent: it is looked again soon
                longest = LONGEST_DELAY if opened else LONGEST_SEARCH
                await self._clock.sleep(backoff(failed, 1.0, longest) * random.uniform(0.5, 1.0))
        never: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        return await never  # it is another process's, and this is cancelled

    def _forget(self, number: int) -> None:
        """Forget the servers of a shard: while it was another process's, the bot may have been removed from some."""
        for guild in [guild for guild in self.guilds if guild.shard_id == number]:
            self._connection._remove_guild(guild)

    async def _receive(
        self, number: int, session: dict[str, Any], opened: list[DiscordWebSocket], shards: Shards
    ) -> None:
        progress, skipped, gap = self._progress, self._on_skipped, self._on_gap

        class Socket(DiscordWebSocket):
            """A socket that is noted before it is ready, so that it is always closed; it skips what it cannot read.

            It notes how far its session has come, and what did not come.
            """

            def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop) -> None:
                super().__init__(socket, loop=loop)
                opened.append(self)

            async def received_message(self, msg: Any, /) -> None:
                if number not in shards.ours:
                    return  # this process slept: whoever has the shard now reads what its session is told
                before = self.sequence
                progress.handed = lambda: Handed(number, progress.live(number), self.sequence or 0)
                try:
                    await super().received_message(msg)
                except UNREADABLE as error:
                    skipped(error)
                if not isinstance(self.sequence, int):
                    self.sequence = before  # what is no number would end the session
                elif isinstance(before, int) and self.sequence > before + 1:
                    gap(number, before + 1)
                progress.heard(number, self.sequence or 0)

        known: dict[str, Any] = {"gateway": self._gateway, "resume": bool(session)} | session
        if self._fixed_gateway:
            known["gateway"] = self._gateway
        # A shard that has no session waits for its turn before it connects: a connection that waits hears no heartbeat.
        async with (
            nullcontext() if session else self._starts.turn(number, self._on_held),
            asyncio.timeout(self._clock.real(OPENED_WITHIN)),
        ):
            socket = await Socket.from_client(self, shard_id=number, **known)
        self._open.add(number)
        while True:
            await socket.poll_event()

    async def _drop_ready_tasks(self) -> None:
        """Cancel tasks that the library leaves behind if a connection ends early."""
        state = self._connection
        tasks = [task for task in (state._ready_task, *state._ready_tasks.values()) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)


def _guarded(library: Hear | None, ours: Hear | None) -> Hear:
    """The library's parser, then ours, which hears the event even if the library cannot parse it."""

    def hear(raw: dict[str, Any]) -> None:
        if not isinstance(raw, dict):
            raise TypeError("an event without an object")
        try:
            if library is not None:
                library(raw)
        finally:
            if ours is not None:
                ours(raw)

    return hear


def _in_brief(event: str, parse: Hear) -> Hear:
    """The parser of an event, which gets only the fields that are needed."""
    fields = _FIELDS.get(event.rpartition("_")[0])
    return (
        parse
        if fields is None
        else lambda raw: parse({each: _inside(each, raw[each]) for each in fields if each in raw})
    )


def _inside(field: str, value: Any) -> Any:
    """What stands in a field, or each of what stands there, with the fields that are needed."""
    kept = _INSIDE.get(field)
    if kept is None:
        return value
    if isinstance(value, list):
        return [{each: one[each] for each in kept if each in one} for one in value]
    return {each: value[each] for each in kept if each in value}


def _at_least_known(parse: Hear) -> Hear:
    """The parser of a server that is new; one that cannot be read is known by its id."""

    def hear(raw: dict[str, Any]) -> None:
        try:
            parse(raw)
        except UNREADABLE:
            parse({"id": raw["id"]})
            raise

    return hear


def _then(act: Callable[[], None]) -> Hear:
    return lambda _: act()


def _both(hear: Hear, act: Callable[[], None]) -> Hear:
    """Hear the event, then act."""

    def both(raw: dict[str, Any]) -> None:
        hear(raw)
        act()

    return both


def _session(opened: list[DiscordWebSocket]) -> dict[str, Any]:
    """What is needed to resume the broken session; empty if there was none."""
    for socket in opened:
        if socket.session_id is not None:
            return {"session": socket.session_id, "sequence": socket.sequence, "gateway": socket.gateway}
    return {}


async def _drop(socket: DiscordWebSocket) -> None:
    """Close a connection and its thread; its session can still be resumed for a while."""
    if socket._keep_alive is not None:
        socket._keep_alive.stop()
    with suppress(OSError, aiohttp.ClientError):
        await socket.socket.close(code=RESUMABLE)
