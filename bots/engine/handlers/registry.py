"""The functions behind the table of commands and behind the buttons."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bots.engine.commands.button import ButtonKind
from bots.engine.commands.table_buttons import BUTTONS
from bots.engine.handlers import (
    again,
    asking,
    auto,
    facts,
    help,
    limits,
    model_list,
    models,
    owner,
    privacy,
    rights,
    servers,
    settings,
    status,
    switches,
    tools,
    usage,
    versions,
    whoami,
)
from bots.engine.reply.buttons import TABLE
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.shown import Response


class SaysRefusals(Protocol):
    """Says why a question is not answered."""

    async def refusal(self, incoming: Incoming, now: float) -> str:
        """The sentence; empty if nothing speaks against an answer yet."""


class Services(
    again.Services,
    asking.Stops,
    facts.Services,
    help.Services,
    limits.Services,
    owner.Services,
    privacy.Services,
    servers.Services,
    settings.Services,
    status.Services,
    switches.Services,
    tools.Services,
    usage.Services,
    versions.Services,
    whoami.Services,
    Protocol,
):
    """The services that all handlers together need; each module names those that it uses."""

    @property
    def questions(self) -> SaysRefusals: ...


Pressed = Callable[[Services, Press], Awaitable[Response | Incoming]]

PRESSES: Mapping[str, Pressed] = {
    "stop": asking.stop_pressed,
    "again": again.again_pressed,
    "anew": again.anew_pressed,
    "retry": asking.retry_pressed,
    "edited": asking.edited_pressed,
    "continue": asking.continue_pressed,
    "now": asking.now_pressed,
    "go_on": asking.go_on_pressed,
    "info": facts.info_pressed,
    "turn": versions.turn_pressed,
    "model": models.model_pressed,
    "model_all": models.model_pressed,
    "page": models.page_pressed,
    "pick": models.pick_pressed,
    "pin": auto.pin_pressed,
    "unpin": auto.pin_pressed,
    "set": settings.set_pressed,
    "write": settings.write_pressed,
    "permit": tools.permit_pressed,
    "permit_always": tools.permit_always_pressed,
    "forbid": tools.forbid_pressed,
    "unswitch": switches.undo_pressed,
    "limit": limits.limit_pressed,
    "usage": usage.usage_pressed,
    "undo": settings.undo_pressed,
    "help": help.help_pressed,
    "forget": privacy.forget_pressed,
    "export": privacy.export_pressed,
    "unread": privacy.unread_pressed,
    "status": status.status_pressed,
    "allow": servers.decide_pressed,
    "deny": servers.decide_pressed,
    "leave": servers.leave_pressed,
    "servers": servers.servers_pressed,
}
"""The function of a button, by the name of its action."""

KINDS: Mapping[str, ButtonKind] = {each.action: each for each in (*TABLE, *BUTTONS)}
"""What all buttons with an action have in common: those under answers, and all others."""

Run = Callable[[Services, Invocation], Awaitable[Response | Incoming]]

RUNS: Mapping[str, Run] = {
    "ask": asking.ask,
    "model": models.model,
    "models": model_list.models,
    "new": asking.new,
    "stop": asking.stop,
    "retry": asking.retry,
    "continue": asking.go_on,
    "usage": usage.usage,
    "privacy": privacy.privacy,
    "settings": settings.settings,
    "settings persona": settings.persona,
    "settings trigger": settings.trigger,
    "settings effort": settings.one,
    "settings search": settings.one,
    "settings tools": tools.tools,
    "settings reasoning": settings.one,
    "settings details": settings.one,
    "settings reply": settings.reply,
    "settings memory": settings.one,
    "settings busy": settings.one,
    "settings names": settings.one,
    "settings timezone": settings.one,
    "settings language": settings.one,
    "settings history": settings.history,
    "settings limit": limits.limit,
    "settings talk": rights.talk,
    "settings administrators": rights.administrators,
    "settings channels": rights.channels,
    "settings allow": rights.allow,
    "settings deny": rights.deny,
    "whoami": whoami.whoami,
    "pause": owner.pause,
    "resume": owner.resume,
    "servers": servers.servers,
    "owner": owner.owner,
    "help": help.help,
    "claim": help.claim,
}
"""The function of a command, by its name."""
