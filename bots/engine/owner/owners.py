"""Who owns the bot: people whom the config names, the one who claimed it, and those whom an owner added."""

from typing import Protocol

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.seam.places import Person
from bots.engine.storage import owners
from bots.engine.storage.store import Store


class HasOwners(Protocol):
    """The part of the policy that is read here."""

    @property
    def owners(self) -> frozenset[Person]:
        """The owners that the config names."""


class Owners:
    """Knows the owners. `load` it once before it is used."""

    def __init__(self, store: Store, clock: Clock, policy: Current[HasOwners]) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._claimed: frozenset[Person] = frozenset()

    @property
    def all(self) -> frozenset[Person]:
        """The owners, by the config or by a claim."""
        return self._policy.value.owners | self._claimed

    async def load(self) -> None:
        """Read who claimed the bot or was added."""
        self._claimed = await self._store.run(owners.claimed)

    async def add_first(self, person: Person) -> bool:
        """Make the person the first owner; returns False for all others who try at the same time."""
        if not await self._store.run(owners.claim_first, person, self._clock.wall()):
            return False
        self._claimed |= {person}
        return True

    async def add(self, person: Person) -> bool:
        """Make the person one more owner; returns False if they are one already."""
        if person in self.all:
            return False
        await self._store.run(owners.add, person, self._clock.wall())
        self._claimed |= {person}
        return True

    async def remove(self, person: Person) -> str:
        """Remove an owner, but none of the config's and not the last one. Returns the key of the phrase to answer."""
        if person in self._policy.value.owners:
            return "owner_in_config"
        if person not in self._claimed:
            return "owner_is_none"
        if len(self.all) == 1:
            return "owner_is_last"
        await self._store.run(owners.remove, person)
        self._claimed -= {person}
        return "owner_removed"
