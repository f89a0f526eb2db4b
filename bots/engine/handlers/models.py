"""Which model answers in a place, and choosing another."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers.model_summary import BETWEEN, describe
from bots.engine.handlers.paging import page_of, paged
from bots.engine.handlers.permissions import is_anothers, may_set, not_offered, usable
from bots.engine.language.phrases import say
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.seam.values import Action, Button, Incoming, Invocation, Origin, Press, Response, ToInteraction, Typed
from bots.engine.settings.offered_models import NotOffered, Usable
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.scopes import EVERYWHERE, HERE, WHERE, Choice, Scope, scope_of, scopes, unreachable
from bots.engine.settings.table import Unfit
from provider import Catalog, ModelSettings
from provider.catalog import AUTO, Standing
from provider.contract import Gone
from provider.errors import ModelNotFound

RESET = ("reset", "default")
_GONE: Mapping[Gone, str] = {"withdrawn": "model_withdrawn", "not set up": "model_not_set_up"}
ONE_MESSAGE = 1800
"""Characters that one message holds on every platform; `/models` counts what is left over."""
LISTS: Mapping[str, str] = {"models": HERE, "models_all": EVERYWHERE}
"""How far the choice of a model reaches, by the name of the list in the buttons that turn its pages."""
CHOOSE: Mapping[str, str] = {HERE: "model", EVERYWHERE: "model_all"}
"""The action that chooses a model of such a list."""


_ABLE: Mapping[str, tuple[Callable[[ModelSettings], bool | None], str, str]] = {
    "sees": (lambda known: known.vision, "models_sees", "models_none_sees"),
    "hears": (lambda known: known.hearing, "models_hears", "models_none_hears"),
    "documents": (lambda known: known.documents, "models_documents", "models_none_documents"),
}
"""What each choice of `/models` asks of a model (None: nobody knows), and the phrases above the list or in its place.
"""


class Services(Protocol):
    """The services that the commands about models need."""

    @property
    def place_settings(self) -> PlaceSettings: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...


async def model(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/model`: show the model, or choose one."""
    name = invocation.options.get("name", "").strip()
    origin = invocation.origin
    if not name:
        return await show_model(services, origin)
    return Response(await set_model(services, origin, name, invocation.options.get("scope", HERE)))


async def set_model(services: Services, origin: Origin, name: str, reach: str = HERE) -> str:
    """Choose a model for a place, or undo the choice, if that person may. Returns the sentence to answer."""
    refused = unreachable(origin, reach) or await may_set(services.gate, origin, scope_of(origin, reach))
    if refused:
        return say(refused)
    reset = name.lower() in RESET
    try:
        chosen = await services.place_settings.change(origin, "model", "" if reset else name, reach)
    except NotOffered as error:
        return not_offered(error.among, origin)
    except Unfit as unfit:
        return say(unfit.phrase, **unfit.values)
    except ModelNotFound as error:
        return str(error)
    choice = await services.place_settings.model(origin)
    is_nearest = chosen.scope == scopes(origin)[0]
    if reset:
        undone = say("model_reset") if is_nearest else say("model_reset_for", where=say(WHERE[chosen.scope.source]))
        return f"{undone} {say('model_is', model=choice.value, source=say(choice.source))}"
    model = chosen.value
    said = say("model_set", model=model)
    if not is_nearest:
        said = say("model_set_for", model=model, where=say(WHERE[chosen.scope.source]))
    return " ".join(filter(None, (said, _beside(choice, chosen.scope))))


def _beside(choice: Choice, scope: Scope) -> str:
    """What a choice for that scope overrules; or what goes on holding there although it was made. Empty: nothing."""
    if choice.source != scope.source:
        return say("model_still", model=choice.value, source=say(choice.source))
    overruled = choice.under[0]
    if overruled.source == "source_default":
        return ""
    return say("model_overrules", model=overruled.value, source=say(overruled.source))


async def show_model(services: Services, origin: Origin, page: int = 0, reach: str = HERE) -> Response:
    """The model that answers there; for those who may choose, a page of other models as buttons.

    `reach`: how far a choice by these buttons reaches, here or everywhere.
    """
    choice = await services.place_settings.model(origin)
    text = await _describe(services, origin, choice)
    if await may_set(services.gate, origin, scope_of(origin, reach)):
        return Response(text)
    listed = next(name for name, reaches in LISTS.items() if reaches == reach)
    names = await _names(services, await services.place_settings.choosable(origin))
    buttons = paged(listed, _pickable(names, choice.value, CHOOSE[reach]), page)
    invite = say("model_pick_all" if reach == EVERYWHERE else "model_pick")
    return Response(f"{text}\n{invite}" if buttons else text, buttons=buttons)


