"""The fake Discord's servers, channels, people and messages, and what each message looked like when."""

import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes import discord_rights as rights

Json = dict[str, Any]

TEXT, DM, CATEGORY, THREAD = 0, 1, 4, 11
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2

_EPOCH = 1_420_070_400_000
_count = itertools.count()


def snowflake() -> str:
    """An id as Discord makes them: it holds the time."""
    return str(((int(time.time() * 1000) - _EPOCH) << 22) | (next(_count) & 0x3FFFFF))


@dataclass(frozen=True, slots=True)
class Account:
    """A person or a bot."""

    id: str
    name: str
    bot: bool = False

    def json(self) -> Json:
        return {
            "id": self.id,
            "username": self.name,
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
        }


@dataclass(slots=True)
class Channel:
    """A text channel, a category, a thread or the direct messages with `recipient`.

    `parent`: the channel of a thread; the category of a channel, if it is in one.
    """

    id: str
    type: int = TEXT
    guild: str = ""
    name: str = ""
    parent: str = ""
    recipient: str = ""
    owner: str = ""
    """Who opened a thread."""
    foreign: bool = False
    """Private messages between people: the bot is no part of them."""
    overwrites: list[Json] = field(default_factory=list)
    archived: bool = False
    """A thread that was closed: nothing in it can be edited, and a new message opens it again."""
    locked: bool = False
    """Only who manages threads can open it again."""

    def json(self) -> Json:
        base: Json = {"id": self.id, "type": self.type, "last_message_id": None}
        if self.type == DM:
            return base
        base |= {"guild_id": self.guild, "name": self.name, "parent_id": self.parent or None, "position": 0}
        if self.type == THREAD:
            meta = {
                "archived": self.archived,
                "auto_archive_duration": 1440,
                "archive_timestamp": "2026-01-01T00:00:00+00:00",
                "locked": self.locked,
            }
            return base | {
                "owner_id": self.owner or self.id,
                "thread_metadata": meta,
                "message_count": 0,
                "member_count": 1,
            }
        return base | {"permission_overwrites": self.overwrites, "nsfw": False, "rate_limit_per_user": 0, "topic": None}


@dataclass(slots=True)
class Guild:
    """A server; `roles` are Discord's own objects, `members` the roles that each person has."""

    id: str
    name: str
    owner: str
    locale: str = "en-US"
    roles: dict[str, Json] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    blocked_words: set[str] = field(default_factory=set)
    """What its AutoMod lets nobody write."""
    invited_by: str = ""
    """Who added the bot, as its audit log says."""
    timed_out: dict[str, str] = field(default_factory=dict)
    """Until when which members were sent out of the room; the fake lets nobody in again by itself."""

    def permissions(self, person: str) -> int:
        """What a member may do in it; the channels' exceptions are not looked at."""
        held = (self.roles[role] for role in (self.id, *self.members.get(person, ())))
        return rights.everywhere(held, owner=person == self.owner, timed_out=person in self.timed_out)


@dataclass(frozen=True, slots=True)
class Version:
    """What a message showed from `at` on (seconds of the fake's clock)."""

    at: float
    content: str
    components: tuple[Json, ...] = ()
    flags: int = 0
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(slots=True)
class Message:
    """A message with all its versions; the last one is what stands. `pinged`: whose phone rang."""

    id: str
    channel: str
    author: Account
    versions: list[Version]
    reply_to: str = ""
    edited: str = ""
    """When a person edited it last."""
    nonce: str = ""
    pinged: tuple[str, ...] = ()
    seen_by: str = ""
    application: str = ""
    asked_by: Account | None = None
    """Whose command or press it answers."""
    attached: tuple[Any, ...] = ()
    """The files of a person's message (`discord_files.Attached`)."""
    held: Json = field(default_factory=dict)
    """What it has beside words and files, in Discord's shape."""
    forwards: tuple[Any, ...] = ()
    """The files of the message that it forwards; their addresses are told anew like those of its own."""
    deleted_at: float = 0.0
    reactions: dict[str, set[str]] = field(default_factory=dict)
    """Who has put which emoji on it."""
    reacted: list[str] = field(default_factory=list)
    """What the bot has put on it and taken away, in order: "+👀", "-👀"."""

    @property
    def content(self) -> str:
        return self.versions[-1].content

    @property
    def controls(self) -> list[Json]:
        """Its buttons and menus, however they are nested."""
        return [each for each in _flat(self.versions[-1].components) if each.get("type") in (2, 3)]

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button["label"] for button in self.controls if button["type"] == 2]

    @property
    def words(self) -> str:
        """All that it says, as content or as the texts among its components, without the marks of a heading."""
        texts = [
            each["content"].removeprefix("### ").removeprefix("-# ")
            for each in _flat(self.versions[-1].components)
            if each.get("type") == 10
        ]
        return "\n".join(filter(None, (self.content, *texts)))

    @property
    def flags(self) -> int:
        return self.versions[-1].flags

    @property
    def previewed(self) -> bool:
        """Whether Discord fetched a link in it."""
        return any("http" in version.content and not version.flags & SUPPRESS_EMBEDS for version in self.versions)


