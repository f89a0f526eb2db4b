"""The fake Discord's application commands: what it refuses to register, what it lists, and to whom it shows them."""

import re
from collections.abc import Iterator
from typing import Any

from tests.fakes.discord_checks import Refusal
from tests.fakes.discord_world import Json, snowflake

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
TYPES = range(1, 12)
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
_LOCALE = re.compile(
    "id|da|de|en-GB|en-US|es-ES|es-419|fr|hr|it|lt|hu|nl|no|pl|pt-BR|ro|fi|sv-SE|vi|tr|cs|el|bg|ru|uk|hi|th|zh-CN|ja|"
    "zh-TW|ko"
)
_CHARACTERS = 8000
_NAME = re.compile(r"[a-z0-9_'-]{1,32}")


class Registration:
    """The commands of one application. `registered`: how often they were set.

    `installed`: for whom the application can be installed (0: servers, 1: people). `refused`: names that it cannot
    have, for a reason that its settings do not show.
    """

    def __init__(self) -> None:
        self.commands: list[Json] = []
        self.installed: tuple[int, ...] = (0, 1)
        self.refused: set[str] = set()
        self.registered = 0

    def put(self, commands: Any) -> list[Json]:
        """Replace them all. Raises `Refusal`."""
        if not isinstance(commands, list) or not all(_is_command(command) for command in commands):
            raise Refusal(400, 50035, "Invalid Form Body")
        kinds = [command.get("type", CHAT_INPUT) for command in commands]
        names = [(command.get("type", CHAT_INPUT), command["name"]) for command in commands]
        if len(set(names)) != len(names) or any(kinds.count(kind) > most for kind, most in MOST.items()):
            raise Refusal(400, 50035, "Invalid Form Body")
        errors = {str(place): field for place, each in enumerate(commands) if (field := self._error(each))}
        if errors:
            raise Refusal(400, 50035, "Invalid Form Body", errors)
        kept = [{key: value for key, value in command.items() if value not in (False, [], {})} for command in commands]
        ids = {(command.get("type", CHAT_INPUT), command["name"]): command["id"] for command in self.commands}
        self.commands = [
            {"id": ids.get((each.get("type", CHAT_INPUT), each["name"])) or snowflake(), "version": snowflake()} | each
            for each in kept
        ]
        self.registered += 1
        return self.commands

    def _error(self, command: Json) -> Json:
        if command["name"] in self.refused:
            return {"name": {"_errors": [{"code": "APPLICATION_COMMAND_NOT_ALLOWED", "message": "Not allowed"}]}}
        if not set(command.get("integration_types") or ()) <= set(self.installed):
            return {"integration_types": {"_errors": [{"code": "BASE_TYPE_CHOICES", "message": "Not supported"}]}}
        return {}

    def listed(self, *, with_localizations: bool) -> list[Json]:
        """As Discord lists them: without the translations unless it is asked for them."""
        return self.commands if with_localizations else [_untranslated(command) for command in self.commands]

    def find(self, name: str) -> Json:
        """The command that has that name; nothing where there is none."""
        return next((command for command in self.commands if command["name"] == name), {})

    def offered(self, context: int, *, guest: bool) -> set[str]:
        """The commands that exist in such a chat. `guest`: a person brought the bot along, and it is no member."""
        return {
            str(command["name"])
            for command in self.commands
            if context in (command.get("contexts") or (0, 1))
            and (not guest or 1 in (command.get("integration_types") or (0,)))
        }

    def shown_to(self, permissions: int) -> set[str]:
        """What somebody with these permissions sees in a server."""
        if permissions & 1 << 3:
            return {command["name"] for command in self.commands}
        return {
            command["name"]
            for command in self.commands
            if command.get("default_member_permissions") is None
            or int(command["default_member_permissions"]) & permissions
            == int(command["default_member_permissions"])
            != 0
        }


