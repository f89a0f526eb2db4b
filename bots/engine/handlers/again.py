"""Again, the button under an answer: by the same model, or by another that is chosen from a menu."""

from itertools import islice
from typing import Protocol

from bots.engine.handlers import asking
from bots.engine.handlers import choosable as choosing_among
from bots.engine.handlers.choosable import choosable
from bots.engine.handlers.model_actions import answered, answering, named
from bots.engine.handlers.permissions import usable
from bots.engine.handlers.picker import option
from bots.engine.language.phrases import say
from bots.engine.seam import panels
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.places import InteractionMessage
from bots.engine.seam.shown import Option, Panel, Response, Select
from bots.text.names import literal
from provider.values import replace

MOST = 8
"""Models in the menu of Again; the command takes any."""


class Services(asking.Services, choosing_among.Services, Protocol):
    """The services that giving an answer anew needs."""


async def again_pressed(services: Services, press: Press) -> Response | Incoming:
    """Again: a menu of the models that the asker may use.

    If there is one, or only this press can reach the answer, the answer is given anew at once.
    """
    origin = press.origin
    stored = await asking.answer_in(services, press.action.argument)
    if refused := await asking.not_anew(services, origin, stored):
        return refused
    assert stored is not None
    found = await choosable(services, origin, await usable(services.gate, services.place_settings, origin))
    others = (name for name in found.index.search("", found.familiar) if name != found.here)
    names = (found.here, *islice(others, MOST - 1))
    if len(names) == 1 or isinstance(press.surface, InteractionMessage):
        return await asking.retry_pressed(services, press)
    row, to_command = stored.answer, press.to_command
    first, *rest = (
        option(services, found, name, names, answering(row, name, to_command=to_command), mark=False) for name in names
    )
    same = Option(say("again_same"), answering(row, "", to_command=to_command), f"{found.here} · {first.about}")
    panel = Panel("", (say("again_which"),), "", (Select(say("model_pick_menu"), (same, *rest)),))
    return panels.shown(panel)


async def anew_pressed(services: Services, press: Press) -> Response | Incoming:
    """A model of that menu: the answer is given anew by it, where it stands."""
    row, name, to_command = answered(press.action.argument)
    among = await usable(services.gate, services.place_settings, press.origin)
    wanted = named(name, (await services.place_settings.known_models.index(among)).names)
    if name and not wanted:
        return Response(say("model_gone"))
    answer = await asking.again(services, press.origin, await asking.answer_in(services, row), wanted)
    if isinstance(answer, Response) or answer.again is None:
        return answer
    begun = say("again_begun", model=literal(wanted or (await services.place_settings.model(press.origin)).value))
    return replace(answer, again=replace(answer.again, to_command=to_command, begun=begun))
