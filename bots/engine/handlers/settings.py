"""What holds in a place, and changing it."""

import time
from collections.abc import Mapping

from bots.engine.handlers.diagnosis import shortcomings, unheard
from bots.engine.handlers.models import RESET, show_model
from bots.engine.handlers.people import is_owners_word, limits_here
from bots.engine.handlers.permissions import is_anothers, may_set, not_offered
from bots.engine.handlers.services import Desk
from bots.engine.language.phrases import say
from bots.engine.seam.platform import Threads
from bots.engine.seam.values import Action, Answer, Button, Incoming, Invocation, Origin, Press
from bots.engine.settings.offered_models import NotOffered
from bots.engine.settings.personas import PRESETS
from bots.engine.settings.scopes import HERE, scope_of, scopes
from bots.engine.settings.table import BY_KEY, PREFIX, SETTINGS, Setting, Unfit
from bots.engine.storage.records import Change

SHOWN = 60
"""Characters of a persona that are shown among other things."""
UNDOABLE = 5
"""Changes that have an Undo button."""
IN_ROW = 3

WIDE = ("all", "prefix")
"""Triggers that need messages which do not address the bot."""

Buttons = tuple[tuple[Button, ...], ...]


async def settings(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/settings`: everything that holds there, and what the bot lacks."""
    return await _overview(desk, invocation.origin)


async def persona(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/settings persona`: who the model is told to be."""
    text = invocation.options.get("text", "").strip()
    if text:
        return await _set(desk, invocation, {"persona": text})
    here = await desk.keeper.here(invocation.origin)
    choice = here.choices["persona"]
    told = say("persona_is", persona=here.persona, source=say(choice.source)) if here.persona else say("persona_none")
    return Answer(f"{told}\n{say('persona_presets', presets=', '.join(PRESETS))}")


async def trigger(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/settings trigger`: which messages are for the bot."""
    given = invocation.options
    kind, prefix = given.get("when", ""), given.get("prefix", "").strip()
    first, _, rest = prefix.partition(" ")
    if not kind and first.lower() == PREFIX:
        kind, prefix = PREFIX, rest  # one line: "prefix !"
    elif not kind and prefix.isalpha():  # rather a word for when that there is not, which would silence the bot
        values = ", ".join(value.partition(" ")[0] for value in BY_KEY["trigger"].values)
        return Answer(f"{say('value_unfit')} {say('setting_values', values=values)}")
    elif not kind and prefix:
        kind = PREFIX
    return await _set(desk, invocation, {"trigger": f"{PREFIX} {prefix}" if kind == PREFIX else kind})


async def one(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/settings reasoning`, `memory` and `names`: one word each."""
    key = invocation.name.partition(" ")[2]
    return await _set(desk, invocation, {key: invocation.options.get("value", "")})


async def reply(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/settings reply`: how an answer grows, whether its asker is told, where it goes."""
    return await _set(
        desk, invocation, {key: invocation.options.get(key, "") for key in ("streaming", "notify", "where")}
    )


async def history(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/settings history`: who changed what when."""
    return await _history(desk, invocation.origin)


async def set_pressed(desk: Desk, press: Press) -> Answer | Incoming:
    """A button of the overview: "" shows it, "key" the values of a setting, "key=value" chooses one for here."""
    origin = press.origin
    if refused := await _refused(desk, press):
        return Answer(refused)
    key, chosen, value = press.action.argument.partition("=")
    if key == "history":
        return _replacing(await _history(desk, origin))
    if key == "model" and not chosen:
        return _replacing(await show_model(desk, origin))
    if key not in BY_KEY:
        return _replacing(await _overview(desk, origin))
    if not chosen:
        return await _panel(desk, origin, BY_KEY[key])
    if said := await _keep(desk, origin, {key: value}, HERE):
        return Answer(said)
    return _replacing(await _overview(desk, origin))


async def undo_pressed(desk: Desk, press: Press) -> Answer | Incoming:
    """The button beside a change: it is taken back, unless the value has changed since."""
    if refused := await _refused(desk, press):
        return Answer(refused)
    row, origin = press.action.argument, press.origin
    found = await desk.keeper.change_here(origin, int(row)) if row.isdecimal() and len(row) < 16 else None
    if found is None:
        return Answer(say("unknown_button"))
    change, scope = found
    if not_theirs := await may_set(desk, origin, scope):
        return Answer(say(not_theirs))
    if change.key not in BY_KEY and is_owners_word(desk, origin, change.by):
        return Answer(say("owner_only"))  # a pause or a limit
    try:
        done = await desk.keeper.undo(origin, change)
    except NotOffered:
        return Answer(not_offered(desk, origin))
    if change.key not in BY_KEY:
        desk.admission.reopen()  # a limit: who was shut out by it may try again
    return _replacing(await _history(desk, origin)) if done else Answer(say("undo_too_late"))


async def _refused(desk: Desk, press: Press) -> str:
    if is_anothers(press):
        return say("not_your_button")
    return "" if await desk.gate.may_change(press.origin) else say("manager_only")


def _replacing(answer: Answer) -> Answer:
    return Answer(answer.text, buttons=answer.buttons, replace=True)


# Changing.


async def _set(desk: Desk, invocation: Invocation, values: Mapping[str, str]) -> Answer:
    """Keep what was given; without anything, show what holds."""
    origin, reach = invocation.origin, invocation.options.get("scope", HERE)
    given = {key: value for key, value in values.items() if value}
    if given and (refused := await _keep(desk, origin, given, reach)):
        return Answer(refused)
    here = await desk.keeper.here(origin)
    scope = scope_of(origin, reach)
    lines = []
    for key in given or values:
        choice = here.choices[key]
        lines.append(_line(BY_KEY[key], choice.value, choice.source))
        if given and given[key].lower() not in RESET and choice.source != scope[1]:
            lines.append(say("setting_beyond", source=say(scope[1])))
    if not given and len(values) == 1:
        lines.append(say("setting_values", values=", ".join(value.partition(" ")[0] for value in _values(values))))
    return Answer("\n".join(lines))


def _values(keys: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(value for key in keys for value in BY_KEY[key].values)


async def _keep(desk: Desk, origin: Origin, values: Mapping[str, str], reach: str) -> str:
    """Keep all of them, or none and say why not."""
    if refused := await may_set(desk, origin, scope_of(origin, reach)):
        return say(refused)
    wanted = {key: "" if value.lower() in RESET else value for key, value in values.items()}
    if origin.private and any(BY_KEY[key].shared for key in wanted):
        return say("setting_shared_only")
    if wanted.get("trigger", "").startswith(WIDE) and (reason := await unheard(desk, origin)):
        return reason
    if wanted.get("where") == "thread" and not isinstance(desk.platforms[origin.place.platform], Threads):
        return say("no_threads")
    try:
        for key, value in wanted.items():
            if value and key != "model":
                BY_KEY[key].read(value)
        for key, value in wanted.items():
            await desk.keeper.change(origin, key, value, reach)
    except Unfit as unfit:
        return say(unfit.phrase)
    except NotOffered:
        return not_offered(desk, origin)
    return ""


# Showing.


async def _overview(desk: Desk, origin: Origin) -> Answer:
    here = await desk.keeper.here(origin)
    mine = [setting for setting in SETTINGS if not (setting.shared and origin.private)]
    lines = [_line(setting, here[setting.key], here.choices[setting.key].source) for setting in mine]
    lines += ["", *await limits_here(desk, origin)]
    lacking = await shortcomings(desk, origin, here.model)
    if lacking:
        lines += ["", say("lacks_head"), *(f"- {each}" for each in lacking)]
    buttons = [Button(say(setting.phrase), Action("set", setting.key)) for setting in mine]
    buttons.append(Button(say("history_button"), Action("set", "history")))
    return Answer("\n".join((say("settings_head"), "", *lines)), buttons=_rows(buttons))


async def _panel(desk: Desk, origin: Origin, setting: Setting) -> Answer:
    choice = (await desk.keeper.here(origin)).choices[setting.key]
    lines = [_line(setting, choice.value, choice.source)]
    values = setting.values
    if setting.key == "trigger" and (reason := await unheard(desk, origin)):
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
    return Answer(
        "\n".join(lines), buttons=(*_rows(buttons), (Button(say("back_button"), Action("set")),)), replace=True
    )


async def _history(desk: Desk, origin: Origin) -> Answer:
    changes = await desk.keeper.history(origin)
    if not changes:
        return Answer(say("history_none"))
    sources = dict(scopes(origin))
    lines = [f"{number}. {_change(change, sources[change.scope])}" for number, change in enumerate(changes, 1)]
    undo = [
        Button(say("undo_button", number=str(number)), Action("undo", str(change.row)))
        for number, change in enumerate(changes[:UNDOABLE], 1)
    ]
    return Answer("\n".join((say("history_head"), "", *lines)), buttons=_rows(undo))


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
    """A value in a few characters."""
    key = setting.key if setting else ""
    if not value:
        return "–"
    if key == "notify":
        return say("notify_never") if value == "0" else say("notify_after", seconds=value)
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _rows(buttons: list[Button]) -> Buttons:
    return tuple(tuple(buttons[start : start + IN_ROW]) for start in range(0, len(buttons), IN_ROW))
