"""How much the model of a place can be told to think, and what becomes of what was chosen there."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.settings.table import DEFAULT_EFFORT, Here
from bots.engine.settings.wording import label
from bots.text.names import literal
from provider import Catalog
from provider.contract import Effort
from provider.known.efforts import nearest
from provider.values import Value


class Services(Protocol):
    """The services that a look at the model of a place needs."""

    @property
    def platforms(self) -> Mapping[str, Platform]: ...

    @property
    def catalog(self) -> Catalog: ...


class Efforts(Value):
    """What the model of a place can be told. `name`: as it was chosen.

    `levels`: the least first; empty: it cannot be told. `own`: what its alias says itself; empty: nothing.
    """

    name: str
    levels: tuple[Effort, ...]
    own: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the setting that mean something to the model."""
        return (DEFAULT_EFFORT, *self.levels) if self.levels else ()


async def efforts_here(services: Services, origin: Origin, here: Here) -> Efforts:
    """What the model can be told that answers there: none that was withdrawn, and for "auto" the one asked first."""
    chat = not isinstance(services.platforms[origin.place.platform], ShowsOutcome)
    name = services.catalog.holding((here.model, *here.instead))
    full = await services.catalog.asked_first(name, chat=chat)
    return Efforts(name, services.catalog.facts(full).efforts, services.catalog.facts(name).effort)


def unfit(found: Efforts) -> str:
    """Why nothing of it can be chosen for the model; empty if it can."""
    return "" if found.levels else say("effort_none", model=literal(found.name))


def beside(found: Efforts, here: Here) -> list[str]:
    """What a person should know of a chosen effort: that something else is said to the model."""
    wanted = here.effort
    if found.own:
        return [say("effort_alias", alias=found.name, effort=label("effort", found.own))]
    if not wanted:
        return []
    if not found.levels:
        return [say("effort_later", model=literal(found.name))]
    told = nearest(wanted, found.levels)
    if told == wanted:
        return []
    return [
        say("effort_nearest", model=literal(found.name), wanted=label("effort", wanted), told=label("effort", told)),
    ]