def _flat(components: Iterable[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _flat(component.get("components") or ())


class World:
    """All of it. `me` is the bot."""

    def __init__(self) -> None:
        self.describe: Callable[[Any, str], Json] = lambda file, channel: {}
        """What is told of a file in a message of that channel."""
        self.me = Account(snowflake(), "parley", bot=True)
        self.app = snowflake()
        self.people: dict[str, Account] = {self.me.id: self.me}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}

    def add_guild(self, name: str, owner: str) -> Guild:
        guild = Guild(snowflake(), name, owner)
        guild.roles[guild.id] = _role(guild.id, "@everyone", rights.EVERYONE)
        own = _role(snowflake(), self.me.name, 0x800) | {"managed": True, "tags": {"bot_id": self.me.id}}
        guild.roles[own["id"]] = own
        guild.members = {self.me.id: [own["id"]], owner: []}
        self.guilds[guild.id] = guild
        return guild

    def add_role(self, guild: Guild, name: str, permissions: int) -> str:
        role = _role(snowflake(), name, permissions)
        guild.roles[role["id"]] = role
        return str(role["id"])

    def add_channel(self, **what: Any) -> Channel:
        channel = Channel(what.pop("id", "") or snowflake(), **what)
        self.channels[channel.id] = channel
        return channel

    def may(self, person: str, channel: Channel) -> int:
        """What a member may do in a channel; a thread has the exceptions of the channel above it."""
        guild = self.guilds[channel.guild]
        roles = tuple(guild.members.get(person, ()))
        above = self.channels.get(channel.parent, channel) if channel.type == THREAD else channel
        levels = ((guild.id,), roles, (person,))
        return rights.here(guild.permissions(person), above.overwrites, levels, timed_out=person in guild.timed_out)

    def is_guest(self, channel: Channel) -> bool:
        """Whether the bot itself is no member there."""
        return channel.foreign or (bool(channel.guild) and self.me.id not in self.guilds[channel.guild].members)

    def direct(self, person: str) -> Channel:
        for channel in self.channels.values():
            if channel.type == DM and channel.recipient == person and not channel.foreign:
                return channel
        return self.add_channel(type=DM, recipient=person)

    def part(self, guild: str, tell: Callable[[str, str, Json], None]) -> None:
        """The bot is no longer a member of that server."""
        del self.guilds[guild].members[self.me.id]
        tell(guild, "GUILD_DELETE", {"id": guild})

    def standing(self, channel: str) -> list[Message]:
        """The messages of a channel that nobody has deleted, oldest first."""
        return [m for m in self.messages.values() if m.channel == channel and not m.deleted_at]

    def guild_json(self, guild: Guild) -> Json:
        here = [channel for channel in self.channels.values() if channel.guild == guild.id]
        return {
            "id": guild.id,
            "name": guild.name,
            "owner_id": guild.owner,
            "icon": None,
            "roles": list(guild.roles.values()),
            "emojis": [],
            "stickers": [],
            "features": [],
            "channels": [channel.json() for channel in here if channel.type in (TEXT, CATEGORY)],
            "threads": [channel.json() for channel in here if channel.type == THREAD],
            "members": [self.member_json(guild, self.me.id)] if self.me.id in guild.members else [],
            "member_count": len(guild.members),
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_flags": 0,
            "preferred_locale": guild.locale,
            "premium_progress_bar_enabled": False,
        }

    def member_json(self, guild: Guild, person: str) -> Json:
        return {
            "user": self.people[person].json(),
            "roles": guild.members[person],
            "nick": None,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "communication_disabled_until": guild.timed_out.get(person),
        }

    def message_json(self, message: Message, *, nested: bool = False) -> Json:
        channel = self.channels[message.channel]
        version = message.versions[-1]
        answered = self.messages.get(message.reply_to)
        mentioned = list(self._mentioned(version.content))
        if answered is not None and answered.author.id in message.pinged and answered.author not in mentioned:
            mentioned.append(answered.author)
        told: Json = {
            "id": message.id,
            "channel_id": message.channel,
            "author": message.author.json(),
            "content": version.content,
            "timestamp": "2026-01-01T00:00:00+00:00",
            "edited_timestamp": message.edited or None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [account.json() for account in mentioned],
            "mention_roles": [role for role in self._roles_of(channel.guild) if f"<@&{role}>" in version.content],
            "attachments": [
                *({"id": str(n), "filename": name} for n, (name, _) in enumerate(version.files)),
                *(self.describe(file, message.channel) for file in message.attached),
            ],
            "embeds": [],
            "components": list(version.components),
            "pinned": False,
            "type": 19 if message.reply_to else 0,
            "flags": version.flags,
        }
        if message.asked_by is not None:
            told["interaction_metadata"] = {"id": "1", "type": 2, "user": message.asked_by.json()}
        told |= message.held
        for snapshot in told.get("message_snapshots", ()):
            snapshot["message"]["attachments"] = [self.describe(file, message.channel) for file in message.forwards]
        if message.nonce:
            told["nonce"] = message.nonce
        if message.reply_to:
            told["message_reference"] = {"message_id": message.reply_to, "channel_id": message.channel, "type": 0}
            if not nested:
                stands = answered is not None and not answered.deleted_at
                told["referenced_message"] = self.message_json(answered, nested=True) if answered and stands else None
        return told

    def _mentioned(self, content: str) -> Iterator[Account]:
        return (a for a in self.people.values() if f"<@{a.id}>" in content or f"<@!{a.id}>" in content)

    def _roles_of(self, guild: str) -> list[str]:
        return list(self.guilds[guild].roles) if guild else []


def _role(id: str, name: str, permissions: int) -> Json:
    return {
        "id": id,
        "name": name,
        "permissions": str(permissions),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 1,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
