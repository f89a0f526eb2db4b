"""Who administers a channel, asked of Discord and kept for a minute; and what the bot may not do there."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from bots.discord_bot.errors import Denied, makes_sense
from bots.discord_bot.reading import PLATFORM, Me, channel_of, person_of
from bots.discord_bot.transport import Transport
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.seam.lookups import Lookups
from bots.engine.seam.places import Person, Place

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
ATTACH_FILES = 1 << 15
READ_HISTORY = 1 << 16
OPEN_THREADS = 1 << 35
SEND_IN_THREADS = 1 << 38

TIMED_OUT = ADMINISTRATOR | VIEW_CHANNEL | READ_HISTORY
"""What a moderator's time-out leaves to a member."""

NEEDED: tuple[tuple[int, str], ...] = (
    (VIEW_CHANNEL, "View Channel"),
    (SEND_MESSAGES, "Send Messages"),
    (SEND_IN_THREADS, "Send Messages in Threads"),
    (OPEN_THREADS, "Create Public Threads"),
    (ATTACH_FILES, "Attach Files"),
    (READ_HISTORY, "Read Message History"),
    (ADD_REACTIONS, "Add Reactions"),
)
"""The permissions that the bot uses, by their names in Discord's settings.

The last is for the emoji on a message that waits; where it is missing, a line comes instead.
"""

ALL_NEEDED = sum(bit for bit, _ in NEEDED)
"""The permissions that an invitation asks for, as one number."""

_TEXT = 0

_NO_MEMBER = 10007
"""Discord's code for somebody who is not in the server."""

log = logging.getLogger("parley.discord")


class Permissions:
    """What people and the bot may do in channels, as far as it was asked or an event said it."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._known = Lookups(clock, 0, "who may do what in", log)
        self._missing = Lookups[int | None](clock, None, "what the bot may do in", log, kept_for=0.0)

    def note(self, event: dict[str, Any]) -> None:
        """Note what an event says: an interaction says what its author may do in a channel."""
        permissions = permissions_of(event)
        if permissions is not None:
            self._known.note(_key(str(event["channel_id"]), person_of(event).id), permissions)

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        """Whether the person administers the channel, by the last event or by asking Discord."""
        return administers(await self._of(place, server, person))

    async def manages_server(self, place: Place, server: str, person: Person) -> bool:
        """Whether the person administers the whole server; known as in `manages`."""
        return administers_server(await self._of(place, server, person))

    async def moderates(self, place: Place, server: str, person: Person) -> bool:
        """Whether the person may delete others' messages in the channel; known as in `manages`."""
        return bool(await self._of(place, server, person) & (ADMINISTRATOR | MANAGE_MESSAGES))

    async def manages_category(self, category: str, server: str, person: Person) -> bool:
        """Whether the person administers the channels of the category: permissions there, known as in `manages`."""
        return administers(await self._of(Place(PLATFORM, category), server, person))

    async def reports_missing(self, place: Place, server: str, me: Me | None) -> tuple[str, ...]:
        """A sentence for the permissions that the bot lacks in the channel, and one for the intent."""
        if not server or me is None:
            return ()
        permissions = await self._missing.get(channel_of(place), partial(self._own, place, server, me.id))
        if permissions is None:
            return ()
        names = missing(permissions)
        lacking = say("lacks_permissions", permissions=", ".join(names)) if names else ""
        return tuple(filter(None, (lacking, self.unheard(server, me))))

    def unheard(self, server: str, me: Me | None) -> str:
        """Why ordinary talk is not read: without the intent, Discord sends such messages without their text."""
        return say("lacks_intent") if server and me is not None and not me.reads_content else ""

    async def _of(self, place: Place, server: str, person: Person) -> int:
        """The person's permissions there; 0 if they cannot be known."""
        if not server:
            return 0
        return await self._known.get(
            _key(channel_of(place), person.id), partial(self._theirs, place, server, person.id)
        )

    async def _theirs(self, place: Place, server: str, person: str) -> int:
        try:
            return await self._ask(place, server, person)
        except Denied as error:
            if error.code != _NO_MEMBER:
                raise
            return 0

    async def _own(self, place: Place, server: str, me: str) -> int:
        try:
            return await self._ask(place, server, me)
        except Denied:
            return 0

    async def _ask(self, place: Place, server: str, person: str) -> int:
        """The person's permissions in the channel, asked of Discord; a thread has those of its channel."""
        guild = await self._transport.repeat("GET", f"/guilds/{server}")
        member = await self._transport.repeat("GET", f"/guilds/{server}/members/{person}")
        channel = await self._transport.repeat("GET", f"/channels/{place.chat}")
        with makes_sense():
            permissions = resolve(guild, member, channel.get("permission_overwrites") or ())
            return permissions & TIMED_OUT if is_timed_out(member, self._clock.wall()) else permissions


