"""What a member may do in a channel, reckoned as Discord's documentation says. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]

ADD_REACTIONS, ADMINISTRATOR, MANAGE_CHANNELS = 1 << 6, 1 << 3, 1 << 4
VIEW_AUDIT_LOG = 1 << 7
VIEW_CHANNEL, SEND_MESSAGES, MANAGE_MESSAGES, EMBED_LINKS = 1 << 10, 1 << 11, 1 << 13, 1 << 14
ATTACH_FILES, READ_HISTORY, USE_COMMANDS = 1 << 15, 1 << 16, 1 << 31
MANAGE_THREADS, OPEN_THREADS, SEND_IN_THREADS = 1 << 34, 1 << 35, 1 << 38

EVERYTHING = (1 << 53) - 1
TIMED_OUT = VIEW_CHANNEL | READ_HISTORY
"""What is left to a member who was sent out of the room for a while."""

EVERYONE = (
    ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_HISTORY
    | USE_COMMANDS
    | OPEN_THREADS
    | SEND_IN_THREADS
)
"""What a new server lets everybody do, as far as it is about text."""


def everywhere(roles: Iterable[Json], *, owner: bool, timed_out: bool = False) -> int:
    """What somebody with these roles may do where no channel makes an exception."""
    total = ADMINISTRATOR if owner else 0
    for role in roles:
        total |= int(role["permissions"])
    if total & ADMINISTRATOR:
        return EVERYTHING
    return total & TIMED_OUT if timed_out else total


def here(base: int, overwrites: Iterable[Json], levels: Iterable[tuple[str, ...]], *, timed_out: bool = False) -> int:
    """What is left of `base` in a channel. `levels`: whose exceptions count, everybody's first, the member's last."""
    if base & ADMINISTRATOR:
        return EVERYTHING
    by_id: Mapping[str, Json] = {one["id"]: one for one in overwrites}
    for level in levels:
        ours = [by_id[id] for id in level if id in by_id]
        for one in ours:
            base &= ~int(one["deny"])
        for one in ours:
            base |= int(one["allow"])
    if not base & VIEW_CHANNEL:
        return 0
    return base & TIMED_OUT if timed_out else base
