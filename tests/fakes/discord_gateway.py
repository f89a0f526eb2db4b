"""The fake Discord's gateway: identifying, heartbeats, events, and sessions that can be taken up again."""

import asyncio
import json
import math
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord_world import DM, Json, Message, World, snowflake

MESSAGE_CONTENT = 1 << 15
_APPROVED = 1 << 18 | 1 << 19

Outbox = asyncio.Queue[Json | str | bytes]
"""What goes to one connection: packets, and frames as they are."""

EVERY = 4.8
"""Seconds, five less what a clock may be off, between two sessions that are started."""

BARE = {"content": "", "attachments": [], "embeds": [], "components": []}
"""What is told of a message that the bot may not read."""


class Session:
    """What Discord remembers of one shard's connection."""

    def __init__(self, intents: int, shard: int, shards: int) -> None:
        self._shards = shards
        self.id = snowflake()
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.sent: deque[Json] = deque()
        self.outbox: Outbox | None = None
        self.left = 0.0
        """When its connection ended, by the event loop's clock."""

    def hears(self, guild: str) -> bool:
        """Whether that server is one of its shard's; private chats are the first one's."""
        return self.shard == ((int(guild) >> 22) % self._shards if guild else 0)

    def dispatch(self, event: str, data: Any, *, keep: int, garbled: bool = False) -> None:
        """Send an event, now or when the session is taken up. `keep`: how many are kept for that."""
        self.sequence += 1
        packet = {"op": 0, "t": event, "s": self.sequence, "d": data}
        if event != "RESUMED":
            self.sent.append(packet)
        while len(self.sent) > keep:
            self.sent.popleft()
        if self.outbox is not None:
            self.outbox.put_nowait(json.dumps(packet)[:-9] if garbled else packet)

    def has_all_after(self, number: int) -> bool:
        """Whether nothing that came after that number was dropped."""
        return number >= (self.sent[0]["s"] - 1 if self.sent else self.sequence)


