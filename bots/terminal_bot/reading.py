"""What a line in the terminal means: a message, or a command."""

import re

from bots.engine.commands import COMMANDS
from bots.engine.model import Incoming, Invocation, Origin, Person, Place, ToChat

PLATFORM = "terminal"
PLACE = Place(PLATFORM, "here")
PERSON = Person(PLATFORM, "1")


def read(text: str, id: str) -> Incoming | Invocation:
    """The line as the engine sees it: "/model demo/demo" is a command, "/etc/hosts is what?" is none."""
    origin = Origin(PLACE, PERSON, ToChat(PLACE, reply_to=id), private=True, linear=True)
    found = re.fullmatch(r"/([a-z]+)(?:\s+(.*))?", text, re.DOTALL)
    if not found:
        return Incoming(origin, id, text, addressed=True)
    name, rest = found[1], (found[2] or "").strip()
    command = next((command for command in COMMANDS if command.name == name), None)
    options = {command.options[0].name: rest} if command and command.options and rest else {}
    return Invocation(origin, name, options, id)


def is_known(command: str) -> bool:
    """Whether there is such a command."""
    return any(each.name == command for each in COMMANDS)
