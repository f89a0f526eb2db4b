"""People on the fake Discord: they write, run commands, press buttons and type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.discord_files import Attached
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_registration import MESSAGE, SUBCOMMAND, given
from tests.fakes.discord_world import CATEGORY, THREAD, Account, Json, Message, Version, snowflake

if TYPE_CHECKING:
    from tests.fakes.discord_api import DiscordApi


@dataclass(frozen=True, slots=True)
class Server:
    """A server with a channel; more can be added, before or after the bot has connected."""

    api: "DiscordApi"
    id: str
    channel: str
    everyone: str
    bot_role: str

    @classmethod
    def new(
        cls, api: "DiscordApi", name: str, owner: "User", members: Iterable["User"], *, member: bool = True
    ) -> "Server":
        guild = api.world.add_guild(name, owner.id)
        guild.members |= {member.id: [] for member in members}
        channel = api.world.add_channel(guild=guild.id, name="general")
        own = next(id for id, role in guild.roles.items() if role["managed"])
        if member:
            api.gateway.tell(guild.id, "GUILD_CREATE", api.world.guild_json(guild))
        else:
            del guild.members[api.world.me.id]
        return cls(api, guild.id, channel.id, guild.id, own)

    def add_category(self, name: str) -> str:
        """A category for channels."""
        category = self.api.world.add_channel(type=CATEGORY, guild=self.id, name=name)
        self.api.gateway.tell(self.id, "CHANNEL_CREATE", category.json())
        return category.id

    def add_channel(self, name: str, category: str = "") -> str:
        channel = self.api.world.add_channel(guild=self.id, name=name, parent=category)
        self.api.gateway.tell(self.id, "CHANNEL_CREATE", channel.json())
        return channel.id

    def moves(self, channel: str, category: str) -> None:
        """Somebody drags a channel into a category, or out of any."""
        moved = self.api.world.channels[channel]
        moved.parent = category
        self.api.gateway.tell(self.id, "CHANNEL_UPDATE", moved.json())

    def add_thread(self, name: str = "thread", *, announced: bool = True, channel: str = "") -> str:
        """A thread under a channel, the first one if none is named. `announced`: the gateway says that there is one."""
        thread = self.api.world.add_channel(type=THREAD, guild=self.id, name=name, parent=channel or self.channel)
        if announced:
            self.api.gateway.tell(self.id, "THREAD_CREATE", thread.json())
        return thread.id

    def add_thread_under(self, message: str, name: str = "thread") -> str:
        """A thread that somebody starts from a message; it has the message's id."""
        thread = self.api.world.add_channel(type=THREAD, guild=self.id, name=name, parent=self.channel, id=message)
        self.api.gateway.tell(self.id, "THREAD_CREATE", thread.json())
        return thread.id

    def denies_the_bot(self, permissions: int) -> None:
        """The channel makes an exception for the bot: it lacks these permissions there."""
        denied = {"id": self.api.world.me.id, "type": 1, "allow": "0", "deny": str(permissions)}
        channel = self.api.world.channels[self.channel]
        channel.overwrites = [denied]
        self.api.gateway.tell(self.id, "CHANNEL_UPDATE", channel.json())

    def times_the_bot_out(self, until: str = "2126-01-01T00:00:00+00:00") -> None:
        """Somebody sends it out of the room for a while: it sees, and may not speak."""
        guild, me = self.api.world.guilds[self.id], self.api.world.me.id
        guild.timed_out[me] = until
        told = self.api.world.member_json(guild, me) | {"guild_id": self.id}
        self.api.gateway.tell(self.id, "GUILD_MEMBER_UPDATE", told)

    def archives(self, thread: str, *, locked: bool = False) -> None:
        """Somebody closes a thread. `locked`: only who manages threads can open it again."""
        channel = self.api.world.channels[thread]
        channel.archived, channel.locked = True, locked
        self.api.gateway.tell(self.id, "THREAD_UPDATE", channel.json())

    def throws_the_bot_out(self) -> None:
        """Somebody kicks it."""
        self.api.world.part(self.id, self.api.gateway.tell)

    def is_unavailable(self) -> None:
        """Discord has an outage that takes this server along."""
        self.api.gateway.tell(self.id, "GUILD_DELETE", {"id": self.id, "unavailable": True})

    def grant(self, user: "User", permissions: int, name: str = "role") -> str:
        """Give a person a role with these permissions."""
        guild = self.api.world.guilds[self.id]
        role = self.api.world.add_role(guild, name, permissions)
        guild.members[user.id].append(role)
        return role


