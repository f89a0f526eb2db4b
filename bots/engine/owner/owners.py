"""Who owns the bot: whom the config names, and who claimed it by the code that the log says."""

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
"""Wrong codes after which there is another one."""


class HasOwners(Protocol):
    """The part of the policy that is read here."""

    @property
    def owners(self) -> frozenset[Person]:
        """The owners that the config names."""


class Owners:
    """Knows the owners. `load` it once before the first question."""

    def __init__(self, store: Store, clock: Clock, policy: Current[HasOwners]) -> None:
        self._store = store
        self._clock = clock
        self._policy = policy
        self._claimed: frozenset[Person] = frozenset()
        self._code = ""
        self._wrong = 0

    @property
    def all(self) -> frozenset[Person]:
        """Who owns the bot, by the config or by a claim."""
        return self._policy.value.owners | self._claimed

    @property
    def code(self) -> str:
        """What `/claim` takes; empty once there is an owner."""
        return self._code

    async def load(self) -> None:
        """Read the owners that claimed the bot; without one, make a code and say it."""
        self._claimed = await self._store.run(owners.claimed)
        self.offer_code()

    def offer_code(self) -> None:
        """Without an owner there is a code that makes one, and the log says it; once there is one, it is void."""
        if self.all:
            self._code = ""
        elif not self._code:
            self._new_code()

    async def claim(self, person: Person, code: str) -> str:
        """Make that person the owner if the code is right; the phrase that says how it went."""
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
        """One more owner, by the word of another; False if they are one."""
        if person in self.all:
            return False
        await self._store.run(owners.add, person, self._clock.wall())
        self._claimed |= {person}
        return True

    async def remove(self, person: Person) -> str:
        """One owner less; the phrase that says how it went. The config's stay, and so does the last one."""
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
