"""A command that somebody wrote as words to the bot alone: pasted, or before their client knew the commands. Pure."""

import re

from bots.engine.commands.arguments import command_of, on_a_line, parse
from bots.engine.commands.table import BY_NAME
from bots.engine.seam.claim_code import behind_claim
from bots.engine.seam.incoming import Incoming, Invocation

_COMMAND = re.compile(r"/([a-z]+)(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)


def written_command(incoming: Incoming) -> Invocation | None:
    """The command that a message is; None if it is an ordinary one, as all are that others can read.

    A message that begins like a command and says more than it takes ("/new ideas for my garden") is one for the model.
    A claim is left to the engine, which knows it however it is written.
    """
    found = _COMMAND.fullmatch(incoming.text.strip())
    if not incoming.origin.private or found is None or behind_claim(incoming.text) is not None:
        return None
    name, line = command_of(found[1].lower(), found[2] or "", BY_NAME)
    command = BY_NAME.get(name)
    if command is None:
        return None
    taken = on_a_line(command.options)
    options = parse(command.options, line)
    if not any(option.kind == "text" for option in taken) and len(options) < len(line.split()):
        return None
    return Invocation(
        incoming.origin,
        name,
        options,
        incoming.id,
        reply_to=incoming.reply_to,
        quoted=incoming.quoted,
        attachments=incoming.attachments,
        quoted_attachments=incoming.quoted_attachments,
        unread=incoming.unread,
        age=incoming.age,
    )
