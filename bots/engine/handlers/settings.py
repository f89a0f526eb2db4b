"""What holds in a place, and changing it."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.handlers import efforts, models, searches, settings_panels
from bots.engine.handlers.diagnosis import unheard
from bots.engine.handlers.models import RESET
from bots.engine.handlers.permissions import is_anothers, is_owners_word, may_set, not_offered, take_back
from bots.engine.handlers.picker import show_model
from bots.engine.handlers.reaches import of_button
from bots.engine.handlers.settings_panels import FORMS, WIDE, changes, one_setting, overview, some
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.panels import with_words
from bots.engine.seam.platform import OpensThreads
from bots.engine.seam.shown import Response
from bots.engine.settings.offered_models import NotOffered
from bots.engine.settings.scopes import CHANNEL, HERE, Choice, Scope, is_owners, is_private, scope_of, unreachable
from bots.engine.settings.table import BY_KEY, DEFAULT_EFFORT, PREFIX, Locked, Setting, Unfit
from bots.engine.settings.wording import label, line, meant, written
from bots.engine.spending.admission import Admission
from provider.values import replace

TRIGGERS = tuple(value.partition(" ")[0] for value in BY_KEY["trigger"].values)


class Services(models.Services, settings_panels.Services, Protocol):
    """The services that the settings need."""

    @property
    def admission(self) -> Admission: ...


async def settings(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings`: all that holds there, and what the bot is missing."""
    return await overview(services, invocation.origin)


