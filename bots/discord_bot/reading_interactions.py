"""An interaction on Discord as the engine sees it: a command, a button, a form, or typing. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from bots.discord_bot.contents import attachment_of, contents
from bots.discord_bot.downloads import option_reference
from bots.discord_bot.limits import TOKEN_LIFETIME
from bots.discord_bot.menu import ON_A_MESSAGE, command_named
from bots.discord_bot.panels import IS_COMPONENTS_V2
from bots.discord_bot.payloads import EPHEMERAL, FIELD
from bots.discord_bot.permissions import sees_channel
from bots.discord_bot.reading import (
    PLATFORM,
    THREADS,
    Me,
    Surroundings,
    joined_at,
    name_of,
    person_of,
    place_of,
    readable,
    written_by,
)
from bots.engine.commands.table import COMMANDS
from bots.engine.seam.incoming import Invocation, Known, Origin, Press, Titles, Typed
from bots.engine.seam.places import (
    InteractionMessage,
    Message,
    Person,
    Place,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from bots.engine.seam.shown import Action
from provider.values import Value, replace

Json = Mapping[str, Any]

COMMAND = 2
COMPONENT = 3
AUTOCOMPLETE = 4
FORM = 5

_SUBCOMMANDS = (1, 2)
_STRING, _FILE = 3, 11
_BETWEEN_PEOPLE = 2
"""The context of a private chat between people, without the bot."""

STARTING = frozenset(command.name for command in COMMANDS if command.starts_answer)
"""Commands that a model answers for all to see."""


class Scene(Value):
    """What an interaction does not say itself. `guest`: the bot is no member there. The others are as in `Origin`."""

    guest: bool = False
    category: str = ""
    titles: Titles = Titles()


def is_question(raw: Json) -> bool:
    """Whether it is a command, or an entry in a message's menu, that a model answers."""
    data: Json = raw.get("data") or {}
    named = data.get("type") == ON_A_MESSAGE or data.get("name") in STARTING
    return bool(raw["type"] == COMMAND and named)


def place_of_interaction(raw: Json) -> Place:
    """The place of an interaction; the interaction names a thread's parent."""
    channel: Json = raw.get("channel") or {}
    return place_of(raw["channel_id"], str(channel.get("parent_id") or "") if channel.get("type") in THREADS else "")


def read_command(raw: Json, me: Me, wall: float, scene: Scene) -> Invocation:
    """A slash command, or the entry in a message's menu. Its answer goes to the interaction.

    All see a model's answer unless it was asked for privately.
    """
    data: Json = raw["data"]
    if data.get("type") == ON_A_MESSAGE:
        return _about_a_message(raw, me, wall, scene)
    name, chosen = _unfolded(data)
    files: Json = (data.get("resolved") or {}).get("attachments") or {}
    filled = [option for option in chosen if "value" in option]
    options = {option["name"]: _value(option, data) for option in filled if option.get("type") != _FILE}
    attachments = tuple(
        attachment_of({}, option_reference(raw, id, files[id]), files[id])
        for option in filled
        if option.get("type") == _FILE and (id := str(option["value"])) in files
    )
    private = name in STARTING and options.get("private") == "yes"
    target = _interaction(raw, me, wall, private=private, guest=scene.guest)
    origin = _origin(raw, target.place, target, scene)
    return Invocation(origin, name, options, id=raw["id"], attachments=attachments, about=_about(data))


def _about_a_message(raw: Json, me: Me, wall: float, scene: Scene) -> Invocation:
    """The entry in a message's menu: that message is quoted as the question."""
    data: Json = raw["data"]
    messages: Json = (data.get("resolved") or {}).get("messages") or {}
    about: Json = messages.get(str(data.get("target_id"))) or {}
    target = _interaction(raw, me, wall, private=False, guest=scene.guest)
    held = contents(about)
    quoted = readable(held.text, about.get("mentions") or (), Surroundings())
    return Invocation(
        _origin(raw, target.place, target, scene),
        next(iter(sorted(STARTING))),
        {},
        id=raw["id"],
        quoted=quoted,
        quoted_from=written_by(about) if about.get("author") and about["author"].get("id") != me.id else None,
        quoted_attachments=held.attachments,
        unread=held.unread,
    )


def read_press(raw: Json, me: Me, wall: float, scene: Scene) -> Press:
    """A pressed button, or an option chosen in a menu. Anything beyond the acknowledgement goes to the chat.

    If only one person sees the message, or the bot is no member there, it is reached through the press's own token, and
    an answer is a further message of the same interaction.
    """
    place = place_of_interaction(raw)
    surface = _pressed(raw, me, wall, scene)
    target: Target = ToChat(place)
    if isinstance(surface, InteractionMessage):
        private = _is_private(raw)
        target = _interaction(raw, me, wall, private=private, guest=scene.guest)
        target = replace(target, follow_up=True)
    origin = _origin(raw, place, target, scene)
    message: Json = raw["message"]
    data: Json = raw["data"]
    chosen = next(iter(data.get("values") or ()), data["custom_id"])
    action, to_command = Action.decode(str(chosen)), bool(message.get("interaction_metadata"))
    return Press(origin, action, surface, caller=_caller(message), to_command=to_command)


