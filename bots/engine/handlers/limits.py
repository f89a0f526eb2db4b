"""`/settings limit`: how much may be asked in a place; and the lines that say what holds and how much of it is used."""

import re
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers.permissions import is_anothers, is_owners_word, limit_scope
from bots.engine.handlers.rights import named_in
from bots.engine.language.moments import opening
from bots.engine.language.phrases import money, number, say
from bots.engine.runtime.clock import Clock
from bots.engine.seam import panels
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.panels import with_words
from bots.engine.seam.places import Person
from bots.engine.seam.references import Reference, person_ref, ref, scope_ref
from bots.engine.seam.shown import Action, Button, Form, Panel, Response
from bots.engine.settings.scopes import EVERYWHERE
from bots.engine.spending.admission import Admission
from bots.engine.spending.allowance import Allowance, unit_in
from bots.engine.spending.ledger import Used
from bots.engine.spending.limits import SHARE, SHARED, UNPRICED, Limit, server_scope
from bots.engine.spending.wording import allowed
from bots.engine.storage import settings
from bots.engine.storage.records import BOT
from bots.engine.storage.store import Store
from provider.values import replace

MOST_AMOUNT = 60
"""Characters of a limit that is written in a form."""
_PART = re.compile(
    r"(?P<percent>[1-9]\d?|100)\s*%(\s+(of\s+all|de\s+todo))?|(off|reset|quitar)\s+(share|parte)", re.IGNORECASE
)


class SaysAllowances(Protocol):
    """Says how much somebody may have."""

    async def here(self, origin: Origin) -> tuple[Used, ...]:
        """Every limit that counts for that person there, and how much of it is used."""


class Services(Protocol):
    """The services that limits need."""

    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def allowances(self) -> SaysAllowances: ...

    @property
    def admission(self) -> Admission: ...


