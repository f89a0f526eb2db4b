"""An interaction of Discord's as what the engine knows: a command, a button, a form, somebody typing. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from bots.discord_bot.limits import TOKEN_LIFETIME
from bots.discord_bot.menu import ON_A_MESSAGE, command_named
from bots.discord_bot.payloads import EPHEMERAL, FIELD
from bots.discord_bot.reading import THREADS, Me, Surroundings, name_of, person_of, place_of, readable
from bots.engine.commands.table import COMMANDS
from bots.engine.seam.values import (
    Action,
    InteractionMessage,
    Invocation,
    Message,
    Origin,
    Place,
    Press,
    Surface,
    Target,
    ToChat,
    ToInteraction,
    Typed,
)

Json = Mapping[str, Any]

COMMAND = 2
COMPONENT = 3
AUTOCOMPLETE = 4
FORM = 5

_SUBCOMMANDS = (1, 2)
_STRING = 3
_BETWEEN_PEOPLE = 2
"""The context of a private chat that the bot is no part of."""

STARTING = frozenset(command.name for command in COMMANDS if command.starts_answer)
"""Commands whose answer is a model's, for all to see."""


def place_of_interaction(raw: Json) -> Place:
    """Where it happened; a thread's parent comes along with it."""
    channel: Json = raw.get("channel") or {}
    return place_of(raw["channel_id"], str(channel.get("parent_id") or "") if channel.get("type") in THREADS else "")


def read_command(raw: Json, me: Me, wall: float, *, guest: bool) -> Invocation:
    """A slash command, or the entry in a message's menu. Its answer goes to the interaction.

    `guest`: the bot is no member there. An answer that starts is for all to see unless it was asked for privately.
    """
    data: Json = raw["data"]
    if data.get("type") == ON_A_MESSAGE:
        return _about_a_message(raw, me, wall, guest=guest)
    name, chosen = _unfolded(data)
    options = {option["name"]: _value(option, data) for option in chosen if "value" in option}
    private = name in STARTING and options.get("private") == "yes"
    target = _interaction(raw, me, wall, private=private, guest=guest)
    return Invocation(_origin(raw, target.place, target, guest=guest), name, options, id=raw["id"])


def _about_a_message(raw: Json, me: Me, wall: float, *, guest: bool) -> Invocation:
    """Somebody else's message is the question: it becomes what is quoted."""
    data: Json = raw["data"]
    messages: Json = (data.get("resolved") or {}).get("messages") or {}
    about: Json = messages.get(str(data.get("target_id"))) or {}
    target = _interaction(raw, me, wall, private=False, guest=guest)
    quoted = readable(str(about.get("content") or ""), about.get("mentions") or (), Surroundings())
    name = next(iter(sorted(STARTING)))
    return Invocation(_origin(raw, target.place, target, guest=guest), name, {}, id=raw["id"], quoted=quoted)


def read_press(raw: Json, me: Me, wall: float, *, guest: bool) -> Press:
    """A pressed button. What is answered beyond the acknowledgement goes to the chat.

    A message that only one person sees, or one where the bot is no member, is reached through the press's own token;
    there a further answer is a further message of the same interaction.
    """
    place = place_of_interaction(raw)
    surface = _pressed(raw, me, wall, guest=guest)
    target: Target = ToChat(place)
    if isinstance(surface, InteractionMessage):
        private = _is_private(raw)
        target = ToInteraction(place, me.app, raw["token"], surface.expires, private, follow_up=True, guest=guest)
    origin = _origin(raw, place, target, guest=guest)
    return Press(origin, Action.decode(raw["data"]["custom_id"]), surface, caller=_caller(raw["message"]))


