"""Which model answers here, and choosing another."""

from bots.engine.choices import Choice
from bots.engine.desk import Desk
from bots.engine.lineup import BETWEEN, describe
from bots.engine.model import Action, Answer, Button, Incoming, Invocation, Origin
from bots.engine.phrases import say
from provider.catalog import Standing
from provider.errors import ModelNotFound

RESET = ("reset", "default")
FITS = 1800
"""Characters that `/models` fills before it counts the rest: more would not fit one message everywhere."""
OFFERED = 8
"""Models that `/model` offers as buttons."""


async def model(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/model`: show or choose."""
    name = invocation.options.get("name", "").strip()
    origin = invocation.origin
    if not name:
        return await _show_model(desk, origin)
    return Answer(await set_model(desk, origin, name))


async def set_model(desk: Desk, origin: Origin, name: str) -> str:
    """Choose a model for a place, or undo the choice, if that person may; the sentence that says how it went."""
    if not await desk.gate.may_change(origin):
        return say("manager_only")
    reset = name.lower() in RESET
    try:
        choice = await desk.choose_model(origin, "" if reset else name)
    except ModelNotFound as error:
        return str(error)
    if reset:
        return say("model_reset", model=choice.value, source=say(choice.source))
    return say("model_set", model=choice.value)


async def _show_model(desk: Desk, origin: Origin) -> Answer:
    choice = await desk.model_here(origin)
    text = await _describe(desk, origin, choice)
    if not await desk.gate.may_change(origin):
        return Answer(text)
    buttons = tuple((Button(name, action),) for name, action in _pickable(await desk.catalog.names(), choice.value))
    return Answer(f"{text}\n{say('model_pick')}" if buttons else text, buttons=buttons)


async def _describe(desk: Desk, origin: Origin, choice: Choice) -> str:
    source = say(choice.source)
    if choice.value != "auto":
        standing = desk.catalog.standing(choice.value)
        alias = standing.name != choice.value
        shown = say("model_alias", alias=choice.value, model=standing.name) if alias else choice.value
        return " ".join(filter(None, (say("model_is", model=shown, source=source), _condition(standing))))
    answering = await desk.catalog.answering(chat=origin.place.platform != "terminal")
    return say("model_auto" if answering else "model_auto_nobody", source=source, answering=answering)


def _condition(standing: Standing) -> str:
    """What those who use it should know now; empty: all is well."""
    if standing.stand_in:
        return say("model_stood_in", other=standing.stand_in)
    return "" if standing.state == "closed" else say("model_failing")


def _pickable(names: tuple[str, ...], current: str) -> list[tuple[str, Action]]:
    found: list[tuple[str, Action]] = []
    for name in names:
        action = Action("model", name)
        if name != current and action.fits():
            found.append((name, action))
    return found[:OFFERED]


async def models(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    """`/models`: what can be chosen."""
    names = await desk.catalog.names()
    if not names:
        return Answer(say("models_none"))
    here = (await desk.model_here(invocation.origin)).value
    lines: list[str] = []
    room = FITS
    for name in names:
        line = _line(desk.catalog.standing(name), name, here)
        room -= len(line) + 1
        if room < 0:
            lines.append(say("models_more", count=str(len(names) - len(lines))))
            break
        lines.append(line)
    return Answer("\n".join((say("models_head"), "", *lines)))


def _line(standing: Standing, name: str, here: str) -> str:
    shown = f"`{name}`" if standing.name == name else f"`{name}` ({standing.name})"
    return BETWEEN.join(filter(None, (f"- {shown}{' ✓' if name == here else ''}", describe(standing))))


async def model_pressed(desk: Desk, origin: Origin, name: str) -> Answer:
    """A model was picked from the buttons."""
    words = await set_model(desk, origin, name)
    return Answer(words, replace=await desk.gate.may_change(origin))


async def complete_model(desk: Desk, origin: Origin, typed: str) -> tuple[str, ...]:
    """Names that hold what somebody types."""
    return tuple(name for name in (*await desk.catalog.names(), "reset") if typed.lower() in name.lower())
