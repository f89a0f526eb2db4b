"""`/whoami`: what somebody may do in a place, and why."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.access.roles import Role
from bots.engine.access.verdicts import YES, Verdict
from bots.engine.handlers.limits import SaysAllowances, limits_here
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.references import person_ref, subject_ref
from bots.engine.seam.shown import Response
from bots.engine.spending.admission import Admission

CLOSED: Mapping[Verdict, str] = {
    Verdict.UNCLAIMED: "whoami_unclaimed",
    Verdict.UNKNOWN: "whoami_unknown",
    Verdict.DENIED: "whoami_denied",
    Verdict.SHUT_OUT: "whoami_denied",
    Verdict.LEFT_OUT: "only_some",
}
ROLES: Mapping[Role, str] = {"member": "whoami_member", "manager": "whoami_manager", "owner": "whoami_owner"}


class Services(Protocol):
    """The services that `/whoami` needs."""

    @property
    def gate(self) -> Gate: ...

    @property
    def allowances(self) -> SaysAllowances: ...

    @property
    def admission(self) -> Admission: ...


async def whoami(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/whoami`: what the person may do there, and why."""
    origin = invocation.origin
    verdict = await services.gate.verdict(origin)
    role = await services.gate.roles.here(origin)
    lines = [say("whoami_id", person=person_ref(origin.person), id=str(origin.person))]
    if verdict is not Verdict.WELCOME:
        return Response("\n".join((*lines, say("whoami_closed"), say(CLOSED[verdict]))))
    lines.append(say(ROLES[role]))
    if role == "owner":
        lines.append(say("whoami_owner_free"))
        return Response("\n".join(lines))
    lines += [say("whoami_said", subject=whom) for whom in await _reasons(services, origin)]
    if await services.admission.is_paused(origin):
        lines.append(say("paused_here"))
    return Response("\n".join((*lines, *await limits_here(services.allowances, origin))))


async def _reasons(services: Services, origin: Origin) -> list[str]:
    found = await services.gate.grants(origin)
    if services.gate.doors.everyone and not found:
        return [say("everyone")]
    said = [whom for whom, state in found.items() if state in YES]
    return list(map(subject_ref, said or [services.gate.doors.subjects.asked_about(origin)]))