def read_form(raw: Json, me: Me, wall: float, *, guest: bool) -> Press:
    """A form that was sent in: the press that opened it, with what was written. Its answer goes to the interaction,
    for the same eyes as the message that bore the button."""
    target = _interaction(raw, me, wall, private=_is_private(raw), guest=guest)
    return Press(
        _origin(raw, target.place, target, guest=guest),
        Action.decode(raw["data"]["custom_id"]),
        _pressed(raw, me, wall, guest=guest),
        text=next(_fields(raw["data"].get("components") or ()), ""),
        caller=_caller(raw.get("message") or {}),
    )


def read_typed(raw: Json, *, guest: bool) -> Typed | None:
    """What somebody has typed so far of an option; None where Discord says of none that it has the cursor."""
    place = place_of_interaction(raw)
    name, chosen = _unfolded(raw["data"])
    for option in chosen:
        if option.get("focused"):
            origin = _origin(raw, place, ToChat(place), guest=guest)
            return Typed(origin, name, option["name"], str(option.get("value", "")))
    return None


def _unfolded(data: Json) -> tuple[str, list[Json]]:
    """The command's name with its subcommand's, and the options that were given."""
    options: list[Json] = list(data.get("options") or ())
    if len(options) == 1 and options[0].get("type") in _SUBCOMMANDS:
        return command_named(data["name"], options[0]["name"]), list(options[0].get("options") or ())
    return data["name"], options


def _value(option: Json, data: Json) -> str:
    """As the engine takes it: yes or no, a number's digits, an id; names instead of ids within a text."""
    value = option["value"]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if option.get("type", _STRING) != _STRING:
        return str(value)
    users: Json = (data.get("resolved") or {}).get("users") or {}
    return readable(str(value), users.values(), Surroundings())


def _interaction(raw: Json, me: Me, wall: float, *, private: bool, guest: bool) -> ToInteraction:
    place = place_of_interaction(raw)
    return ToInteraction(place, me.app, raw["token"], wall + TOKEN_LIFETIME, private, guest=guest)


def _pressed(raw: Json, me: Me, wall: float, *, guest: bool) -> Surface:
    place, message = place_of_interaction(raw), raw.get("message") or {}
    if _is_private(raw) or guest:
        return InteractionMessage(place, me.app, raw["token"], str(message.get("id", "")), wall + TOKEN_LIFETIME)
    return Message(place, str(message.get("id", "")))


def _is_private(raw: Json) -> bool:
    """Whether only one person sees the message that bears the button."""
    return bool((raw.get("message") or {}).get("flags", 0) & EPHEMERAL)


def _caller(message: Json) -> str:
    """Who ran the command, or wrote the message, that the pressed message answers."""
    metadata: Json = message.get("interaction_metadata") or {}
    answered: Json = message.get("referenced_message") or {}
    user: Json = metadata.get("user") or answered.get("author") or {}
    return str(user.get("id", ""))


def _fields(components: Iterable[Json]) -> Any:
    """What stands in the fields of a form, whichever way Discord nests them."""
    for component in components:
        if component.get("custom_id") == FIELD and "value" in component:
            yield str(component["value"])
        inner = component.get("component")
        yield from _fields([inner] if inner else component.get("components") or ())


def _origin(raw: Json, place: Place, target: Target, *, guest: bool) -> Origin:
    server = str(raw.get("guild_id") or "")
    private = not server and raw.get("context") != _BETWEEN_PEOPLE
    member: Json = raw.get("member") or {}
    return Origin(
        place=place,
        person=person_of(raw),
        target=target,
        server=server,
        private=private,
        linear=private or bool(place.thread),
        roles=tuple(str(role) for role in member.get("roles") or ()),
        locale=str(raw.get("locale") or ""),
        name=name_of((raw.get("member") or raw)["user"], member),
        guest=guest,
    )


def is_guest(raw: Json, *, member: bool) -> bool:
    """Whether the bot is not there itself: a person brought its commands along, or a server has only those.

    `member`: the gateway knows of that server.
    """
    if raw.get("guild_id"):
        return not member
    return bool(raw.get("context") == _BETWEEN_PEOPLE)
