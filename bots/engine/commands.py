"""Every command once, as a value: dispatch, permissions, completion, help, README and registration come from here."""

from bots.engine.choices import Choice
from bots.engine.command import Command, Context, Desk, Option, Role
from bots.engine.model import Action, Answer, Button, Incoming, Invocation, Origin
from bots.engine.phrases import say
from provider.errors import ModelNotFound

__all__ = ["BY_NAME", "COMMANDS", "Command", "Context", "Option", "Role"]

RESET = ("reset", "default")
LISTED = 60
"""Models that `/models` names before it counts the rest: more would not fit one message."""
OFFERED = 8
"""Models that `/model` offers as buttons."""


async def _ask(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    return Incoming(
        invocation.origin,
        id=invocation.id,
        text=invocation.options.get("text", ""),
        addressed=True,
        reply_to=invocation.reply_to,
        quoted=invocation.quoted,
    )


async def _model(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    name = invocation.options.get("name", "").strip()
    origin = invocation.origin
    if not name:
        return await _show_model(desk, origin)
    return Answer(await set_model(desk, origin, name))


async def set_model(desk: Desk, origin: Origin, name: str) -> str:
    """Choose a model for a place, or undo the choice, if that person may; the sentence that says how it went."""
    if not await desk.may_change(origin):
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
    if not await desk.may_change(origin):
        return Answer(text)
    buttons = tuple((Button(name, action),) for name, action in _pickable(await desk.models(), choice.value))
    return Answer(f"{text}\n{say('model_pick')}" if buttons else text, buttons=buttons)


async def _describe(desk: Desk, origin: Origin, choice: Choice) -> str:
    source = say(choice.source)
    if choice.value != "auto":
        return say("model_is", model=choice.value, source=source)
    answering = await desk.answers_auto(origin)
    return say("model_auto" if answering else "model_auto_nobody", source=source, answering=answering)


def _pickable(names: tuple[str, ...], current: str) -> list[tuple[str, Action]]:
    found: list[tuple[str, Action]] = []
    for name in names:
        action = Action("model", name)
        if name != current and action.fits():
            found.append((name, action))
    return found[:OFFERED]


async def _models(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    names = await desk.models()
    if not names:
        return Answer(say("models_none"))
    here = (await desk.model_here(invocation.origin)).value
    lines = [f"- `{name}`{' ✓' if name == here else ''}" for name in names[:LISTED]]
    if len(names) > LISTED:
        lines.append(say("models_more", count=str(len(names) - LISTED)))
    return Answer("\n".join((say("models_head"), "", *lines)))


async def _new(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    if not invocation.origin.linear:
        return Answer(say("new_shared"))
    await desk.new_conversation(invocation.origin)
    return Answer(say("new_started"), private=False)


async def _stop(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    return Answer(say(await desk.stop_here(invocation.origin)))


async def _claim(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    return Answer(say(await desk.claim(invocation.origin.person, invocation.options.get("code", ""))))


async def _help(desk: Desk, invocation: Invocation) -> Answer | Incoming:
    context: Context = "private" if invocation.origin.private else "shared"
    lines = [f"- {command.example}: {command.description}" for command in COMMANDS if context in command.contexts]
    return Answer("\n".join((say("help_head"), "", *lines)))


COMMANDS: tuple[Command, ...] = (
    Command(
        "ask",
        "Ask the model",
        _ask,
        (Option("text", "What you want to know", required=True),),
        example="/ask Why is the sky blue?",
        starts_answer=True,
    ),
    Command(
        "model",
        "Show or choose the model that answers here",
        _model,
        (Option("name", "provider/model, or reset", complete=True),),
        example="/model openai/gpt-4o-mini",
    ),
    Command("models", "List the models", _models, example="/models"),
    Command("new", "Start a new conversation", _new, example="/new"),
    Command("stop", "Stop the answer", _stop, example="/stop"),
    Command("help", "What I can do", _help, role="anyone", example="/help"),
    Command(
        "claim",
        "Become the owner of this bot",
        _claim,
        (Option("code", "The code that the bot printed when it started", required=True),),
        role="anyone",
        contexts=frozenset({"private"}),
        example="/claim 123456",
    ),
)

BY_NAME = {command.name: command for command in COMMANDS}