def _is_command(command: Any) -> bool:
    if not isinstance(command, dict):
        return False
    kind, name = command.get("type", CHAT_INPUT), str(command.get("name", ""))
    permissions = command.get("default_member_permissions")
    fits = permissions is None or (isinstance(permissions, str) and permissions.isdigit())
    fits = fits and set(command.get("contexts") or ()) <= {0, 1, 2}
    fits = fits and set(command.get("integration_types") or ()) <= {0, 1}
    if kind != CHAT_INPUT:
        plain = not command.get("description") and not command.get("options")
        return bool(fits and kind in MOST and 1 <= len(name) <= 32 and plain and _translations(command, ".{1,32}"))
    fits = fits and _NAME.fullmatch(name) is not None and _is_described(command)
    return bool(fits and _are_options(command.get("options") or []) and _length(command) <= _CHARACTERS)


def _are_options(options: list[Json]) -> bool:
    """Either subcommands or values, at most 25, no name twice, the required ones first."""
    kinds = [option.get("type") for option in options]
    nested = [kind in (SUBCOMMAND, GROUP) for kind in kinds]
    required = [bool(option.get("required")) for option in options]
    names = [option.get("name") for option in options]
    if len(options) > 25 or len(set(names)) != len(names) or (any(nested) and not all(nested)):
        return False
    return required == sorted(required, reverse=True) and all(map(_is_option, options))


def _is_option(option: Json) -> bool:
    kind, choices = option.get("type"), option.get("choices") or []
    fits = kind in TYPES and _NAME.fullmatch(str(option.get("name", ""))) is not None and _is_described(option)
    fits = fits and len(choices) <= 25 and not (choices and option.get("autocomplete"))
    fits = fits and (kind in (STRING, INTEGER, 10) or not (choices or option.get("autocomplete")))
    fits = fits and all(1 <= len(choice["name"]) <= 100 and 1 <= len(str(choice["value"])) <= 100 for choice in choices)
    if kind in (SUBCOMMAND, GROUP):
        inside = {each.get("type") for each in option.get("options") or ()}
        allowed = {SUBCOMMAND} if kind == GROUP else set(TYPES) - {SUBCOMMAND, GROUP}
        return fits and not option.get("required") and inside <= allowed and _are_options(option.get("options") or [])
    return fits and not option.get("options")


def _is_described(command: Json) -> bool:
    return 1 <= len(str(command.get("description") or "")) <= 100 and _translations(command, _NAME.pattern)


def _translations(command: Json, name: str) -> bool:
    names: Json = command.get("name_localizations") or {}
    descriptions: Json = command.get("description_localizations") or {}
    return (
        all(_LOCALE.fullmatch(code) for code in (*names, *descriptions))
        and all(re.fullmatch(name, text) for text in names.values())
        and all(1 <= len(text) <= 100 for text in descriptions.values())
    )


def _length(command: Json) -> int:
    """What Discord counts of a command: names, descriptions and values, of each the longest translation."""
    total = sum(
        max(map(len, (str(command.get(word) or ""), *(command.get(f"{word}_localizations") or {}).values())))
        for word in ("name", "description")
    )
    total += sum(len(choice["name"]) + len(str(choice["value"])) for choice in command.get("choices") or ())
    return total + sum(map(_length, command.get("options") or ()))


def _untranslated(command: Json) -> Json:
    shown = {key: value for key, value in command.items() if not key.endswith("_localizations")}
    if "options" in shown:
        shown["options"] = [_untranslated(option) for option in shown["options"]]
    return shown


def given(command: Json, subcommand: str, options: dict[str, Any]) -> Iterator[Json]:
    """Options as Discord hands them over: each with the type that it was registered with."""
    known = command.get("options") or ()
    if subcommand:
        known = next((one.get("options") or () for one in known if one["name"] == subcommand), ())
    types = {option["name"]: option["type"] for option in known}
    for name, value in options.items():
        yield {"name": name, "type": types.get(name, STRING), "value": value}
