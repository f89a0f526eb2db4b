"""An interaction of Discord's as what the engine knows: a command, a button, somebody typing. Pure."""

from collections.abc import Mapping
from typing import Any

from bots.discord_bot.payloads import EPHEMERAL
from bots.discord_bot.permissions import ADMINISTRATOR
from bots.discord_bot.reading import PLATFORM, THREADS, Me, Surroundings, place_of, readable
from bots.engine.model import (
    Action,
    Invocation,
    Message,
    Origin,
    Person,
    Place,
    Press,
    Response,
    Surface,
    Target,
    ToChat,
    ToInteraction,
    Typed,
)

COMMAND = 2
COMPONENT = 3
AUTOCOMPLETE = 4

_VIEW_CHANNEL = 1 << 10

LIFETIME = 15 * 60.0
"""Seconds that an interaction's token lives."""


def place_of_interaction(raw: Mapping[str, Any]) -> Place:
    """Where it happened; a thread's parent comes along with it."""
    channel: Mapping[str, Any] = raw.get("channel") or {}
    return place_of(raw["channel_id"], str(channel.get("parent_id") or "") if channel.get("type") in THREADS else "")


def person_of(raw: Mapping[str, Any]) -> Person:
    """Whose doing it is."""
    return Person(PLATFORM, (raw.get("member") or raw)["user"]["id"])


def permissions_of(raw: Mapping[str, Any]) -> int | None:
    """What that person may do in that channel, overwrites included; None in a private chat."""
    permissions = (raw.get("member") or {}).get("permissions")
    return None if permissions is None else int(permissions)


def sees_channel(raw: Mapping[str, Any]) -> bool:
    """Whether the bot may see the channel that an interaction is in."""
    return not raw.get("guild_id") or bool(int(raw.get("app_permissions", 0)) & (_VIEW_CHANNEL | ADMINISTRATOR))


def read_command(raw: Mapping[str, Any], me: Me, wall: float) -> Invocation:
    """A slash command. Its answer goes to the interaction, for all to see."""
    place = place_of_interaction(raw)
    target = ToInteraction(place, me.app, raw["token"], wall + LIFETIME)
    users: Mapping[str, Any] = (raw["data"].get("resolved") or {}).get("users") or {}
    options = {
        option["name"]: readable(str(option["value"]), users.values(), Surroundings())
        for option in raw["data"].get("options") or ()
        if "value" in option
    }
    return Invocation(_origin(raw, place, target), raw["data"]["name"], options, id=raw["id"])


def read_press(raw: Mapping[str, Any], me: Me, wall: float) -> Press:
    """A pressed button. What is answered beyond the acknowledgement goes to the chat.

    A message that only one person sees is reached through the press's own token.
    """
    place = place_of_interaction(raw)
    message = raw["message"]
    surface: Surface = Message(place, message["id"])
    if message.get("flags", 0) & EPHEMERAL:
        surface = Response(place, me.app, raw["token"], message["id"], wall + LIFETIME)
    origin = _origin(raw, place, ToChat(place))
    return Press(origin, Action.decode(raw["data"]["custom_id"]), surface)


def read_typed(raw: Mapping[str, Any]) -> Typed | None:
    """What somebody has typed so far of an option; None where Discord says of none that it has the cursor."""
    place = place_of_interaction(raw)
    for option in raw["data"].get("options") or ():
        if option.get("focused"):
            origin = _origin(raw, place, ToChat(place))
            return Typed(origin, raw["data"]["name"], option["name"], str(option.get("value", "")))
    return None


def _origin(raw: Mapping[str, Any], place: Place, target: Target) -> Origin:
    private = not raw.get("guild_id")
    return Origin(
        place=place,
        person=person_of(raw),
        target=target,
        server=str(raw.get("guild_id") or ""),
        private=private,
        linear=private or bool(place.thread),
    )
