"""The table of commands as Telegram's menus, by the kind of chat and by language; and their registration."""

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bots.engine.access.roles import Context, Role
from bots.engine.commands.command import Command
from bots.engine.commands.table import COMMANDS
from bots.engine.language.languages import TRANSLATED
from bots.engine.language.phrases import localised
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.persisting import until_it_works
from bots.telegram_bot.limits import DESCRIPTION
from bots.telegram_bot.transport import JSON, Transport

Localise = Callable[[str, str], str]
"""Translates: takes a description and a language, and returns the description in that language, else unchanged."""

LANGUAGES = ("", *TRANSLATED)
"""The languages of the menus; the empty one is for all whose language is not among the others."""

_EVERYONE: tuple[Role, ...] = ("anyone", "member")
_SCOPES: tuple[tuple[str, Context, tuple[Role, ...]], ...] = (
    ("all_private_chats", "private", _EVERYONE),
    ("all_group_chats", "shared", _EVERYONE),
    ("all_chat_administrators", "shared", (*_EVERYONE, "manager")),
)

log = logging.getLogger("parley.telegram")


async def register(transport: Transport, clock: Clock) -> None:
    """Register the menus. Each is tried until it stands; one that is refused does not affect the others."""
    for scope, language, commands in menus(localised):
        try:
            await until_it_works(partial(_register, transport, scope, language, commands), clock, _tried_on)
        except PlatformError as error:
            log.warning("the command menu for %s was refused: %s", scope, error)


async def _register(transport: Transport, scope: str, language: str, commands: Sequence[JSON]) -> None:
    menu = {"commands": commands, "scope": {"type": scope}, "language_code": language or None}
    await transport.call("setMyCommands", menu)


def _tried_on(error: PlatformError) -> None:
    log.warning("the command menu could not be registered yet: %s; trying on", error)


def menus(localise: Localise, commands: Sequence[Command] = COMMANDS) -> Iterator[tuple[str, str, list[JSON]]]:
    """What to register: a scope, a language, its menu. A group of commands is one entry with the group's own name."""
    mine = [each for each in commands if each.menu and not each.group]
    for scope, context, roles in _SCOPES:
        fitting = [each for each in mine if context in each.contexts and each.role in roles]
        for language in LANGUAGES:
            yield (
                scope,
                language,
                [
                    {"command": each.name, "description": _said(each.description, language, localise)}
                    for each in fitting
                ],
            )


def _said(description: str, language: str, localise: Localise) -> str:
    return (localise(description, language) if language else description)[:DESCRIPTION]
