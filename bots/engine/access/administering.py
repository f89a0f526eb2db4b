"""Which role somebody has in a place, and what that lets them change there: asked of the platform and of the store."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.lists import lists
from bots.engine.access.roles import Role
from bots.engine.access.verdicts import Doors, is_trusted, may_change_settings
from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person
from bots.engine.seam.platform import ManagesCategories, ManagesServers, Moderates, Platform
from bots.engine.settings.scopes import scopes
from bots.engine.storage.holding import Holding
from bots.engine.storage.store import Store


class KnowsOwners(Protocol):
    """Knows who owns the bot."""

    @property
    def all(self) -> frozenset[Person]:
        """The owners."""


class HasDoors(Protocol):
    """The part of the policy that is read here."""

    @property
    def doors(self) -> Doors:
        """Who may talk, by the config."""


class Roles:
    """Says which role somebody has in a place, and what they may change there."""

    def __init__(
        self, store: Store, owners: KnowsOwners, platforms: Mapping[str, Platform], policy: Current[HasDoors]
    ) -> None:
        self._held = store.held
        self._owners = owners
        self._platforms = platforms
        self._policy = policy

    async def held(self, origin: Origin) -> Holding:
        """What the store keeps for the scopes and the subjects there."""
        around = [scope.key for scope in scopes(origin)]
        return await self._held.holding(around, self._policy.value.doors.subjects.all(origin), None)

    async def here(self, origin: Origin) -> Role:
        """The person's role in that place."""
        if origin.person in self._owners.all:
            return "owner"
        if origin.private:
            return "member"
        if await self._is_trusted(origin):
            return "manager"
        platform = self._platforms[origin.place.platform]
        return "manager" if await platform.manages(origin.place, origin.server, origin.person) else "member"

    async def may_change(self, origin: Origin) -> bool:
        """Whether the person may change settings for everyone there."""
        return origin.private or may_change_settings(origin, await self.here(origin))

    async def manages_server(self, origin: Origin) -> bool:
        """Whether the person administers the whole server or group, and not just a channel of it."""
        role = await self.here(origin)
        platform = self._platforms[origin.place.platform]
        if role != "manager" or not isinstance(platform, ManagesServers):
            return role in ("manager", "owner")
        if await self._is_trusted(origin):
            return True
        return await platform.manages_server(origin.place, origin.server, origin.person)

    async def may_stop(self, origin: Origin) -> bool:
        """Whether the person may stop others' answers there: administrators, and who may delete messages there."""
        if await self.may_change(origin):
            return True
        platform = self._platforms[origin.place.platform]
        if not isinstance(platform, Moderates):
            return False
        return await platform.moderates(origin.place, origin.server, origin.person)

    async def manages_category(self, origin: Origin) -> bool:
        """Whether the person administers all channels of the category that the place is in."""
        if await self.manages_server(origin):
            return True
        platform = self._platforms[origin.place.platform]
        if not origin.category or not isinstance(platform, ManagesCategories):
            return False
        return await platform.manages_category(origin.category, origin.server, origin.person)

    async def _is_trusted(self, origin: Origin) -> bool:
        held, names = await self.held(origin), self._policy.value.doors.subjects
        said = self._policy.value.doors.grants(held.grants, names.all(origin))
        return is_trusted(origin, names, said, lists(origin, held.kept))
