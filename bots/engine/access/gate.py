"""The gate for every message, command and button: who may talk. It asks the owners about strangers."""

import asyncio
from collections.abc import Mapping
from typing import Literal, Protocol

from bots.engine.access.administering import HasDoors, Roles
from bots.engine.access.lists import lists
from bots.engine.access.server_lists import ServerLists
from bots.engine.access.verdicts import (
    BY_ADMINISTRATORS,
    TURNED_AWAY,
    Doors,
    Verdict,
    let_in_by_hand,
    may_talk,
)
from bots.engine.language.phrases import say
from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.current import Current
from bots.engine.runtime.lru import LRU
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place
from bots.engine.seam.platform import Platform
from bots.engine.seam.references import subject_ref
from bots.engine.storage import grants, servers
from bots.engine.storage.holding import Holding
from bots.engine.storage.records import Grant
from bots.engine.storage.store import Store
from provider.values import Value

ASK_AGAIN = 60.0
"""Seconds after which an owner is asked again about somebody, if the first question could not be delivered."""
ASKED_WITHIN = 2.0
"""Seconds that somebody's answer waits until it is known whether an owner can read the question about them."""
CROWD = 20
"""Strangers within that time about whom the owner is asked one by one."""
COOLDOWN = 600.0
"""Seconds for which a stranger who was told once is not told again."""

Decision = Literal["allowed", "denied"]


class AsksOwners(Protocol):
    """Asks the owners about strangers; each result says whether an owner can read it."""

    def ask(self, whom: str, origin: Origin, *, crowd: bool) -> "asyncio.Future[bool]": ...

    def invited(self, whom: str, platform: str, server: str, leaves: float) -> "asyncio.Future[bool]": ...


class Decided(Value):
    """What to answer to the owner who decided, and the person to tell that they are let in, if any."""

    words: str
    let_in: Person | None = None