async def persona(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings persona`: who the model is told to be."""
    text = invocation.options.get("text", "").strip()
    if text:
        return await _set(services, invocation, {"persona": text})
    return await one_setting(services, invocation.origin, BY_KEY["persona"])


async def trigger(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings trigger`: which messages are for the bot."""
    chosen = invocation.options
    kind, prefix = chosen.get("when", ""), meant("trigger", chosen.get("prefix", "").strip())
    first, _, rest = prefix.partition(" ")
    if not kind and first.lower() == PREFIX:
        kind, prefix = PREFIX, rest  # one line: "prefix !"
    elif not kind and prefix in TRIGGERS:
        kind, prefix = prefix, ""  # the word of another language
    elif not kind and prefix.isalpha():  # more likely a mistyped word than a prefix, which would silence the bot
        values = ", ".join(label("trigger", each) for each in TRIGGERS)
        return Response(f"{say('value_unfit')} {say('setting_values', values=values)}")
    elif not kind and prefix:
        kind = PREFIX
    return await _set(services, invocation, {"trigger": f"{PREFIX} {prefix}" if kind == PREFIX else kind})


async def one(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings effort`, `search`, `memory` and others of one value."""
    key = invocation.name.partition(" ")[2]
    return await _set(services, invocation, {key: invocation.options.get("zone" if key == "timezone" else "value", "")})


async def reply(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings reply`: how an answer grows, where it goes, and whether the asker is told when it is done."""
    return await _set(
        services, invocation, {key: invocation.options.get(key, "") for key in ("streaming", "notify", "where")}
    )


async def history(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings history`: who changed what, and when."""
    return await changes(services, invocation.origin)


async def set_pressed(services: Services, press: Press) -> Response | Incoming:
    """A button of the settings: "" shows all, "key" shows a setting's values, "key=value" chooses one for the place.

    "key@reach" and "key@reach=value" do so for a choice that reaches farther.
    """
    origin = press.origin
    if refused := await _refused(services, press):
        return Response(refused)
    named, chosen, value = press.action.argument.partition("=")
    key, reach = of_button(named)
    if key == "history":
        return _replacing(await changes(services, origin))
    if key == "model" and not chosen:
        return _replacing(await show_model(services, origin))
    if key not in BY_KEY:
        return _replacing(await overview(services, origin))
    if not chosen:
        return _replacing(await one_setting(services, origin, BY_KEY[key], reach))
    return await _kept(services, origin, key, value, reach)


async def write_pressed(services: Services, press: Press) -> Response | Incoming:
    """The button to write a value of one's own: a form asks for it, then it holds for the place."""
    origin, (key, reach) = press.origin, of_button(press.action.argument)
    if refused := await _refused(services, press):
        return Response(refused)
    if key not in FORMS:
        return Response(say("unknown_button"))
    if not press.text.strip():
        return await FORMS[key](services, origin, press.action)
    value = press.text.strip()
    return await _kept(services, origin, key, f"{PREFIX} {value}" if key == "trigger" else value, reach)


async def undo_pressed(services: Services, press: Press) -> Response | Incoming:
    """Undo, the button beside a change; refused if the value has changed since."""
    if refused := await _refused(services, press):
        return Response(refused)
    row, origin = press.action.argument, press.origin
    found = await services.place_settings.change_here(origin, int(row)) if row.isdecimal() and len(row) < 16 else None
    if found is None:
        return Response(say("unknown_button"))
    change, scope = found
    if not_theirs := await may_set(services.gate, origin, scope):
        return Response(say(not_theirs))
    if change.key not in BY_KEY and is_owners_word(services.gate, origin, change.by):
        return Response(say("owner_only"))  # the change is a pause, a limit or an entry of a list
    if refused := await take_back(services.place_settings, origin, change):
        return Response(refused)
    if change.key not in BY_KEY:
        services.admission.reopen()  # for a limit: people who had no budget left may try again
    return _replacing(await changes(services, origin))


async def _refused(services: Services, press: Press) -> str:
    if is_anothers(press):
        return say("not_your_button")
    return "" if await services.gate.roles.may_change(press.origin) else say("manager_only")


async def _kept(services: Services, origin: Origin, key: str, value: str, reach: str) -> Response:
    """Keep a value that was chosen in a panel; what takes the panel's place."""
    if refused := await _keep(services, origin, {key: value}, reach):
        return Response(refused)
    shown = await overview(services, origin)
    if reach == HERE:
        return _replacing(shown)
    here = await services.place_settings.here(origin)
    said = _said(BY_KEY[key], value, here.choices[key], scope_of(origin, reach))
    return _replacing(with_words(shown, "\n".join(said)))


def _replacing(response: Response) -> Response:
    return replace(response, replace=True)


# Changing.


async def _set(services: Services, invocation: Invocation, values: Mapping[str, str]) -> Response:
    """Keep the given values; without any, show what holds and what can be chosen."""
    origin, reach = invocation.origin, invocation.options.get("scope", HERE)
    chosen = {key: value for key, value in values.items() if value}
    if not chosen:
        return await some(services, origin, tuple(values))
    if refused := await _keep(services, origin, chosen, reach):
        return Response(refused)
    here = await services.place_settings.here(origin)
    scope = scope_of(origin, reach)
    lines = []
    for key in chosen:
        lines += _said(BY_KEY[key], chosen[key], here.choices[key], scope)
    if "effort" in chosen:
        lines += efforts.beside(await efforts.efforts_here(services, origin, here), here)
    if "search" in chosen:
        lines += searches.beside(await searches.searches_here(services, origin, here), here)
    return Response("\n".join(lines))


def _said(setting: Setting, value: str, choice: Choice, scope: Scope) -> list[str]:
    """What holds after a value was kept for a scope. `choice`: what holds in the place where it was chosen."""
    if _is_reset(setting.key, value):
        return [line(setting, choice.value, choice.source)]
    if choice.source != scope.source:
        beyond = say("setting_beyond", source=say(scope.source))
        return [line(setting, setting.read(meant(setting.key, value)), scope.source), beyond]
    said = [line(setting, choice.value, choice.source)]
    under = choice.under[0]
    if under.source != "source_default":
        said.append(say("setting_overrules", value=written(setting.key, under.value), source=say(under.source)))
    return said


async def _keep(services: Services, origin: Origin, values: Mapping[str, str], reach: str) -> str:
    """Keep all values, or none. Returns the sentence to answer."""
    refused = unreachable(origin, reach) or await may_set(services.gate, origin, scope_of(origin, reach))
    if refused:
        return say(refused)
    wanted = {key: "" if _is_reset(key, value) else meant(key, value) for key, value in values.items()}
    if is_private(origin, reach) and any(BY_KEY[key].shared for key in wanted):
        return say("setting_shared_only")
    if wanted.get("trigger", "").startswith(WIDE) and (reason := await unheard(services, origin)):
        return reason
    if wanted.get("where") == "thread" and not _has_threads(services, origin, reach):
        return say("no_threads")
    if wanted.get("effort", "") not in ("", DEFAULT_EFFORT) and reach in (HERE, CHANNEL):
        here = await services.place_settings.here(origin)
        if reason := efforts.unfit(await efforts.efforts_here(services, origin, here)):
            return reason
    if wanted.get("search", "") not in ("", "off") and reach in (HERE, CHANNEL):
        here = await services.place_settings.here(origin)
        if reason := searches.unfit(await searches.searches_here(services, origin, here)):
            return reason
    try:
        for key, value in wanted.items():
            if value and services.place_settings.is_locked(origin, key, scope_of(origin, reach)):
                raise Locked
            if value and key != "model":
                BY_KEY[key].read(value)
        for key, value in wanted.items():
            await services.place_settings.change(origin, key, value, reach)
    except Unfit as unfit:
        return say(unfit.phrase, **unfit.values)
    except NotOffered as error:
        return not_offered(error.among, origin)
    return ""


def _is_reset(key: str, value: str) -> bool:
    """Whether a choice is taken back. For an effort, "default" is a value: less than what a whole server may have."""
    return value.lower() in RESET and value.lower() not in BY_KEY[key].values


def _has_threads(services: Services, origin: Origin, reach: str) -> bool:
    """Whether threads can be opened where a choice holds; one that is wider than a platform holds on all of them."""
    wide = is_owners(scope_of(origin, reach))
    reached = services.platforms.values() if wide else (services.platforms[origin.place.platform],)
    return any(isinstance(platform, OpensThreads) for platform in reached)
