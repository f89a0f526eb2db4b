"""Whether a question is answered now: the person may talk, but the budget may be used up or the place paused."""

from collections.abc import Sequence
from typing import Literal, Protocol

from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import COOLDOWN, Cooldown
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Person, ToInteraction
from bots.engine.spending.ledger import ANSWER_TOKENS, Ledger, Quote, Reads, tokens
from bots.engine.spending.limits import OverBudget, Terms, limit_scopes
from bots.engine.storage import settings
from bots.engine.storage.records import Turn
from bots.engine.storage.store import Store
from provider import Catalog
from provider.contract import Effort, Search
from provider.known.efforts import nearest
from provider.routing.fallback import AUTO

LONG_REASONING = 4_000
LONGEST_REASONING = 8_000
"""Tokens that are reserved beside an answer for what the model thinks, with the efforts "high" and "max"."""

SEARCHES = 2
"""Searches in the web that are reserved for an answer that may search."""
FOUND_TOKENS = 5_000
"""Tokens that are reserved for what the model reads of each."""

PAUSED = "paused"
"""The key of the setting of a scope in which only owners are answered."""


class IsAsked(Protocol):
    """What is read of a question that is to be answered."""

    @property
    def incoming(self) -> Incoming: ...

    @property
    def terms(self) -> Terms:
        """How much the person may have there."""


class Admission:
    """Says what each answer may cost, and which people have no budget for now."""

    def __init__(self, store: Store, clock: Clock, owners: Owners, ledger: Ledger, catalog: Catalog) -> None:
        self._catalog = catalog
        self._store = store
        self._clock = clock
        self._owners = owners
        self._ledger = ledger
        self._shut = Cooldown(clock.now)

    def is_shut_out(self, origin: Origin) -> bool:
        """Whether the person was told a moment ago that there is no budget left there; then nothing is looked up."""
        if isinstance(origin.target, ToInteraction) or not self._shut.is_on(_whom(origin)):
            return False
        return origin.person not in self._owners.all

    def reopen(self) -> None:
        """Forget who was told that there is no budget left: limits have changed."""
        self._shut.clear()

    async def load(self) -> None:
        """Do the same for limits that another process has changed."""
        self.reopen()

    async def quote(
        self,
        asked: IsAsked,
        model: str,
        *,
        chat: bool,
        beside: int = 0,
        effort: Effort | Literal[""] = "",
        search: Search | Literal[""] = "",
        reads: Reads | None = None,
    ) -> Quote:
        """What the answer to a question may cost at first. `beside`: tokens beside the words. `reads`: as in `Ledger`.

        `effort`: how much the place wants the model to think; what nobody sees of that costs as well. `search`: whether
        it may search the web there.
        """
        incoming = asked.incoming
        read = tokens(f"{incoming.quoted}{incoming.text}") + beside
        meant = await self._meant(model, chat=chat)
        answer = ANSWER_TOKENS + self._reasoning(model, meant, effort)
        searches = SEARCHES if self._searches(meant, search) else 0
        found = searches * FOUND_TOKENS

        def whole(turns: Sequence[Turn]) -> int:
            return (reads(turns) if reads else 0) + beside + found

        return self._ledger.quote(
            incoming.origin, meant, read + found, asked.terms, answer=answer, searches=searches, reads=whole
        )

    def shut_out(self, origin: Origin, over: OverBudget) -> None:
        """Note that these people were told that there is no room; for the rest of a minute nothing is looked up."""
        self._shut.start(_whom(origin), min(COOLDOWN, over.opens - self._clock.wall()))

    async def is_paused(self, origin: Origin) -> bool:
        """Whether the bot is paused there."""
        return bool(await self.paused_around(origin))

    async def paused_around(self, origin: Origin) -> tuple[str, ...]:
        """The scopes there that are paused, the widest first."""
        around = limit_scopes(origin)
        paused = {each.scope for each in await self._store.held.kept(around) if each.key == PAUSED}
        return tuple(scope for scope in around if scope in paused)

    async def paused_by(self, scope: str) -> str:
        """Who paused the bot in exactly that scope; empty if nobody did."""
        kept = await self._store.run(settings.kept, [scope])
        return next((each.by for each in kept if each.key == PAUSED), "")

    async def pause(self, scope: str, by: Person) -> None:
        """Answer only owners in that scope from now on."""
        await self._store.run(settings.change, scope, PAUSED, "yes", by=str(by), at=self._clock.wall())

    async def resume(self, scope: str, by: Person) -> bool:
        """Everybody is answered in that scope again; returns False if it was not paused."""
        return await self._store.run(settings.change, scope, PAUSED, None, by=str(by), at=self._clock.wall())

    def _reasoning(self, model: str, meant: str, effort: Effort | Literal[""]) -> int:
        """The tokens that are reserved for what the model thinks; "auto" means `meant`."""
        efforts = self._catalog.settings(meant).efforts
        told = nearest(self._catalog.facts(model).effort or effort, efforts) if efforts else ""
        return {"high": LONG_REASONING, "max": LONGEST_REASONING}.get(told, 0)

    def _searches(self, meant: str, search: Search | Literal[""]) -> bool:
        """Whether the model may search for the answer."""
        known = self._catalog.settings(meant).search
        return known is not None and known.able and (known.always or bool(search))

    async def _meant(self, model: str, *, chat: bool) -> str:
        """The model that will answer for "auto"; its price is reserved."""
        return await self._catalog.answering(chat=chat) or model if model == AUTO else model


def _whom(origin: Origin) -> str:
    return f"{origin.person} {origin.place}"
