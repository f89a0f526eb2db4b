"""What the bot can do, and whose it is."""

from bots.engine.command import Context
from bots.engine.desk import Desk
from bots.engine.model import Answer, Incoming, Invocation
from bots.engine.phrases import say


async def claim(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/claim`: become the owner."""
    return Answer(say(await desk.gate.claim(invocation.origin.person, invocation.options.get("code", ""))))


async def help(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/help`: every command that can be used there, with an example."""
    from bots.engine.commands import COMMANDS  # the table names this function

    context: Context = "private" if invocation.origin.private else "shared"
    lines = [f"- {command.example}: {command.description}" for command in COMMANDS if context in command.contexts]
    return Answer("\n".join((say("help_head"), "", *lines)))
