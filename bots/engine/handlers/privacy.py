"""What is kept of somebody, for how long, and who reads it; their own data as a file, and gone."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime

from bots.engine.handlers.permissions import is_anothers
from bots.engine.handlers.services import Desk
from bots.engine.language.phrases import say
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import Outcome
from bots.engine.seam.values import (
    Action,
    Answer,
    Button,
    File,
    Incoming,
    Invocation,
    Origin,
    Person,
    Place,
    Press,
    ToInteraction,
)
from bots.engine.storage import personal_data, usage
from bots.engine.storage.records import Said
from provider import Catalog

FORGET, EXPORT = "forget", "export"
SURE, NO = "yes", "no"

_PATIENCE = 10.0
"""Seconds for answers that grow to come to their end before what is kept of them goes."""
_LOOK = 0.05


async def privacy(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/privacy`."""
    return await _shown(desk, invocation.origin)


async def forget_pressed(desk: Desk, press: Press) -> Answer | Incoming:
    """Forget me: asks once more, then does it."""
    if is_anothers(press):
        return Answer(say("not_your_button"))
    match press.action.argument:
        case "yes":
            await _end_answers(desk, press.origin.person)
            count = await desk.store.run(personal_data.forget, press.origin.person, await _alone(desk, press.origin))
            await desk.store.erase_log()
            await desk.keeper.load()
            return Answer(say("forgotten", count=str(count)), replace=True)
        case "no":
            shown = await _shown(desk, press.origin)
            return Answer(shown.text, buttons=shown.buttons, replace=True)
    sure = Button(say("forget_sure_button"), Action(FORGET, SURE))
    back = Button(say("back_button"), Action(FORGET, NO))
    return Answer(say("forget_sure"), buttons=((sure,), (back,)), replace=True)


async def export_pressed(desk: Desk, press: Press) -> Answer | Incoming:
    """All that is kept of somebody, as a file that they alone get."""
    if is_anothers(press):
        return Answer(say("not_your_button"))
    origin = press.origin
    if not _is_alone(origin):
        return Answer(say("privacy_alone"))
    said = await desk.store.run(personal_data.dossier, origin.person)
    had = await desk.store.run(usage.by, origin.person, date(1970, 1, 1))
    kept = {
        "person": str(origin.person),
        "written": _moment(desk.clock.wall()),
        "messages": [_message(one) for one in said],
        "counters": [
            {
                "day": one.day.isoformat(),
                "model": one.model,
                "answers": one.answers,
                "input_tokens": one.given,
                "output_tokens": one.made,
            }
            for one in had
        ],
    }
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    return Answer(say("exported", count=str(len(said))), file=File("parley.json", content))


def _message(said: Said) -> dict[str, object]:
    return {"at": _moment(said.at), "place": str(said.place), "you": said.text, "answers": said.answers}


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


async def _shown(desk: Desk, origin: Origin) -> Answer:
    days = desk.house.keep_days
    lines = [
        await _who_reads(desk, origin),
        say("privacy_kept", days=str(days)) if days else say("privacy_not_kept"),
        say("privacy_counted"),
    ]
    if not _is_alone(origin):
        return Answer("\n\n".join((*lines, say("privacy_alone"))))
    export = Button(say("export_button"), Action(EXPORT))
    forget = Button(say("forget_button"), Action(FORGET))
    return Answer("\n\n".join(lines), buttons=((export, forget),))


async def _who_reads(desk: Desk, origin: Origin) -> str:
    """The company behind the model that answers there, and those that may answer in its place."""
    catalog, chosen = desk.catalog, (await desk.model_here(origin)).value
    terminal = isinstance(desk.platforms[origin.place.platform], Outcome)
    model = await catalog.answering(chat=not terminal) if chosen == "auto" else catalog.standing(chosen).name
    readers = _readers(catalog, catalog.stand_ins(chosen), catalog.reader(model))
    others = say("privacy_stand_ins", others=", ".join(readers)) if readers else ""
    return " ".join(filter(None, (_reader(catalog, model), others)))


def _reader(catalog: Catalog, model: str) -> str:
    company = catalog.reader(model) or model.partition("/")[0]
    match catalog.trust(model):
        case "stranger":
            return say("privacy_stranger", company=company, model=model)
        case "local":
            return say("privacy_local", model=model)
        case "demo":
            return say("privacy_demo")
        case "account":
            return say("privacy_account", company=company, model=model)
        case _:
            return say("privacy_nobody")


def _readers(catalog: Catalog, models: tuple[str, ...], but: str) -> list[str]:
    """Each once, in their order; strangers are named as what they are."""
    found: dict[str, str] = {}
    for model in models:
        company = catalog.reader(model)
        if company and company != but:
            stranger = catalog.trust(model) == "stranger"
            found.setdefault(company, say("privacy_a_stranger", company=company) if stranger else company)
    return list(found.values())


def _is_alone(origin: Origin) -> bool:
    """Whether an answer is seen by that person only."""
    return origin.private or isinstance(origin.target, ToInteraction)


async def _end_answers(desk: Desk, person: Person) -> None:
    """What grows for them would be kept once it stands."""
    with suppress(TimeoutError):
        await desk.clock.within(_PATIENCE, _ended(desk, person))


async def _ended(desk: Desk, person: Person) -> None:
    while desk.turns.is_busy_with(person):
        for answer in desk.turns.all():
            if answer.person == person:
                answer.stop(say("stopped"))
        await desk.clock.sleep(_LOOK)


async def _alone(desk: Desk, origin: Origin) -> Place | None:
    """Their private chat: what was chosen there is theirs."""
    if origin.private:
        return origin.place
    try:
        return (await desk.platforms[origin.place.platform].private_chat(origin.person)).place
    except PlatformError:
        return None
