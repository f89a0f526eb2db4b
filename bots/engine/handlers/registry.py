"""What each command and each button does: the functions behind the table of commands."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bots.engine.handlers import asking, help, models, owner, people, privacy, settings, usage
from bots.engine.seam.values import Incoming, Invocation, Press, Response


class Services(
    asking.Services,
    help.Services,
    owner.Services,
    people.Services,
    privacy.Services,
    settings.Services,
    usage.Services,
    Protocol,
):
    """What all of them need together (the settings name what the models need); each sees what its own module names."""


Pressed = Callable[[Services, Press], Awaitable[Response | Incoming]]

PRESSES: Mapping[str, Pressed] = {
    "stop": asking.stop_pressed,
    "retry": asking.retry_pressed,
    "continue": asking.continue_pressed,
    "model": models.model_pressed,
    "page": models.page_pressed,
    "set": settings.set_pressed,
    "undo": settings.undo_pressed,
    "forget": privacy.forget_pressed,
    "export": privacy.export_pressed,
    "leave": owner.leave_pressed,
}
"""What a button does, by the name of its action; the gate has let the person in."""

FOR_ANYONE = frozenset({"forget", "export"})
"""Presses that need no leave: what is kept of somebody is theirs, whoever may talk."""

Run = Callable[[Services, Invocation], Awaitable[Response | Incoming]]

RUNS: Mapping[str, Run] = {
    "ask": asking.ask,
    "model": models.model,
    "models": models.models,
    "new": asking.new,
    "stop": asking.stop,
    "retry": asking.retry,
    "usage": usage.usage,
    "privacy": privacy.privacy,
    "settings": settings.settings,
    "settings persona": settings.persona,
    "settings trigger": settings.trigger,
    "settings reasoning": settings.one,
    "settings reply": settings.reply,
    "settings memory": settings.one,
    "settings names": settings.one,
    "settings history": settings.history,
    "settings limit": people.limit,
    "settings allow": people.allow,
    "settings deny": people.deny,
    "whoami": people.whoami,
    "pause": owner.pause,
    "resume": owner.resume,
    "servers": owner.servers,
    "owner": owner.owner,
    "help": help.help,
    "claim": help.claim,
}
"""What a command does, by its name."""
