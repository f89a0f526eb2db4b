"""What the bot can do, and claiming it."""

from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.access.roles import Role
from bots.engine.access.verdicts import Verdict
from bots.engine.commands.command import Command
from bots.engine.commands.table import COMMANDS, START
from bots.engine.commands.table_people import FOR_ADMINISTRATORS
from bots.engine.handlers import first_steps
from bots.engine.handlers.help_pages import UNLISTED, Reader, Whereabouts, first_page, page
from bots.engine.handlers.permissions import is_anothers, refusal
from bots.engine.language.phrases import say
from bots.engine.owner.claims import Claims
from bots.engine.seam import panels
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import ToInteraction
from bots.engine.seam.platform import ShowsOutcome
from bots.engine.seam.references import person_ref
from bots.engine.seam.shown import Response
from provider.values import replace


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
    """`/help`: what that person may use there.

    Whoever presses Start has knocked: a stranger reads last that it is not open, and the owner is asked about them.
    """
    origin = invocation.origin
    verdict = await services.gate.verdict(origin)
    about = "" if verdict is Verdict.WELCOME else await services.gate.turn_away(origin, verdict)
    greeting = say("help_hello", person=person_ref(origin.person, brief=True)) if START in invocation.options else ""
    return await _first(services, origin, verdict, greeting, about)


async def help_pressed(services: Services, press: Press) -> Response | Incoming:
    """A topic of the help, or the way back; what is not theirs to read leads back too."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    origin = press.origin
    verdict = await services.gate.verdict(origin)
    wanted = page((await _reader(services, origin, verdict))[0], press.action.argument)
    if wanted is None:
        return replace(await _first(services, origin, verdict), replace=True)
    return panels.shown(wanted, instead=True)


async def _first(services: Services, origin: Origin, verdict: Verdict, greeting: str = "", about: str = "") -> Response:
    reader, role = await _reader(services, origin, verdict)
    if role == "owner" and reader.where != "alone":
        about = "\n".join(filter(None, (about, *first_steps.invitations(services.platforms))))
    return panels.shown(first_page(reader, greeting, about))


async def _reader(services: Services, origin: Origin, verdict: Verdict) -> tuple[Reader, Role]:
    """Who reads it, and their role."""
    role, platform = await services.gate.roles.here(origin), services.platforms[origin.place.platform]
    where: Whereabouts = "private" if origin.private else "guest" if origin.guest else "shared"
    if isinstance(platform, ShowsOutcome):
        where = "alone"
    mine = [each for each in COMMANDS if _may_use(each, origin, role, where)]
    if verdict is not Verdict.WELCOME:
        mine = [each for each in mine if each.role == "anyone"]
    return Reader(mine, where, platform), role


def _may_use(command: Command, origin: Origin, role: Role, where: Whereabouts) -> bool:
    if command.name in UNLISTED or (command.name == "new" and where in ("shared", "guest") and not origin.linear):
        return False
    if (where == "alone" and not command.for_one) or (where == "guest" and not command.travels):
        return False
    if command in FOR_ADMINISTRATORS and origin.private and role != "owner":
        return False  # in a private chat there is nobody else
    return not refusal(command, origin, role)
