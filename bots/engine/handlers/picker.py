"""Choosing the model of a place from a panel: what answers there, and a page of others with what matters of each."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers import auto
from bots.engine.handlers import choosable as choosing_among
from bots.engine.handlers.able import ABLE, Narrowed, narrowed
from bots.engine.handlers.choosable import Choosable, choosable
from bots.engine.handlers.model_actions import PICK, Page, choosing
from bots.engine.handlers.model_summary import BETWEEN, brief
from bots.engine.handlers.paging import paged
from bots.engine.handlers.permissions import may_set, model_instead
from bots.engine.handlers.reaches import reach_menu, reaches
from bots.engine.language.phrases import say
from bots.engine.seam import panels
from bots.engine.seam.incoming import Origin
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.seam.shown import Action, Button, Option, Panel, Response, Select
from bots.engine.settings.scopes import WHERE, Choice, scope_of, scopes
from bots.text.names import literal
from provider.catalog import AUTO
from provider.contract import Gone
from provider.model_facts import ModelFacts
from provider.values import replace

OFFERED = ("sees", "thinks", "cheap")
"""What the buttons below a page narrow it to; the command takes the others too."""


_GONE: Mapping[Gone, str] = {"withdrawn": "model_withdrawn", "not set up": "model_not_set_up"}


class Services(choosing_among.Services, Protocol):
    """The services that the picker needs."""

    @property
    def gate(self) -> Gate: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...


FIRST = Page(PICK)


async def show_model(services: Services, origin: Origin, page: Page = FIRST, said: str = "") -> Response:
    """The model that answers there; for those who may choose, a page of models to choose from.

    `said`: what goes before all that.
    """
    choice = await services.place_settings.model(origin)
    about_auto, buttons = "", tuple[Button, ...]()
    if choice.value == AUTO and origin.person in services.gate.owners:
        about_auto, buttons = await auto.what_it_is(services)
    lines = tuple(filter(None, (said, await _describe(services, origin, choice), about_auto)))
    scope = scope_of(origin, page.reach)
    if refused := await may_set(services.gate, origin, scope):
        instead = model_instead(services.platforms[origin.place.platform]) if refused == "manager_only" else ""
        return Response("\n".join(filter(None, (*lines, instead))))
    if services.place_settings.is_locked(origin, "model", scope):
        return Response("\n".join((*lines, say("setting_locked"))))
    among = await services.place_settings.choosable(origin)
    found = await choosable(services, origin, among)
    is_gone = bool(services.catalog.facts(choice.value).gone)  # whoever is told so may choose any but that
    names = (name for name in found.index.search(page.typed, found.familiar) if not (is_gone and name == choice.value))
    fitting = narrowed(services, tuple(names), page.able)
    if not found.index.names:
        return Response("\n".join(lines))
    reach = "" if scope == scopes(origin)[0] else say("model_pick_reach", where=say(WHERE[scope.source]))
    panel = _panel(services, lines, found, fitting, page, reach)
    open_to = await reaches(services.gate, origin)
    menu = reach_menu(origin, open_to, page.reach, lambda other: replace(page, number=0, reach=other).action())
    back = (Button(say("back_button"), Action("set")),)
    below = tuple(filter(None, (*panel.buttons, buttons, back)))
    return panels.shown(replace(panel, selects=(*panel.selects, *menu), buttons=below))


def _panel(
    services: Services, lines: tuple[str, ...], found: Choosable, fitting: Narrowed, page: Page, reach: str
) -> Panel:
    """`reach`: what goes before the models if a choice reaches further than the place itself."""
    shown = paged(fitting.names, page.number)
    menu = tuple(option(services, found, name, shown.items, choosing(name, page.reach)) for name in shown.items)
    ways = tuple(way for way in (_way(page, able) for able in OFFERED) if way.action.fits())
    head = _head(page, some=bool(menu))
    about = [reach] if reach else []
    about.append(
        say("model_pick_typing" if head == "model_pick" and shown.pages > 1 else head, typed=literal(page.typed))
    )
    if fitting.unknown:
        about.append(say("models_unknown", count=fitting.unknown))
    return Panel(
        "",
        lines,
        " ".join(about),
        (Select(say("model_pick_menu"), menu),) if menu else (),
        (*((ways,) if ways else ()), *shown.turning(lambda number: page.at(number).action())),
        shown.words,
    )


def _head(page: Page, *, some: bool) -> str:
    """The key of the phrase above the page. `some`: there are models on it."""
    if page.able in ABLE:
        return ABLE[page.able].some if some else ABLE[page.able].none
    if page.typed:
        return "model_pick_typed" if some else "models_none_fit"
    return "model_pick"


def option(
    services: choosing_among.Services,
    found: Choosable,
    name: str,
    beside: tuple[str, ...],
    action: Action,
    *,
    mark: bool = True,
) -> Option:
    """A model as an option: without its provider, if no other `beside` it has the same name, and what matters of it."""
    facts = services.catalog.facts(name)
    provider, slash, short = name.partition("/")
    alone = bool(slash) and sum(each.partition("/")[2] == short for each in beside) == 1
    about = BETWEEN.join(filter(None, (provider if alone else "", brief(name, facts, found.usual))))
    return Option(short if alone else name, action, about, current=mark and name == found.here)


def _way(page: Page, able: str) -> Button:
    """A button that narrows the list, or widens it again."""
    on = page.able == able
    label = say(ABLE[able].button)
    return Button(
        f"{panels.CURRENT}{label}" if on else label, replace(page, number=0, able="" if on else able).action()
    )


async def _describe(services: Services, origin: Origin, choice: Choice) -> str:
    source = say(choice.source)
    if choice.value != "auto":
        facts = services.catalog.facts(choice.value)
        alias = facts.name != choice.value
        name = literal(choice.value)
        shown = say("model_alias", alias=name, model=literal(facts.name)) if alias else name
        return " ".join(filter(None, (say("model_is", model=shown, source=source), _condition(facts))))
    terminal = isinstance(services.platforms[origin.place.platform], ShowsOutcome)
    answering = await services.catalog.answering(chat=not terminal)
    return say("model_auto" if answering else "model_auto_nobody", source=source, answering=literal(answering))


def _condition(facts: ModelFacts) -> str:
    """What users of the model should know now; empty if all is well."""
    if facts.gone:
        return say(_GONE[facts.gone])
    if facts.stand_in:
        return say("model_stood_in", other=literal(facts.stand_in))
    return "" if facts.state == "closed" else say("model_failing")