async def page_pressed(services: Services, press: Press) -> Response | Incoming:
    """Another page of a list."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    what, page = page_of(press.action)
    if what not in LISTS:
        return Response(say("unknown_button"))
    return replace(await show_model(services, press.origin, page, LISTS[what]), replace=True)


async def pick_pressed(services: Services, press: Press) -> Response | Incoming:
    """The button below the news that a model was withdrawn: others to choose from, for who may choose.

    Its argument says how far the choice reaches. Where one person alone can be shown something, the news stays.
    """
    origin = press.origin
    reach = EVERYWHERE if press.action.argument == EVERYWHERE else HERE
    if refused := await may_set(services.gate, origin, scope_of(origin, reach)):
        return Response(say(refused))
    shown = await show_model(services, origin, reach=reach)
    return replace(shown, replace=not isinstance(origin.target, ToInteraction))


async def _describe(services: Services, origin: Origin, choice: Choice) -> str:
    source = say(choice.source)
    if choice.value != "auto":
        standing = services.catalog.standing(choice.value)
        alias = standing.name != choice.value
        shown = say("model_alias", alias=choice.value, model=standing.name) if alias else choice.value
        return " ".join(filter(None, (say("model_is", model=shown, source=source), _condition(standing))))
    terminal = isinstance(services.platforms[origin.place.platform], ShowsOutcome)
    answering = await services.catalog.answering(chat=not terminal)
    return say("model_auto" if answering else "model_auto_nobody", source=source, answering=answering)


def _condition(standing: Standing) -> str:
    """What users of the model should know now; empty if all is well."""
    if standing.gone:
        return say(_GONE[standing.gone])
    if standing.stand_in:
        return say("model_stood_in", other=standing.stand_in)
    return "" if standing.state == "closed" else say("model_failing")


def _pickable(names: tuple[str, ...], current: str, action: str) -> list[Button]:
    found = [Button(name, Action(action, name)) for name in names if name != current]
    return [button for button in found if button.action.fits()]


async def models(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/models`: the models that can be chosen, or those of them that can do something."""
    among = await usable(services.gate, services.place_settings, invocation.origin)
    names = await _names(services, among)
    if not names:
        return Response(say("models_none"))
    head, foot = say("models_head"), ""
    if wanted := invocation.options.get("able", ""):
        can, some, none = _ABLE[wanted]
        able = {name: can(services.catalog.standing(name).settings) for name in names}
        names = tuple(name for name in names if able[name])
        head = say(some if names else none)
        if unknown := sum(each is None for each in able.values()):
            foot = say("models_unknown", count=str(unknown))
    here = (await services.place_settings.model(invocation.origin)).value
    owner = invocation.origin.person in services.gate.owners
    lines: list[str] = []
    room = ONE_MESSAGE
    for name in names:
        line = _line(services.catalog.standing(name), name, here, owner)
        room -= len(line) + 1
        if room < 0:
            lines.append(say("models_more", count=str(len(names) - len(lines))))
            break
        lines.append(line)
    return Response("\n".join((head, *(("", *lines) if lines else ()), *((foot,) if foot else ()))))


def _line(standing: Standing, name: str, here: str, owner: bool) -> str:
    shown = f"`{name}`" if standing.name == name else f"`{name}` ({standing.name})"
    return BETWEEN.join(filter(None, (f"- {shown}{' ✓' if name == here else ''}", describe(standing, owner=owner))))


async def model_pressed(services: Services, press: Press) -> Response | Incoming:
    """Choose the model on the button."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    reach = next(reach for reach, action in CHOOSE.items() if action == press.action.name)
    words = await set_model(services, press.origin, press.action.argument, reach)
    return Response(words, replace=await services.gate.may_change(press.origin))


async def complete_model(services: Services, typed: Typed) -> tuple[str, ...]:
    """The names that contain the typed text, of the models that the person may name in that option."""
    chooses = typed.command == "model"
    if chooses and not await services.gate.may_change(typed.origin):
        return ()
    if chooses:
        among = await services.place_settings.choosable(typed.origin)
    else:
        among = await usable(services.gate, services.place_settings, typed.origin)
    names = (*await _names(services, among), *((RESET[0],) if chooses else ()))
    return tuple(name for name in names if typed.text.lower() in name.lower())


async def _names(services: Services, among: Usable) -> tuple[str, ...]:
    """The names of those models that the catalog knows, and "auto" if it is one of them."""
    names = tuple(name for name in await services.catalog.names() if services.place_settings.is_among(name, among))
    auto = AUTO in (among.names or ()) and AUTO not in names
    return (AUTO, *names) if auto else names
