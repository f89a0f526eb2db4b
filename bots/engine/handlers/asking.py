"""Asking, asking again, going on, beginning anew, stopping."""

from dataclasses import replace

from bots.engine.conversation.queue import Running
from bots.engine.handlers.permissions import pick
from bots.engine.handlers.services import Desk
from bots.engine.language.phrases import say
from bots.engine.seam.values import (
    Again,
    Answer,
    Form,
    Incoming,
    Invocation,
    Origin,
    Press,
    Response,
    Surface,
    ToChat,
    ToInteraction,
)
from bots.engine.storage.records import Given


async def ask(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/ask`: one question."""
    model = await pick(desk, invocation.origin, invocation.options.get("model", ""))
    if isinstance(model, Answer):
        return model
    return Incoming(
        invocation.origin,
        id=invocation.id,
        text=invocation.options.get("text", ""),
        addressed=True,
        reply_to=invocation.reply_to,
        quoted=invocation.quoted,
        asked=True,
        model=model,
    )


async def new(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/new`: what was said there is forgotten, for the model."""
    if not await _is_line(desk, invocation.origin):
        return Answer(say("new_shared"))
    await desk.store.begin(invocation.origin.place, desk.clock.wall())
    return Answer(say("new_started"), private=False)


async def stop(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/stop`: that person's answers there; where they have none, all of them, if they manage the place."""
    origin = invocation.origin
    answers = desk.turns.here(origin.place)
    mine = [answer for answer in answers if answer.person == origin.person]
    if answers and not mine and await desk.gate.may_change(origin):
        mine = list(answers)
    for answer in mine:
        answer.stop(say("stopped"))
    if mine:
        return Answer(say("stopping"))
    return Answer(say("not_yours_to_stop" if answers else "nothing_to_stop"))


async def stop_pressed(desk: Desk, press: Press) -> Answer | Incoming:
    """The button under a growing answer."""
    origin, key = press.origin, press.action.argument
    answer: Running | None = desk.turns.find(int(key)) if key.isdecimal() else None
    if answer is None:
        return Answer(say("answer_over"))
    if answer.person != origin.person and not await desk.gate.may_change(origin):
        return Answer(say("not_yours_to_stop"))
    answer.stop(say("stopped"))
    return Answer(say("stopping"))


async def retry(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/retry`: that person's last answer there anew, or the one that they reply to."""
    origin, store = invocation.origin, desk.store
    row = await store.find(origin.place, invocation.reply_to) if invocation.reply_to else None
    given = await store.given(row) if row is not None else None
    if given is None:
        row = await store.last_answer(origin.place, origin.person)
        given = await store.given(row) if row is not None else None
    return await _again(desk, origin, given, invocation.options.get("model", ""))


async def retry_pressed(desk: Desk, press: Press) -> Answer | Incoming:
    """The button under an answer."""
    return await _again(desk, press.origin, await _given(desk, press), "", press.surface)


async def continue_pressed(desk: Desk, press: Press) -> Answer | Incoming:
    """The other button under the answer to an `/ask`: what comes next is asked for, then it is asked."""
    given = await _given(desk, press)
    if given is None or given.place != press.origin.place or not given.messages:
        return Answer(say("retry_nothing"))
    if given.asker != str(press.origin.person):
        return Answer(say("not_your_button"))
    if not press.text.strip():
        return Answer("", form=Form(say("continue_button"), say("continue_label"), press.action))
    origin = press.origin
    if given.apart:
        if not isinstance(origin.target, ToInteraction):
            return Answer(say("unknown_button"))  # nothing that one person alone saw goes on for all to see
        origin = replace(origin, target=replace(origin.target, private=True))
    return Incoming(origin, "", press.text, addressed=True, reply_to=given.messages[-1], asked=True)


async def _given(desk: Desk, press: Press) -> Given | None:
    row = press.action.argument
    return await desk.store.given(int(row)) if row.isdecimal() and len(row) < 16 else None


async def _again(
    desk: Desk, origin: Origin, given: Given | None, model: str, surface: Surface | None = None
) -> Answer | Incoming:
    if given is None or given.place != origin.place or not given.text:
        return Answer(say("retry_nothing"))
    if given.asker != str(origin.person):
        return Answer(say("not_your_button"))
    line = not given.apart and await _is_line(desk, origin)
    if given.continued or (line and await desk.store.last(origin.place) != given.answer):
        return Answer(say("retry_old"))
    picked = await pick(desk, origin, model)
    if isinstance(picked, Answer):
        return picked
    target = _target(origin, surface)
    if given.apart and not (isinstance(target, ToInteraction) and target.private):
        return Answer(say("unknown_button"))
    again = Again(given.answer, surface)
    desk.submit(
        Incoming(replace(origin, target=target), "", given.text, addressed=True, asked=True, model=picked, again=again)
    )
    return Answer("")  # what there is to see is the answer, in its old place


def _target(origin: Origin, surface: Surface | None) -> ToChat | ToInteraction:
    """Where go what does not fit into the old message, and a word about why there is no answer."""
    place = origin.place
    if isinstance(surface, Response):
        return ToInteraction(place, surface.app, surface.token, surface.expires, private=True, follow_up=True)
    if isinstance(origin.target, ToInteraction):
        return ToChat(place)  # the command's own response says nothing
    return origin.target


async def _is_line(desk: Desk, origin: Origin) -> bool:
    return origin.linear or (await desk.keeper.here(origin)).memory == "channel"
