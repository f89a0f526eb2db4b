"""What the bot can do for whom, and whose it is."""

from bots.engine.access import RANKS, Verdict, refusal
from bots.engine.command import Command, Role
from bots.engine.commands.ruling import FOR_ADMINISTRATORS
from bots.engine.desk import Desk
from bots.engine.model import Answer, Incoming, Invocation, Origin
from bots.engine.phrases import described, say


async def claim(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/claim`: become the owner."""
    return Answer(say(await desk.gate.claim(invocation.origin.person, invocation.options.get("code", ""))))


async def help(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/help`: what that person may use there, with an example each; those in the menu first."""
    from bots.engine.commands import COMMANDS  # the table names this function

    origin = invocation.origin
    role = await desk.gate.role(origin)
    mine = [command for command in COMMANDS if _may_use(command, origin, role, claimed=bool(desk.gate.owners))]
    if await desk.gate.verdict(origin) is not Verdict.WELCOME:
        mine = [command for command in mine if command.role == "anyone"]
    everyones = [command for command in mine if RANKS.index(command.role) <= RANKS.index("member")]
    parts = (
        ("help_head", [command for command in everyones if command.menu]),
        ("help_more", [command for command in everyones if not command.menu]),
        ("help_managers", [command for command in mine if command.role == "manager"]),
        ("help_owners", [command for command in mine if command.role == "owner"]),
    )
    return Answer("\n\n".join("\n".join((say(head), *map(_line, some))) for head, some in parts if some))


def _may_use(command: Command, origin: Origin, role: Role, *, claimed: bool) -> bool:
    if command.only_on not in ("", origin.place.platform) or (claimed and command.name == "claim"):
        return False
    if command in FOR_ADMINISTRATORS and origin.private and role != "owner":
        return False  # alone there is nobody whom it could be about
    return not refusal(command, origin, role)


def _line(command: Command) -> str:
    return f"- {command.example}: {described(command.description)}"
