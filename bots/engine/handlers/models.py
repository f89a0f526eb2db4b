"""`/model`: which model answers in a place, and choosing another."""

from typing import Protocol

from bots.engine.handlers import picker
from bots.engine.handlers.model_actions import PICK, Page, chosen, named, page
from bots.engine.handlers.model_list import models_page
from bots.engine.handlers.permissions import is_anothers, may_set, model_instead, not_offered
from bots.engine.handlers.picker import show_model
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import ToInteraction
from bots.engine.seam.shown import Action, Button, Response
from bots.engine.settings.offered_models import NotOffered
from bots.engine.settings.scopes import EVERYWHERE, HERE, WHERE, Choice, Scope, scope_of, scopes, unreachable
from bots.engine.settings.table import Unfit
from bots.text.names import literal
from provider.errors import ModelNotFound
from provider.values import Value, replace

RESET = ("reset", "default")


class Services(picker.Services, Protocol):
    """The services that the commands about models need."""


class Chosen(Value):
    """The sentence to answer. `done`: something was chosen. `unknown`: the name means no model that can be chosen.

    `not_theirs`: only administrators choose there.
    """

    words: str
    done: bool = False
    unknown: bool = False
    not_theirs: bool = False


async def model(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/model`: show the model, or choose one; words that are no name narrow the list to the models that hold them."""
    name = invocation.options.get("name", "").strip()
    origin, reach = invocation.origin, invocation.options.get("scope", HERE)
    if not name:
        if reach != HERE and (refused := await _not_so_far(services, origin, reach)):
            return Response(say(refused))
        return await show_model(services, origin, Page(PICK, reach=reach))
    result = await set_model(services, origin, name, reach)
    if result.not_theirs:
        return Response(model_instead(services.platforms[origin.place.platform]))
    if result.unknown:
        among = await services.place_settings.known_models.index(await services.place_settings.choosable(origin))
        if next(among.search(name), ""):
            return await show_model(services, origin, Page(PICK, typed=name, reach=reach))
    return Response(result.words)


async def set_model(services: Services, origin: Origin, name: str, reach: str = HERE) -> Chosen:
    """Choose a model for a place, or undo the choice, if that person may."""
    if refused := await _not_so_far(services, origin, reach):
        return Chosen(say(refused), not_theirs=refused == "manager_only")
    reset = name.lower() in RESET
    try:
        kept = await services.place_settings.change(origin, "model", "" if reset else name, reach)
    except NotOffered as error:
        return Chosen(not_offered(error.among, origin), unknown=True)
    except Unfit as unfit:
        return Chosen(say(unfit.phrase, **unfit.values))
    except ModelNotFound as error:
        return Chosen(literal(str(error)), unknown=True)
    choice = await services.place_settings.model(origin)
    is_nearest = kept.scope == scopes(origin)[0]
    if reset:
        undone = say("model_reset") if is_nearest else say("model_reset_for", where=say(WHERE[kept.scope.source]))
        return Chosen(f"{undone} {say('model_is', model=literal(choice.value), source=say(choice.source))}", done=True)
    model = literal(kept.value)
    said = say("model_set", model=model)
    if not is_nearest:
        said = say("model_set_for", model=model, where=say(WHERE[kept.scope.source]))
    return Chosen(" ".join(filter(None, (said, _beside(choice, kept.scope)))), done=True)


async def _not_so_far(services: Services, origin: Origin, reach: str) -> str:
    """The key of the phrase that says why that person may not choose so far; empty if they may."""
    return unreachable(origin, reach) or await may_set(services.gate, origin, scope_of(origin, reach))


def _beside(choice: Choice, scope: Scope) -> str:
    """What a choice for that scope overrules; or what goes on holding there although it was made. Empty: nothing."""
    if choice.source != scope.source:
        return say("model_still", model=literal(choice.value), source=say(choice.source))
    overruled = choice.under[0]
    if overruled.source == "source_default":
        return ""
    return say("model_overrules", model=literal(overruled.value), source=say(overruled.source))


async def page_pressed(services: Services, press: Press) -> Response | Incoming:
    """Another page of a list."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    wanted = page(press.action)
    if wanted is None:
        return Response(say("unknown_button"))
    shown = show_model if wanted.what == PICK else models_page
    return replace(await shown(services, press.origin, wanted), replace=True)


async def pick_pressed(services: Services, press: Press) -> Response | Incoming:
    """The button below the news that a model was withdrawn: others to choose from, for who may choose.

    Its argument says how far the choice reaches. Where one person alone can be shown something, the news stays.
    """
    origin = press.origin
    reach = EVERYWHERE if press.action.argument == EVERYWHERE else HERE
    if refused := await may_set(services.gate, origin, scope_of(origin, reach)):
        return Response(say(refused))
    shown = await show_model(services, origin, Page(PICK, reach=reach))
    return replace(shown, replace=not isinstance(origin.target, ToInteraction))


async def model_pressed(services: Services, press: Press) -> Response | Incoming:
    """Choose the model on the button, or in the menu."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    origin = press.origin
    word, reach = chosen(press.action.argument)
    reach = EVERYWHERE if press.action.name == "model_all" else reach
    names = await services.place_settings.known_models.index(await services.place_settings.choosable(origin))
    name = named(word, names.names)
    result = await set_model(services, origin, name, reach) if name else Chosen(say("model_gone"))
    if not result.done or reach == EVERYWHERE:
        return Response(result.words, replace=result.done)
    back = Button(say("back_button"), Action("set", "model"))
    return Response(result.words, buttons=((back,),), replace=True)
