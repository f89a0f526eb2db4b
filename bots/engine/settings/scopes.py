"""Scopes of settings: thread, channel, category, server, private or shared places, everywhere. The nearest one wins."""

from collections.abc import Mapping
from typing import NamedTuple

from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Place
from provider.values import Value

HERE, CHANNEL, CATEGORY, SERVER = "here", "channel", "category", "server"
PRIVATE, SHARED, EVERYWHERE = "private", "shared", "everywhere"
REACHES = (HERE, CHANNEL, CATEGORY, SERVER, PRIVATE, SHARED, EVERYWHERE)
"""How far a choice may reach, in the words of `/settings` and `/model`."""


class Scope(NamedTuple):
    """The key under which a choice is kept, and the key of the phrase that says where it was made."""

    key: str
    source: str


ALL_PRIVATE = Scope("all-private", "source_private")
ALL_SHARED = Scope("all-shared", "source_shared")
ALL = Scope("all", "source_everywhere")

OF_OWNERS = (ALL_PRIVATE, ALL_SHARED, ALL)
"""Wider than any server, so that only owners choose for them."""

_WIDE: Mapping[str, Scope] = dict(zip((PRIVATE, SHARED, EVERYWHERE), OF_OWNERS, strict=True))

WHERE: Mapping[str, str] = {
    "source_thread": "in_thread",
    "source_topic": "in_topic",
    "source_channel": "in_channel",
    "source_chat": "in_chat",
    "source_group": "in_group",
    "source_category": "in_category",
    "source_server": "in_server",
    "source_private": "in_private",
    "source_shared": "in_shared",
    "source_everywhere": "everywhere",
}
"""The phrase that names the places of a scope, by the phrase that says that something was chosen for it."""


class Choice(Value):
    """The value of a setting, and the key of the phrase that says where it comes from.

    `under`: what would hold without it, and without that, up to the default.
    """

    value: str
    source: str
    under: tuple["Choice", ...] = ()


def scopes(origin: Origin) -> tuple[Scope, ...]:
    """The scopes that hold there, the nearest first."""
    place = origin.place
    is_group = origin.server == place.chat  # on Telegram a group is a server with one channel
    found: list[Scope] = []
    if place.thread:
        found.append(Scope(str(place), "source_topic" if is_group else "source_thread"))
    found.append(_chat(origin))
    if origin.category:
        found.append(Scope(f"{place.platform}-category:{origin.category}", "source_category"))
    if origin.server and not is_group:
        found.append(Scope(f"{place.platform}-server:{origin.server}", "source_server"))
    return (*found, ALL_PRIVATE if origin.private else ALL_SHARED, ALL)


def scope_of(origin: Origin, reach: str) -> Scope:
    """The scope of a choice that reaches that far.

    Without a server, or if the chat is the server, it is the chat; so it is without a category, see `unreachable`.
    """
    if reach in _WIDE:
        return _WIDE[reach]
    around = {scope.source: scope for scope in scopes(origin)}
    if reach == SERVER:
        return around.get("source_server", _chat(origin))
    if reach == CATEGORY:
        return around.get("source_category", _chat(origin))
    return _chat(origin) if reach == CHANNEL else next(iter(around.values()))


def unreachable(origin: Origin, reach: str) -> str:
    """The key of the phrase that says why no choice made there reaches that far; empty if one does."""
    return "no_category" if reach == CATEGORY and not origin.category else ""


def is_categorys(scope: Scope) -> bool:
    """Whether the scope is a whole category of channels."""
    return scope.source == "source_category"


def is_servers(scope: Scope) -> bool:
    """Whether the scope is a whole server, and not just a channel."""
    return scope.source == "source_server"


def is_owners(scope: Scope) -> bool:
    """Whether only owners choose for the scope."""
    return scope in OF_OWNERS


def is_private(origin: Origin, reach: str) -> bool:
    """Whether a choice that is made there and reaches that far holds in private chats only."""
    return reach == PRIVATE or (origin.private and reach not in _WIDE)


def _chat(origin: Origin) -> Scope:
    place = origin.place
    shared = "source_group" if origin.server == place.chat else "source_channel"
    source = "source_chat" if origin.private else shared
    return Scope(str(Place(place.platform, place.chat)), source)
