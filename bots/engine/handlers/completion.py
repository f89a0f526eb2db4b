"""What fits the name of a model that somebody is typing."""

from itertools import islice
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers import choosable as choosing
from bots.engine.handlers.choosable import choosable, labelled
from bots.engine.handlers.models import RESET
from bots.engine.handlers.permissions import usable
from bots.engine.seam.incoming import Typed
from bots.engine.seam.shown import Suggestion

CHOICES = 25
"""Values that a platform shows while somebody types."""


class Services(choosing.Services, Protocol):
    """The services that completion needs."""

    @property
    def gate(self) -> Gate: ...


async def complete_model(services: Services, typed: Typed) -> tuple[Suggestion, ...]:
    """The models whose names fit what was typed so far, the best first, among those that the person may name there."""
    origin, chooses = typed.origin, typed.command == "model"
    if chooses and not await services.gate.roles.may_change(origin):
        return ()
    if chooses:
        among = await services.place_settings.choosable(origin)
    else:
        among = await usable(services.gate, services.place_settings, origin)
    found = await choosable(services, origin, among)
    more: list[Suggestion] = []
    if chooses and RESET[0].startswith(typed.text.strip().lower()):
        more.append(Suggestion(RESET[0]))
    names = islice(found.index.search(typed.text, found.familiar), CHOICES - len(more))
    fitting = [Suggestion(name, labelled(services, found, name)) for name in names]
    return tuple(more + fitting if typed.text.strip() else fitting + more)
