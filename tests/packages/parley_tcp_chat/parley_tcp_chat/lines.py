"""The wire, a line each way, in UTF-8. Pure.

To the chat: first `ROOM PERSON`, two numbers; room 0 is alone with the bot. Then what one says, which is for the bot
after `@parley`, or alone with it. `/name ...` is a command, `! MESSAGE PAYLOAD` presses a button, `- MESSAGE` deletes
one.

From the chat: `= MESSAGE TEXT` shows or changes a message. `? MESSAGE PAYLOAD`, a tab and a label put a button under
it, which its next `=` takes away; `% MESSAGE NAME`, a tab and base64 put a file beside it. `- MESSAGE`: it is gone.
`~`: an answer is coming; `: ROOM`: one is in.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bots.engine.commands.arguments import command_of, parse
from bots.engine.commands.table import BY_NAME
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.seam.shown import Action, Frame

PLATFORM = "tcp_chat"


@dataclass(frozen=True, slots=True)
class Deletion:
    """Somebody deletes a message."""

    message: str


def alone(person: str) -> Place:
    """The room of that person and the bot."""
    return Place(PLATFORM, f"-{person}")


def origin_of(first: str) -> Origin | None:
    """Who speaks where, by the first line of a connection; None where it is none."""
    if not (found := re.fullmatch(r"([0-9]{1,15}) ([1-9][0-9]{0,14})", first)):
        return None
    room, person = found.groups()
    private = room == "0"
    place = alone(person) if private else Place(PLATFORM, room)
    server = "" if private else room
    return Origin(place, Person(PLATFORM, person), ToChat(place), server, private=private, linear=private)


def read(line: str, origin: Origin, id: str) -> Incoming | Invocation | Press | Deletion:
    """What a line means."""
    if found := re.fullmatch(r"! (\d+) (.+)", line):
        return Press(origin, Action.decode(found[2]), Message(origin.place, found[1]))
    if found := re.fullmatch(r"- (\d+)", line):
        return Deletion(found[1])
    if found := re.fullmatch(r"/([a-z]+)(?: (.*))?", line):
        name, rest = command_of(found[1], found[2] or "", BY_NAME)
        options = parse(BY_NAME[name].options, rest) if name in BY_NAME else {}
        return Invocation(origin, name, options, id)
    text = line.removeprefix("@parley ")
    return Incoming(origin, id, text, addressed=origin.private or text != line)


def shown(id: str, frame: Frame) -> Iterator[str]:
    """The lines that show a message."""
    yield f"= {id} {escaped(frame.text)}"
    for button in (button for row in frame.buttons for button in row):
        yield f"? {id} {button.action.encode()}\t{button.label}"
    if frame.file is not None:
        yield f"% {id} {frame.file.name}\t{base64.b64encode(frame.file.content).decode()}"


def escaped(text: str) -> str:
    """A text on one line."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