class Gateway:
    """`flags` are the application's; without the one for message content its intent is refused.

    `refuse_with`: close codes for the next connections that identify. `remaining`: how many sessions may be started in
    the next `reset_after` seconds; at one more, Discord would take the token away. `answers`: what it says next instead
    of where it is. `kept`: events of a session that are kept to be sent again. `lifetime`: seconds for which a session
    that lost its connection can be taken up. `deaf`: it says nothing to who wants that. `garbled`: how many of the next
    events arrive broken. `at_once`: sessions that may be started at the same time, which is Discord's max_concurrency;
    with `strict`, one that is started within five seconds of another of its kind is invalid.
    """

    def __init__(
        self,
        world: World,
        token: Callable[[], str],
        flags: Callable[[], int],
        now: Callable[[], float],
        shards: int = 1,
    ) -> None:
        self._now = now
        self.at_once = 1
        self.strict = False
        self.too_early = 0
        """Sessions that were not started for that reason."""
        self._started: dict[int, float] = {}
        self._world = world
        self._token = token
        self._flags = flags
        self.shards = shards
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.identified: list[Json] = []
        self.resumed = 0
        self.kept = 1000
        self.lifetime = math.inf
        self.deaf = False
        self.garbled = 0
        self.close_codes: list[int | None] = []
        self.refuse_with: list[int] = []
        self.answers: list[Any] = []
        self.remaining = 1000
        self.reset_after = 86_400.0
        self._sockets: dict[web.WebSocketResponse, web.Request] = {}

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self._sockets[socket] = request
        outbox: Outbox = asyncio.Queue()
        outbox.put_nowait({"op": 10, "d": {"heartbeat_interval": 41250}})
        writing = asyncio.create_task(self._write(socket, outbox))
        session: Session | None = None
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                packet = json.loads(message.data)
                if packet["op"] == 1:
                    outbox.put_nowait({"op": 11})
                elif packet["op"] in (2, 6):
                    session = await self._begin(socket, packet, outbox)
        finally:
            writing.cancel()
            await asyncio.wait({writing})
            self._sockets.pop(socket, None)
            self.close_codes.append(socket.close_code)
            if session is not None and session.outbox is outbox:
                session.outbox, session.left = None, asyncio.get_running_loop().time()
                if socket.close_code in (1000, 1001):
                    self.sessions.pop(session.id, None)
        return socket

    async def _write(self, socket: web.WebSocketResponse, outbox: Outbox) -> None:
        while not socket.closed:
            packet = await outbox.get()
            try:
                if isinstance(packet, bytes):
                    await socket.send_bytes(packet)
                else:
                    await socket.send_str(packet if isinstance(packet, str) else json.dumps(packet))
            except ConnectionError:
                return

    async def _begin(self, socket: web.WebSocketResponse, packet: Json, outbox: Outbox) -> Session | None:
        data = packet["d"]
        if data["token"] != self._token():
            await socket.close(code=4004)
            return None
        if self.refuse_with:
            await socket.close(code=self.refuse_with.pop(0))
            return None
        if packet["op"] == 6:
            return await self._resume(socket, data, outbox)
        number, count = data.get("shard", [0, 1])
        if not 0 <= number < count:
            await socket.close(code=4010)
            return None
        if self.strict and self._is_too_early(number):
            self.too_early += 1
            outbox.put_nowait({"op": 9, "d": False})
            return None
        self.identified.append(data)
        self.remaining -= 1
        if data["intents"] & MESSAGE_CONTENT and not self._flags() & _APPROVED:
            await socket.close(code=4014)
            return None
        session = Session(data["intents"], number, count)
        session.outbox = outbox
        self.sessions[session.id] = session
        mine = [guild for guild in self._world.guilds.values() if self._world.me.id in guild.members]
        guilds = [guild for guild in mine if session.hears(guild.id)]
        self._dispatch(
            session,
            "READY",
            {
                "v": 10,
                "user": self._world.me.json(),
                "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "shard": data.get("shard", [0, 1]),
                "application": {"id": self._world.app, "flags": self._flags()},
            },
        )
        for guild in guilds:
            self._dispatch(session, "GUILD_CREATE", self._world.guild_json(guild))
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: Json, outbox: Outbox) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if self.deaf:
            return None
        if session is not None and data["seq"] > session.sequence:
            await socket.close(code=4007)
            return None
        if session is None or self._is_over(session) or not session.has_all_after(data["seq"]):
            self.sessions.pop(data["session_id"], None)
            outbox.put_nowait({"op": 9, "d": False})
            return None
        self.resumed += 1
        for packet in session.sent:
            if packet["s"] > data["seq"]:
                outbox.put_nowait(packet)
        session.outbox = outbox
        self._dispatch(session, "RESUMED", {})
        return session

    def _is_over(self, session: Session) -> bool:
        return session.outbox is None and asyncio.get_running_loop().time() - session.left >= self.lifetime

    def _dispatch(self, session: Session, event: str, data: Any) -> None:
        garbled = self.garbled > 0 and session.outbox is not None
        self.garbled -= garbled
        session.dispatch(event, data, keep=self.kept, garbled=garbled)

    def _is_too_early(self, shard: int) -> bool:
        kind, now = shard % self.at_once, self._now()
        if now - self._started.get(kind, -math.inf) < EVERY:
            return True
        self._started[kind] = now
        return False

    def described(self) -> Any:
        """Where it is, and how many sessions may still be started."""
        if self.answers:
            return self.answers.pop(0)
        limit = {"total": 1000, "remaining": max(0, self.remaining), "max_concurrency": self.at_once}
        limit["reset_after"] = int(self.reset_after * 1000)
        return {"url": self.url, "shards": self.shards, "session_start_limit": limit}

    def send_raw(self, frame: str | bytes) -> None:
        """A frame as it is, whatever it is, on every connection."""
        for session in self.sessions.values():
            if session.outbox is not None:
                session.outbox.put_nowait(frame)

    def tell(self, guild: str, event: str, data: Any) -> None:
        """An event for the shard of a server; without one, for the first."""
        for session in self.sessions.values():
            if session.hears(guild):
                self._dispatch(session, event, data)

    def tell_message(self, message: Message, raw: Json, event: str = "MESSAGE_CREATE") -> None:
        """A message, without its content where the session may not read it, nor that of the one that it answers."""
        channel = self._world.channels[message.channel]
        readable = channel.type == DM or self._is_for_me(raw)
        for session in self.sessions.values():
            if session.hears(channel.guild):
                hidden = not (readable or session.intents & MESSAGE_CONTENT)
                told = raw | BARE if hidden else raw
                answered = raw.get("referenced_message")
                if answered and not session.intents & MESSAGE_CONTENT and not self._is_for_me(answered):
                    told = told | {"referenced_message": answered | BARE}
                self._dispatch(session, event, told)

    def readable(self, message: Message, raw: Json) -> Json:
        """A message as REST tells it: without its content where the application may not read that."""
        open_ = self._world.channels[message.channel].type == DM or self._is_for_me(raw)
        return raw if open_ or self._flags() & _APPROVED else raw | BARE

    def _is_for_me(self, raw: Any) -> bool:
        me = self._world.me.id
        return any(user["id"] == me for user in raw["mentions"]) or raw["author"]["id"] == me

    @property
    def connected(self) -> int:
        """How many sessions are being listened to."""
        return sum(session.outbox is not None for session in self.sessions.values())

    def drop(self) -> None:
        """Cut every connection without a word; the sessions stay."""
        for request in tuple(self._sockets.values()):
            if request.transport is not None:
                request.transport.abort()

    def forget(self) -> None:
        """Let every session expire."""
        self.sessions.clear()

    def invalidate(self, *, resumable: bool) -> None:
        """Opcode 9, on every connection. Only what is resumable can be taken up."""
        for session in tuple(self.sessions.values()):
            if session.outbox is not None:
                session.outbox.put_nowait({"op": 9, "d": resumable})
            if not resumable:
                del self.sessions[session.id]

    def ask_to_reconnect(self) -> None:
        """Opcode 7, as before a restart of Discord's."""
        for session in self.sessions.values():
            if session.outbox is not None:
                session.outbox.put_nowait({"op": 7, "d": None})

    async def aclose(self) -> None:
        for socket in tuple(self._sockets):
            await socket.close(code=1001)
