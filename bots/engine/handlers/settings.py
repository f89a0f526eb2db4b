"""What holds in a place, and changing it."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from bots.engine.handlers import diagnosis, models
from bots.engine.handlers.diagnosis import shortcomings, unheard
from bots.engine.handlers.models import RESET, show_model
from bots.engine.handlers.people import is_owners_word, limits_here
from bots.engine.handlers.permissions import is_anothers, may_set, not_offered
from bots.engine.language.phrases import say
from bots.engine.seam.platform import Threads
from bots.engine.seam.values import Action, Button, Incoming, Invocation, Origin, Press, Response
from bots.engine.settings.offered_models import NotOffered
from bots.engine.settings.personas import PRESETS
from bots.engine.settings.scopes import HERE, Choice, Scope, is_owners, is_private, scope_of, scopes, unreachable
from bots.engine.settings.table import BY_KEY, PREFIX, SETTINGS, Setting, Unfit
from bots.engine.spending.admission import Admission
from bots.engine.spending.ledger import Ledger
from bots.engine.storage.records import Change

SHOWN = 60
"""Characters of a persona that are shown in an overview."""
UNDOABLE = 5
"""Changes with an Undo button."""
IN_ROW = 3

WIDE = ("all", "prefix")
"""Triggers that need messages that do not address the bot."""

Buttons = tuple[tuple[Button, ...], ...]


class Services(models.Services, diagnosis.Services, Protocol):
    """The services that the settings need."""

    @property
    def ledger(self) -> Ledger: ...

    @property
    def admission(self) -> Admission: ...


async def settings(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings`: all that holds there, and what the bot is missing."""
    return await _overview(services, invocation.origin)


