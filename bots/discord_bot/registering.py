"""The table of commands as Discord's application commands, and whether Discord has them already. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from bots.engine.commands import Command

_CHAT_INPUT = 1
_STRING = 3
_GUILD_INSTALL = 0
_CONTEXTS = {"shared": 0, "private": 1}


def application_commands(commands: Iterable[Command]) -> list[dict[str, Any]]:
    """What is sent to register them."""
    return [
        {
            "type": _CHAT_INPUT,
            "name": command.name,
            "description": command.description,
            "options": [
                {
                    "type": _STRING,
                    "name": option.name,
                    "description": option.description,
                    "required": option.required,
                    "autocomplete": option.complete,
                }
                for option in command.options
            ],
            "contexts": sorted(_CONTEXTS[context] for context in command.contexts),
            "integration_types": [_GUILD_INSTALL],
        }
        for command in commands
    ]


def same(wanted: Sequence[dict[str, Any]], registered: Any) -> bool:
    """Whether what Discord lists is what we want; it leaves out what has its default, and adds ids and versions."""
    if not isinstance(registered, list):
        return False
    return sorted(map(_essence, wanted)) == sorted(map(_essence, registered))


def _essence(command: dict[str, Any]) -> tuple[Any, ...]:
    options = tuple(
        (
            option.get("type"),
            option.get("name"),
            option.get("description"),
            bool(option.get("required")),
            bool(option.get("autocomplete")),
        )
        for option in command.get("options") or ()
    )
    return (
        str(command.get("name")),
        str(command.get("description")),
        options,
        tuple(sorted(command.get("contexts") or (0, 1))),
        tuple(sorted(command.get("integration_types") or (_GUILD_INSTALL,))),
    )
