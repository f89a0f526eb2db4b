"""Who owns the bot: people whom the config names, and the one who claimed it with the code from the log."""

import hmac
import logging
import secrets
from typing import Protocol

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.seam.values import Person
from bots.engine.storage import owners
from bots.engine.storage.store import Store

log = logging.getLogger("parley")

WRONG_CODES = 5
"""Wrong codes after which the code is replaced."""


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
        self._code = ""
        self._wrong = 0

    @property
    def all(self) -> frozenset[Person]:
        """The owners, by the config or by a claim."""
        return self._policy.value.owners | self._claimed

    @property
    def code(self) -> str:
        """The code that `/claim` takes; empty while there is an owner."""
        return self._code

    async def load(self) -> None:
        """Read who claimed the bot. If there is no owner, make a code and log it."""
        self._claimed = await self._store.run(owners.claimed)
        self.offer_code()

    def offer_code(self) -> None:
        """If there is no owner, make a code and log it; if there is one, the code becomes void."""
        if self.all:
            self._code = ""
        elif not self._code:
            self._new_code()

    async def claim(self, person: Person, code: str) -> str:
        """Make the person the owner if the code is right. Returns the key of the phrase to answer."""
        if not self._code:
            return "already_claimed"
        if not hmac.compare_digest(code.strip().encode(errors="replace"), self._code.encode()):
            self._wrong += 1
            if self._wrong < WRONG_CODES:
                return "wrong_code"
            self._new_code()
            return "new_code"
        if not await self._store.run(owners.claim_first, person, self._clock.wall()):
            return "already_claimed"
        self._claimed |= {person}
        self._code = ""
        log.info("%s claimed this bot and is its owner now.", person)
        return "claimed"

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

    def _new_code(self) -> None:
        self._code = f"{secrets.randbelow(1_000_000):06}"
        self._wrong = 0
        log.warning("Nobody owns this bot yet. Write to it in a private chat: /claim %s", self._code)
