"""The table of commands as Discord's application commands, and their registration."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from bots.discord_bot.errors import Denied
from bots.discord_bot.limits import CHOICES, COMMAND_NAME, DESCRIPTION, LOCALES, OPTIONS
from bots.discord_bot.permissions import MANAGE_CHANNELS
from bots.discord_bot.reading import Me
from bots.discord_bot.transport import Transport
from bots.engine.commands.command import Command, Option
from bots.engine.commands.table import COMMANDS
from bots.engine.language.phrases import localised, say_in
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.persisting import until_it_works
from bots.text.mention import command_mention

Json = dict[str, Any]
Localise = Callable[[str, str], str]
"""Translates: takes a description and a locale, and returns the description in its language, else unchanged."""

SHOW = "show"
"""The subcommand that stands for a group's own command, because Discord cannot run a group's own name."""

CHAT_INPUT, ON_A_MESSAGE = 1, 3

_SUBCOMMAND = 1
_TYPES = {"text": 3, "choice": 3, "whole": 4, "flag": 5, "person": 6, "role": 8, "channel": 7, "file": 11}
_CONTEXTS = {"shared": 0, "private": 1}
_ANYWHERE = [0, 1, 2]
FOR_SERVERS, FOR_PEOPLE = 0, 1
"""How an application is installed: in a server by its administrators, or by a person for themselves."""

_IN_OTHERS_CHATS = 2

log = logging.getLogger("parley.discord")


async def register(transport: Transport, clock: Clock, me: Me, installed: Collection[int]) -> Mapping[str, str]:
    """Register the commands if Discord has others; tried until they stand. `installed`: how it can be installed.

    Returns what names each command in a text so that it can be pressed, by our name for it; nothing if none stand.
    """
    path = f"/applications/{me.app}/commands"
    wanted = installable(application_commands(COMMANDS, localised, partial(say_in, key="ask_about")), installed)
    listed = partial(transport.call, "GET", f"{path}?with_localizations=true")
    try:
        standing = await until_it_works(listed, clock, _tried_on)
        if not same(wanted, standing):
            standing, count = await _set(transport, clock, path, wanted)
            log.info("%d commands registered", count)
    except PlatformError as error:
        log.warning("the commands could not be registered (%s); the next start tries again", error)
        return {}
    return mentions(standing)


async def _set(transport: Transport, clock: Clock, path: str, wanted: Sequence[Json]) -> tuple[Any, int]:
    """Set all commands by one call. Those that Discord refuses are given up; returns its answer, and how many stand."""
    while True:
        try:
            put = partial(transport.call, "PUT", path, payload=wanted)
            standing = await until_it_works(put, clock, _tried_on)
        except Denied as error:
            less = without_refused(wanted, error.fields)
            if error.status != 400 or not less:
                raise
            log.warning("Discord refuses some of the commands (%s); going on without them", error)
            wanted = less
        else:
            return standing, len(wanted)


def _tried_on(error: PlatformError) -> None:
    log.warning("the commands could not be registered yet (%s); trying on", error)


def installable(commands: Iterable[Json], installed: Collection[int]) -> list[Json]:
    """The commands for those who can install the application at all; Discord refuses any other."""
    found: list[Json] = []
    for command in commands:
        kinds = [kind for kind in command["integration_types"] if kind in installed]
        places = command["contexts"]
        if FOR_PEOPLE not in kinds:
            places = [place for place in places if place != _IN_OTHERS_CHATS]
        if kinds:
            found.append(command | {"integration_types": kinds, "contexts": places})
    return found


def without_refused(commands: Sequence[Json], fields: Collection[str]) -> list[Json]:
    """The commands with less of those that Discord refused; nothing if there is no less.

    A refused command is first no longer for people who bring the bot along, then left out. `fields`: the places in the
    list, as Discord names them; if it names none, all commands for such people are meant.
    """
    named = {place for place in range(len(commands)) if str(place) in fields}
    refused = named or {place for place, command in enumerate(commands) if FOR_PEOPLE in command["integration_types"]}
    less: list[Json] = []
    for place, command in enumerate(commands):
        if place not in refused:
            less.append(command)
        elif FOR_PEOPLE in command["integration_types"]:
            less += installable([command], {FOR_SERVERS})
    return less if refused else []


def application_commands(
    commands: Iterable[Command], localise: Localise, asks_about: Callable[[str], str]
) -> list[Json]:
    """The commands as Discord takes them. `asks_about`: the name of the entry in a message's menu, by locale."""
    mine = tuple(commands)
    groups = {command.group for command in mine if command.group}
    registered: list[Json] = []
    for command in mine:
        if command.group:
            continue
        members = [each for each in mine if each.group == command.name]
        registered.append(_group(command, members, localise) if members else _plain(command, localise))
    for orphan in sorted(groups - {command.name for command in mine}):
        registered.append(_group(None, [each for each in mine if each.group == orphan], localise))
    if any(command.starts_answer for command in mine):
        registered.append(_on_a_message(asks_about))
    return registered


def command_named(name: str, subcommand: str) -> str:
    """Our name for Discord's command and subcommand."""
    return name if subcommand in ("", SHOW) else f"{name} {subcommand}"


