"""Where the bot is, who wants to use it, and who is let in or shut out everywhere."""

import asyncio
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.language.phrases import say
from bots.engine.names.names import Names
from bots.engine.owner.strangers import with_members
from bots.engine.seam.references import Reference, subject_ref
from bots.engine.seam.values import Action, Button, Incoming, Invocation, Press, Response
from bots.engine.storage import grants
from bots.engine.storage import servers as stored_servers
from bots.engine.storage.records import Grant
from bots.engine.storage.store import Store
from bots.engine.upkeep.housekeeping import Housekeeping

SHOWN = 20
"""Servers and people that `/servers` lists; undecided ones come first."""
WITH_BUTTONS = 5
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


async def servers(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/servers`: where the bot is, who wants to use it, and who is let in or shut out everywhere."""
    doors = services.gate.doors
    there = [each for each in await services.store.run(stored_servers.memberships) if not each.removed]
    names = [doors.subjects.server(each.platform, each.server) for each in there]
    kept = await services.store.run(grants.decided, MOST)
    everybody = (*kept, *names, *sorted(doors.allowed | doors.denied))
    states = {whom: grant or kept.get(whom, "") for whom, grant in doors.grants(kept, everybody).items()}
    if not states:
        return Response(say("servers_none"))
    order = ("asked", "", "denied", "allowed")
    listed = sorted(states, key=lambda subject: (order.index(states[subject]), subject))
    lines = [say("servers_head"), ""]
    shown = await asyncio.gather(*(_with_members(services, subject) for subject in listed[:SHOWN]))
    for number, (subject, called) in enumerate(zip(listed, shown, strict=False), start=1):
        lines.append(say("servers_line", number=str(number), subject=called, state=_state(states[subject])))
    if len(listed) > SHOWN:
        lines.append(say("servers_more", count=len(listed) - SHOWN))
    rows = [_row(number, subject) for number, subject in enumerate(listed[:WITH_BUTTONS], start=1)]
    return Response("\n".join(lines), buttons=tuple(row for row in rows if row))


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


def _row(number: int, subject: str) -> tuple[Button, ...]:
    buttons = [
        Button(f"{number} {say('allow_button')}", Action("allow", subject), "primary"),
        Button(f"{number} {say('deny_button')}", Action("deny", subject), "danger"),
    ]
    if ":person:" not in subject:
        buttons.append(Button(f"{number} {say('leave_button')}", Action("leave", subject), "danger"))
    return tuple(button for button in buttons if button.action.fits())


async def leave_pressed(services: Services, press: Press) -> Response:
    """Leave, the button beside a server."""
    if press.origin.person not in services.gate.owners:
        return Response(say("owner_only"))
    platform, _, rest = press.action.argument.partition(":")
    server = rest.partition(":")[2]
    done = await services.housekeeping.leave(platform, server)
    return Response(say("left" if done else "not_left", subject=subject_ref(press.action.argument)))