def _key(channel: str, person: str) -> str:
    return f"{channel} ({person})"


def invitation(app: str) -> str:
    """The address that adds an application to a server as a bot with its commands, and asks for all that it needs.

    Source: https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow
    """
    return (
        f"https://discord.com/oauth2/authorize?client_id={app}&scope=bot+applications.commands&permissions={ALL_NEEDED}"
    )


def administers(permissions: int) -> bool:
    """Whether these permissions make somebody an administrator of the channel or its server."""
    return bool(permissions & (ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD))


def administers_server(permissions: int) -> bool:
    """Whether these permissions make somebody an administrator of the whole server."""
    return bool(permissions & (ADMINISTRATOR | MANAGE_GUILD))


def permissions_of(event: Mapping[str, Any]) -> int | None:
    """What the author of an interaction may do in its channel, overwrites included; None in a private chat."""
    permissions = (event.get("member") or {}).get("permissions")
    return None if permissions is None else int(permissions)


def sees_channel(event: Mapping[str, Any]) -> bool:
    """Whether the bot may see the channel that an interaction is in."""
    return not event.get("guild_id") or bool(int(event.get("app_permissions", 0)) & (VIEW_CHANNEL | ADMINISTRATOR))


def resolve(guild: Mapping[str, Any], member: Mapping[str, Any], overwrites: Iterable[Mapping[str, Any]]) -> int:
    """A member's permissions in a channel, from Discord's own objects.

    The permissions of the roles add up; then the channel's overwrites apply: for everybody, for the roles, for the
    member.
    """
    person, everyone = member["user"]["id"], guild["id"]
    if person == guild["owner_id"]:
        return ADMINISTRATOR
    held = {everyone, *member["roles"]}
    permissions = 0
    for role in guild["roles"]:
        if role["id"] in held:
            permissions |= int(role["permissions"])
    if permissions & ADMINISTRATOR:
        return ADMINISTRATOR
    by_id = {overwrite["id"]: overwrite for overwrite in overwrites}
    for ids in ((everyone,), tuple(held - {everyone}), (person,)):
        denied = allowed = 0
        for one in ids:
            denied |= int(by_id[one]["deny"]) if one in by_id else 0
            allowed |= int(by_id[one]["allow"]) if one in by_id else 0
        permissions = (permissions & ~denied) | allowed
    return permissions


def is_timed_out(member: Mapping[str, Any], now: float) -> bool:
    """Whether a moderator has silenced the member until after `now`. Nobody silences an administrator."""
    until = member.get("communication_disabled_until")
    try:
        return bool(until) and datetime.fromisoformat(str(until)).timestamp() > now
    except ValueError:
        return False


def missing(permissions: int) -> tuple[str, ...]:
    """The names of the needed permissions that are missing."""
    if permissions & ADMINISTRATOR:
        return ()
    return tuple(name for bit, name in NEEDED if not permissions & bit)


def first_open_channel(guild: Mapping[str, Any], person: str) -> str:
    """A channel in which a member may speak, first the one that greets new members; empty if there is none."""
    members = [member for member in guild.get("members") or () if member["user"]["id"] == person]
    channels = [channel for channel in guild.get("channels") or () if channel.get("type") == _TEXT]
    channels.sort(key=lambda one: (one["id"] != guild.get("system_channel_id"), one.get("position", 0)))
    for channel in channels if members else ():
        permissions = resolve(guild, members[0], channel.get("permission_overwrites") or ())
        if permissions & ADMINISTRATOR or not ~permissions & (VIEW_CHANNEL | SEND_MESSAGES):
            return str(channel["id"])
    return ""