def mentions(registered: Any) -> Mapping[str, str]:
    """What names each command in a text so that it can be pressed, by our name for it. `registered`: as Discord lists.

    A group's own name cannot be pressed, so `SHOW` stands for it.
    """
    found: dict[str, str] = {}
    for command in registered if isinstance(registered, list) else ():
        name, id = str(command.get("name")), str(command.get("id") or "")
        if int(command.get("type") or CHAT_INPUT) != CHAT_INPUT:
            continue
        inner = [str(each.get("name")) for each in command.get("options") or () if each.get("type") == _SUBCOMMAND]
        for subcommand in inner:
            found[command_named(name, subcommand)] = command_mention(f"{name} {subcommand}", id)
        if not inner:
            found[name] = command_mention(name, id)
    return found


def _plain(command: Command, localise: Localise) -> Json:
    return {
        "type": CHAT_INPUT,
        "name": command.name,
        **_described(command.description, localise),
        "options": _options(command.options, localise),
        **_where([command]),
    }


def _group(own: Command | None, members: Sequence[Command], localise: Localise) -> Json:
    """One command with subcommands. `own`: the command that has the group's name."""
    first = own or members[0]
    each = ([(SHOW, own)] if own else []) + [(command.name.partition(" ")[2], command) for command in members]
    return {
        "type": CHAT_INPUT,
        "name": first.name.partition(" ")[0],
        **_described(first.description, localise),
        "options": [
            {
                "type": _SUBCOMMAND,
                "name": name,
                **_described(command.description, localise),
                "options": _options(command.options, localise),
            }
            for name, command in each[:OPTIONS]
        ],
        **_where([command for _, command in each]),
    }


def _on_a_message(named: Callable[[str], str]) -> Json:
    """The entry in a message's menu; it has a name that people read, and no description."""
    name = named("")[:COMMAND_NAME]
    found: Json = {"type": ON_A_MESSAGE, "name": name, "description": "", "options": []}
    names = {locale: named(locale)[:COMMAND_NAME] for locale in LOCALES}
    return found | {
        "name_localizations": {locale: said for locale, said in names.items() if said != name},
        "contexts": _ANYWHERE,
        "integration_types": [FOR_SERVERS, FOR_PEOPLE],
        "default_member_permissions": None,
    }


def _where(commands: Sequence[Command]) -> Json:
    """The chats in which commands are offered. What only the owner may do is hidden from most people in servers.

    Discord hides a command from whoever lacks one of its permissions. An administrator is whoever has one of some, or
    has a role that only Parley knows to be one; no permissions say that, so commands for administrators are shown to
    all.
    """
    if any(command.travels for command in commands):
        contexts, installed = _ANYWHERE, [FOR_SERVERS, FOR_PEOPLE]
    else:
        contexts = sorted({_CONTEXTS[context] for command in commands for context in command.contexts})
        installed = [FOR_SERVERS]
    hidden = all(command.role == "owner" for command in commands)
    return {
        "contexts": contexts,
        "integration_types": installed,
        "default_member_permissions": str(MANAGE_CHANNELS) if hidden else None,
    }


def _options(options: Sequence[Option], localise: Localise) -> list[Json]:
    """The options; Discord wants the required ones first."""
    return [_option(option, localise) for option in sorted(options, key=lambda one: not one.required)[:OPTIONS]]


def _option(option: Option, localise: Localise) -> Json:
    found: Json = {
        "type": _TYPES[option.kind],
        "name": option.name,
        **_described(option.description, localise),
        "required": option.required,
    }
    if option.kind == "choice":
        found["choices"] = [{"name": choice, "value": choice} for choice in option.choices[:CHOICES]]
    elif option.complete:
        found["autocomplete"] = True
    return found


def _described(description: str, localise: Localise) -> Json:
    said = {locale: localise(description, locale) for locale in LOCALES}
    return {
        "description": description[:DESCRIPTION],
        "description_localizations": {
            locale: text[:DESCRIPTION] for locale, text in said.items() if text != description
        },
    }


def same(wanted: Sequence[Json], registered: Any) -> bool:
    """Whether the listed commands equal the wanted ones. Discord leaves out defaults and adds ids and versions."""
    if not isinstance(registered, list):
        return False
    return sorted(map(_essence, wanted)) == sorted(map(_essence, registered))


def _essence(command: Json) -> tuple[Any, ...]:
    permissions = command.get("default_member_permissions")
    return (
        int(command.get("type") or CHAT_INPUT),
        *_words(command),
        tuple(map(_option_essence, command.get("options") or ())),
        tuple(sorted(command.get("contexts") or (0, 1))),
        tuple(sorted(command.get("integration_types") or (FOR_SERVERS,))),
        "" if permissions is None else str(permissions),
    )


def _option_essence(option: Json) -> tuple[Any, ...]:
    return (
        option.get("type"),
        *_words(option),
        bool(option.get("required")),
        bool(option.get("autocomplete")),
        tuple((str(choice.get("name")), str(choice.get("value"))) for choice in option.get("choices") or ()),
        tuple(map(_option_essence, option.get("options") or ())),
    )


def _words(described: Json) -> tuple[Any, ...]:
    return (
        str(described.get("name")),
        str(described.get("description") or ""),
        tuple(sorted((described.get("name_localizations") or {}).items())),
        tuple(sorted((described.get("description_localizations") or {}).items())),
    )
