"""What only an owner does: pausing, servers, who owns the bot, and where it reports."""

from bots.engine.access.verdicts import server_subject
from bots.engine.handlers.permissions import reach_scope
from bots.engine.handlers.services import Desk
from bots.engine.language.phrases import say
from bots.engine.owner.alerts import place_of
from bots.engine.seam.values import Action, Answer, Button, Incoming, Invocation, Origin, Person, Press
from bots.engine.spending.admission import PAUSED
from bots.engine.spending.limits import BOT
from bots.engine.storage import grants
from bots.engine.storage import servers as stored_servers
from bots.engine.storage.records import Grant

SHOWN = 20
"""Servers that `/servers` lists; the undecided first."""
WITH_BUTTONS = 5


async def pause(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/pause`: nobody but owners is answered there."""
    scope = _scope(invocation)
    if not scope:
        return Answer(say("no_server"))
    by, at = str(invocation.origin.person), desk.clock.wall()
    await desk.store.set_setting(scope, PAUSED, "yes", by=by, at=at)
    return Answer(say("paused_now", scope=_shown(scope)))


async def resume(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/resume`: they are again."""
    scope = _scope(invocation)
    if not scope:
        return Answer(say("no_server"))
    by, at = str(invocation.origin.person), desk.clock.wall()
    was = await desk.store.clear_setting(scope, PAUSED, by=by, at=at)
    still = await desk.admission.is_paused(invocation.origin)
    if still:
        return Answer(say("paused_still"))
    return Answer(say("resumed" if was else "not_paused", scope=_shown(scope)))


def _scope(invocation: Invocation) -> str:
    return reach_scope("owner", invocation.options.get("scope", ""), invocation.origin)


def _shown(scope: str) -> str:
    return say("everywhere") if scope == BOT else scope


async def servers(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/servers`: where the bot is, and who else asks."""
    return await _servers(desk)


async def _servers(desk: Desk) -> Answer:
    there = [each for each in await desk.store.run(stored_servers.memberships) if not each.removed]
    states: dict[str, Grant] = dict.fromkeys(await desk.store.run(grants.asked), "asked")
    names = [server_subject(each.platform, each.server) for each in there]
    states |= desk.gate.doors.grants(await desk.store.run(grants.grants, names), names)
    if not states:
        return Answer(say("servers_none"))
    order = ("asked", "", "denied", "allowed")
    listed = sorted(states, key=lambda subject: (order.index(states[subject]), subject))
    lines = [say("servers_head"), ""]
    for number, subject in enumerate(listed[:SHOWN], start=1):
        lines.append(say("servers_line", number=str(number), subject=subject, state=_state(states[subject])))
    if len(listed) > SHOWN:
        lines.append(say("servers_more", count=str(len(listed) - SHOWN)))
    rows = [_row(number, subject) for number, subject in enumerate(listed[:WITH_BUTTONS], start=1)]
    return Answer("\n".join(lines), buttons=tuple(row for row in rows if row))


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
        Button(f"{number} {say('allow_button')}", Action("allow", subject)),
        Button(f"{number} {say('deny_button')}", Action("deny", subject)),
    ]
    if ":person:" not in subject:
        buttons.append(Button(f"{number} {say('leave_button')}", Action("leave", subject)))
    return tuple(button for button in buttons if button.action.fits())


async def leave_pressed(desk: Desk, press: Press) -> Answer:
    """The button beside a server."""
    if press.origin.person not in desk.gate.owners:
        return Answer(say("owner_only"))
    platform, _, rest = press.action.argument.partition(":")
    server = rest.partition(":")[2]
    done = await desk.house.leave(platform, server)
    return Answer(say("left" if done else "not_left", subject=press.action.argument))


async def owner(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/owner`: who owns the bot and where it reports; adding, removing, choosing a log channel."""
    origin, options = invocation.origin, invocation.options
    what, who = options.get("what", ""), options.get("who", "").strip()
    if what == "log":
        return await _log(desk, origin, who)
    if what not in ("add", "remove"):
        listed = ", ".join(sorted(map(str, desk.gate.owners)))
        where = str(desk.voice.log) if desk.voice.log else say("log_private")
        return Answer(say("owner_list", owners=listed, log=where))
    person = _person(origin, who)
    if person is None:
        return Answer(say("person_unclear"))
    if what == "remove":
        return Answer(say(await desk.gate.remove_owner(person), person=str(person)))
    added = await desk.gate.add_owner(person)
    return Answer(say("owner_added" if added else "owner_already", person=str(person)))


async def _log(desk: Desk, origin: Origin, where: str) -> Answer:
    by, at = str(origin.person), desk.clock.wall()
    if where in ("", "off", "private"):
        await desk.store.set_setting(BOT, "log", "", by=by, at=at)
        desk.voice.log = None
        return Answer(say("log_is", log=say("log_private")))
    place = origin.place if where == "here" else place_of(where)
    if place is None or place.platform not in desk.platforms:
        return Answer(say("place_unclear"))
    await desk.store.set_setting(BOT, "log", str(place), by=by, at=at)
    desk.voice.log = place
    return Answer(say("log_is", log=str(place)))


def _person(origin: Origin, text: str) -> Person | None:
    """ "123" is somebody on the same platform, "discord:123" somebody on that one."""
    platform, colon, id = text.rpartition(":")
    if not (id.isascii() and id.isdigit() and len(id) <= 25):
        return None
    return Person(platform if colon else origin.person.platform, id)
