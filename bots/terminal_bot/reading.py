"""What a line in the terminal means: a message or a command."""

import re
from collections.abc import Mapping

from bots.engine.commands.arguments import command_of, parse
from bots.engine.commands.command import Command
from bots.engine.commands.table import BY_NAME
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.places import Person, Place, ToChat

PLATFORM = "terminal"
PLACE = Place(PLATFORM, "here")
PERSON = Person(PLATFORM, "1")


def read(text: str, id: str, locale: str = "") -> Incoming | Invocation:
    """The line as the engine sees it. "/model demo/demo" is a command, "/etc/hosts is what?" is not."""
    origin = origin_of(id, locale)
    found = re.fullmatch(r"/([a-z]+)(?:\s+(.*))?", text, re.DOTALL)
    if not found:
        return Incoming(origin, id, text, addressed=True)
    name, rest = command_of(found[1], found[2] or "", BY_NAME)
    command = BY_NAME.get(name)
    options = parse(command.options, rest) if command else {}
    return Invocation(origin, name, options, id)


def origin_of(id: str, locale: str = "") -> Origin:
    """The only person, in the only place."""
    return Origin(PLACE, PERSON, ToChat(PLACE, reply_to=id), private=True, linear=True, locale=locale)


def locale_of(environ: Mapping[str, str]) -> str:
    """The language that the environment asks programs to speak ("es-ES"); empty if it names none."""
    named = next(filter(None, (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    name = re.split(r"[.@]", named)[0]
    return "" if name in ("C", "POSIX") else name.replace("_", "-")


def is_known(command: str) -> bool:
    """Whether there is such a command."""
    return command in BY_NAME


def typed_so_far(text: str) -> tuple[Command | None, str]:
    """The command that was typed whole, and the rest of the line."""
    name, space, rest = text.removeprefix("/").partition(" ")
    if not text.startswith("/") or not space:
        return None, ""
    name, rest = command_of(name, rest, BY_NAME) if " " in rest.lstrip() else (name, rest)
    return BY_NAME.get(name), rest
