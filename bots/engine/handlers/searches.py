"""Whether the model of a place can search the web, what that costs, and what becomes of what was chosen there."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.language.phrases import money, say
from bots.engine.seam.incoming import Origin
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.settings.table import Here
from bots.text.names import literal
from provider import Catalog
from provider.known.searching import NO_SEARCH, Searching
from provider.values import Value


class Services(Protocol):
    """The services that a look at the model of a place needs."""

    @property
    def platforms(self) -> Mapping[str, Platform]: ...

    @property
    def catalog(self) -> Catalog: ...


class Searches(Value):
    """How the model of a place searches. `name`: as it was chosen. `price`: US $ for one search; 0: not known."""

    name: str
    way: Searching = NO_SEARCH
    price: float = 0.0

    @property
    def able(self) -> bool:
        """Whether it can be told to."""
        return self.way.able


async def searches_here(services: Services, origin: Origin, here: Here) -> Searches:
    """How the model searches that answers there: none that was withdrawn, and for "auto" the one asked first."""
    chat = not isinstance(services.platforms[origin.place.platform], ShowsOutcome)
    name = services.catalog.holding((here.model, *here.instead))
    known = services.catalog.settings(await services.catalog.asked_first(name, chat=chat))
    return Searches(name, known.search or NO_SEARCH, known.search_price / 1000)


def unfit(found: Searches) -> str:
    """Why the model cannot search; empty if it can."""
    return "" if found.able else say("search_none", model=literal(found.name))


def beside(found: Searches, here: Here) -> list[str]:
    """What a person should know of it: what it costs, or that nothing comes of the choice yet."""
    if not found.able:
        return [say("search_later", model=literal(found.name))] if here.search else []
    if found.way.always:
        return [say("search_always", model=literal(found.name))]
    return [say("search_costs", price=money(found.price, ".3g"))] if found.price else []
