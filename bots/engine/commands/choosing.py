"""Who may choose what, and how a choice that cannot be made is turned down."""

from bots.engine.choices import Scope, is_servers
from bots.engine.desk import Desk
from bots.engine.model import Answer, Origin, Press
from bots.engine.offers import NotOffered
from bots.engine.phrases import say
from provider.errors import ModelNotFound


async def pick(desk: Desk, origin: Origin, name: str) -> str | Answer:
    """The model that somebody means ("": none in particular), or why it cannot be that."""
    if not name.strip():
        return ""
    try:
        return await desk.keeper.pick(origin, name)
    except NotOffered:
        return Answer(not_offered(desk, origin))
    except ModelNotFound as error:
        return Answer(str(error))


def not_offered(desk: Desk, origin: Origin) -> str:
    """What somebody is told who wants another model than those that the owner offers."""
    offered = desk.keeper.offered(origin)
    return say("model_not_offered", models=", ".join(offered)) if offered else say("model_none_offered")


async def may_set(desk: Desk, origin: Origin, scope: Scope) -> str:
    """The phrase that says why that person may not choose in that scope; empty where they may."""
    if not await desk.gate.may_change(origin):
        return "manager_only"
    if is_servers(scope) and not await desk.gate.manages_server(origin):
        return "server_manager_only"
    return ""


def is_anothers(press: Press) -> bool:
    """Whether the message under which the button is answers somebody else."""
    return press.caller not in ("", press.origin.person.id)
