"""What the bot can do, and claiming it."""

from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.access.roles import RANKS, Role
from bots.engine.access.verdicts import Verdict
from bots.engine.commands.command import Command
from bots.engine.commands.table import COMMANDS
from bots.engine.commands.table_people import FOR_ADMINISTRATORS
from bots.engine.handlers import first_steps
from bots.engine.handlers.permissions import refusal
from bots.engine.language.phrases import described, say
from bots.engine.owner.claims import Claims
from bots.engine.seam.values import Incoming, Invocation, Origin, Response, ToInteraction


class Services(first_steps.Services, Protocol):
    """The services that help and a claim need."""

    @property
    def gate(self) -> Gate: ...

    @property
    def claims(self) -> Claims: ...


async def claim(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/claim`: become the owner."""
    origin, code = invocation.origin, invocation.options.get("code", "")
    key = await services.claims.claim(origin.person, code, waits=isinstance(origin.target, ToInteraction))
    if key == "claimed":
        return await first_steps.welcome(services, origin)
    return Response(say(key) if key else "")


async def help(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/help`: what that person may use there, with an example each; commands in the menu come first.

    Whoever presses Start has knocked: a stranger reads last that it is not open, and the owner is asked about them.
    """
    origin = invocation.origin
    role = await services.gate.roles.here(origin)
    mine = [command for command in COMMANDS if _may_use(command, origin, role, claimed=bool(services.gate.owners))]
    verdict = await services.gate.verdict(origin)
    if verdict is not Verdict.WELCOME:
        mine = [command for command in mine if command.role == "anyone"]
    everyones = [command for command in mine if RANKS.index(command.role) <= RANKS.index("member")]
    parts = (
        ("help_head", [command for command in everyones if command.menu]),
        ("help_more", [command for command in everyones if not command.menu]),
        ("help_managers", [command for command in mine if command.role == "manager"]),
        ("help_owners", [command for command in mine if command.role == "owner"]),
    )
    lists = ["\n".join((say(head), *map(_line, some))) for head, some in parts if some]
    closed = () if verdict is Verdict.WELCOME else (await services.gate.turn_away(origin, verdict),)
    invited = ("\n".join(first_steps.invitations(services.platforms)),) if role == "owner" else ()
    return Response("\n\n".join(filter(None, (*lists, *invited, *closed))))


def _may_use(command: Command, origin: Origin, role: Role, *, claimed: bool) -> bool:
    if claimed and command.name == "claim":
        return False
    if command in FOR_ADMINISTRATORS and origin.private and role != "owner":
        return False  # in a private chat there is nobody else
    return not refusal(command, origin, role)


def _line(command: Command) -> str:
    return f"- {command.example}: {described(command.description)}"
