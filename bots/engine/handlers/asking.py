"""Asking, asking again, going on, starting anew, stopping."""

from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.conversation.asked import Ended
from bots.engine.conversation.queue import ReplyQueue, Running
from bots.engine.handlers.permissions import pick
from bots.engine.language.phrases import say, speak
from bots.engine.reply.buttons import BY_ACTION
from bots.engine.runtime.clock import Clock
from bots.engine.seam.incoming import Again, Incoming, Invocation, Origin, Press
from bots.engine.seam.places import InteractionMessage, Surface, ToChat, ToInteraction
from bots.engine.seam.shown import Form, Response
from bots.engine.seam.targets import next_target
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.storage import answers, inbox, messages
from bots.engine.storage.records import StoredAnswer
from bots.engine.storage.store import Store
from provider.values import replace


class Holds(Protocol):
    """Holds messages of which more is to come."""

    def drop(self, origin: Origin) -> tuple[Incoming, ...]:
        """Drop what that person has begun to send there; returns its messages."""


class Services(Protocol):
    """The services that asking needs."""

    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def queue(self) -> ReplyQueue: ...

    @property
    def place_settings(self) -> PlaceSettings: ...


class HasStore(Protocol):
    """The service that finding an answer needs."""

    @property
    def store(self) -> Store: ...


class HasGate(Protocol):
    """The service that says whose buttons are whose."""

    @property
    def gate(self) -> Gate: ...


class Stops(Protocol):
    """The services that stopping needs."""

    @property
    def store(self) -> Store: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def queue(self) -> ReplyQueue: ...

    @property
    def gathering(self) -> Holds: ...


