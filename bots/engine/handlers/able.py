"""What models can be asked for: that they see, hear, take PDFs, think, or cost little."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bots.engine.handlers.model_summary import USUAL
from provider import Catalog
from provider.contract import Trust
from provider.model_facts import ModelFacts
from provider.values import Value

CHEAP = 0.002
"""US $ that an answer of the usual length costs at most if its model counts as cheap."""


class Services(Protocol):
    """The services that know what models can do."""

    @property
    def catalog(self) -> Catalog: ...


class Ability(Value):
    """One thing to ask for. `has`: whether a model has it; None: nobody knows. The others are keys of phrases.

    `button`: what it is called on a button. `some`, `none`: above a list of such models, and in its place.
    """

    has: Callable[[ModelFacts, Trust | None], bool | None]
    button: str
    some: str
    none: str


def _is_cheap(facts: ModelFacts, trust: Trust | None) -> bool | None:
    if trust != "account":
        return None if trust is None else True  # nobody pays for what runs here, or for a free site
    price = facts.settings.price
    return None if price is None else price.of(USUAL) <= CHEAP


ABLE: Mapping[str, Ability] = {
    "sees": Ability(lambda facts, _: facts.settings.vision, "able_sees", "models_sees", "models_none_sees"),
    "hears": Ability(lambda facts, _: facts.settings.hearing, "able_hears", "models_hears", "models_none_hears"),
    "documents": Ability(
        lambda facts, _: facts.settings.documents, "able_documents", "models_documents", "models_none_documents"
    ),
    "thinks": Ability(lambda facts, _: facts.settings.reasoning, "able_thinks", "models_thinks", "models_none_thinks"),
    "cheap": Ability(_is_cheap, "able_cheap", "models_cheap", "models_none_cheap"),
}
"""What a model must be able to do, by the words of `/models`."""


class Narrowed(Value):
    """The names of those that can, in their order, cheap ones by what they cost; and of how many nobody knows."""

    names: tuple[str, ...]
    unknown: int


def narrowed(services: Services, names: Sequence[str], able: str) -> Narrowed:
    """The models that can do that; all of them if nothing that there is was asked for."""
    if able not in ABLE:
        return Narrowed(tuple(names), 0)
    catalog = services.catalog
    known = {name: ABLE[able].has(catalog.facts(name), catalog.trust(name)) for name in names}
    found = [name for name in names if known[name]]
    if able == "cheap":
        found.sort(key=lambda name: _cost(catalog.facts(name)))
    return Narrowed(tuple(found), sum(each is None for each in known.values()))


def _cost(facts: ModelFacts) -> float:
    return facts.settings.price.of(USUAL) if facts.settings.price else 0.0
