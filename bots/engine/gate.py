"""The one gate for every way in: it knows the owners, asks them about strangers, and hands out the claim code."""

import hmac
import logging
import secrets
from collections.abc import Callable, Mapping

from bots.engine.access import Verdict, may_change_settings, may_talk, subject
from bots.engine.clock import Clock
from bots.engine.command import Role
from bots.engine.model import Action, Answer, Button, Origin, Person
from bots.engine.phrases import say
from bots.engine.platform import Platform
from bots.engine.store import Store

log = logging.getLogger("parley")

WRONG_CODES = 5
HUSH = 600.0
"""Seconds for which a stranger who was told once is not told again."""

Tell = Callable[[Person, Answer], None]
"""Writes to a person alone, some time soon."""


class Gate:
    """Decides who may talk. `load` it once before the first question."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        platforms: Mapping[str, Platform],
        tell: Tell,
        *,
        owners: frozenset[Person],
        everyone: bool,
    ) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._tell = tell
        self._owners = owners
        self._everyone = everyone
        self._code = ""
        self._wrong = 0
        self._told: dict[str, float] = {}

    async def load(self) -> None:
        """Read the owners that claimed the bot; without one, make a code and say it."""
        self._owners |= await self._store.owners()
        if not self._owners:
            self._new_code()

    @property
    def owners(self) -> frozenset[Person]:
        """Who owns the bot, by the config or by a claim."""
        return self._owners

    @property
    def code(self) -> str:
        """What `/claim` takes; empty once there is an owner."""
        return self._code

    async def verdict(self, origin: Origin) -> Verdict:
        """Whether that person gets an answer there."""
        whom = subject(origin)
        grant = await self._store.grant(whom)
        verdict = may_talk(origin, owners=self._owners, everyone=self._everyone, grant=grant)
        if verdict is Verdict.UNKNOWN and origin.server and await self._owner_controls(origin):
            await self._store.decide(whom, "allowed", by="an owner manages it", at=self._clock.wall())
            return Verdict.WELCOME
        return verdict

    async def turn_away(self, origin: Origin, verdict: Verdict) -> str:
        """What to tell somebody who is not welcome; the owner is asked about them, once."""
        if verdict is Verdict.UNCLAIMED:
            return say("nobody_listens")
        if verdict is Verdict.DENIED:
            return say("denied")
        whom = subject(origin)
        if await self._store.ask(whom, self._clock.wall()):
            await self._ask_owners(origin, whom)
        return say("not_allowed")

    def hushed(self, origin: Origin) -> bool:
        """Whether these people were told only just now that they are not welcome; notes that they are."""
        now = self._clock.now()
        for whom in [whom for whom, at in self._told.items() if now - at >= HUSH]:
            del self._told[whom]
        whom = subject(origin)
        hushed = whom in self._told
        self._told.setdefault(whom, now)
        return hushed

    async def role(self, origin: Origin) -> Role:
        """What that person is there."""
        if origin.person in self._owners:
            return "owner"
        platform = self._platforms[origin.place.platform]
        if not origin.private and await platform.manages(origin.place, origin.server, origin.person):
            return "manager"
        return "member"

    async def may_change(self, origin: Origin) -> bool:
        """Whether that person chooses for everyone there."""
        return origin.private or may_change_settings(origin, await self.role(origin))

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
        if not await self._store.add_owner(person, self._clock.wall()):
            return "already_claimed"
        self._owners |= {person}
        self._code = ""
        log.info("%s claimed this bot and is its owner now.", person)
        return "claimed"

    async def decide(self, person: Person, whom: str, *, allow: bool) -> str:
        """An owner pressed Allow or Deny; what to answer."""
        if person not in self._owners:
            return say("owner_only")
        before = await self._store.grant(whom)
        await self._store.decide(whom, "allowed" if allow else "denied", by=str(person), at=self._clock.wall())
        self._told.pop(whom, None)
        platform, kind, id = (*whom.split(":", 2), "", "")[:3]
        if allow and kind == "person" and before != "allowed":
            self._tell(Person(platform, id), Answer(say("let_in")))
        return say("allowed_now" if allow else "denied_now", subject=whom)

    async def _owner_controls(self, origin: Origin) -> bool:
        platform = self._platforms[origin.place.platform]
        for owner in self._owners:
            if owner.platform == platform.name and await platform.manages(origin.place, origin.server, owner):
                return True
        return False

    async def _ask_owners(self, origin: Origin, whom: str) -> None:
        buttons = (
            (Button(say("allow_button"), Action("allow", whom)), Button(say("deny_button"), Action("deny", whom))),
        )
        text = say("wants_server" if origin.server else "wants_person", subject=whom)
        for owner in self._owners:
            self._tell(owner, Answer(text, buttons=buttons))

    def _new_code(self) -> None:
        self._code = f"{secrets.randbelow(1_000_000):06}"
        self._wrong = 0
        log.warning("Nobody owns this bot yet. Write to it in a private chat: /claim %s", self._code)
