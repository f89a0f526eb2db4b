"""Scopes of settings: thread, channel, server, default. The nearest one wins, and the answer says which it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from bots.engine.seam.values import Origin, Place

EVERYWHERE = "everywhere"

HERE, CHANNEL, SERVER = "here", "channel", "server"
REACHES = (HERE, CHANNEL, SERVER)
"""How far a choice may reach, in the words of `/settings`."""

Scope = tuple[str, str]
"""The key under which a choice is kept, and the key of the phrase that says where it was made."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The value of a setting, and the key of the phrase that says where it comes from."""

    value: str
    source: str


def scopes(origin: Origin) -> tuple[Scope, ...]:
    """The scopes that hold there, the nearest first."""
    place = origin.place
    found: list[Scope] = []
    if place.thread:
        found.append((str(place), "source_thread"))
    found.append((str(Place(place.platform, place.chat)), "source_chat" if origin.private else "source_channel"))
    if origin.server and origin.server != place.chat:
        found.append((f"{place.platform}-server:{origin.server}", "source_server"))
    return tuple(found)


def scope_of(origin: Origin, reach: str) -> Scope:
    """The scope of a choice that reaches that far. Without a server, or if the chat is the server, it is the chat."""
    around = scopes(origin)
    if reach == SERVER:
        return around[-1]
    if reach == CHANNEL:
        return next(scope for scope in around if scope[1] in ("source_channel", "source_chat"))
    return around[0]


def is_servers(scope: Scope) -> bool:
    """Whether the scope is a whole server, and not just a channel."""
    return scope[1] == "source_server"


def choose(kept: Mapping[tuple[str, str], str], key: str, around: tuple[Scope, ...], default: str) -> Choice:
    """The value of `key` in the nearest scope that has one, else the default."""
    for scope, source in around:
        if (scope, key) in kept:
            return Choice(kept[scope, key], source)
    return Choice(default, "source_default")
