"""A Discord on a real socket: REST here, the gateway beside it; it refuses what Discord refuses and counts the rest."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.fakes.discord_checks import IS_COMPONENTS_V2, Refusal, check, pings
from tests.fakes.discord_files import PATHS, Shelf
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_interactions import Interactions
from tests.fakes.discord_limits import Limits
from tests.fakes.discord_people import Server, User
from tests.fakes.discord_registration import Registration
from tests.fakes.discord_rights import (
    ADD_REACTIONS,
    ATTACH_FILES,
    MANAGE_MESSAGES,
    MANAGE_THREADS,
    OPEN_THREADS,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    VIEW_AUDIT_LOG,
    VIEW_CHANNEL,
)
from tests.fakes.discord_world import DM, EPHEMERAL, LOADING, THREAD, Json, Message, Version, World, snowflake
from tests.fakes.faults import Fault, Faults

Handler = Callable[[web.Request], Awaitable[Any]]
Files = tuple[tuple[str, bytes], ...]

WITH_INTENT = 1 << 19
NONCES = 300.0
"""Seconds of the fake's clock for which a nonce is remembered; Discord says "the past few minutes"."""


LARGEST = 10 * 2**20
"""Bytes of a file that a bot may send where nobody has paid for more (documented)."""


class DiscordApi:
    """Use as `async with`; then `url` and `gateway_url` lead here.

    `speed`: its clock runs that many times as fast as the event loop's, as `RealClock(speed)` does. `round_trip`:
    seconds of that clock for each REST call. `flags`: the application's; `WITH_INTENT` allows message content.
    """

    def __init__(
        self,
        *,
        token: str = "discord-token",
        speed: float = 1.0,
        limits: bool = True,
        round_trip: float = 0.0,
        flags: int = WITH_INTENT,
        shards: int = 1,
    ) -> None:
        self.token = token
        self.speed = speed
        self.limited = limits
        self.round_trip = round_trip
        self.flags = flags
        self.world = World()
        self.shelf = Shelf()
        self.world.describe = self.shelf.described
        self.faults = Faults()
        self.limits = Limits(self.now)
        self.gateway = Gateway(self.world, lambda: self.token, lambda: self.flags, self.now, shards)
        self.interactions = Interactions(self)
        self.registration = Registration()
        self.calls: Counter[str] = Counter()
        self.invalid = 0
        self.refused: list[str] = []
        self.noop_edits = 0
        self.duplicates = 0
        self.typing: list[tuple[float, str]] = []
        self.refuse_channel: dict[str, Refusal] = {}
        self.interactions_endpoint: str | None = None
        self.url = ""
        self._names: dict[str, str] = {}
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def gateway_url(self) -> str:
        return self.gateway.url

    @property
    def commands(self) -> list[Json]:
        """What is registered."""
        return self.registration.commands

    def now(self) -> float:
        """Seconds of the fake's clock; `RealClock(speed).now()` shows the same."""
        return asyncio.get_running_loop().time() * self.speed

    async def __aenter__(self) -> "DiscordApi":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen, at the port of the last time where there was one."""
        app = web.Application(middlewares=[self._answer], client_max_size=64 * 2**20)
        app.router.add_get("/gateway", self.gateway.handle)
        for method, path, handler in self._routes():
            app.router.add_route(method, "/api/v10" + path, handler)
        self._runner = web.AppRunner(app, handler_cancellation=False, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.shelf.origin = f"http://127.0.0.1:{self.port}"
        self.url = f"http://127.0.0.1:{self.port}/api/v10"
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"

    async def stop(self) -> None:
        """Go away; `start` brings everything back."""
        await self.gateway.aclose()
        if self._runner is not None:
            await self._runner.cleanup()

    def _routes(self) -> list[tuple[str, str, Handler]]:
        acts = self.interactions
        return [
            ("GET", "/users/@me", self._me),
            ("GET", "/applications/@me", self._application),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/gateway/bot", self._gateway_bot),
            ("POST", "/users/@me/channels", self._open_direct),
            ("GET", "/channels/{channel}", self._channel_get),
            ("POST", "/channels/{channel}/typing", self._typing),
            ("POST", "/channels/{channel}/messages", self._send),
            ("GET", "/channels/{channel}/messages", self._list),
            ("GET", "/channels/{channel}/messages/{message}", self._get),
            ("PATCH", "/channels/{channel}/messages/{message}", self._edit),
            ("DELETE", "/channels/{channel}/messages/{message}", self._delete),
            ("PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", self._react),
            ("DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", self._unreact),
            ("POST", "/channels/{channel}/threads", self._open_thread),
            ("POST", "/channels/{channel}/messages/{message}/threads", self._open_thread),
            ("DELETE", "/users/@me/guilds/{guild}", self._leave),
            ("GET", "/guilds/{guild}", self._guild),
            ("GET", "/guilds/{guild}/members/{user}", self._member),
            ("GET", "/guilds/{guild}/roles", self._roles),
            ("GET", "/guilds/{guild}/audit-logs", self._audit_log),
            ("GET", "/applications/{app}/commands", self._commands_get),
            ("PUT", "/applications/{app}/commands", self._commands_put),
            ("POST", "/interactions/{interaction}/{token}/callback", acts.callback),
            ("POST", "/webhooks/{app}/{token}", acts.follow_up),
            ("PATCH", "/webhooks/{app}/{token}/messages/{message}", acts.edit),
            ("DELETE", "/webhooks/{app}/{token}/messages/{message}", acts.delete),
        ]

    def _name(self, request: web.Request) -> str:
        """ "PATCH channels/messages": the method and the parts of the path that are no ids."""
        resource = request.match_info.route.resource
        canonical = resource.canonical if resource is not None else request.path
        if canonical not in self._names:
            parts = canonical.removeprefix("/api/v10").split("/")
            self._names[canonical] = "/".join(part for part in parts if part and not part.startswith("{"))
        return f"{request.method} {self._names[canonical]}"

    @web.middleware
    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/gateway":
            return await self.gateway.handle(request)
        if request.path.startswith(PATHS):
            return await self._hand_out(request)
        name = self._name(request)
        self.calls[name] += 1
        await self._travel()

        async def obeying(request: web.Request) -> web.StreamResponse:
            return await self._obey(name, request, handler)

        if request.content_type == "application/json":
            await request.read()  # what is done late was heard in time
        await self.faults.slept()
        where = request.match_info.get("channel", "")
        fault = self.faults.take(f"{name} in {where}" if where else name)
        if fault is not None:
            response = await self.faults.commit(fault, request, obeying, self._refuse)
        else:
            response = await obeying(request)
        await self._travel()
        return response

    async def _hand_out(self, request: web.Request) -> web.StreamResponse:
        """A file."""
        await self._travel()
        fault = self.faults.take("GET file")
        if fault is not None:
            return await self.faults.commit(fault, request, self.shelf.handle, self._refuse)
        return await self.shelf.handle(request)

    async def _travel(self) -> None:
        if self.round_trip:
            await asyncio.sleep(self.round_trip / 2 / self.speed)

    def _refuse(self, fault: Fault) -> web.Response:
        if fault.status == 429:
            return self.limits.refuse(fault.seconds, scope=fault.scope)
        return web.json_response({"message": "injected", "code": 0}, status=fault.status)

    async def _obey(self, name: str, request: web.Request, handler: Handler) -> web.StreamResponse:
        headers: dict[str, str] = {}
        try:
            if "interactions/" not in name and "webhooks" not in name:
                self._authorize(request)
            if self.limited:
                major = request.match_info.get("channel") or request.match_info.get("token", "")
                headers, refusal = self.limits.take(name, major)
                if refusal is not None:
                    self.invalid += 1
                    return refusal
            if request.body_exists and request.content_type not in ("application/json", "multipart/form-data"):
                raise Refusal(400, 50109, "The request body contains invalid JSON.")
            body = await handler(request)
        except Refusal as refusal:
            self.invalid += refusal.status in (401, 403)
            self.refused += [refusal.message] if refusal.status == 400 else []
            told = {"message": refusal.message, "code": refusal.code}
            told |= {"errors": refusal.errors} if refusal.errors else {}
            return web.json_response(told, status=refusal.status, headers=headers)
        if body is None:
            return web.Response(status=204, headers=headers)
        return web.Response(text=json.dumps(body), content_type="application/json", headers=headers, charset=None)

    def _authorize(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
            raise Refusal(403, 40333, "internal network error")

    async def read(self, request: web.Request) -> tuple[Json, Files]:
        """A message's payload and its files, however they were sent."""
        if request.content_type != "multipart/form-data":
            return await request.json(), ()
        form = await request.post()
        files = tuple((part.filename, part.file.read()) for part in form.values() if isinstance(part, web.FileField))
        if any(len(content) > LARGEST for _, content in files):
            raise Refusal(413, 40005, "Request entity too large")
        payload = form["payload_json"]
        if isinstance(payload, web.FileField):
            raise Refusal(400, 50109, "The request body contains invalid JSON.")
        return json.loads(payload), files

    # --- what the bot asks about itself ---

    async def _me(self, _: web.Request) -> Json:
        return self.world.me.json()

    async def _application(self, _: web.Request) -> Json:
        return {
            "id": self.world.app,
            "name": "parley",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0",
            "owner": self.world.me.json(),
            "flags": self.flags,
            "interactions_endpoint_url": self.interactions_endpoint,
            "integration_types_config": {str(kind): {} for kind in self.registration.installed},
        }

    async def _gateway_bot(self, _: web.Request) -> Any:
        return self.gateway.described()

    async def _commands_get(self, request: web.Request) -> list[Json]:
        return self.registration.listed(with_localizations=request.query.get("with_localizations") == "true")

    async def _commands_put(self, request: web.Request) -> list[Json]:
        return self.registration.put(await request.json())

    # --- servers and channels ---

    async def _guild(self, request: web.Request) -> Json:
        guild = self.world.guilds.get(request.match_info["guild"])
        if guild is None or self.world.me.id not in guild.members:
            raise Refusal(404, 10004, "Unknown Guild")
        told = self.world.guild_json(guild)
        counted = {"approximate_member_count": told["member_count"]} if request.query.get("with_counts") else {}
        only_in_events = ("channels", "threads", "members", "member_count", "presences", "voice_states")
        return {key: value for key, value in told.items() if key not in only_in_events} | counted

    async def _leave(self, request: web.Request) -> None:
        await self._guild(request)
        self.world.part(request.match_info["guild"], self.gateway.tell)

    async def _audit_log(self, request: web.Request) -> Json:
        """Who added the bot, for a bot that may read it."""
        await self._guild(request)
        guild = self.world.guilds[request.match_info["guild"]]
        if not guild.permissions(self.world.me.id) & VIEW_AUDIT_LOG:
            raise Refusal(403, 50013, "Missing Permissions")
        by = self.world.people.get(guild.invited_by)
        if by is None or request.query.get("action_type") != "28":
            return {"audit_log_entries": [], "users": []}
        line = {"id": snowflake(), "action_type": 28, "user_id": by.id, "target_id": self.world.me.id}
        return {"audit_log_entries": [line], "users": [by.json()]}

    async def _roles(self, request: web.Request) -> Any:
        return (await self._guild(request))["roles"]

    async def _member(self, request: web.Request) -> Json:
        guild, user = self.world.guilds[request.match_info["guild"]], request.match_info["user"]
        if user not in guild.members:
            raise Refusal(404, 10007, "Unknown Member")
        return self.world.member_json(guild, user)

    async def _open_direct(self, request: web.Request) -> Json:
        person = (await request.json())["recipient_id"]
        if person not in self.world.people:
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        return self.world.direct(person).json()

    def _known_channel(self, request: web.Request) -> str:
        id = request.match_info["channel"]
        if id in self.refuse_channel:
            raise self.refuse_channel[id]
        if id not in self.world.channels:
            raise Refusal(404, 10003, "Unknown Channel")
        channel = self.world.channels[id]
        outside = channel.guild and self.world.me.id not in self.world.guilds[channel.guild].members
        if channel.foreign or outside or not self._may(id) & VIEW_CHANNEL:
            raise Refusal(403, 50001, "Missing Access")
        return id

    async def _channel_get(self, request: web.Request) -> Json:
        return self.world.channels[self._known_channel(request)].json()

    async def _typing(self, request: web.Request) -> None:
        channel = self._known_channel(request)
        self._permit(channel, self._sending(channel))
        self.typing.append((self.now(), channel))

    def _may(self, channel: str) -> int:
        """What the bot may do there; in a private chat everything."""
        where = self.world.channels[channel]
        return self.world.may(self.world.me.id, where) if where.guild else -1

    def _permit(self, channel: str, *needed: int) -> None:
        if any(not self._may(channel) & bit for bit in needed):
            raise Refusal(403, 50013, "Missing Permissions")

    def _sending(self, channel: str) -> int:
        return SEND_IN_THREADS if self.world.channels[channel].type == THREAD else SEND_MESSAGES

    def _moderate(self, channel: str, payload: Json) -> None:
        where = self.world.channels[channel]
        blocked = self.world.guilds[where.guild].blocked_words if where.guild else ()
        if any(word in (payload.get("content") or "") for word in blocked):
            raise Refusal(400, 200000, "Message was blocked by automatic moderation")

    async def _open_thread(self, request: web.Request) -> Json:
        channel, under = self.world.channels[self._known_channel(request)], request.match_info.get("message", "")
        self._permit(channel.id, OPEN_THREADS)
        body = await request.json()
        if under and under not in self.world.messages:
            raise Refusal(404, 10008, "Unknown Message")
        if under in self.world.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        if not 1 <= len(str(body.get("name") or "")) <= 100 or (not under and body.get("type") != THREAD):
            raise Refusal(400, 50035, "Invalid Form Body")
        thread = self.world.add_channel(
            type=THREAD,
            guild=channel.guild,
            name=body["name"],
            parent=channel.id,
            owner=self.world.me.id,
            **({"id": under} if under else {}),
        )
        self.gateway.tell(channel.guild, "THREAD_CREATE", thread.json())
        return thread.json()

    # --- messages ---

    async def _send(self, request: web.Request) -> Json:
        channel = self._known_channel(request)
        payload, files = await self.read(request)
        check(payload, has_file=bool(files), new=True)
        self._permit(channel, self._sending(channel), *((ATTACH_FILES,) if files else ()))
        if payload.get("message_reference") and not self._may(channel) & READ_HISTORY:
            raise Refusal(400, 160002, "Cannot reply without permission to read message history")
        self._moderate(channel, payload)
        self._reopen(channel)
        nonce = str(payload.get("nonce", ""))
        if nonce and payload.get("enforce_nonce"):
            for message in reversed(self.world.standing(channel)):
                if message.nonce == nonce and self.now() - message.versions[0].at < NONCES:
                    self.duplicates += 1
                    return self.world.message_json(message)
        reference = payload.get("message_reference") or {}
        answered = self.world.messages.get(reference.get("message_id", ""))
        if reference and answered is None and reference.get("fail_if_not_exists", True):
            raise Refusal(400, 50035, "Invalid Form Body")
        version = Version(
            self.now(),
            (payload.get("content") or "").strip(),
            tuple(payload.get("components") or ()),
            payload.get("flags", 0),
            files,
        )
        message = Message(
            snowflake(),
            channel,
            self.world.me,
            [version],
            reply_to=answered.id if answered else "",
            nonce=nonce,
            pinged=self.pinged(payload, answered.author.id if answered else ""),
        )
        self.world.messages[message.id] = message
        raw = self.world.message_json(message)
        self.gateway.tell_message(message, raw | self._guild_of(message))
        return raw

    def _reopen(self, channel: str) -> None:
        """A message opens a closed thread again."""
        where = self.world.channels[channel]
        if not where.archived:
            return
        if where.locked and not self._may(channel) & MANAGE_THREADS:
            raise Refusal(400, 160005, "Thread is locked")
        where.archived = False
        self.gateway.tell(where.guild, "THREAD_UPDATE", where.json())

    def _guild_of(self, message: Message) -> Json:
        """What events of a message name besides it."""
        guild = self.world.channels[message.channel].guild
        return {"guild_id": guild} if guild else {}

    def pinged(self, payload: Json, answered: str) -> tuple[str, ...]:
        """Whose phone rings at a message of the bot's."""
        return pings(payload, answered)

    def _standing(self, request: web.Request) -> Message:
        channel = self._known_channel(request)
        message = self.world.messages.get(request.match_info["message"])
        if message is None or message.deleted_at or message.channel != channel or message.seen_by:
            raise Refusal(404, 10008, "Unknown Message")
        return message

    async def _get(self, request: web.Request) -> Json:
        message = self._standing(request)
        if not self._may(message.channel) & READ_HISTORY:
            raise Refusal(403, 50001, "Missing Access")
        return self.world.message_json(message)

    async def _list(self, request: web.Request) -> list[Json]:
        """Messages of a channel as REST tells them: without server and member, the newest first.

        After an id come the next ones, however many newer there are.
        """
        channel = self._known_channel(request)
        if not self._may(channel) & READ_HISTORY:
            raise Refusal(403, 50001, "Missing Access")
        after, limit = request.query.get("after", "0"), request.query.get("limit", "50")
        if not (after.isdigit() and limit.isdigit() and 1 <= int(limit) <= 100):
            raise Refusal(400, 50035, "Invalid Form Body")
        there = sorted(self.world.standing(channel), key=lambda each: int(each.id))
        newer = [each for each in there if int(each.id) > int(after) and not each.seen_by]
        chosen = newer[: int(limit)] if "after" in request.query else newer[-int(limit) :]
        return [self.gateway.readable(each, self.world.message_json(each)) for each in reversed(chosen)]

    async def _edit(self, request: web.Request) -> Json:
        message = self._standing(request)
        if message.author != self.world.me:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        payload, files = await self.read(request)
        check(payload, has_file=bool(files), new=False, lifted=self.is_lifted(message.id))
        if self.world.channels[message.channel].archived:
            raise Refusal(400, 50083, "Thread is archived")
        self._moderate(message.channel, payload)
        self.apply_edit(message, payload, files)
        return self.world.message_json(message)

    def is_lifted(self, message: str) -> bool:
        """Whether a message consists of components; the flag stays for life."""
        return bool(self.world.messages[message].flags & IS_COMPONENTS_V2) if message else False

    def apply_edit(self, message: Message, payload: Json, files: Files) -> None:
        """One more version of a message."""
        was = message.versions[-1]
        now = Version(
            self.now(),
            (payload["content"] or "").strip() if "content" in payload else was.content,
            tuple(payload["components"] or ()) if "components" in payload else was.components,
            payload.get("flags", was.flags) & ~(EPHEMERAL | LOADING) | was.flags & (EPHEMERAL | IS_COMPONENTS_V2),
            files or was.files,
        )
        same = (was.content, was.components, was.files) == (now.content, now.components, now.files)
        self.noop_edits += same
        message.versions.append(now)
        if not message.seen_by and not self.world.channels[message.channel].foreign:
            told = self.world.message_json(message) | {"edited_timestamp": "2026-01-01T00:00:01+00:00"}
            self.gateway.tell_message(message, told | self._guild_of(message), "MESSAGE_UPDATE")

    async def _react(self, request: web.Request) -> None:
        message, emoji, me = self._standing(request), request.match_info["emoji"], self.world.me.id
        if not self._may(message.channel) & READ_HISTORY:
            raise Refusal(403, 50001, "Missing Access")
        if emoji.isascii():
            raise Refusal(400, 10014, "Unknown Emoji")
        if emoji not in message.reactions:
            self._permit(message.channel, ADD_REACTIONS)  # whoever joins others' needs no permission
            if len(message.reactions) >= 20:
                raise Refusal(400, 30010, "Maximum number of reactions reached (20)")
        message.reactions.setdefault(emoji, set()).add(me)
        message.reacted.append(f"+{emoji}")

    async def _unreact(self, request: web.Request) -> None:
        message, emoji, me = self._standing(request), request.match_info["emoji"], self.world.me.id
        message.reactions.get(emoji, set()).discard(me)
        if not message.reactions.get(emoji):
            message.reactions.pop(emoji, None)
        message.reacted.append(f"-{emoji}")

    async def _delete(self, request: web.Request) -> None:
        message = self._standing(request)
        if message.author != self.world.me:
            self._permit(message.channel, MANAGE_MESSAGES)
        message.deleted_at = self.now()
        told = {"id": message.id, "channel_id": message.channel} | self._guild_of(message)
        self.gateway.tell(told.get("guild_id", ""), "MESSAGE_DELETE", told)

    # --- people, for tests ---

    def user(self, name: str = "ada") -> User:
        """A new person."""
        return User.new(self, name)

    def guild(self, *members: User, name: str = "server", owner: User | None = None, member: bool = True) -> Server:
        """A new server with these members and one channel; `member`: the bot is in it."""
        return Server.new(self, name, owner or self.user("owner"), members, member=member)

    def between(self, one: User, other: User) -> str:
        """The id of the channel of two people's private messages."""
        return self.world.add_channel(type=DM, recipient=f"{one.id} {other.id}", foreign=True).id

    def direct(self, user: User) -> str:
        """The id of the channel where that person writes to the bot alone."""
        return self.world.direct(user.id).id