class Gate:
    """Decides who may talk."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        owners: Owners,
        platforms: Mapping[str, Platform],
        strangers: AsksOwners,
        policy: Current[HasDoors],
    ) -> None:
        self._store = store
        self._clock = clock
        self._owners = owners
        self._platforms = platforms
        self._strangers = strangers
        self._policy = policy
        self._told = Cooldown(clock.now, COOLDOWN)
        self._asked = Cooldown(clock.now, ASK_AGAIN)
        self._asking: LRU[str, asyncio.Future[bool]] = LRU()  # whether an owner can read the question about somebody
        self.roles = Roles(store, owners, platforms, policy)
        """Who administers what."""
        self.lists = ServerLists(store, clock)
        """What the administrators of each server have said about talking, administering and channels."""
        self._allowed: set[str] | None = None  # at least all that are allowed in the store; None before `load`

    async def load(self) -> None:
        """Read who is allowed. Call it again after a chat moved."""
        self._allowed = set(await self._store.run(grants.allowed))

    @property
    def owners(self) -> frozenset[Person]:
        """The owners of the bot, by the config or by a claim."""
        return self._owners.all

    def is_stranger(self, origin: Origin) -> bool:
        """Whether nobody ever let the person in, nor the server. Asks neither the store nor the platform.

        False if only the store can say. An undecided server of an owner counts as a stranger's, until `verdict`.
        """
        if self._allowed is None or self.doors.everyone or origin.person in self.owners:
            return False
        whom = self.doors.subjects.all(origin)
        return self._allowed.isdisjoint(whom) and self.doors.allowed.isdisjoint(whom)

    async def verdict(self, origin: Origin) -> Verdict:
        """Whether the person gets an answer there."""
        return await self.let_in(origin, self.judge(origin, await self.roles.held(origin)))

    def judge(self, origin: Origin, held: Holding) -> Verdict:
        """The same from `held`, what the store keeps for the scopes and the subjects of `origin`. Writes nothing."""
        names = self.doors.subjects
        said = self.doors.grants(held.grants, names.all(origin))
        mine = lists(origin, held.kept)
        return may_talk(origin, names, owners=self.owners, everyone=self.doors.everyone, grants=said, lists=mine)

    def let_in_by_hand(self, origin: Origin, kept: Mapping[str, Grant]) -> bool:
        """Whether an owner let the person or their group in. `kept`: as for `judge`."""
        names = self.doors.subjects
        return let_in_by_hand(origin, names, self.doors.grants(kept, names.all(origin)))

    async def let_in(self, origin: Origin, verdict: Verdict) -> Verdict:
        """The verdict, or WELCOME for an undecided server that an owner manages; that is kept as a decision.

        WELCOME too for administrators whom a list of their server leaves out: they could not change it otherwise.
        """
        if verdict in BY_ADMINISTRATORS:
            return Verdict.WELCOME if await self.roles.here(origin) == "manager" else verdict
        known = verdict is not Verdict.UNKNOWN or not origin.server or origin.guest
        if known or not await self._owner_controls(origin.place, origin.server):
            return verdict
        whom = self.doors.subjects.asked_about(origin)
        await self._keep(whom, "allowed", "an owner manages it")
        return Verdict.WELCOME

    async def is_allowed(self, platform: str, server: str) -> bool:
        """Whether the bot may stay in that server or group."""
        whom = self.doors.subjects.server(platform, server)
        said = self.doors.grants(await self._store.run(grants.grants, [whom]), [whom])[whom]
        return said == "allowed" or (self.doors.everyone and said != "denied")

    async def turn_away(self, origin: Origin, verdict: Verdict) -> str:
        """The words for somebody who is not welcome. The owner is asked about them, once.

        They read that the owner was asked only if an owner can read the question, `ASKED_WITHIN` seconds later at most.
        """
        if verdict is Verdict.UNKNOWN:
            whom = self.doors.subjects.asked_about(origin)
            if ":person:" not in whom:  # the platform may never have told that the bot is there
                at = self._clock.wall()
                await self._store.run(servers.seen, origin.place.platform, origin.server, origin.place, at)
            asked = await self._ask_owners(whom, origin)
            if not await self._is_read(asked):
                return say("not_open")
        return say(TURNED_AWAY[verdict])

    def may_ask(self, origin: Origin) -> bool:
        """Whether a question to the owners about these people is due, as far as that is known without the store."""
        return bool(self.owners) and not self._asked.is_on(self.doors.subjects.asked_about(origin))

    async def was_asked(self, platform: str, server: str, before: float) -> bool:
        """Whether an owner said no to that server, or could read the question about it before that time."""
        whom = self.doors.subjects.server(platform, server)
        state, at = await self._store.run(grants.since, whom)
        state = self.doors.grants({whom: state}, [whom])[whom]
        return state == "denied" or (state == "asked" and at <= before)

    async def came_into(self, platform: str, server: str, place: Place, leaves: float) -> None:
        """Note that the bot is in a server now, and tell the owner of it, once, unless it is allowed already.

        `leaves`: when the bot goes if it is not allowed (Unix time).
        """
        whom = self.doors.subjects.server(platform, server)
        if not self.owners or await self.is_allowed(platform, server):
            return
        if await self._store.run(grants.grant, whom) == "" and await self._owner_controls(place, server):
            await self._keep(whom, "allowed", "an owner manages it")
            return
        if await self._store.run(grants.grant, whom) or self._asked.holds(f"invited {whom}"):
            return
        if not self._asked.is_on(whom):  # somebody there may be quicker than the news of the invitation
            self._strangers.invited(whom, platform, server, leaves)

    def cooling_down(self, origin: Origin) -> bool:
        """Whether these people were told only a moment ago that they are not welcome; notes that they are told now."""
        return self._told.holds(self.doors.subjects.asked_about(origin))

    async def decide(self, person: Person, whom: str, *, allow: bool) -> Decided:
        """Apply what an owner decided with Allow or Deny."""
        if person not in self.owners:
            return Decided(say("owner_only"))
        before = await self._store.run(grants.grant, whom)
        state: Decision = "allowed" if allow else "denied"
        await self._keep(whom, state, str(person))
        self._told.end(whom)
        platform, kind, id = (*whom.split(":", 2), "", "")[:3]
        is_new = allow and kind == "person" and before != "allowed" and "@" not in id
        words = say("allowed_now" if allow else "denied_now", subject=subject_ref(whom))
        return Decided(words, Person(platform, id) if is_new else None)

    async def set_grant(self, whom: str, state: Grant, by: Person) -> None:
        """Keep a decision about a subject; an empty `state` takes it back."""
        if state in ("allowed", "denied"):
            await self._keep(whom, state, str(by))
        else:
            await self._store.run(grants.forget, whom)
            self._note(whom, state)
        self._told.end(whom)

    async def grants(self, origin: Origin) -> Mapping[str, Grant]:
        """The decisions about that person, their roles and their server."""
        return {whom: state for whom, state in (await self._said(origin)).items() if state}

    @property
    def doors(self) -> Doors:
        """Who may talk, by the config."""
        return self._policy.value.doors

    async def _keep(self, whom: str, state: Decision, by: str) -> None:
        await self._store.run(grants.decide, whom, state, by=by, at=self._clock.wall())
        self._note(whom, state)

    def _note(self, whom: str, state: Grant) -> None:
        if self._allowed is not None:
            (self._allowed.add if state == "allowed" else self._allowed.discard)(whom)

    async def _said(self, origin: Origin) -> Mapping[str, Grant]:
        whom = self.doors.subjects.all(origin)
        return self.doors.grants((await self.roles.held(origin)).grants, whom)

    async def _owner_controls(self, place: Place, server: str) -> bool:
        platform = self._platforms[place.platform]
        for owner in self.owners:
            if owner.platform == platform.name and await platform.manages(place, server, owner):
                return True
        return False

    async def _is_read(self, asked: "asyncio.Future[bool]") -> bool:
        """Whether an owner can read the question, as far as that is known soon."""
        try:
            return await self._clock.within(ASKED_WITHIN, asyncio.shield(asked))
        except TimeoutError:
            return False

    async def _ask_owners(self, whom: str, origin: Origin) -> "asyncio.Future[bool]":
        """Ask the owners about somebody, unless they were asked; the result says whether an owner can read it."""
        said = await self._store.run(grants.question, whom)
        if not self.owners or said:
            return _known(said == "asked")
        if self._asked.holds(whom):
            return self._asking.get(whom, _known(False))
        # Each question is of a kind of its own. For a crowd, only the first get one; /servers lists all.
        # The question counts as asked only once an owner can read it. If none has opened the bot yet, or the program
        # stops before that, the stranger is asked about again later.
        asked = self._strangers.ask(whom, origin, crowd=len(self._asked) > CROWD)
        self._asking.keep(whom, asked)
        return asked


def _known(answer: bool) -> "asyncio.Future[bool]":
    known: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    known.set_result(answer)
    return known
