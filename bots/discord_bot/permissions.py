"""Who administers a channel: Discord's rule for permissions. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
ATTACH_FILES = 1 << 15
READ_HISTORY = 1 << 16
OPEN_THREADS = 1 << 35
SEND_IN_THREADS = 1 << 38

NEEDED: tuple[tuple[int, str], ...] = (
    (VIEW_CHANNEL, "View Channel"),
    (SEND_MESSAGES, "Send Messages"),
    (SEND_IN_THREADS, "Send Messages in Threads"),
    (OPEN_THREADS, "Create Public Threads"),
    (ATTACH_FILES, "Attach Files"),
    (READ_HISTORY, "Read Message History"),
)
"""What the bot uses, as Discord's settings call it."""

_TEXT = 0


def manages(permissions: int) -> bool:
    """Whether these permissions are those of somebody who administers the channel or its server."""
    return bool(permissions & (ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD))


def manages_server(permissions: int) -> bool:
    """Whether these permissions are those of somebody who administers the whole server."""
    return bool(permissions & (ADMINISTRATOR | MANAGE_GUILD))


def resolve(guild: Mapping[str, Any], member: Mapping[str, Any], overwrites: Iterable[Mapping[str, Any]]) -> int:
    """A member's permissions in a channel, out of Discord's own objects.

    The roles' permissions add up; then the channel's overwrites for everybody, for the roles, for the member.
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


def missing(permissions: int) -> tuple[str, ...]:
    """What the bot would need and does not have."""
    if permissions & ADMINISTRATOR:
        return ()
    return tuple(name for bit, name in NEEDED if not permissions & bit)


def first_open_channel(guild: Mapping[str, Any], person: str) -> str:
    """Where a member could speak: where a server greets its new members, else its first text channel."""
    members = [member for member in guild.get("members") or () if member["user"]["id"] == person]
    channels = [channel for channel in guild.get("channels") or () if channel.get("type") == _TEXT]
    channels.sort(key=lambda one: (one["id"] != guild.get("system_channel_id"), one.get("position", 0)))
    for channel in channels if members else ():
        permissions = resolve(guild, members[0], channel.get("permission_overwrites") or ())
        if permissions & ADMINISTRATOR or not ~permissions & (VIEW_CHANNEL | SEND_MESSAGES):
            return str(channel["id"])
    return ""
