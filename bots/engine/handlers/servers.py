"""Where the bot is, who wants to use it, and who is let in or shut out everywhere."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.delivery.notices import Notices
from bots.engine.handlers.paging import paged
from bots.engine.language.phrases import say, say_in
from bots.engine.names.names import Names
from bots.engine.owner.strangers import with_members
from bots.engine.seam import panels
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import Person
from bots.engine.seam.references import Reference, subject_ref
from bots.engine.seam.shown import Action, Button, Panel, Response
from bots.engine.storage import grants
from bots.engine.storage import servers as stored_servers
from bots.engine.storage.records import Grant
from bots.engine.storage.store import Store
from bots.engine.upkeep.housekeeping import Housekeeping
from provider.values import replace

ON_A_PAGE = 5
"""Servers and people on one page, each with a row of buttons; undecided ones come first."""
MOST = 500
"""Decisions that are read for that."""


class Services(Protocol):
    """The services that the list of servers needs."""

    @property
    def store(self) -> Store: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def names(self) -> Names: ...

    @property
    def housekeeping(self) -> Housekeeping: ...

    @property
    def notices(self) -> Notices: ...


async def servers(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/servers`: where the bot is, who wants to use it, and who is let in or shut out everywhere."""
    return await _page(services, 0)


async def servers_pressed(services: Services, press: Press) -> Response | Incoming:
    """The buttons of that list: "2" shows its third page, "2 deny discord:server:9" decides and shows it again."""
    if press.origin.person not in services.gate.owners:
        return Response(say("owner_only"))
    at, _, rest = press.action.argument.partition(" ")
    what, _, subject = rest.partition(" ")
    said = ""
    if what in ("allow", "deny"):
        said = await decide(services, press.origin.person, subject, allow=what == "allow")
    elif what == "leave":
        said = await _leave(services, subject)
    number = int(at) if at.isdecimal() and len(at) < 6 else 0
    return replace(await _page(services, number, said), replace=True)


async def leave_pressed(services: Services, press: Press) -> Response:
    """Leave, the button beside a server in a list of an earlier version."""
    if press.origin.person not in services.gate.owners:
        return Response(say("owner_only"))
    return Response(await _leave(services, press.action.argument))


async def decide_pressed(services: Services, press: Press) -> Response:
    """Allow and Deny, the buttons below the question about somebody who wants to use the bot."""
    origin, action = press.origin, press.action
    said = await decide(services, origin.person, action.argument, allow=action.name == "allow")
    return Response(said, replace=True)


async def decide(services: Services, owner: Person, subject: str, *, allow: bool) -> str:
    """Let a server or a person in, or shut it out; who is let in is told. Returns the sentence for the owner."""
    decided = await services.gate.decide(owner, subject, allow=allow)
    if decided.let_in is not None:
        locale = await services.names.locale(decided.let_in)
        services.notices.tell(decided.let_in, Response(say_in(locale, "let_in")))
    return decided.words


async def _leave(services: Services, subject: str) -> str:
    platform, _, rest = subject.partition(":")
    done = await services.housekeeping.leave(platform, rest.partition(":")[2])
    return say("left" if done else "not_left", subject=subject_ref(subject))


async def _page(services: Services, number: int, said: str = "") -> Response:
    """A page of the list. `said`: what has just been decided."""
    states = await _states(services)
    if not states:
        return Response("\n".join(filter(None, (said, say("servers_none")))))
    order = ("asked", "", "denied", "allowed")
    listed = sorted(states, key=lambda subject: (order.index(states[subject]), subject))
    page = paged(tuple(enumerate(listed, start=1)), number, ON_A_PAGE)
    called = await asyncio.gather(*(_with_members(services, subject) for _, subject in page.items))
    lines = tuple(
        say("servers_line", number=str(at), subject=name, state=_state(states[subject]))
        for (at, subject), name in zip(page.items, called, strict=True)
    )
    rows = (_row(at, subject, states[subject], page.number) for at, subject in page.items)
    turning = page.turning(lambda other: Action("servers", str(other)))
    buttons = (*filter(None, rows), *turning)
    return panels.shown(Panel(say("servers_head"), lines, said, buttons=buttons, page=page.words))


async def _states(services: Services) -> Mapping[str, Grant]:
    """All servers and people of whom something is known or decided, and what."""
    doors = services.gate.doors
    there = [each for each in await services.store.run(stored_servers.memberships) if not each.removed]
    names = [doors.subjects.server(each.platform, each.server) for each in there]
    kept = await services.store.run(grants.decided, MOST)
    everybody = (*kept, *names, *sorted(doors.allowed | doors.denied))
    return {whom: grant or kept.get(whom, "") for whom, grant in doors.grants(kept, everybody).items()}


async def _with_members(services: Services, subject: str) -> str:
    """Who is meant; of a server also how many are in it."""
    meant = Reference.of(subject)
    if meant.kind != "server":
        return subject_ref(subject)
    return with_members(subject_ref(subject), (await services.names.server(meant.platform, meant.id)).members)


def _state(grant: Grant) -> str:
    match grant:
        case "allowed":
            return say("state_allowed")
        case "denied":
            return say("state_denied")
        case _:
            return say("state_undecided")


def _row(number: int, subject: str, state: Grant, page: int) -> tuple[Button, ...]:
    """What can be decided about a server or a person that is not so already."""

    def action(what: str) -> Action:
        return Action("servers", f"{page} {what} {subject}")

    buttons = []
    if state != "allowed":
        buttons.append(Button(f"{number} {say('allow_button')}", action("allow"), "primary"))
    if state != "denied":
        buttons.append(Button(f"{number} {say('deny_button')}", action("deny"), "danger"))
    if ":person:" not in subject:
        buttons.append(Button(f"{number} {say('leave_button')}", action("leave"), "danger"))
    return tuple(button for button in buttons if button.action.fits())
