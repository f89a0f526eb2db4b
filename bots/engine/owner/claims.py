"""The claim: the first owner is whoever sends the code that the start printed.

The code is kept until somebody has claimed the bot, whatever wrong ones are sent and however often the program starts.
The right one is taken at once from anybody, also from people whose wrong codes are no longer answered: of 2 * 10^16
codes nobody guesses one, so the limit keeps the noise down and has nothing to protect.
"""

import hmac
import logging
from collections.abc import Mapping

from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.lru import LRU
from bots.engine.seam.claim_code import is_code, new_code, shown, typed
from bots.engine.seam.places import Person
from bots.engine.seam.platform import Platform, TakesClaims
from bots.engine.storage import owners as stored
from bots.engine.storage.store import Store

log = logging.getLogger("parley")

WRONG_CODES = 5
"""Wrong codes of one person within `WITHIN` that are called wrong."""
WITHIN = 600.0
"""Seconds for which a wrong code counts. After too many, none is answered for so long, and the log says it once."""


class Claims:
    """Offers the bot to whoever has the code. `load` it after the owners. `platforms`: those that are served."""

    def __init__(self, store: Store, clock: Clock, owners: Owners, platforms: Mapping[str, Platform]) -> None:
        self._store = store
        self._clock = clock
        self._owners = owners
        self._platforms = platforms
        self._code = ""
        self._offered: dict[str, str] = {}  # the code that the log names for each platform
        self._wrong: LRU[Person, tuple[float, ...]] = LRU()
        self._count = 0
        self._silent = Cooldown(clock.now, WITHIN)
        self._logged = Cooldown(clock.now, WITHIN)

    @property
    def code(self) -> str:
        """The code that `/claim` takes, as it is shown; empty while there is an owner."""
        return shown(self._code) if self._code and not self._owners.all else ""

    async def load(self) -> None:
        """Make sure that there is a code if there is no owner.

        One that is kept already sleeps while the config names an owner: in a terminal, whoever sits there is one.
        """
        if not self._owners.all:
            self._code = await self._store.run(stored.code, new_code(), is_code, self._clock.wall())

    async def renew(self) -> None:
        """Do what `load` does after the owners of the config have changed, and offer the bot where it is served."""
        await self.load()
        for platform in tuple(self._offered):
            self.offer(platform)

    def offer(self, platform: str) -> None:
        """Log how to become the owner on that platform, which can be called now; once for each code."""
        known, code = self._offered.get(platform), self.code
        self._offered[platform] = code
        if not code or code == known:
            return
        there = self._platforms[platform]
        how = (
            there.how_to_claim(code)
            if isinstance(there, TakesClaims)
            else f"in a private chat with it, send: /claim {code}"
        )
        log.warning("Nobody owns this bot yet. To own it on %s, %s", platform, how)

    async def claim(self, person: Person, text: str, *, waits: bool) -> str:
        """Make the person the owner if they typed the code. Returns the key of the phrase to answer.

        `waits`: something has to be answered; otherwise nobody is told more than once that their guesses are too many,
        and the key is empty then.
        """
        if person in self._owners.all:
            return "claimed_before"
        if not self.code:
            return "already_claimed"
        if not hmac.compare_digest(typed(text).encode(errors="replace"), self._code.encode()):
            return self._guessed(person, waits=waits)
        if not await self._owners.add_first(person):
            return "already_claimed"
        self._code = ""
        log.info("%s claimed this bot and is its owner now.", person)
        return "claimed"

    def _guessed(self, person: Person, *, waits: bool) -> str:
        """Count a wrong code; returns the key of the phrase to answer."""
        self._count += 1
        if not self._logged.holds("wrong"):
            log.warning("Somebody sends wrong codes (%d since the start); the right one is %s", self._count, self.code)
        if self._silent.is_on(str(person)):
            return "wrong_codes" if waits else ""
        now = self._clock.now()
        recent = tuple(at for at in self._wrong.get(person, ()) if now - at < WITHIN)
        if len(recent) >= WRONG_CODES:
            self._silent.start(str(person))
            return "wrong_codes"
        self._wrong.keep(person, (*recent, now))
        return "wrong_code"
