"""What is kept of a person, for how long, and who reads it; their data as a file, and forgetting it."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Protocol

from bots.engine.handlers.permissions import is_anothers
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.seam import panels
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import Place, ToInteraction
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.seam.shown import Action, Button, File, Panel, Response
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.storage import inbox, names, opt_outs, personal_data, usage
from bots.engine.storage.records import Facts, Said
from bots.engine.storage.store import Store
from bots.engine.upkeep.forgetting import Forgetting
from provider import Catalog
from provider.values import fields, replace

FORGET, EXPORT, UNREAD = "forget", "export", "unread"
SURE, NO = "yes", "no"


class Services(Protocol):
    """The services that `/privacy` and its buttons need."""

    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def forgetting(self) -> Forgetting: ...

    @property
    def place_settings(self) -> PlaceSettings: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...


async def privacy(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/privacy`: what is kept, who reads it, and buttons to export and to forget."""
    return await _shown(services, invocation.origin)


async def forget_pressed(services: Services, press: Press) -> Response | Incoming:
    """Forget me: asks once more, then forgets."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    match press.action.argument:
        case "yes":
            done = await services.forgetting.person(press.origin.person, await _alone(services, press.origin))
            await services.place_settings.load()
            return Response(done.words(), replace=True)
        case "no":
            return replace(await _shown(services, press.origin), replace=True)
    sure = Button(say("forget_sure_button"), Action(FORGET, SURE), "danger")
    back = Button(say("back_button"), Action(FORGET, NO))
    return Response(say("forget_sure"), buttons=((sure,), (back,)), replace=True)


async def unread_pressed(services: Services, press: Press) -> Response | Incoming:
    """Do not read my messages for others, and its opposite."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    out, at = press.action.argument == SURE, services.clock.wall()
    await services.store.run(opt_outs.choose, press.origin.person, out=out, at=at)
    return replace(await _shown(services, press.origin), replace=True)


async def export_pressed(services: Services, press: Press) -> Response | Incoming:
    """Export: all that is kept of the person, as a file that only they get."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    origin = press.origin
    if not _is_alone(origin):
        return Response(say("privacy_alone"))
    said = await services.store.run(personal_data.dossier, origin.person)
    called = await services.store.run(names.of_person, origin.person)
    had = await services.store.run(usage.by, origin.person, date(1970, 1, 1))
    kept = {
        "person": str(origin.person),
        "written": _moment(services.clock.wall()),
        "names": [
            {"of": one.subject, "name": one.name, "handle": one.handle, "language": one.locale} for one in called
        ],
        "read_for_others": not await services.store.run(opt_outs.among, [origin.person]),
        "waiting": [
            {"at": _moment(one.at), "place": str(one.incoming.origin.place), "you": one.incoming.text}
            for one in await services.store.run(inbox.unbegun_of, origin.person)
        ],
        "messages": [_message(one) for one in said],
        "counters": [
            {
                "day": one.day.isoformat(),
                "model": one.model,
                "answers": one.answers,
                "input_tokens": one.input_tokens,
                "output_tokens": one.output_tokens,
            }
            for one in had
        ],
    }
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    return Response(say("exported", count=len(said)), file=File("parley.json", content))


def _message(said: Said) -> dict[str, object]:
    return {
        "at": _moment(said.at),
        "place": str(said.place),
        "you": said.text,
        "attached": [{"kind": each.kind, "name": each.name, "text": each.text} for each in said.attached],
        "answers": said.answers,
        "sources": [[{"title": each.title, "url": each.url} for each in sources] for sources in said.sources],
        "facts": [_facts(each) for each in said.facts],
    }


def _facts(facts: Facts) -> dict[str, object]:
    """What is known of an answer, without what is not known."""
    kept = {each.name: getattr(facts, each.name) for each in fields(facts)}
    return {name: dict(value) if name == "remarks" else value for name, value in kept.items() if value}


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


async def _shown(services: Services, origin: Origin) -> Response:
    days = services.forgetting.keep_days
    lines = [
        await _who_reads(services, origin),
        say("privacy_kept", days=days) if days else say("privacy_not_kept"),
        say("privacy_counted"),
        say("privacy_read"),
    ]
    if not _is_alone(origin):
        return panels.shown(Panel(say("privacy_head"), about="\n\n".join((*lines, say("privacy_alone")))))
    out = bool(await services.store.run(opt_outs.among, [origin.person]))
    if out:
        lines[-1] = say("privacy_unread")
    reading = Button(say("read_button" if out else "unread_button"), Action(UNREAD, NO if out else SURE))
    export = Button(say("export_button"), Action(EXPORT))
    forget = Button(say("forget_button"), Action(FORGET), "danger")
    return panels.shown(Panel(say("privacy_head"), about="\n\n".join(lines), buttons=((export, forget), (reading,))))


async def _who_reads(services: Services, origin: Origin) -> str:
    """The company behind the model that answers there, those behind its stand-ins, its eyes and its ears."""
    catalog, chosen = services.catalog, (await services.place_settings.model(origin)).value
    terminal = isinstance(services.platforms[origin.place.platform], ShowsOutcome)
    model = await catalog.answering(chat=not terminal) if chosen == "auto" else catalog.facts(chosen).name
    companies = _companies(catalog, catalog.stand_ins(chosen), catalog.company(model))
    others = say("privacy_stand_ins", others=", ".join(companies)) if companies else ""
    ears = await catalog.transcribers(model)
    return " ".join(
        filter(
            None, (_first_company(catalog, model), others, _eyes(catalog, catalog.eyes(model)), _ears(catalog, ears))
        )
    )


def _first_company(catalog: Catalog, model: str) -> str:
    """The sentence about the company behind the model that answers first."""
    company = catalog.company(model) or model.partition("/")[0]
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


def _eyes(catalog: Catalog, model: str) -> str:
    """The sentence about the model that answers where there are pictures; empty if there is none."""
    return say("privacy_eyes", company=_company(catalog, model), model=model) if model else ""


def _ears(catalog: Catalog, models: tuple[str, ...]) -> str:
    """The sentence about who writes down what people say; empty if nobody does."""
    if not models:
        return ""
    first, *others = models
    company = catalog.company(first)
    said = say("privacy_voice", company=_company(catalog, first), model=first)
    companies = _companies(catalog, tuple(others), company)
    more = say("privacy_voice_others", others=", ".join(companies)) if companies else ""
    return " ".join(filter(None, (said, more)))


def _company(catalog: Catalog, model: str) -> str:
    """Who reads what is sent to that model, in a few words."""
    company = catalog.company(model) or model.partition("/")[0]
    match catalog.trust(model):
        case "stranger":
            return say("privacy_a_stranger", company=company)
        case "local":
            return say("privacy_own_machine")
        case _:
            return company


def _companies(catalog: Catalog, models: tuple[str, ...], but: str) -> list[str]:
    """The companies, each once, in the order of the models; an unknown one is described."""
    found: dict[str, str] = {}
    for model in models:
        company = catalog.company(model)
        if company and company != but:
            found.setdefault(company, _company(catalog, model))
    return list(found.values())


def _is_alone(origin: Origin) -> bool:
    """Whether only that person sees the answer."""
    return origin.private or isinstance(origin.target, ToInteraction)


async def _alone(services: Services, origin: Origin) -> Place | None:
    """The private chat of the person, whose settings are theirs; None if there is none."""
    if origin.private:
        return origin.place
    try:
        return (await services.platforms[origin.place.platform].private_chat(origin.person)).place
    except PlatformError:
        return None
