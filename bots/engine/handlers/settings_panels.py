"""The panels of `/settings`: all that holds in a place, one setting with its values, and what was changed."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import tzinfo
from typing import Protocol

from bots.engine.access.lists import ADMINISTERS, CHANNEL, TALK
from bots.engine.handlers import diagnosis, searches
from bots.engine.handlers.diagnosis import shortcomings, unheard
from bots.engine.handlers.efforts import beside, efforts_here, unfit
from bots.engine.handlers.limits import SaysAllowances, limits_here, whom
from bots.engine.handlers.reaches import reach_menu, reaches, where, with_reach
from bots.engine.handlers.rights import rights_here
from bots.engine.language.moments import moment
from bots.engine.language.phrases import say
from bots.engine.seam import panels
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Place
from bots.engine.seam.references import author_ref, place_ref, subject_ref
from bots.engine.seam.shown import Action, Button, Form, Option, Panel, Response, Select
from bots.engine.settings.personas import persona
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.scopes import HERE, OF_OWNERS, Choice, Scope, scope_of, scopes
from bots.engine.settings.table import BY_KEY, MOST_PERSONA, MOST_PREFIX, PREFIX, SETTINGS, Setting
from bots.engine.settings.wording import about, does, label, line, name_of, shown, written
from bots.engine.settings.zones import LONGEST
from bots.engine.spending.admission import Admission
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.wording import allowed
from bots.engine.storage.records import Change

UNDOABLE = 10
"""Changes that can be taken back in the panel."""

WIDE = ("all", PREFIX)
"""Triggers that need messages that do not address the bot."""

OVERVIEW = Action("set")
HISTORY = Action("set", "history")


class Services(diagnosis.Services, Protocol):
    """The services that the panels of the settings need."""

    @property
    def place_settings(self) -> PlaceSettings: ...

    @property
    def allowances(self) -> SaysAllowances: ...

    @property
    def admission(self) -> Admission: ...


async def overview(services: Services, origin: Origin) -> Response:
    """All that holds there, and what the bot is missing."""
    here = await services.place_settings.here(origin)
    told, found = await efforts_here(services, origin, here), await searches.searches_here(services, origin, here)
    tools = bool(services.place_settings.tools.registry.here(origin))
    means = (("effort", bool(told.levels)), ("search", found.able), ("tools", tools))
    idle = {key for key, there in means if not there}
    mine = [setting for setting in SETTINGS if not (setting.shared and origin.private) and setting.key not in idle]
    lines = [line(setting, here[setting.key], here.choices[setting.key].source) for setting in mine]
    paused = (say("paused_here"),) if await services.admission.is_paused(origin) else ()
    below = ["\n".join(each) for each in (paused, await rights_here(services, origin)) if each]
    below.append("\n".join(await limits_here(services.allowances, origin)))
    if lacking := await shortcomings(services, origin, here.model):
        below.append("\n".join((say("lacks_head"), *(f"- {each}" for each in lacking))))
    panel = Panel(
        say("settings_head"),
        tuple(lines),
        "\n\n".join(below),
        (_settings(mine),),
        ((Button(say("limits_button"), Action("limit")), Button(say("history_button"), HISTORY)),),
    )
    return panels.shown(panel)


async def one_setting(services: Services, origin: Origin, setting: Setting, reach: str = HERE) -> Response:
    """One setting: its value, what each other one does, how far a choice reaches, and the way back."""
    here = await services.place_settings.here(origin)
    choice, values, explained = here.choices[setting.key], setting.values, [about(setting.key)]
    open_to = await reaches(services.gate, origin, shared_only=setting.shared)
    reach = reach if reach in open_to or not open_to else open_to[0]
    scope = scope_of(origin, reach)
    if setting.key == "effort":
        told = await efforts_here(services, origin, here)
        values = told.values
        explained += [unfit(told)] if unfit(told) else beside(told, here)
    if setting.key == "search":
        found = await searches.searches_here(services, origin, here)
        values = values if found.able else ()
        explained += [searches.unfit(found)] if searches.unfit(found) else searches.beside(found, here)
    is_locked = services.place_settings.is_locked(origin, setting.key, scope)
    if is_locked:
        values = ()
        explained.append(say("setting_locked"))
    elif setting.key == "trigger" and (reason := await unheard(services, origin)):
        values = tuple(value for value in values if not value.startswith(WIDE))
        triggers = ", ".join(label("trigger", each) for each in WIDE)
        explained.append(say("trigger_unavailable", triggers=triggers, reason=reason))
    lines = [line(setting, choice.value, choice.source)]
    if setting.key == "persona" and choice.value and shown("persona", choice.value) != choice.value:
        lines += ["", *(f"> {each}" for each in persona(choice.value).splitlines())]
    named = with_reach(setting.key, reach)
    others = [Button(say("reset_button"), Action("set", f"{named}=reset"))]
    if setting.key in FORMS and not is_locked and (setting.key != "trigger" or len(values) == len(setting.values)):
        others.insert(0, Button(say("write_button"), Action("write", named), "primary"))
    menu = reach_menu(origin, open_to, reach, lambda other: Action("set", with_reach(setting.key, other)))
    if menu:
        explained.append(say("reach_is", where=where(origin, reach)))
    panel = Panel(
        say(setting.phrase),
        tuple(lines),
        "\n\n".join(filter(None, explained)),
        (*((_values(setting, values, named, _chosen(choice, scope, reach)),) if values else ()), *menu),
        (tuple(others), (Button(say("back_button"), OVERVIEW),)),
    )
    return panels.shown(panel)


async def some(services: Services, origin: Origin, keys: tuple[str, ...]) -> Response:
    """Some settings: what holds, and the way to each."""
    if len(keys) == 1:
        return await one_setting(services, origin, BY_KEY[keys[0]])
    here = await services.place_settings.here(origin)
    mine = [BY_KEY[key] for key in keys if not (BY_KEY[key].shared and origin.private)]
    lines = tuple(line(each, here[each.key], here.choices[each.key].source) for each in mine)
    back = ((Button(say("back_button"), OVERVIEW),),)
    return panels.shown(Panel(say("settings_head"), lines, "", (_settings(mine),), back))


async def changes(services: Services, origin: Origin) -> Response:
    """What was changed there, the newest first, and taking it back."""
    found = await services.place_settings.history(origin)
    back = ((Button(say("back_button"), OVERVIEW),),)
    if not found:
        return panels.shown(Panel(say("history_button"), (say("history_none"),), buttons=back))
    by_owner = {} if origin.person in services.gate.owners else {scope.key: say("history_owner") for scope in OF_OWNERS}
    sources, zone = dict(scopes(origin)), (await services.place_settings.here(origin)).zone
    lines = tuple(
        f"{number}. {_change(each, origin, sources[each.scope], by_owner.get(each.scope) or author_ref(each.by), zone)}"
        for number, each in enumerate(found, 1)
    )
    undo = tuple(
        Option(say("undo_button", number=str(number)), Action("undo", str(each.row)), _short(each))
        for number, each in enumerate(found[:UNDOABLE], 1)
        if each.scope not in by_owner
    )
    if not undo:
        return panels.shown(Panel(say("history_head"), lines, buttons=back))
    return panels.shown(Panel(say("history_head"), lines, "", (Select(say("undo_pick"), undo, listed=False),), back))


def _settings(mine: list[Setting]) -> Select:
    options = (Option(say(each.phrase), Action("set", each.key), about(each.key)) for each in mine)
    return Select(say("settings_pick"), tuple(options), listed=False)


def _chosen(choice: Choice, scope: Scope, reach: str) -> str:
    """The value that holds there; for a wider reach the one that was chosen for it, empty if none was."""
    if reach == HERE:
        return choice.value
    return next((each.value for each in (choice, *choice.under) if each.source == scope.source), "")


def _values(setting: Setting, values: tuple[str, ...], named: str, now: str) -> Select:
    options = (
        Option(label(setting.key, each), Action("set", f"{named}={each}"), does(setting.key, each), each == now)
        for each in values
    )
    return Select(say("value_pick"), tuple(options))


def _change(change: Change, origin: Origin, source: str, who: str, zone: tzinfo) -> str:
    return say(
        "history_line",
        at=moment(change.at, zone),
        who=who,
        setting=name_of(change.key, _whose(change, origin)),
        old=_value(change.key, change.old or ""),
        new=_value(change.key, change.new or ""),
        source=say(source),
    )


def _whose(change: Change, origin: Origin) -> str:
    """What stands for those whose limit, or entry in a list, was changed; empty if it was neither."""
    kind, _, id = change.key.partition(" ")
    head, _, chat = change.scope.partition(":")
    platform = head.partition("-")[0]
    if kind == "limit":
        return whom(id.partition(" ")[0], origin)
    if kind in (TALK, ADMINISTERS) and id:
        return subject_ref(f"{platform}:{id}")
    if kind == CHANNEL:
        is_topic = "-" not in head and id != chat
        return place_ref(Place(platform, chat, id) if is_topic else Place(platform, id))
    return ""


def _short(change: Change) -> str:
    """A change as one line of a menu."""
    both = say("history_change", old=_value(change.key, change.old or ""), new=_value(change.key, change.new or ""))
    return f"{name_of(change.key if change.key in BY_KEY else change.key.partition(' ')[0])}: {both}"


def _value(key: str, value: str) -> str:
    """A value that was kept, as Markdown; of a limit all of it, though its unit and its period stand in the key."""
    kind, *words = key.split(" ")
    if kind == "limit" and value and len(words) == 3:
        with suppress(ValueError):
            return allowed(Allowance.parse(f"{value} {words[1]} a {words[2]}"))
    return written(key, value)


# Values that are written.


async def _persona_form(services: Services, origin: Origin, action: Action) -> Response:
    here = await services.place_settings.here(origin)
    form = Form(say("setting_persona"), say("persona_form"), action, here.persona, MOST_PERSONA)
    return Response(say("persona_own"), form=form)


async def _prefix_form(services: Services, origin: Origin, action: Action) -> Response:
    here = await services.place_settings.here(origin)
    form = Form(say("setting_trigger"), say("prefix_form"), action, here.prefix, MOST_PREFIX, one_line=True)
    return Response(say("prefix_own"), form=form)


async def _zone_form(services: Services, origin: Origin, action: Action) -> Response:
    here = await services.place_settings.here(origin)
    form = Form(say("setting_timezone"), say("zone_form"), action, here["timezone"], LONGEST, one_line=True)
    return Response(say("zone_own"), form=form)


FORMS: Mapping[str, Callable[[Services, Origin, Action], Awaitable[Response]]] = {
    "persona": _persona_form,
    "trigger": _prefix_form,
    "timezone": _zone_form,
}
"""The settings of which a value can be written in a form, whose action is handed in; elsewhere a sentence says how."""
