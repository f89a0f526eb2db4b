"""Discord for the engine: calls out go through REST, events come in through the gateway."""

import hashlib
import logging
from contextlib import suppress
from typing import Any

from bots.discord_bot.checking import findings
from bots.discord_bot.errors import Denied
from bots.discord_bot.limits import BOT, ROUTE
from bots.discord_bot.payloads import attaching, editing, sending
from bots.discord_bot.permissions import manages, manages_server, missing, resolve
from bots.discord_bot.reading import PLATFORM
from bots.discord_bot.reading_interactions import is_guest, permissions_of, person_of, sees_channel
from bots.discord_bot.receiving import Intake
from bots.discord_bot.transport import Rest
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import Gone, PlatformError, Refused, Unsure
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.platform import Finding, Meter
from bots.engine.seam.rates import Budget, Tempo
from bots.engine.seam.values import (
    Frame,
    InteractionMessage,
    Message,
    Person,
    Place,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from bots.text.fold import discord_folded
from bots.text.piece import Piece
from bots.text.to_discord import to_discord

TYPING = 10.0
KEPT_FOR = 60.0
"""Seconds for which a person's permissions in a channel are believed."""

_TITLE = 100
_PUBLIC_THREAD = 11
_HAS_A_THREAD = 160004
_NOT_FOUND = 404


class DiscordBot:
    """One bot on Discord: `bots.engine.seam.platform.Adapter`. An empty `gateway_url` is Discord's own."""

    name = PLATFORM

    def __init__(self, token: str, *, api_url: str, gateway_url: str, clock: Clock, meter: Meter) -> None:
        self._clock = clock
        self._rest = Rest(token, api_url=api_url, clock=clock, meter=meter)
        self._intake = Intake(self._rest, clock, gateway_url, self._remember)
        self._permissions: LRU[tuple[str, str], tuple[float, int]] = LRU()
        self._private: LRU[str, bool] = LRU()
        self._seen: LRU[str, bool] = LRU()
        # At DEBUG and INFO the library logs whole events, what people write included.
        logging.getLogger("discord").setLevel(logging.WARNING)

    async def run(self, inbox: Inbox) -> None:
        """Connect and receive until `quiet` or cancellation."""
        await self._intake.run(inbox)

    async def quiet(self) -> None:
        """Take no more events; calls out still work."""
        await self._intake.quiet()

    async def aclose(self) -> None:
        """Close every connection. Idempotent."""
        await self._intake.aclose()
        await self._rest.aclose()

    async def check(self) -> tuple[Finding, ...]:
        """Try the token and the intent."""
        return await findings(self._rest)

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        """The channel's route and the bot; an interaction has its own, outside of the bot's."""
        match where:
            case ToChat():
                return Budget(f"{PLATFORM}:send:{_channel(where.place)}", ROUTE), BOT
            case Message():
                return Budget(f"{PLATFORM}:edit:{_channel(where.place)}", ROUTE), BOT
            case ToInteraction() | InteractionMessage():
                short = hashlib.blake2b(where.token.encode(), digest_size=8).hexdigest()
                return (Budget(f"{PLATFORM}:token:{short}", ROUTE),)

    def tempo(self, where: Target | Surface) -> Tempo:
        """Four of a channel's five calls in five seconds; one is kept for the final frame. The quick steps at the
        beginning are made up for before the first five seconds are over, or one long pause would do it.

        In a private chat the first words are gathered, because a phone's notification shows them. Discord's ids do not
        tell one from a channel: those that have written since the start are known.
        """
        private = _channel(where.place) in self._private
        return Tempo((0.5, 0.8, 1.4, 1.4, 1.4), 1.25, gather=0.4 if private else 0.0)

    def render(self, source: str, *, last: bool) -> Piece:
        """Discord's own Markdown."""
        return to_discord(source, last=last)

    def folded(self, reasoning: str, source: str, *, last: bool) -> Piece:
        """The thought as a spoiler above the text."""
        return discord_folded(reasoning, source, last=last)

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        """Send or edit, once."""
        budget = self.budgets(where)[0].name
        match where:
            case ToChat(place=place):
                payload = sending(frame, reply_to=where.reply_to, nonce=where.nonce)
                path = f"/channels/{_channel(place)}/messages"
                sent = await self._rest.call("POST", path, payload=payload, file=frame.file, budget=budget)
                return Message(place, _id(sent))
            case Message(place=place):
                path = f"/channels/{_channel(place)}/messages/{where.id}"
                await self._rest.call("PATCH", path, payload=editing(frame), file=frame.file, budget=budget)
                return where
            case ToInteraction():
                sent = await self._to_webhook(where, frame, budget)
                return InteractionMessage(where.place, where.app, where.token, _id(sent), where.expires)
            case InteractionMessage():
                await self._to_webhook(where, frame, budget)
                return where

    async def _to_webhook(self, where: ToInteraction | InteractionMessage, frame: Frame, budget: str) -> Any:
        if self._clock.wall() >= where.expires:
            raise Refused("the interaction's token has expired")
        webhook = f"/webhooks/{where.app}/{where.token}"
        if isinstance(where, ToInteraction) and where.follow_up and where.guest and frame.file is not None:
            # Where the bot is no member its further messages are numbered, and a file goes under the first one.
            method, path, payload = "PATCH", f"{webhook}/messages/@original", attaching(frame)
        elif isinstance(where, ToInteraction) and where.follow_up:
            method, path, payload = "POST", webhook, sending(frame, private=where.private)
        else:
            id = where.id if isinstance(where, InteractionMessage) else "@original"
            method, path, payload = "PATCH", f"{webhook}/messages/{id}", editing(frame)
        return await self._rest.call(method, path, payload=payload, file=frame.file, budget=budget, as_bot=False)

    async def typing(self, target: Target) -> float:
        """Show it in a chat; a deferred interaction shows it by itself until it is filled."""
        if isinstance(target, ToInteraction):
            return max(TYPING, target.expires - self._clock.wall())
        await self._rest.call("POST", f"/channels/{_channel(target.place)}/typing")
        return TYPING - 2.0

    def handed_over(self, surface: InteractionMessage, *, private: bool) -> Message | None:
        """Where the bot is a member and sees the channel, as the interaction said, it can edit there by itself."""
        if private or _channel(surface.place) not in self._seen:
            return None
        return Message(surface.place, surface.id)

    async def private_chat(self, person: Person) -> ToChat:
        """The direct messages with a person; Discord refuses only when something is sent there."""
        channel = _id(await self._rest.call("POST", "/users/@me/channels", payload={"recipient_id": person.id}))
        self._private.keep(channel, True)
        return ToChat(Place(PLATFORM, channel))

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        """Whether a person administers a channel: as Discord last said with an event, or says when asked."""
        return manages(await self._permissions_of(place, server, person))

    async def manages_server(self, place: Place, server: str, person: Person) -> bool:
        """Whether a person administers the whole server; as `manages`."""
        return manages_server(await self._permissions_of(place, server, person))

    async def _permissions_of(self, place: Place, server: str, person: Person) -> int:
        """None where they cannot be known."""
        if not server:
            return 0
        key = (_channel(place), person.id)
        at, permissions = self._permissions.get(key, (float("-inf"), 0))
        if self._clock.now() - at > KEPT_FOR:
            try:
                permissions = await self._ask_permissions(place, server, person.id)
            except PlatformError:
                return 0
            self._permissions.keep(key, (self._clock.now(), permissions))
        return permissions

    async def _ask_permissions(self, place: Place, server: str, person: str) -> int:
        """A thread has the permissions of its channel."""
        guild = await self._rest.repeat("GET", f"/guilds/{server}")
        member = await self._rest.repeat("GET", f"/guilds/{server}/members/{person}")
        channel = await self._rest.repeat("GET", f"/channels/{place.chat}")
        return resolve(guild, member, channel.get("permission_overwrites") or ())

    async def reports_missing(self, place: Place, server: str) -> tuple[str, ...]:
        """Permissions that the bot has not in that channel, and the intent."""
        me = self._intake.me
        if not server or me is None:
            return ()
        try:
            permissions = await self._ask_permissions(place, server, me.id)
        except Denied:
            permissions = 0
        except PlatformError:
            return ()
        names = missing(permissions)
        unheard = await self.unheard(place, server)
        found = [say("lacks_permissions", permissions=", ".join(names))] if names else []
        return (*found, unheard) if unheard else tuple(found)

    async def unheard(self, place: Place, server: str) -> str:
        """Without the intent Discord sends messages that do not mention the bot, but not what they say."""
        me = self._intake.me
        return say("lacks_intent") if server and me is not None and not me.reads_content else ""

    async def leave(self, server: str) -> None:
        """Leave a server; one in which the bot is no longer is a success."""
        try:
            await self._rest.call("DELETE", f"/users/@me/guilds/{server}")
        except Denied as error:
            if error.status != _NOT_FOUND:
                raise

    async def delete(self, surface: Surface) -> None:
        """Take a message away; one that is gone already is a success."""
        path, as_bot = f"/channels/{_channel(surface.place)}/messages/{surface.id}", True
        if isinstance(surface, InteractionMessage):
            path, as_bot = f"/webhooks/{surface.app}/{surface.token}/messages/{surface.id}", False
        with suppress(Gone):
            await self._rest.call("DELETE", path, as_bot=as_bot)

    async def open_thread(self, target: ToChat, title: str) -> ToChat:
        """A thread has the id of the message it hangs on, so one that was opened already is found again."""
        place = target.place
        if place.thread:
            return target
        path = f"/channels/{place.chat}/threads"
        payload: dict[str, Any] = {"name": title.strip()[:_TITLE] or "…"}
        if target.reply_to:
            path = f"/channels/{place.chat}/messages/{target.reply_to}/threads"
        else:
            payload |= {"type": _PUBLIC_THREAD}
        try:
            thread = _id(await self._rest.call("POST", path, payload=payload))
        except Denied as error:
            if error.code != _HAS_A_THREAD:
                raise
            thread = target.reply_to
        return ToChat(Place(PLATFORM, place.chat, thread), nonce=target.nonce)

    def _remember(self, event: dict[str, Any]) -> None:
        """Messages show which chats are private; interactions what their author, and the bot, may do in a channel."""
        channel, server = str(event["channel_id"]), str(event.get("guild_id") or "")
        if not server:
            self._private.keep(channel, True)
        member = bool(server) and self._intake.is_member(server)
        if "token" in event and sees_channel(event) and not is_guest(event, member=member):
            self._seen.keep(channel, True)
        permissions = permissions_of(event)
        if permissions is not None:
            self._permissions.keep((channel, person_of(event).id), (self._clock.now(), permissions))


def _channel(place: Place) -> str:
    return place.thread or place.chat


def _id(answer: Any) -> str:
    """The id in an answer of Discord's; one without has lost its end on the way."""
    try:
        return str(answer["id"])
    except (TypeError, KeyError):
        raise Unsure("the answer holds no id") from None
