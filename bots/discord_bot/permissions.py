"""Who administers a channel: Discord's rule for permissions. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5


def manages(permissions: int) -> bool:
    """Whether these permissions are those of somebody who administers the channel or its server."""
    return bool(permissions & (ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD))


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
