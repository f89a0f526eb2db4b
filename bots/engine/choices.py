"""Settings by place: thread, channel, server, default; the nearest wins, and the answer says which it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from bots.engine.model import Origin, Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting's value and the phrase that says where it comes from."""

    value: str
    source: str


def scopes(origin: Origin) -> tuple[tuple[str, str], ...]:
    """The scopes that hold there, nearest first, each with the phrase for a choice made in it."""
    place = origin.place
    found: list[tuple[str, str]] = []
    if place.thread:
        found.append((str(place), "source_thread"))
    found.append((str(Place(place.platform, place.chat)), "source_chat" if origin.private else "source_channel"))
    if origin.server and origin.server != place.chat:
        found.append((f"{place.platform}-server:{origin.server}", "source_server"))
    return tuple(found)


def own_scope(origin: Origin) -> str:
    """The scope that a choice made there is kept under."""
    return scopes(origin)[0][0]


def choose(kept: Mapping[tuple[str, str], str], key: str, around: tuple[tuple[str, str], ...], default: str) -> Choice:
    """The nearest value of `key`, else the default."""
    for scope, source in around:
        if (scope, key) in kept:
            return Choice(kept[scope, key], source)
    return Choice(default, "source_default")