@dataclass(frozen=True, slots=True)
class User:
    """A person."""

    api: "DiscordApi"
    account: Account

    @classmethod
    def new(cls, api: "DiscordApi", name: str, *, bot: bool = False) -> "User":
        account = Account(snowflake(), name, bot)
        api.world.people[account.id] = account
        return cls(api, account)

    @property
    def id(self) -> str:
        return self.account.id

    def writes(
        self,
        text: str,
        *,
        channel: str = "",
        mention: bool = False,
        reply_to: str = "",
        ping: bool = True,
        extra: Json | None = None,
        files: tuple[Attached, ...] = (),
        held: Json | None = None,
        forwards: tuple[Attached, ...] = (),
        id: str = "",
    ) -> str:
        """Write into a channel (without one: to the bot alone); returns the message's id.

        `ping`: whether a reply pings the author of what it answers. `extra` overrides what Discord sends. `held`: what
        the message has beside words and files. `id`: of the first message of a forum's post, which has the post's id.
        """
        world = self.api.world
        channel = channel or self.api.direct(self)
        text = f"<@{world.me.id}> {text}" if mention else text
        version = Version(self.api.now(), text.strip())
        message = Message(id or snowflake(), channel, self.account, [version], reply_to=reply_to)
        message.attached, message.held, message.forwards = files, held or {}, forwards
        answered = world.messages.get(reply_to)
        if answered is not None and ping:
            message.pinged = (answered.author.id,)
        world.messages[message.id] = message
        self.api.gateway.tell_message(message, self._told(message) | (extra or {}))
        return message.id

    def edits(self, message: str, text: str, *, mention: bool = False, extra: Json | None = None) -> None:
        """Change a message. It is told whole, like a new one, with the moment of the edit."""
        changed = self.api.world.messages[message]
        text = f"<@{self.api.world.me.id}> {text}" if mention else text
        changed.versions.append(Version(self.api.now(), text.strip()))
        changed.edited = datetime.now(UTC).isoformat()
        self.api.gateway.tell_message(changed, self._told(changed) | (extra or {}), "MESSAGE_UPDATE")

    def sees_a_preview(self, message: str) -> None:
        """Discord has looked at the links in a message, and tells it as an update; nobody has edited anything."""
        held = self.api.world.messages[message]
        embed = {"type": "link", "url": "https://sea.example", "title": "The sea", "description": "It is wide."}
        self.api.gateway.tell_message(held, self._told(held) | {"embeds": [embed]}, "MESSAGE_UPDATE")

    def _told(self, message: Message) -> Json:
        """What the gateway tells of one's own message."""
        world = self.api.world
        raw, guild = world.message_json(message), world.channels[message.channel].guild
        if not guild:
            return raw
        member = world.member_json(world.guilds[guild], self.id)
        return raw | {"guild_id": guild, "member": {key: value for key, value in member.items() if key != "user"}}

    def forwards(self, message: str, *, channel: str = "", mention: bool = False) -> str:
        """Forward a message: what it holds comes along as a snapshot, without its author."""
        raw = self.api.world.message_json(self.api.world.messages[message])
        kept = ("type", "content", "embeds", "timestamp", "edited_timestamp", "flags", "mentions")
        snapshot = {name: raw[name] for name in (*kept, "sticker_items", "components") if name in raw}
        reference = {"type": 1, "message_id": message, "channel_id": raw["channel_id"]}
        held = {"message_reference": reference, "message_snapshots": [{"message": snapshot}], "flags": 1 << 14}
        files = self.api.world.messages[message].attached
        return self.writes("", channel=channel, mention=mention, held=held, forwards=files)

    def deletes(self, *messages: str) -> None:
        """Delete messages of one channel, all at once."""
        world = self.api.world
        for message in messages:
            world.messages[message].deleted_at = self.api.now()
        where = world.channels[world.messages[messages[0]].channel]
        told: Json = {"channel_id": where.id} | ({"guild_id": where.guild} if where.guild else {})
        if len(messages) == 1:
            self.api.gateway.tell(where.guild, "MESSAGE_DELETE", told | {"id": messages[0]})
        else:
            self.api.gateway.tell(where.guild, "MESSAGE_DELETE_BULK", told | {"ids": list(messages)})

    def sees(self, server: Server) -> set[str]:
        """The commands that Discord offers to this person in that server."""
        return self.api.registration.shown_to(self.api.world.guilds[server.id].permissions(self.id))

    def slash(
        self, name: str, /, *, channel: str = "", picked: Json | None = None, **options: str | int | bool | Attached
    ) -> Interaction:
        """Run a command; "settings persona" is a subcommand. A client runs only what is offered there.

        `picked`: options called like our arguments.
        """
        where = self.api.world.channels[channel or self.api.direct(self)]
        assert not self.api.commands or name.partition(" ")[0] in self.offered(where.id), f"no /{name} there"
        return self.forges(name, options | (picked or {}), channel=channel)

    def forges(self, name: str, options: dict[str, Any], *, channel: str = "") -> Interaction:
        """Run a command that a client would not offer there."""
        return self._begin(2, channel, self._command(name, options))

    def offered(self, channel: str) -> set[str]:
        """The commands that exist for this person there, if they have brought the bot along wherever it is not."""
        where = self.api.world.channels[channel]
        context = 0 if where.guild else 2 if where.foreign else 1
        return self.api.registration.offered(context, guest=self.api.world.is_guest(where))

    def _command(self, name: str, options: dict[str, Any], focused: str = "") -> Json:
        command, _, subcommand = name.partition(" ")
        listed = list(given(self.api.registration.find(command), subcommand, options))
        for option in listed:
            option |= {"focused": True} if option["name"] == focused else {}
        people, resolved = self.api.world.people, {}
        named = {str(option["value"]): people[option["value"]].json() for option in listed if option["type"] == 6}
        world = self.api.world
        roles = {id: {"id": id, **role} for guild in world.guilds.values() for id, role in guild.roles.items()}
        picked = {str(option["value"]): roles[str(option["value"])] for option in listed if option["type"] == 8}
        places = {
            str(option["value"]): world.channels[option["value"]].json() for option in listed if option["type"] == 7
        }
        for option in listed:
            if isinstance(file := option["value"], Attached):
                option["value"] = file.id
                resolved[file.id] = self.api.shelf.described(file, snowflake(), ephemeral=True)
        if subcommand:
            listed = [{"name": subcommand, "type": SUBCOMMAND, "options": listed}]
        files = {"attachments": resolved} if resolved else {}
        files |= ({"roles": picked} if picked else {}) | ({"channels": places} if places else {})
        return {"id": snowflake(), "name": command, "type": 1, "options": listed, "resolved": {"users": named} | files}

    def types(self, name: str, text: str, *, option: str = "name", channel: str = "") -> Interaction:
        """Type into an option of a command; what is offered is in `choices`."""
        return self._begin(4, channel, self._command(name, {option: text}, option))

    def asks_about(self, message: str, name: str, *, channel: str = "") -> Interaction:
        """Choose the entry of that name in a message's menu."""
        resolved = {"messages": {message: self.api.world.message_json(self.api.world.messages[message])}}
        data = {"id": snowflake(), "name": name, "type": MESSAGE, "target_id": message, "resolved": resolved}
        return self._begin(2, channel or self.api.world.messages[message].channel, data)

    def fills_in(self, opened: Interaction, text: str) -> Interaction:
        """Send in the form that an interaction has opened."""
        [row] = opened.form["components"]
        field = {"type": 4, "id": 2, "custom_id": row["component"]["custom_id"], "value": text}
        data = {
            "custom_id": opened.form["custom_id"],
            "components": [{"type": 18, "id": 1, "component": field}],
        }
        return self._begin(5, opened.channel, data, self.api.world.messages.get(opened.pressed))

    def presses(self, message: str, label: str) -> Interaction:
        """Press the button with that label."""
        pressed = self.api.world.messages[message]
        [custom_id] = [each["custom_id"] for each in pressed.controls if each.get("label") == label]
        data = {"component_type": 2, "custom_id": custom_id, "id": 2}
        return self._begin(3, pressed.channel, data, pressed)

    def triggers(self, message: str, payload: str) -> Interaction:
        """Press a button of which only the payload is known: one that stood under that message before."""
        pressed = self.api.world.messages[message]
        return self._begin(3, pressed.channel, {"component_type": 2, "custom_id": payload, "id": 2}, pressed)

    def chooses(self, message: str, label: str) -> Interaction:
        """Choose the option with that label in a menu."""
        pressed = self.api.world.messages[message]
        menus = [each for each in pressed.controls if each["type"] == 3]
        [(menu, value)] = [
            (menu["custom_id"], option["value"])
            for menu in menus
            for option in menu["options"]
            if option["label"] == label
        ]
        data = {"component_type": 3, "custom_id": menu, "values": [value], "id": 2}
        return self._begin(3, pressed.channel, data, pressed)

    def _begin(self, kind: int, channel: str, data: Json, pressed: Message | None = None) -> Interaction:
        where = self.api.world.channels[channel or self.api.direct(self)]
        return self.api.interactions.begin(self.account, where, kind, data, pressed)
