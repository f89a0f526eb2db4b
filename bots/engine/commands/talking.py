"""Asking, beginning anew, stopping."""

from bots.engine.desk import Desk
from bots.engine.model import Answer, Incoming, Invocation, Origin
from bots.engine.phrases import say
from bots.engine.turns import Running


async def ask(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/ask`: one question."""
    return Incoming(
        invocation.origin,
        id=invocation.id,
        text=invocation.options.get("text", ""),
        addressed=True,
        reply_to=invocation.reply_to,
        quoted=invocation.quoted,
    )


async def new(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/new`: what was said there is forgotten, for the model."""
    if not invocation.origin.linear:
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


async def stop_pressed(desk: Desk, origin: Origin, key: str) -> Answer:
    """The button under a growing answer."""
    answer: Running | None = desk.turns.find(int(key)) if key.isdecimal() else None
    if answer is None:
        return Answer(say("answer_over"))
    if answer.person != origin.person and not await desk.gate.may_change(origin):
        return Answer(say("not_yours_to_stop"))
    answer.stop(say("stopped"))
    return Answer(say("stopping"))