async def limit(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings limit`: show the limits, set one, or remove it."""
    origin, options = invocation.origin, invocation.options
    amount = options.get("amount", "").strip()
    if (percent := _percent(amount)) is not None:
        return await _share(services, origin, percent, options.get("scope", ""))
    if not amount:
        return await _limits(services, origin)
    role = await services.gate.roles.here(origin)
    reach = options.get("scope", "")
    scope = limit_scope(role, reach or (EVERYWHERE if origin.private else ""), origin)
    if not scope:
        return Response(say("no_server" if reach == "server" else "owner_only"))
    if reach == "server" and not await services.gate.roles.manages_server(origin):
        return Response(say("server_manager_only"))
    named = named_in(invocation)
    if named is None:
        return Response(say("person_unclear"))
    holder = named or ("each" if options.get("each") == "yes" else "all")
    off, _, rest = amount.partition(" ")
    if off.lower() in ("off", "reset", "quitar"):
        return await _take_back(services, origin, scope, holder, rest)
    try:
        found = Limit(scope, holder, Allowance.parse(amount))
    except ValueError:
        return Response(say("limit_unclear"))
    if await _owners_said(services, origin, scope, found.key):
        return Response(say("owner_only"))
    await services.store.run(
        settings.change,
        scope,
        found.key,
        f"{found.allowance.most:.15g}",
        by=str(origin.person),
        at=services.clock.wall(),
    )
    services.admission.reopen()
    return Response(say("limit_set", limit=allowed(found.allowance), whom=_whom(f"{scope}|{holder}", origin)))


async def limit_pressed(services: Services, press: Press) -> Response | Incoming:
    """The buttons of the limits: "" shows them, "set" asks for one in a form, and what is sent in is set."""
    origin, amount = press.origin, press.text.strip()
    if is_anothers(press):
        return Response(say("not_your_button"))
    if not await services.gate.roles.may_change(origin):
        return Response(say("manager_only"))
    if press.action.argument != "set":
        return replace(await _limits(services, origin), replace=True)
    if not amount:
        form = Form(say("limit_button"), say("limit_form"), press.action, most=MOST_AMOUNT, one_line=True)
        return Response(say("limit_unclear"), form=form)
    done = await limit(services, Invocation(origin, "settings limit", {"amount": amount}))
    said = done.text if isinstance(done, Response) else ""
    return replace(with_words(await _limits(services, origin), said), replace=True)


async def _limits(services: Services, origin: Origin) -> Response:
    """The limits that hold there, for administrators with the way to set one."""
    lines = tuple(each.removeprefix("- ") for each in await limits_here(services.allowances, origin))
    back = (Button(say("back_button"), Action("set")),)
    buttons: tuple[tuple[Button, ...], ...] = ((Button(say("limit_button"), Action("limit", "set"), "primary"),), back)
    return panels.shown(Panel(say("limits_head"), lines, buttons=buttons))


async def _share(services: Services, origin: Origin, percent: int, reach: str) -> Response:
    """Set how much of what all may have this server takes at most, or every one; 0 takes that back. For owners only."""
    if origin.person not in services.gate.owners:
        return Response(say("owner_only"))
    server = server_scope(origin)
    scope = server if reach != EVERYWHERE and server else BOT
    if reach and reach != EVERYWHERE and not server:
        return Response(say("no_server"))
    value = str(percent) if percent else None
    await services.store.run(settings.change, scope, SHARE, value, by=str(origin.person), at=services.clock.wall())
    services.admission.reopen()
    where = say("in_scope", scope=scope_ref(scope)) if scope == server else say("everywhere")
    return Response(say("share_set", where=where, percent=value) if value else say("share_gone", where=where))


async def _take_back(services: Services, origin: Origin, scope: str, holder: str, rest: str) -> Response:
    """Remove the limits of that holder there; if `rest` names a unit ("1 answer a day"), only those of that unit."""
    gone, unit = 0, unit_in(rest)
    for (_, key), _value in (await services.store.run(settings.values, [scope])).items():
        words = key.split(" ")
        if len(words) != 4 or words[:2] != ["limit", holder] or (unit and words[2] != unit):
            continue
        if await _owners_said(services, origin, scope, key):
            return Response(say("owner_only"))
        gone += await services.store.run(
            settings.change, scope, key, None, by=str(origin.person), at=services.clock.wall()
        )
    services.admission.reopen()
    return Response(say("limit_gone" if gone else "limit_none", whom=_whom(f"{scope}|{holder}", origin)))


async def _owners_said(services: Services, origin: Origin, scope: str, key: str) -> bool:
    """Whether an owner set that limit; an administrator must not loosen it."""
    kept = await services.store.run(settings.kept, [scope])
    return any(each.key == key and is_owners_word(services.gate, origin, each.by) for each in kept)


async def limits_here(allowances: SaysAllowances, origin: Origin) -> list[str]:
    """Every limit that holds for that person there, and how much of it is used."""
    return [_line(had, origin) for had in await allowances.here(origin)] or [say("limits_none")]


def _percent(amount: str) -> int | None:
    """The per cent of a part of what all may have, "80%"; 0 for "off share"; None if it is no such part."""
    found = _PART.fullmatch(amount)
    if found is None:
        return None
    return int(found["percent"] or 0)


def _line(had: Used, origin: Origin) -> str:
    meter, unit = had.meter, had.meter.allowance.unit
    used = money(had.spent.of(unit)) if unit == "dollars" else number(had.spent.of(unit), ",.0f")
    at, left = opening(meter.ends(had.at), had.at, meter.zone)
    whom = _whom(meter.subject, origin)
    if meter.kind == "newcomers":
        whom = say("whom_newcomers", whom=whom)
    return say("limit_line", whom=whom, limit=allowed(meter.allowance), used=used, at=at, left=left)


def _whom(subject: str, origin: Origin) -> str:
    """The people that a count is about, and where, in words for that person."""
    scope, _, holder = subject.partition("|")
    where = say("everywhere") if scope == BOT else say("in_scope", scope=scope_ref(scope))
    return say("whom_where", whom=whom(holder, origin), where=where)


def whom(holder: str, origin: Origin) -> str:
    """The people that a limit is for, in words for that person: everyone together, each of them, a role, somebody."""
    kind, _, id = holder.partition(":")
    if kind in ("all", SHARED):
        return say("whom_all")
    if kind == UNPRICED:
        return say("whom_unpriced")
    if kind == "each":
        return say("whom_each")
    if kind == "role":
        return say("whom_role", role=ref(Reference(origin.place.platform, "role", id)))
    person = Person(origin.place.platform, id) if kind == "person" else Person(kind, id)
    return say("whom_you") if person == origin.person else person_ref(person)
