"""What somebody may choose from in a place: the models, which of them are familiar there, and what an answer costs.

It is read when a list opens or somebody types a name, never for a plain question.
"""

from typing import Protocol

from bots.engine.handlers.model_summary import USUAL, label
from bots.engine.seam.incoming import Origin
from bots.engine.settings.model_search import ModelIndex
from bots.engine.settings.offered_models import Usable
from bots.engine.settings.place_settings import PlaceSettings
from provider import Catalog
from provider.contract import Usage
from provider.values import Value

FAMILIAR = 8
"""Models that were lately used somewhere and stand first there."""


class Services(Protocol):
    """The services that know what can be chosen."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def place_settings(self) -> PlaceSettings: ...


class Choosable(Value):
    """The models that somebody may choose in a place.

    `here`: what answers there now. `lately`: what answered there lately, the last one first. `familiar`: both, and the
    aliases: what stands first in every list. `usual`: the tokens of an answer there.
    """

    index: ModelIndex
    here: str
    lately: tuple[str, ...]
    familiar: tuple[str, ...]
    usual: Usage


async def choosable(services: Services, origin: Origin, among: Usable) -> Choosable:
    """What can be chosen there of these. It waits some seconds for servers that never gave their list of models."""
    settings, catalog = services.place_settings, services.catalog
    here = (await settings.model(origin)).value
    had = await settings.known_models.lately(origin.place, FAMILIAR)
    lately = tuple(each.model for each in had)
    index = await settings.known_models.index(among)
    answers, tokens = sum(each.answers for each in had), sum(each.input_tokens + each.output_tokens for each in had)
    usual = USUAL
    if answers and tokens:
        usual = Usage(
            sum(each.input_tokens for each in had) // answers, sum(each.output_tokens for each in had) // answers
        )
    return Choosable(index, here, lately, (here, *lately, *catalog.aliases), usual)


def labelled(services: Services, found: Choosable, name: str) -> str:
    """A model of these as one short line."""
    return label(name, services.catalog.facts(name), found.usual, here=name == found.here)
