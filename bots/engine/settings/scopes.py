"""Settings by place: thread, channel, server, default; the nearest wins, and the answer says which it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from bots.engine.seam.values import Origin, Place

EVERYWHERE = "everywhere"

HERE, CHANNEL, SERVER = "here", "channel", "server"
REACHES = (HERE, CHANNEL, SERVER)
"""How far a choice is to reach, as people say it."""

Scope = tuple[str, str]
"""What a choice is kept under, and the phrase that says where it was made."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting's value and the phrase that says where it comes from."""

    value: str
    source: str


def scopes(origin: Origin) -> tuple[Scope, ...]:
    """The scopes that hold there, nearest first, each with the phrase for a choice made in it."""
    place = origin.place
    found: list[Scope] = []
    if place.thread:
        found.append((str(place), "source_thread"))
    found.append((str(Place(place.platform, place.chat)), "source_chat" if origin.private else "source_channel"))
    if origin.server and origin.server != place.chat:
        found.append((f"{place.platform}-server:{origin.server}", "source_server"))
    return tuple(found)


def scope_of(origin: Origin, reach: str) -> Scope:
    """The scope of a choice that reaches so far; where there is no server, or it is the chat, the chat is meant."""
    around = scopes(origin)
    if reach == SERVER:
        return around[-1]
    if reach == CHANNEL:
        return next(scope for scope in around if scope[1] in ("source_channel", "source_chat"))
    return around[0]


def is_servers(scope: Scope) -> bool:
    """Whether it holds beyond the channel that somebody may be an administrator of."""
    return scope[1] == "source_server"


def choose(kept: Mapping[tuple[str, str], str], key: str, around: tuple[Scope, ...], default: str) -> Choice:
    """The nearest value of `key`, else the default."""
    for scope, source in around:
        if (scope, key) in kept:
            return Choice(kept[scope, key], source)
    return Choice(default, "source_default")
