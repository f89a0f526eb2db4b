"""The fake Discord's interactions: three seconds to acknowledge, a quarter of an hour to answer."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.discord_checks import Refusal, check, check_form
from tests.fakes.discord_rights import EVERYONE
from tests.fakes.discord_world import EPHEMERAL, LOADING, Account, Channel, Json, Message, Version, snowflake

if TYPE_CHECKING:
    from tests.fakes.discord_api import DiscordApi


@dataclass(slots=True)
class Interaction:
    """One interaction, as Discord sees it. `original`: the message that @original means.

    `guest`: the bot is no member where it happened. `form`: the window that was opened.
    """

    id: str
    token: str
    channel: str
    person: Account
    at: float
    answered: int = 0
    answered_at: float = 0.0
    original: str = ""
    pressed: str = ""
    choices: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    follow_ups: list[str] = field(default_factory=list)
    kind: int = 2
    guest: bool = False
    form: Json = field(default_factory=dict)


class Interactions:
    """`deadline` and `lifetime` are seconds of the fake's clock. `locales`: people's languages, by their ids.

    `hands`: what the bot may do in private chats and where it is no member.
    """

    def __init__(self, api: "DiscordApi") -> None:
        self._api = api
        self.deadline = 3.0
        self.lifetime = 900.0
        self.hands = EVERYONE
        self.locales: dict[str, str] = {}
        self.by_id: dict[str, Interaction] = {}
        self.late = 0

    def begin(self, person: Account, channel: Channel, kind: int, data: Json, pressed: Message | None) -> Interaction:
        """Somebody does something; the bot is told."""
        api, world = self._api, self._api.world
        guest = world.is_guest(channel)
        interaction = Interaction(snowflake(), f"token-{snowflake()}", channel.id, person, api.now(), kind=kind)
        interaction.guest = guest
        self.by_id[interaction.id] = interaction
        raw: Json = {
            "id": interaction.id,
            "application_id": world.app,
            "type": kind,
            "data": data,
            "channel": channel.json(),
            "channel_id": channel.id,
            "token": interaction.token,
            "version": 1,
            "attachment_size_limit": 10_000_000,
            "entitlements": [],
            "authorizing_integration_owners": {"1": person.id} if guest else {"0": channel.guild or "0"},
            "context": 0 if channel.guild else 2 if channel.foreign else 1,
            "locale": self.locales.get(person.id, "en-US"),
            "app_permissions": str(world.may(world.me.id, channel) if channel.guild and not guest else self.hands),
        }
        if pressed is not None:
            interaction.pressed = interaction.original = pressed.id
            raw["message"] = world.message_json(pressed)
        if channel.guild:
            guild = world.guilds[channel.guild]
            raw |= {
                "guild_id": guild.id,
                "guild": {"id": guild.id, "features": [], "locale": guild.locale},
                "guild_locale": guild.locale,
                "member": world.member_json(guild, person.id) | {"permissions": str(world.may(person.id, channel))},
            }
        else:
            raw["user"] = person.json()
        api.gateway.tell(channel.guild, "INTERACTION_CREATE", raw)
        return interaction

    async def callback(self, request: web.Request) -> Any:
        interaction = self.by_id.get(request.match_info["interaction"])
        if interaction is None or interaction.token != request.match_info["token"]:
            raise Refusal(404, 10062, "Unknown interaction")
        if interaction.answered:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if self._api.now() - interaction.at > self.deadline:
            self.late += 1
            raise Refusal(404, 10062, "Unknown interaction")
        body, files = await self._api.read(request)
        kind, data = body["type"], body.get("data") or {}
        if kind in (4, 7):
            check(
                data, has_file=bool(files), new=kind == 4, lifted=kind == 7 and self._api.is_lifted(interaction.pressed)
            )
        if kind == 4:
            interaction.original = self._new(interaction, data, files).id
        elif kind == 5:
            flags = data.get("flags", 0) & EPHEMERAL | LOADING
            interaction.original = self._new(interaction, {"content": "", "flags": flags}).id
        elif kind == 7 and interaction.pressed:
            self._api.apply_edit(self._api.world.messages[interaction.pressed], data, files)
        elif kind == 8:
            choices = data["choices"]
            if len(choices) > 25 or any(
                not 1 <= len(choice[key]) <= 100 for choice in choices for key in ("name", "value")
            ):
                raise Refusal(400, 50035, "Invalid Form Body")
            interaction.choices = [choice["value"] for choice in choices]
            interaction.labels = [choice["name"] for choice in choices]
        elif kind == 9:
            if interaction.kind == 5:
                raise Refusal(400, 50035, "Invalid Form Body")
            check_form(data)
            interaction.form = data
        elif kind != 6 or not interaction.pressed:
            raise Refusal(400, 50035, "Invalid Form Body")
        interaction.answered, interaction.answered_at = kind, self._api.now()
        return None

    def _new(self, interaction: Interaction, data: Json, files: tuple[tuple[str, bytes], ...] = ()) -> Message:
        world = self._api.world
        flags = data.get("flags", 0)
        version = Version(self._api.now(), data.get("content") or "", tuple(data.get("components") or ()), flags, files)
        message = Message(snowflake(), interaction.channel, world.me, [version], application=world.app)
        message.seen_by = interaction.person.id if flags & EPHEMERAL else ""
        message.asked_by = interaction.person
        message.pinged = self._api.pinged(data, "")
        world.messages[message.id] = message
        return message

    def _by_token(self, request: web.Request) -> Interaction:
        for interaction in reversed(self.by_id.values()):
            if interaction.token == request.match_info["token"]:
                if self._api.now() - interaction.at > self.lifetime:
                    raise Refusal(401, 50027, "Invalid Webhook Token")
                if interaction.answered:
                    return interaction
        raise Refusal(404, 10015, "Unknown Webhook")

    def _message(self, request: web.Request) -> Message:
        interaction = self._by_token(request)
        id = request.match_info["message"]
        id = interaction.original if id == "@original" else id
        message = self._api.world.messages.get(id)
        if message is None or message.deleted_at:
            raise Refusal(404, 10008, "Unknown Message")
        return message

    async def follow_up(self, request: web.Request) -> Any:
        interaction = self._by_token(request)
        payload, files = await self._api.read(request)
        check(payload, has_file=bool(files), new=True)
        if interaction.guest and len(interaction.follow_ups) >= 5:
            raise Refusal(400, 40094, "This interaction has reached the maximum number of follow up messages")
        loading = self._api.world.messages.get(interaction.original)
        if loading is not None and not loading.deleted_at and loading.flags & LOADING:
            self._api.apply_edit(loading, payload, files)  # and the follow-up's own ephemeral flag is ignored
            return self._api.world.message_json(loading)
        message = self._new(interaction, payload, files)
        interaction.follow_ups.append(message.id)
        return self._api.world.message_json(message)

    async def edit(self, request: web.Request) -> Any:
        message = self._message(request)
        payload, files = await self._api.read(request)
        check(payload, has_file=bool(files), new=False, lifted=self._api.is_lifted(message.id))
        self._api.apply_edit(message, payload, files)
        return self._api.world.message_json(message)

    async def delete(self, request: web.Request) -> Any:
        self._message(request).deleted_at = self._api.now()
        return None
