"""May this question be answered now? Whoever may talk can still be too long, too much, or in a place that is paused."""

from bots.engine.language.moments import opening
from bots.engine.language.phrases import say
from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import COOLDOWN, Cooldown
from bots.engine.seam.values import Incoming, Origin, Person, ToInteraction
from bots.engine.spending.ledger import FREE, Ledger, Quote
from bots.engine.spending.limits import OverBudget, scopes
from bots.engine.storage import settings
from bots.engine.storage.store import Store
from provider import Catalog
from provider.routing.fallback import AUTO

PAUSED = "paused"
"""The setting of a scope in which nobody but owners is answered."""


class Admission:
    """Says of each answer what it may cost, or why there will be none."""

    def __init__(self, store: Store, clock: Clock, owners: Owners, ledger: Ledger, catalog: Catalog) -> None:
        self._catalog = catalog
        self._store = store
        self._clock = clock
        self._owners = owners
        self._ledger = ledger
        self._cooldown = Cooldown(clock.now)
        self._shut = Cooldown(clock.now)

    def is_shut_out(self, origin: Origin) -> bool:
        """Whether that person has no budget there for now and was told so just now: nothing is to be looked up."""
        if isinstance(origin.target, ToInteraction) or not self._shut.is_on(_whom(origin)):
            return False
        return origin.person not in self._owners.all

    def reopen(self) -> None:
        """Limits have changed: everyone is looked at anew."""
        self._shut.clear()

    async def admit(self, incoming: Incoming, model: str, *, chat: bool) -> Quote | str:
        """What its answer may cost at first, or what to say instead; "": that was said just now."""
        origin = incoming.origin
        most = self._ledger.limits.input_characters
        length = len(incoming.text) + len(incoming.quoted)
        if most and length > most:
            return self._once(origin, "long", say("question_too_long", length=f"{length:,}", most=f"{most:,}"))
        if origin.person in self._owners.all:
            return FREE
        if await self.is_paused(origin):
            return self._once(origin, "paused", say("paused_here"))
        question = f"{incoming.quoted}{incoming.text}"
        limits = await self._ledger.holding(origin)
        return self._ledger.quote(origin, await self._meant(model, chat=chat), question, limits)

    def refused(self, origin: Origin, over: OverBudget) -> str:
        """The polite line, or "" where it was said just now; then nothing is looked up for what is left of a minute."""
        wall = self._clock.wall()
        words = self._once(origin, "budget", over_budget(over, wall))
        if words:
            self._shut.start(_whom(origin), min(COOLDOWN, over.opens - wall))
        return words

    async def is_paused(self, origin: Origin) -> bool:
        """Whether an owner paused the bot there."""
        return PAUSED in {key for _, key in await self._store.run(settings.values, scopes(origin))}

    async def pause(self, scope: str, by: Person) -> None:
        """From now on nobody but owners is answered in that scope."""
        await self._store.run(settings.change, scope, PAUSED, "yes", by=str(by), at=self._clock.wall())

    async def resume(self, scope: str, by: Person) -> bool:
        """Everybody is answered there again; False where it was not paused."""
        return await self._store.run(settings.change, scope, PAUSED, None, by=str(by), at=self._clock.wall())

    async def _meant(self, model: str, *, chat: bool) -> str:
        """Who will answer for "auto": it is their price that is reserved."""
        return await self._catalog.answering(chat=chat) or model if model == AUTO else model

    def _once(self, origin: Origin, kind: str, words: str) -> str:
        if isinstance(origin.target, ToInteraction):  # it waits for an answer each time, and only the asker sees it
            return words
        return "" if self._cooldown.holds(f"{kind} {_whom(origin)}") else words


def _whom(origin: Origin) -> str:
    return f"{origin.person} {origin.place}"


def over_budget(over: OverBudget, now: float) -> str:
    """The polite line. Whose limit it is shows in the sentence; how large it is, in `/whoami`."""
    subject = over.meter.subject.partition("|")[2]
    at, left = opening(over.opens, now)
    if subject in ("all", "unpriced"):
        return say("over_budget_all", at=at, left=left)
    return say("over_budget_person", at=at, left=left)
