"""Commands for owners: owners, the log channel; and pausing, which administrators may do in their place."""

from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers.permissions import is_owners_word, limit_scope
from bots.engine.handlers.status import LooksAround, status
from bots.engine.language.phrases import say
from bots.engine.owner.alerts import Alerts, place_of
from bots.engine.owner.owners import Owners
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.places import Person
from bots.engine.seam.references import person_ref, place_ref, scope_ref
from bots.engine.seam.shown import Response
from bots.engine.settings.scopes import CHANNEL, EVERYWHERE, SERVER
from bots.engine.spending.admission import Admission
from bots.engine.storage.records import BOT


class Services(Protocol):
    """The services that the owner's commands need."""

    @property
    def gate(self) -> Gate: ...

    @property
    def owners(self) -> Owners: ...

    @property
    def admission(self) -> Admission: ...

    @property
    def alerts(self) -> Alerts: ...

    @property
    def overview(self) -> LooksAround: ...


async def pause(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/pause`: only owners are answered there."""
    scope = await _scope(services, invocation)
    if isinstance(scope, Response):
        return scope
    await services.admission.pause(scope, invocation.origin.person)
    return Response(say("paused_now", scope=_shown(scope)))


async def resume(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/resume`: everybody is answered there again."""
    scope, origin = await _scope(services, invocation), invocation.origin
    if isinstance(scope, Response):
        return scope
    by = await services.admission.paused_by(scope)
    if by and is_owners_word(services.gate, origin, by):
        return Response(say("paused_by_owner"))
    was = await services.admission.resume(scope, origin.person)
    if around := await services.admission.paused_around(origin):
        return Response(await _still(services, origin, around[0]))
    return Response(say("resumed" if was else "not_paused", scope=_shown(scope)))


async def _still(services: Services, origin: Origin, around: str) -> str:
    """The sentence that it is still paused, since `around` is; for whoever may end that, with how."""
    wide = EVERYWHERE if around == BOT else SERVER if "-server:" in around else CHANNEL
    may = origin.person in services.gate.owners or (wide == SERVER and await services.gate.roles.manages_server(origin))
    return say("resume_wider", scope=_shown(around), reach=wide) if may else say("paused_still")


async def _scope(services: Services, invocation: Invocation) -> str | Response:
    """The scope to pause, or why it is not that person's to pause."""
    origin, reach = invocation.origin, invocation.options.get("scope", "")
    is_owner = origin.person in services.gate.owners
    if (origin.private or reach == EVERYWHERE) and not is_owner:
        return Response(say("owner_only"))
    scope = limit_scope("owner" if is_owner else "manager", reach, origin)
    if not scope:
        return Response(say("no_server"))
    if "-server:" in scope and not await services.gate.roles.manages_server(origin):
        return Response(say("server_manager_only"))
    return scope


def _shown(scope: str) -> str:
    return say("everywhere") if scope == BOT else scope_ref(scope)


async def owner(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/owner`: show the owners and the log channel, or how it goes; change an owner, or choose the log channel."""
    origin, options = invocation.origin, invocation.options
    what, who = options.get("what", ""), options.get("who", "").strip()
    if what == "status":
        return await status(services) if origin.private else Response(say("private_only"))
    if what == "log":
        return await _log(services, origin, who)
    if what not in ("add", "remove"):
        listed = ", ".join(map(person_ref, sorted(services.gate.owners, key=str)))
        where = place_ref(services.alerts.log) if services.alerts.log else say("log_private")
        return Response(say("owner_list", owners=listed, log=where))
    person = _person(origin, who)
    if person is None:
        return Response(say("person_unclear"))
    if what == "remove":
        return Response(say(await services.owners.remove(person), person=person_ref(person)))
    added = await services.owners.add(person)
    return Response(say("owner_added" if added else "owner_already", person=person_ref(person)))


async def _log(services: Services, origin: Origin, where: str) -> Response:
    if where in ("", "off", "private"):
        await services.alerts.choose_log(None, origin.person)
        return Response(say("log_is", log=say("log_private")))
    place = origin.place if where == "here" else place_of(where)
    if place is None or not await services.alerts.choose_log(place, origin.person):
        return Response(say("place_unclear"))
    return Response(say("log_is", log=place_ref(place)))


def _person(origin: Origin, text: str) -> Person | None:
    """The person: "123" on the same platform, "discord:123" on the named one; None if the text is neither."""
    platform, colon, id = text.rpartition(":")
    if not (id.isascii() and id.isdigit() and len(id) <= 25):
        return None
    return Person(platform if colon else origin.person.platform, id)
