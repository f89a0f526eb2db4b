"""Who may run and choose what, and the words of a refusal."""

from bots.engine.access.gate import Gate
from bots.engine.access.roles import RANKS, Role
from bots.engine.access.verdicts import may_change_settings
from bots.engine.commands.command import Command
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.platform import LinksCommands, Platform
from bots.engine.seam.shown import Response
from bots.engine.settings.offered_models import NotOffered, Usable
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.scopes import Scope, is_categorys, is_owners, is_servers
from bots.engine.settings.table import Locked
from bots.engine.spending.limits import limit_scopes
from bots.engine.storage.records import BOT, Change
from bots.text.names import literal
from provider.errors import ModelNotFound

MOST_NAMED = 8
"""Models that a refusal names."""


async def usable(gate: Gate, place_settings: PlaceSettings, origin: Origin) -> Usable:
    """The models that the person may name there for a question."""
    manages = not origin.private and await gate.roles.may_change(origin)
    return await place_settings.usable(origin, manages=manages)


async def pick(gate: Gate, place_settings: PlaceSettings, origin: Origin, name: str) -> str | Response:
    """The model that a name means (empty for none), or the refusal."""
    if not name.strip():
        return ""
    try:
        return await place_settings.rights.pick(name, await usable(gate, place_settings, origin))
    except NotOffered as refused:
        return Response(not_usable(refused.among, origin))
    except ModelNotFound as error:
        return Response(literal(str(error)))


def not_usable(among: Usable, origin: Origin) -> str:
    """The sentence for somebody who wants a model that is not for them: which are, and who can give them others."""
    models = _named(among)
    return say("model_not_yours_private" if origin.private else "model_not_yours", models=models)


def not_offered(among: Usable, origin: Origin) -> str:
    """The sentence for somebody who wants to choose a model for the place that the owner does not offer there."""
    if origin.private:
        return not_usable(among, origin)
    is_free = len(among.names or ()) > 1  # beside the default
    return say("model_not_offered", models=_named(among)) if is_free else say("model_none_offered")


def _named(among: Usable) -> str:
    """Some of the names, as they are typed."""
    names = among.names or ()
    shown = ", ".join(f"`{name}`" for name in names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown}, {say('models_more', count=more)}" if more > 0 else shown


def model_instead(platform: Platform) -> str:
    """The sentence for somebody who may not choose the model of a place: who may, and what they may do instead."""
    fields = isinstance(platform, LinksCommands)
    return say("model_manager_only", instead=say("model_instead_fields" if fields else "model_instead_line"))


async def may_set(gate: Gate, origin: Origin, scope: Scope) -> str:
    """The key of the phrase that says why the person may not choose in that scope; empty if they may."""
    if is_owners(scope):
        return "" if origin.person in gate.owners else "owner_only"
    if not await gate.roles.may_change(origin):
        return "manager_only"
    if is_categorys(scope) and not await gate.roles.manages_category(origin):
        return "category_manager_only"
    if is_servers(scope) and not await gate.roles.manages_server(origin):
        return "server_manager_only"
    return ""


def is_owners_word(gate: Gate, origin: Origin, by: str) -> bool:
    """Whether an owner made the choice and somebody else is about to change it."""
    return origin.person not in gate.owners and by in map(str, gate.owners)


def is_anothers(press: Press) -> bool:
    """Whether the message with the button answers somebody else."""
    return press.caller not in ("", press.origin.person.id)


def limit_scope(role: Role, reach: str, origin: Origin) -> str:
    """The scope that here, server or everywhere means; empty if there is none."""
    around = limit_scopes(origin)
    match reach:
        case "everywhere":
            return BOT if role == "owner" else ""
        case "server":
            return next((scope for scope in around if "-server:" in scope), around[1] if origin.server else "")
        case "channel":
            return next(scope for scope in around[1:] if "-server:" not in scope)
        case _:
            return around[-1]


def refusal(command: Command, origin: Origin, role: Role) -> str:
    """The key of the phrase that says why the person may not run the command there; empty if they may.

    `role`: the role of the person there.
    """
    if ("private" if origin.private else "shared") not in command.contexts:
        return "private_only"
    if command.role == "manager" and origin.private:
        return ""  # in a private chat, the choice affects nobody else
    if RANKS.index(role) >= RANKS.index(command.role):
        return ""
    if command.role == "manager" and may_change_settings(origin, role):
        return ""
    return "owner_only" if command.role == "owner" else "manager_only"


async def take_back(settings: PlaceSettings, origin: Origin, change: Change, first: Change | None = None) -> str:
    """Take a change back, as `PlaceSettings.undo` does. Returns why that is not done, in words; empty if it is."""
    try:
        done = await settings.undo(origin, change, first)
    except NotOffered as error:
        return not_offered(error.among, origin)
    except Locked as locked:
        return say(locked.phrase)
    return "" if done else say("undo_too_late")