async def ask(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/ask`: a question."""
    model = await pick(services.gate, services.place_settings, invocation.origin, invocation.options.get("model", ""))
    if isinstance(model, Response):
        return model
    return Incoming(
        invocation.origin,
        id=invocation.id,
        text=invocation.options.get("text", ""),
        addressed=True,
        reply_to=invocation.reply_to,
        quoted=invocation.quoted,
        selected=invocation.selected,
        quoted_from=invocation.quoted_from,
        attachments=invocation.attachments,
        quoted_attachments=invocation.quoted_attachments,
        unread=invocation.unread,
        asked=True,
        model=model,
        age=invocation.age,
    )


async def new(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/new`: start a new conversation; the model reads nothing from before."""
    memory = (await services.place_settings.here(invocation.origin)).memory
    if memory == "off" and not invocation.origin.linear:
        return Response(say("new_shared"))
    place = invocation.origin.place
    await services.store.run(messages.begin, place, services.clock.wall())
    services.queue.leave_behind(place)
    for answer in services.queue.here(place):
        answer.hurry()
    speak(services.place_settings.language_for_all(invocation.origin))
    return Response(say("new_started"), private=False)


async def stop(services: Stops, invocation: Invocation) -> Response | Incoming:
    """`/stop`: stop the person's answers there; without any, all answers, if the person keeps order in the place.

    What they have begun to send there is not asked any more.
    """
    origin = invocation.origin
    dropped = services.gathering.drop(origin)
    if dropped:
        await services.store.run(inbox.end, [each.committed for each in dropped if each.committed])
        await services.store.erase_log()
    answers = services.queue.here(origin.place)
    mine = [answer for answer in answers if answer.person == origin.person]
    if answers and not (mine or dropped) and await services.gate.roles.may_stop(origin):
        mine = list(answers)
    for answer in mine:
        answer.stop("stopped")
    if mine or dropped:
        return Response(say("stopping"))
    return Response(say("not_yours_to_stop" if answers else "nothing_to_stop"))


async def stop_pressed(services: Services, press: Press) -> Response | Incoming:
    """Stop, the button under a growing answer."""
    return await _stopped(services, press, "stopped")


async def _stopped(services: Services, press: Press, by: Ended) -> Response | Incoming:
    key = press.action.argument
    answer: Running | None = services.queue.find(int(key)) if key.isdecimal() else None
    if answer is None or answer.place != press.origin.place:  # who keeps order here stops nothing elsewhere
        return Response(say("answer_over"), over=by == "stopped" and await _is_unknown(services, press.surface))
    if refused := await not_theirs(services, press.action.name, press.origin, str(answer.person)):
        return refused
    answer.stop(by)
    return Response(say("stopping"))


async def _is_unknown(services: HasStore, surface: Surface) -> bool:
    """Whether a message is part of no answer that is kept: nobody heard that it stands, so nobody takes its button."""
    return not await services.store.run(messages.ours_among, surface.place, [surface.id])


async def now_pressed(services: Services, press: Press) -> Response | Incoming:
    """Answer this now, the button of a question that waits: the answer before it ends as it is.

    Whoever may stop that answer may press it: it does the same to it.
    """
    return await _stopped(services, press, "stopped_for_next")


async def retry(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/retry`: answer anew what the person replies to, else their last question there."""
    stored = await _meant(services, invocation)
    answer = await again(services, invocation.origin, stored, invocation.options.get("model", ""))
    return _by_command(answer, invocation)


async def retry_pressed(services: Services, press: Press) -> Response | Incoming:
    """Retry, the button under an answer."""
    answer = await again(services, press.origin, await _stored(services, press), "", press.surface)
    return _as_before(answer, press)


def _by_command(answer: Response | Incoming, invocation: Invocation) -> Response | Incoming:
    """The answer keeps the buttons of an answer to a command: it may be one, and then only they reach the bot."""
    if not isinstance(answer, Incoming) or answer.again is None:
        return answer
    to_command = isinstance(invocation.origin.target, ToInteraction)
    return replace(answer, again=replace(answer.again, to_command=to_command))


def _as_before(answer: Response | Incoming, press: Press) -> Response | Incoming:
    """The answer in an old place keeps the buttons that belong there."""
    if not isinstance(answer, Incoming) or answer.again is None:
        return answer
    return replace(answer, again=replace(answer.again, to_command=press.to_command))


async def edited_pressed(services: Services, press: Press) -> Response | Incoming:
    """Answer the edit, the button under an answer: it is given anew; behind others, the question is asked once more."""
    origin = press.origin
    row, _, message = press.action.argument.partition(".")
    stored = await answer_in(services, row)
    if stored is None or stored.place != origin.place or not (stored.text or stored.attached):
        return Response(say("retry_nothing"))
    if refused := await not_theirs(services, "edited", origin, stored.asker):
        return refused
    there = replace(origin, target=_target(origin, press.surface))
    anew = Incoming(there, "", stored.text, addressed=True, asked=True, again=Again(stored.answer, press.surface))
    if not await _is_line(services, origin):
        return Response(say("retry_old")) if stored.continued else anew
    last = await services.store.run(messages.last, origin.place)
    if last in (None, stored.answer):
        return anew
    newest = await services.store.run(answers.stored_answer, last)
    if newest is not None and (newest.asker, newest.text) == (stored.asker, stored.text):  # pressed twice
        return Response(say("retry_old"))
    under_it = replace(origin, target=ToChat(origin.place, reply_to=message))
    return Incoming(under_it, "", stored.text, addressed=True, asked=True)


async def go_on_pressed(services: Services, press: Press) -> Response | Incoming:
    """Go on, the button under an answer that was cut or broke off. It names the length of what it goes on from."""
    row, _, length = press.action.argument.partition(".")
    stored = await answer_in(services, row)
    if stored is not None and stored.open_part is None and services.queue.question(stored.question):
        return Response(say("go_on_early"))  # its last frame may stand before it is known that it does
    if stored is not None and str(len(stored.said)) != length:
        return Response(say("go_on_late"))
    return _as_before(await _go_on(services, press.origin, stored, press.surface), press)


async def go_on(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/continue`: go on with what the person replies to, else with the last answer to them there."""
    if invocation.origin.guest:
        return Response(say("go_on_by_button"))
    return _by_command(await _go_on(services, invocation.origin, await _meant(services, invocation)), invocation)


async def _go_on(
    services: Services, origin: Origin, stored: StoredAnswer | None, surface: Surface | None = None
) -> Response | Incoming:
    if stored is None or stored.place != origin.place or not stored.said or stored.open_part is None:
        return Response(say("go_on_nothing"))
    if refused := await not_theirs(services, "go_on", origin, stored.asker):
        return refused
    if await _is_over(services, origin, stored):
        return Response(say("retry_old"))
    target = origin.target if isinstance(surface, InteractionMessage) else _target(origin, None)
    if stored.apart and not (isinstance(target, ToInteraction) and target.private):
        return Response(say("unknown_button"))
    again = Again(stored.answer, surface, behind=len(stored.said))
    origin = replace(origin, target=target)
    return Incoming(origin, "", say("go_on_button"), addressed=True, asked=True, again=again)


async def not_theirs(services: HasGate, action: str, origin: Origin, asker: str) -> Response | None:
    """The refusal if that person may not press the button of the answer to `asker`; None if they may."""
    kind, roles = BY_ACTION[action], services.gate.roles
    match kind.pressed_by:
        case "anyone":
            may = True
        case "administrators":
            may = await roles.may_change(origin)
        case _ if asker == str(origin.person):
            may = True
        case "asker or administrators":
            may = await roles.may_change(origin)
        case "asker or moderators":
            may = await roles.may_stop(origin)
        case "asker":
            may = False
    return None if may else Response(say(kind.refused))


async def continue_pressed(services: Services, press: Press) -> Response | Incoming:
    """Reply, the button under the answer to an `/ask`: a form asks for the next question, then that is asked."""
    stored = await _stored(services, press)
    if stored is not None and stored.hidden:  # while somebody wrote into the form, another version took its place
        row = await services.store.run(answers.shown, stored.answer)
        stored = await services.store.run(answers.stored_answer, row)
    if stored is None or stored.place != press.origin.place or not stored.messages:
        return Response(say("retry_nothing"))
    if refused := await not_theirs(services, "continue", press.origin, stored.asker):
        return refused
    if not press.text.strip():
        return Response(say("unknown_button"), form=Form(say("reply_button"), say("continue_label"), press.action))
    origin = press.origin
    if stored.apart:
        if not isinstance(origin.target, ToInteraction):
            return Response(say("unknown_button"))  # what only one person saw must not go on for all to see
        origin = replace(origin, target=replace(origin.target, private=True))
    return Incoming(origin, "", press.text, addressed=True, reply_to=stored.messages[-1], asked=True)


async def _stored(services: Services, press: Press) -> StoredAnswer | None:
    return await answer_in(services, press.action.argument)


async def answer_in(services: HasStore, row: str) -> StoredAnswer | None:
    """The answer in that row; None if there is none, or it is no number of a row."""
    return await services.store.run(answers.stored_answer, int(row)) if row.isdecimal() and len(row) < 16 else None


async def _meant(services: Services, invocation: Invocation) -> StoredAnswer | None:
    """The answer that the person replies to, else the last one to them there."""
    origin, store = invocation.origin, services.store
    row = await store.run(messages.find, origin.place, invocation.reply_to) if invocation.reply_to else None
    stored = await store.run(answers.stored_answer, row) if row is not None else None
    if stored is None:
        row = await store.run(answers.last_answer, origin.place, origin.person)
        stored = await store.run(answers.stored_answer, row) if row is not None else None
    return stored


async def _is_over(services: Services, origin: Origin, stored: StoredAnswer) -> bool:
    """Whether something follows the answer already."""
    line = not stored.apart and await _is_line(services, origin)
    return stored.continued or (line and await services.store.run(messages.last, origin.place) != stored.answer)


async def not_anew(services: Services, origin: Origin, stored: StoredAnswer | None) -> Response | None:
    """Why that person cannot have the answer anew; None if they can."""
    if stored is None or stored.place != origin.place or not (stored.text or stored.attached):
        return Response(say("retry_nothing"))
    if refused := await not_theirs(services, "again", origin, stored.asker):
        return refused
    return Response(say("retry_old")) if await _is_over(services, origin, stored) else None


async def again(
    services: Services, origin: Origin, stored: StoredAnswer | None, model: str, surface: Surface | None = None
) -> Response | Incoming:
    """The question of an answer once more, for the model of that name (empty: the one there), or why not.

    `surface`: as in `Again`.
    """
    if refused := await not_anew(services, origin, stored):
        return refused
    assert stored is not None
    picked = await pick(services.gate, services.place_settings, origin, model)
    if isinstance(picked, Response):
        return picked
    target = _target(origin, surface)
    if stored.apart and not (isinstance(target, ToInteraction) and target.private):
        return Response(say("unknown_button"))
    once_more = Again(stored.answer, surface)
    origin = replace(origin, target=target)
    return Incoming(origin, "", stored.text, addressed=True, asked=True, model=picked, again=once_more)


def _target(origin: Origin, surface: Surface | None) -> ToChat | ToInteraction:
    """The target of what does not fit into the old message, and of a sentence if there is no answer."""
    place = origin.place
    if isinstance(surface, InteractionMessage):
        return replace(next_target(surface), private=True)
    if isinstance(origin.target, ToInteraction):
        return ToChat(place)  # the command's own response says nothing
    return origin.target


async def _is_line(services: Services, origin: Origin) -> bool:
    return origin.linear or (await services.place_settings.here(origin)).memory == "channel"
