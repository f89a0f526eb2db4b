"""A message on Discord as an `Incoming`: whether it is for us, where it is, and what it says. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bots.engine.seam.values import Incoming, Origin, Person, Place, ToChat

PLATFORM = "discord"

_SAID_BY_PEOPLE = (0, 19)
"""Message types that people write: a plain message and a reply. All others are notices, or made by bots."""

THREADS = (10, 11, 12)
"""Channel types: threads of an announcement channel, public and private ones."""

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_CHANNEL = re.compile(r"<#(\d+)>")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own ids, and whether Discord lets it read messages that do not mention it."""

    id: str
    app: str
    reads_content: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the gateway said about a message's server: a thread's parent, our own role, names by id, the language."""

    parent: str = ""
    own_role: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""


def by_a_person(raw: Mapping[str, Any]) -> bool:
    """Whether a person wrote it: not a bot, not a webhook, not Discord itself."""
    return raw.get("type", 0) in _SAID_BY_PEOPLE and not raw["author"].get("bot") and not raw.get("webhook_id")


def place_of(channel: str, parent: str) -> Place:
    """The place of a channel; a thread is a place of its own under its channel."""
    return Place(PLATFORM, parent, channel) if parent else Place(PLATFORM, channel)


def person_of(raw: Mapping[str, Any]) -> Person:
    """The person who caused an interaction."""
    return Person(PLATFORM, (raw.get("member") or raw)["user"]["id"])


def channel_of(place: Place) -> str:
    """Discord's channel of a place; a thread is one too."""
    return place.thread or place.chat


def read_message(raw: Mapping[str, Any], me: Me, around: Surroundings) -> Incoming:
    """A person's message as the engine sees it."""
    private = "guild_id" not in raw
    place = place_of(raw["channel_id"], around.parent)
    answered = _answered(raw)
    referenced: Mapping[str, Any] = raw.get("referenced_message") or {}
    mentioned = any(user["id"] == me.id for user in raw.get("mentions", ()))
    mentioned = mentioned or (bool(around.own_role) and around.own_role in raw.get("mention_roles", ()))
    to_us = bool(referenced) and me.id == referenced.get("author", {}).get("id")
    content = raw.get("content", "")
    member: Mapping[str, Any] = raw.get("member") or {}
    attached = any(raw.get(kind) for kind in ("attachments", "embeds", "sticker_items", "poll"))
    return Incoming(
        origin=Origin(
            place=place,
            person=Person(PLATFORM, raw["author"]["id"]),
            target=ToChat(place, reply_to="" if private else raw["id"]),
            server=raw.get("guild_id", ""),
            private=private,
            linear=private or bool(around.parent),
            roles=tuple(str(role) for role in member.get("roles") or ()),
            locale=around.locale,
            name=name_of(raw["author"], member),
        ),
        id=raw["id"],
        text=said(content, raw.get("mentions", ()), me, around),
        addressed=private or mentioned or to_us,
        reply_to=answered,
        quoted=readable(referenced.get("content", ""), referenced.get("mentions", ()), around) if answered else "",
        to_us=to_us,
        unreadable=not (private or mentioned or content or attached or me.reads_content),
    )


def _answered(raw: Mapping[str, Any]) -> str:
    """The message that this one replies to. A forwarded message has a reference too, but is no reply."""
    reference: Mapping[str, Any] = raw.get("message_reference") or {}
    return "" if reference.get("type", 0) != 0 else str(reference.get("message_id") or "")


def said(content: str, mentions: Any, me: Me, around: Surroundings) -> str:
    """The text without mentions of us at its ends; other mentions become names."""
    ours = rf"<@!?{me.id}>" + (rf"|<@&{around.own_role}>" if around.own_role else "")
    content = re.sub(rf"\A\s*(?:(?:{ours})[\s,:]*)+", "", content)
    content = re.sub(rf"(?:\s*(?:{ours}))+\s*\Z", "", content)
    return readable(content, mentions, around).strip()


def readable(content: str, mentions: Any, around: Surroundings) -> str:
    """The text with `@name` for `<@1>`; an id that Discord does not explain stays as it is."""
    names = {user["id"]: name_of(user, user.get("member") or {}) for user in mentions}

    def named(sign: str, known: Mapping[str, str]) -> Any:
        return lambda found: sign + known[found[1]] if found[1] in known else found[0]

    content = _USER.sub(named("@", names), content)
    content = _ROLE.sub(named("@", around.roles), content)
    return _CHANNEL.sub(named("#", around.channels), content)


def ids_in(content: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the roles and of the channels that a text names."""
    return tuple(_ROLE.findall(content)), tuple(_CHANNEL.findall(content))


def name_of(user: Mapping[str, Any], member: Mapping[str, Any]) -> str:
    """The name of somebody in that server, else their general name."""
    return str(member.get("nick") or user.get("global_name") or user.get("username") or user["id"])
