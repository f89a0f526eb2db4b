"""A message on Discord as an `Incoming`: whether it is for us, where it is, and what it says. Pure."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bots.discord_bot.contents import Contents, contents, is_reply, together
from bots.engine.seam.incoming import About, Incoming, Known, Origin, Titles
from bots.engine.seam.places import Person, Place, ToChat
from provider.values import Value

PLATFORM = "discord"

_SAID_BY_PEOPLE = (0, 19)
"""Message types that people write: a plain message and a reply. All others are notices, or made by bots."""

THREADS = (10, 11, 12)
"""Channel types: threads of an announcement channel, public and private ones."""

_EPOCH = 1_420_070_400_000
"""The Unix time in milliseconds from which ids count (documented)."""

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_CHANNEL = re.compile(r"<#(\d+)>")


class Me(Value):
    """The bot's own ids, and whether Discord lets it read messages that do not mention it."""

    id: str
    app: str
    reads_content: bool


class Surroundings(Value):
    """What is known of where a message stands: a thread's parent, our own role, names by id, the languages.

    `starter`: the message from which the thread was started, if it was asked for. `category`: of the channel, or of the
    thread's channel. `titles`: what the place is called. `ours`: the bot opened the thread.
    """

    parent: str = ""
    own_role: str = ""
    roles: Mapping[str, str] = {}
    channels: Mapping[str, str] = {}
    locale: str = ""
    server_locale: str = ""
    starter: Mapping[str, Any] = {}
    category: str = ""
    titles: Titles = Titles()
    ours: bool = False


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


def shard_of(server: str, shards: int) -> int:
    """The shard that hears of a server; the first one hears of private chats, whose server is empty."""
    return (int(server) >> 22) % shards if server.isdigit() else 0


def written_at(id: str) -> float:
    """The Unix time that an id holds: when Discord made it."""
    return ((int(id) >> 22) + _EPOCH) / 1000


def id_at(moment: float) -> int:
    """The first id that Discord could have made at that Unix time."""
    return max(0, int(moment * 1000) - _EPOCH) << 22


def edited_at(moment: str) -> float:
    """The Unix time of a moment as Discord writes it. ValueError: it is none."""
    return datetime.fromisoformat(moment).timestamp()


def read_message(raw: Mapping[str, Any], me: Me, around: Surroundings, age: float = 0.0) -> Incoming:
    """A person's message as the engine sees it. `age`: the seconds since it was written."""
    private = "guild_id" not in raw
    place = place_of(raw["channel_id"], around.parent)
    answered = _answered(raw)
    referenced: Mapping[str, Any] = raw.get("referenced_message") or {}
    mentioned = is_mentioned(raw, me, around.own_role)
    to_us = bool(referenced) and me.id == referenced.get("author", {}).get("id")
    member: Mapping[str, Any] = raw.get("member") or {}
    held, quoted = contents(raw), Contents()
    withheld = "unknown" in held.unread and not (private or mentioned or me.reads_content)
    if withheld:
        held = Contents()
    if answered and referenced:
        quoted = contents(referenced)
        if "unknown" in quoted.unread and not me.reads_content:
            quoted = Contents(unread=("withheld",))
    elif around.starter and not answered:
        quoted = contents(around.starter)
        referenced = around.starter
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
            joined=joined_at(member),
            category=around.category,
            server_locale=around.server_locale,
            handle=str(raw["author"].get("username") or ""),
            titles=around.titles,
        ),
        id=raw["id"],
        text=together(
            said(held.words, raw.get("mentions", ()), me, around),
            readable(held.noted, raw.get("mentions", ()), around),
        ),
        addressed=private or mentioned or to_us,
        reply_to=answered,
        quoted=readable(quoted.text, referenced.get("mentions", ()), around),
        starts=bool(around.starter) and not answered,
        quoted_from=written_by(referenced) if referenced.get("author") and not to_us else None,
        quoted_reply_to=_answered(referenced),
        to_us=to_us,
        unreadable=withheld,
        attachments=held.attachments,
        quoted_attachments=quoted.attachments,
        unread=held.unread + quoted.unread,
        age=age,
    )


def is_mentioned(raw: Mapping[str, Any], me: Me, own_role: str) -> bool:
    """Whether a message mentions the bot, by its name or by its role."""
    by_name = any(user["id"] == me.id for user in raw.get("mentions", ()))
    return by_name or (bool(own_role) and own_role in raw.get("mention_roles", ()))


def _answered(raw: Mapping[str, Any]) -> str:
    """The message that this one replies to. A forwarded message has a reference too, but is no reply."""
    reference: Mapping[str, Any] = raw.get("message_reference") or {}
    return str(reference.get("message_id") or "") if is_reply(raw) else ""


def said(content: str, mentions: Any, me: Me, around: Surroundings) -> str:
    """The text without mentions of us at its ends; other mentions become names."""
    ours = rf"<@!?{me.id}>" + (rf"|<@&{around.own_role}>" if around.own_role else "")
    content = re.sub(rf"\A\s*(?:(?:{ours})[\s,:]*)+", "", content)
    content = re.sub(rf"(?:\s*(?:{ours}))+\s*\Z", "", content)
    return readable(content, mentions, around).strip()


def written_by(raw: Mapping[str, Any]) -> Known:
    """Who wrote a message: a person, a bot or a webhook."""
    author = raw["author"]
    return Known(Person(PLATFORM, str(author["id"])), name_of(author, raw.get("member") or {}))


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


def joined_at(member: Mapping[str, Any]) -> float:
    """When somebody joined the server (Unix time); 0 if that is not said, or makes no sense."""
    try:
        return datetime.fromisoformat(str(member.get("joined_at"))).timestamp()
    except ValueError:
        return 0.0


def about(raw: Mapping[str, Any]) -> About:
    """What an event says of a server."""
    members = raw.get("member_count") or raw.get("approximate_member_count")
    return About(str(raw.get("name") or ""), members=members if isinstance(members, int) else 0)


def titled(server: str, here: str = "", above: str = "") -> Titles:
    """The titles of a channel, as Discord writes it, or of a thread if there is a channel `above` it."""
    channel = above or here
    return Titles(server, f"#{channel}" if channel else "", here if above else "")


def name_of(user: Mapping[str, Any], member: Mapping[str, Any]) -> str:
    """The name of somebody in that server, else their general name."""
    return str(member.get("nick") or user.get("global_name") or user.get("username") or user["id"])
