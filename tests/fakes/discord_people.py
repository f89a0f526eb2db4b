"""People on the fake Discord: they write, run commands, press buttons and type."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_world import THREAD, Account, Json, Message, Version, snowflake

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
    def new(cls, api: "DiscordApi", name: str, owner: "User", members: Iterable["User"]) -> "Server":
        guild = api.world.add_guild(name, owner.id)
        guild.members |= {member.id: [] for member in members}
        channel = api.world.add_channel(guild=guild.id, name="general")
        own = next(id for id, role in guild.roles.items() if role["managed"])
        api.gateway.tell(guild.id, "GUILD_CREATE", api.world.guild_json(guild))
        return cls(api, guild.id, channel.id, guild.id, own)

    def add_channel(self, name: str) -> str:
        channel = self.api.world.add_channel(guild=self.id, name=name)
        self.api.gateway.tell(self.id, "CHANNEL_CREATE", channel.json())
        return channel.id

    def add_thread(self, name: str = "thread", *, announced: bool = True) -> str:
        """A thread under the channel. `announced`: the gateway says that there is one."""
        thread = self.api.world.add_channel(type=THREAD, guild=self.id, name=name, parent=self.channel)
        if announced:
            self.api.gateway.tell(self.id, "THREAD_CREATE", thread.json())
        return thread.id

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
    ) -> str:
        """Write into a channel (without one: to the bot alone); returns the message's id.

        `ping`: whether a reply pings the author of what it answers. `extra` overrides what Discord sends.
        """
        world = self.api.world
        channel = channel or self.api.direct(self)
        text = f"<@{world.me.id}> {text}" if mention else text
        message = Message(snowflake(), channel, self.account, [Version(self.api.now(), text)], reply_to=reply_to)
        answered = world.messages.get(reply_to)
        if answered is not None and ping:
            message.pinged = (answered.author.id,)
        world.messages[message.id] = message
        raw = world.message_json(message)
        guild = world.channels[channel].guild
        if guild:
            member = world.member_json(world.guilds[guild], self.id)
            raw |= {"guild_id": guild, "member": {key: value for key, value in member.items() if key != "user"}}
        self.api.gateway.tell_message(message, raw | (extra or {}))
        return message.id

    def slash(self, name: str, /, *, channel: str = "", **options: str) -> Interaction:
        """Run a command."""
        data = {
            "id": snowflake(),
            "name": name,
            "type": 1,
            "options": [{"name": key, "type": 3, "value": value} for key, value in options.items()],
        }
        return self._begin(2, channel, data)

    def types(self, name: str, text: str, *, option: str = "name", channel: str = "") -> Interaction:
        """Type into an option of a command; what is offered is in `choices`."""
        focused = {"name": option, "type": 3, "value": text, "focused": True}
        return self._begin(4, channel, {"id": snowflake(), "name": name, "type": 1, "options": [focused]})

    def presses(self, message: str, label: str) -> Interaction:
        """Press the button with that label."""
        pressed = self.api.world.messages[message]
        buttons = [button for row in pressed.versions[-1].components for button in row["components"]]
        [custom_id] = [button["custom_id"] for button in buttons if button["label"] == label]
        data = {"component_type": 2, "custom_id": custom_id, "id": 2}
        return self._begin(3, pressed.channel, data, pressed)

    def _begin(self, kind: int, channel: str, data: Json, pressed: Message | None = None) -> Interaction:
        where = self.api.world.channels[channel or self.api.direct(self)]
        return self.api.interactions.begin(self.account, where, kind, data, pressed)