def read_form(raw: Json, me: Me, wall: float, scene: Scene) -> Press:
    """A form that was sent in: the press that opened it, with its text.

    Its answer goes to the interaction, and is seen by those who see the message with the button.
    """
    target = _interaction(raw, me, wall, private=_is_private(raw), guest=scene.guest)
    return Press(
        _origin(raw, target.place, target, scene),
        Action.decode(raw["data"]["custom_id"]),
        _pressed(raw, me, wall, scene),
        text=next(_fields(raw["data"].get("components") or ()), ""),
        caller=_caller(raw.get("message") or {}),
    )


def is_lifted(raw: Json) -> bool:
    """Whether the pressed message consists of components; whatever takes its place has to as well."""
    return bool((raw.get("message") or {}).get("flags", 0) & IS_COMPONENTS_V2)


def read_typed(raw: Json, scene: Scene) -> Typed | None:
    """What somebody has typed of an option so far; None if Discord names no option as the one being typed."""
    place = place_of_interaction(raw)
    name, chosen = _unfolded(raw["data"])
    for option in chosen:
        if option.get("focused"):
            origin = _origin(raw, place, ToChat(place), scene)
            return Typed(origin, name, option["name"], str(option.get("value", "")))
    return None


def _unfolded(data: Json) -> tuple[str, list[Json]]:
    """The name of the command with its subcommand, and the options that were given."""
    options: list[Json] = list(data.get("options") or ())
    if len(options) == 1 and options[0].get("type") in _SUBCOMMANDS:
        return command_named(data["name"], options[0]["name"]), list(options[0].get("options") or ())
    return data["name"], options


def _value(option: Json, data: Json) -> str:
    """The value as the engine takes it: yes or no, digits, an id; ids within a text become names."""
    value = option["value"]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if option.get("type", _STRING) != _STRING:
        return str(value)
    users: Json = (data.get("resolved") or {}).get("users") or {}
    return readable(str(value), users.values(), Surroundings())


def _interaction(raw: Json, me: Me, wall: float, *, private: bool, guest: bool) -> ToInteraction:
    place = place_of_interaction(raw)
    sees = sees_channel(raw) and not guest
    return ToInteraction(place, me.app, raw["token"], wall + TOKEN_LIFETIME, private, guest=guest, sees=sees)


def _pressed(raw: Json, me: Me, wall: float, scene: Scene) -> Surface:
    place, message = place_of_interaction(raw), raw.get("message") or {}
    if _is_private(raw) or scene.guest:
        return InteractionMessage(place, me.app, raw["token"], str(message.get("id", "")), wall + TOKEN_LIFETIME)
    return Message(place, str(message.get("id", "")))


def _is_private(raw: Json) -> bool:
    """Whether only one person sees the message that has the button."""
    return bool((raw.get("message") or {}).get("flags", 0) & EPHEMERAL)


def _caller(message: Json) -> str:
    """The id of the person whose command or message the pressed message answers."""
    metadata: Json = message.get("interaction_metadata") or {}
    answered: Json = message.get("referenced_message") or {}
    user: Json = metadata.get("user") or answered.get("author") or {}
    return str(user.get("id", ""))


def _fields(components: Iterable[Json]) -> Any:
    """The contents of the fields of a form, however Discord nests them."""
    for component in components:
        if component.get("custom_id") == FIELD and "value" in component:
            yield str(component["value"])
        inner = component.get("component")
        yield from _fields([inner] if inner else component.get("components") or ())


def _origin(raw: Json, place: Place, target: Target, scene: Scene) -> Origin:
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
        guest=scene.guest,
        joined=joined_at(member),
        category=scene.category,
        server_locale=str(raw.get("guild_locale") or "") if server else "",
        handle=str((raw.get("member") or raw)["user"].get("username") or ""),
        titles=scene.titles,
    )


def _about(data: Json) -> tuple[Known, ...]:
    """The people whom the options name."""
    resolved: Json = data.get("resolved") or {}
    members: Json = resolved.get("members") or {}
    users: Json = resolved.get("users") or {}
    return tuple(
        Known(Person(PLATFORM, id), name_of(user, members.get(id) or {}), str(user.get("username") or ""))
        for id, user in users.items()
    )


def is_guest(raw: Json, *, member: bool) -> bool:
    """Whether the bot itself is not there: only its commands were installed, by a person or in a server.

    `member`: the gateway knows the server.
    """
    if raw.get("guild_id"):
        return not member
    return bool(raw.get("context") == _BETWEEN_PEOPLE)
