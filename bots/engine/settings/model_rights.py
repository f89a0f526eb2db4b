"""Whose which model is: what somebody may name, what they may choose for a place, and which kept choice still counts.

The lists themselves are in `offered_models.py`; here they meet the config's places, the aliases and the owners.
"""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person
from bots.engine.settings.choosing import ConfigPlaces, choose, in_reach
from bots.engine.settings.offered_models import NotOffered, Offers, Usable
from bots.engine.settings.scopes import OF_OWNERS, Choice, scopes
from bots.engine.storage.records import Kept
from provider import Catalog
from provider.errors import ModelNotFound


class SettingsPolicy(Protocol):
    """The part of the policy that is read here."""

    @property
    def defaults(self) -> Mapping[str, str]:
        """The value of every setting that nobody chose."""

    @property
    def places(self) -> ConfigPlaces:
        """What the config says for single places."""

    @property
    def offers(self) -> Offers:
        """The models that may be chosen."""


class KnowsOwners(Protocol):
    """Knows who may choose any model."""

    @property
    def all(self) -> frozenset[Person]:
        """The owners of the bot."""


class ModelRights:
    """Says whose which model is, by what the config says now."""

    def __init__(self, catalog: Catalog, policy: Current[SettingsPolicy], owners: KnowsOwners) -> None:
        self._catalog = catalog
        self._policy = policy
        self._owners = owners

    async def pick(self, name: str, among: Usable) -> str:
        """The model that a name means.

        Raises:
            ModelNotFound: it means no model, or several.
            NotOffered: the model is not among those.
        """
        try:
            found = await self._catalog.find(name)
        except ModelNotFound:
            if among.names is not None:
                raise NotOffered(among) from None  # its sentence would name models that are not offered either
            raise
        if not self.is_among(found, among):
            raise NotOffered(among)
        return found

    def is_among(self, name: str, among: Usable) -> bool:
        """Whether a model is one of those."""
        return among.allows(name, self._catalog.full_name(name))

    def are_all(self, origin: Origin, *, manages: bool) -> bool:
        """Whether the person may name every model there. `manages`: they are an administrator there."""
        return origin.person in self._owners.all or (
            manages and self._policy.value.offers.here(_server(origin)) is None
        )

    def usable(self, origin: Origin, choice: Choice) -> Usable:
        """The models that a member may name there, where that choice holds."""
        mine = self._policy.value.offers.to(origin)
        return self._of(*in_reach(choice), *self._everybodys(_server(origin)), *mine)

    def choosable(self, origin: Origin) -> Usable:
        """The models that the person may choose for a shared place, if they may choose there at all."""
        return Usable() if origin.person in self._owners.all else self._offered(origin)

    def is_usable(self, kept: Kept, origin: Origin, around: tuple[Kept, ...]) -> bool:
        """Whether a kept value may be used. `around`: all that is kept for the place.

        An owner's always may, another's as long as the owner offers it there. In a private chat, a model may as long as
        the person may use it; one from before that was asked, as long as the owner offers it.
        """
        if kept.key != "model" or self._is_owners(kept):
            return True
        if not origin.private:
            return self.is_among(kept.value, self._offered(origin))
        by_owners = (each.value for each in around if each.key == "model" and self._is_owners(each))
        own = (*self._everybodys(""), *self._policy.value.offers.to(origin), *by_owners)
        among = self._offered(origin, *own) if kept.older else self._of(*self._by_config(origin), *own)
        return self.is_among(kept.value, among)

    def _offered(self, origin: Origin, *more: str) -> Usable:
        """What the owner offers there, and what the config chooses for it. `more`: further names."""
        listed = self._policy.value.offers.here(_server(origin))
        return Usable() if listed is None else self._of(*self._by_config(origin), *listed, *more)

    def _by_config(self, origin: Origin) -> tuple[str, ...]:
        """The models that the config chooses for the place and for what is around it."""
        policy = self._policy.value
        alone = choose({}, "model", scopes(origin), policy.defaults["model"], policy.places)
        return in_reach(alone)

    def _everybodys(self, server: str) -> tuple[str, ...]:
        """The aliases, and what the owner offers there; an empty list of the owner's leaves nothing to choose."""
        listed = self._policy.value.offers.here(server)
        return () if listed == () else (*self._catalog.aliases, *(listed or ()))

    def _of(self, *names: str) -> Usable:
        return Usable.of(names, self._catalog.aliases, self._catalog.full_name)

    def _is_owners(self, kept: Kept) -> bool:
        return kept.by in map(str, self._owners.all) or kept.scope in {scope.key for scope in OF_OWNERS}


def _server(origin: Origin) -> str:
    return f"{origin.place.platform}:{origin.server}" if origin.server else ""