async def persona(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings persona`: who the model is told to be."""
    text = invocation.options.get("text", "").strip()
    if text:
        return await _set(services, invocation, {"persona": text})
    here = await services.place_settings.here(invocation.origin)
    choice = here.choices["persona"]
    told = say("persona_is", persona=here.persona, source=say(choice.source)) if here.persona else say("persona_none")
    return Response(f"{told}\n{say('persona_presets', presets=', '.join(PRESETS))}")


async def trigger(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings trigger`: which messages are for the bot."""
    chosen = invocation.options
    kind, prefix = chosen.get("when", ""), chosen.get("prefix", "").strip()
    first, _, rest = prefix.partition(" ")
    if not kind and first.lower() == PREFIX:
        kind, prefix = PREFIX, rest  # one line: "prefix !"
    elif not kind and prefix.isalpha():  # more likely a mistyped word than a prefix, which would silence the bot
        values = ", ".join(value.partition(" ")[0] for value in BY_KEY["trigger"].values)
        return Response(f"{say('value_unfit')} {say('setting_values', values=values)}")
    elif not kind and prefix:
        kind = PREFIX
    return await _set(services, invocation, {"trigger": f"{PREFIX} {prefix}" if kind == PREFIX else kind})


async def one(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings reasoning`, `memory` and `names`: one word each."""
    key = invocation.name.partition(" ")[2]
    return await _set(services, invocation, {key: invocation.options.get("value", "")})


async def reply(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings reply`: how an answer grows, where it goes, and whether the asker is told when it is done."""
    return await _set(
        services, invocation, {key: invocation.options.get(key, "") for key in ("streaming", "notify", "where")}
    )


async def history(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/settings history`: who changed what, and when."""
    return await _history(services, invocation.origin)


async def set_pressed(services: Services, press: Press) -> Response | Incoming:
    """A button of the overview: "" shows it, "key" shows a setting's values, "key=value" chooses one for the place."""
    origin = press.origin
    if refused := await _refused(services, press):
        return Response(refused)
    key, chosen, value = press.action.argument.partition("=")
    if key == "history":
        return _replacing(await _history(services, origin))
    if key == "model" and not chosen:
        return _replacing(await show_model(services, origin))
    if key not in BY_KEY:
        return _replacing(await _overview(services, origin))
    if not chosen:
        return await _panel(services, origin, BY_KEY[key])
    if said := await _keep(services, origin, {key: value}, HERE):
        return Response(said)
    return _replacing(await _overview(services, origin))


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
        return Response(say("owner_only"))  # the change is a pause or a limit
    try:
        done = await services.place_settings.undo(origin, change)
    except NotOffered:
        return Response(not_offered(services.place_settings, origin))
    if change.key not in BY_KEY:
        services.admission.reopen()  # for a limit: people who had no budget left may try again
    return _replacing(await _history(services, origin)) if done else Response(say("undo_too_late"))


async def _refused(services: Services, press: Press) -> str:
    if is_anothers(press):
        return say("not_your_button")
    return "" if await services.gate.may_change(press.origin) else say("manager_only")


def _replacing(response: Response) -> Response:
    return replace(response, replace=True)


# Changing.


async def _set(services: Services, invocation: Invocation, values: Mapping[str, str]) -> Response:
    """Keep the given values; without any, show what holds."""
    origin, reach = invocation.origin, invocation.options.get("scope", HERE)
    chosen = {key: value for key, value in values.items() if value}
    if chosen and (refused := await _keep(services, origin, chosen, reach)):
        return Response(refused)
    here = await services.place_settings.here(origin)
    scope = scope_of(origin, reach)
    lines = []
    for key in chosen or values:
        choice = here.choices[key]
        lines.append(_line(BY_KEY[key], choice.value, choice.source))
        if chosen and chosen[key].lower() not in RESET:
            lines += _beside(BY_KEY[key], choice, scope)
    if not chosen and len(values) == 1:
        lines.append(say("setting_values", values=", ".join(value.partition(" ")[0] for value in _values(values))))
    return Response("\n".join(lines))


def _beside(setting: Setting, choice: Choice, scope: Scope) -> list[str]:
    """What a choice for that scope overrules, or that it does not hold there."""
    if choice.source != scope.source:
        return [say("setting_beyond", source=say(scope.source))]
    under = choice.under[0]
    if under.source == "source_default":
        return []
    return [say("setting_overrules", value=_shown(setting, under.value), source=say(under.source))]


def _values(keys: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(value for key in keys for value in BY_KEY[key].values)


async def _keep(services: Services, origin: Origin, values: Mapping[str, str], reach: str) -> str:
    """Keep all values, or none. Returns the sentence to answer."""
    refused = unreachable(origin, reach) or await may_set(services.gate, origin, scope_of(origin, reach))
    if refused:
        return say(refused)
    wanted = {key: "" if value.lower() in RESET else value for key, value in values.items()}
    if is_private(origin, reach) and any(BY_KEY[key].shared for key in wanted):
        return say("setting_shared_only")
    if wanted.get("trigger", "").startswith(WIDE) and (reason := await unheard(services, origin)):
        return reason
    if wanted.get("where") == "thread" and not _has_threads(services, origin, reach):
        return say("no_threads")
    try:
        for key, value in wanted.items():
            if value and key != "model":
                BY_KEY[key].read(value)
        for key, value in wanted.items():
            await services.place_settings.change(origin, key, value, reach)
    except Unfit as unfit:
        return say(unfit.phrase)
    except NotOffered:
        return not_offered(services.place_settings, origin)
    return ""


def _has_threads(services: Services, origin: Origin, reach: str) -> bool:
    """Whether threads can be opened where a choice holds; one that is wider than a platform holds on all of them."""
    wide = is_owners(scope_of(origin, reach))
    reached = services.platforms.values() if wide else (services.platforms[origin.place.platform],)
    return any(isinstance(platform, Threads) for platform in reached)


# Showing.


async def _overview(services: Services, origin: Origin) -> Response:
    here = await services.place_settings.here(origin)
    mine = [setting for setting in SETTINGS if not (setting.shared and origin.private)]
    lines = [_line(setting, here[setting.key], here.choices[setting.key].source) for setting in mine]
    lines += ["", *await limits_here(services.ledger, origin)]
    lacking = await shortcomings(services, origin, here.model)
    if lacking:
        lines += ["", say("lacks_head"), *(f"- {each}" for each in lacking)]
    buttons = [Button(say(setting.phrase), Action("set", setting.key)) for setting in mine]
    buttons.append(Button(say("history_button"), Action("set", "history")))
    return Response("\n".join((say("settings_head"), "", *lines)), buttons=_rows(buttons))


async def _panel(services: Services, origin: Origin, setting: Setting) -> Response:
    choice = (await services.place_settings.here(origin)).choices[setting.key]
    lines = [_line(setting, choice.value, choice.source)]
    values = setting.values
    if setting.key == "trigger" and (reason := await unheard(services, origin)):
        values = tuple(value for value in values if not value.startswith(WIDE))
        lines.append(say("trigger_unavailable", triggers=", ".join(WIDE), reason=reason))
    buttons = [
        Button(f"✓ {shown}" if value == choice.value else shown, Action("set", f"{setting.key}={value}"))
        for value in values
        for shown in (_shown(setting, value),)
    ]
    if setting.key == "persona":
        lines.append(say("persona_own"))
    buttons.append(Button(say("reset_button"), Action("set", f"{setting.key}=reset")))
    return Response(
        "\n".join(lines), buttons=(*_rows(buttons), (Button(say("back_button"), Action("set")),)), replace=True
    )


async def _history(services: Services, origin: Origin) -> Response:
    changes = await services.place_settings.history(origin)
    if not changes:
        return Response(say("history_none"))
    sources = dict(scopes(origin))
    lines = [f"{number}. {_change(change, sources[change.scope])}" for number, change in enumerate(changes, 1)]
    undo = [
        Button(say("undo_button", number=str(number)), Action("undo", str(change.row)))
        for number, change in enumerate(changes[:UNDOABLE], 1)
    ]
    return Response("\n".join((say("history_head"), "", *lines)), buttons=_rows(undo))


def _change(change: Change, source: str) -> str:
    setting = BY_KEY.get(change.key)
    return say(
        "history_line",
        at=time.strftime("%Y-%m-%d %H:%M", time.gmtime(change.at)),
        who=change.by,
        setting=say(setting.phrase) if setting else change.key,
        old=_shown(setting, change.old) if change.old is not None else "–",
        new=_shown(setting, change.new) if change.new is not None else "–",
        source=say(source),
    )


def _line(setting: Setting, value: str, source: str) -> str:
    return say("setting_line", setting=say(setting.phrase), value=_shown(setting, value), source=say(source))


def _shown(setting: Setting | None, value: str) -> str:
    """The value, shortened for an overview."""
    key = setting.key if setting else ""
    if not value:
        return "–"
    if key == "notify":
        return say("notify_never") if value == "0" else say("notify_after", seconds=value)
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _rows(buttons: list[Button]) -> Buttons:
    return tuple(tuple(buttons[start : start + IN_ROW]) for start in range(0, len(buttons), IN_ROW))
