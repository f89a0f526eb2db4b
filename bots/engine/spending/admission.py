"""May this question be answered now? Whoever may talk can still be too long, too much, or in a place that is paused."""

from collections.abc import Iterable

from bots.engine.language.moments import opening
from bots.engine.language.phrases import say
from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import COOLDOWN, Cooldown
from bots.engine.seam.values import Incoming, Origin, Person, ToInteraction
from bots.engine.spending.ledger import Ledger, Quote
from bots.engine.spending.limits import Limit, OverBudget, scopes
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
        self._shut = Cooldown(clock.now)

    def is_shut_out(self, origin: Origin) -> bool:
        """Whether that person has no budget there for now and was told so just now: nothing is to be looked up."""
        if isinstance(origin.target, ToInteraction) or not self._shut.is_on(_whom(origin)):
            return False
        return origin.person not in self._owners.all

    def reopen(self) -> None:
        """Limits have changed: everyone is looked at anew."""
        self._shut.clear()

    async def quote(self, incoming: Incoming, model: str, limits: Iterable[Limit], *, chat: bool) -> Quote:
        """What an answer may cost at first; `limits`: all that may hold there."""
        question = f"{incoming.quoted}{incoming.text}"
        return self._ledger.quote(incoming.origin, await self._meant(model, chat=chat), question, limits)

    def shut_out(self, origin: Origin, over: OverBudget) -> None:
        """They were told that there is no room: nothing is looked up for what is left of a minute."""
        self._shut.start(_whom(origin), min(COOLDOWN, over.opens - self._clock.wall()))

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


def _whom(origin: Origin) -> str:
    return f"{origin.person} {origin.place}"


def over_budget(over: OverBudget, now: float) -> str:
    """The polite line. Whose limit it is shows in the sentence; how large it is, in `/whoami`."""
    subject = over.meter.subject.partition("|")[2]
    at, left = opening(over.opens, now)
    if subject in ("all", "unpriced"):
        return say("over_budget_all", at=at, left=left)
    return say("over_budget_person", at=at, left=left)
