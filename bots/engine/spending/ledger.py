"""What answers cost: an amount is reserved before each, more of it while the answer grows, and settled after it."""

import logging
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from bots.engine.language.moments import opening
from bots.engine.language.phrases import again, say
from bots.engine.owner.alerts import Tells
from bots.engine.owner.open_troubles import Trouble
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Origin
from bots.engine.seam.references import scope_ref
from bots.engine.spending.limits import (
    SHARED,
    UNPRICED,
    Limits,
    Meter,
    OverBudget,
    Passed,
    Terms,
    Zones,
    by_minutes,
    limit_scopes,
    meters,
    passed,
    refused,
    subjects,
    terms,
)
from bots.engine.spending.newcomers import came_today, counted, is_new
from bots.engine.spending.tariff import Tariff
from bots.engine.spending.wording import allowed
from bots.engine.storage import spending
from bots.engine.storage.periods import Counted, Counts, Spent, ahead
from bots.engine.storage.records import BOT, StoreError, Turn
from bots.engine.storage.spending import Reserved, Wanted
from bots.engine.storage.store import Store
from provider.contract import Message, Request, Usage
from provider.dialects.fitting import estimate, estimate_tools
from provider.known.prices import FREE, Price
from provider.values import Value, replace

log = logging.getLogger("parley")

ANSWER_TOKENS = 2_000
"""Tokens that are reserved for an answer at first, and again each time it outgrows what is reserved."""

Reads = Callable[[Sequence[Turn]], int]
"""An estimate of the tokens that a model reads, from the turns of its branch."""


SETTLED_AFTER = 24 * 3600.0
"""Seconds after which no process is at an answer any more, whatever has become of it."""


class Quote(Value):
    """What an answer may cost at first, before it is reserved. `wanted`: None if nothing is counted.

    `searches`: those that are among it.
    """

    price: Price
    measured: tuple[Meter, ...]
    asked: Spent
    wanted: Wanted[OverBudget] | None
    searches: int = 0


UNCOUNTED = Quote(FREE, (), Spent(), None)
"""The quote for an owner: nothing is counted."""


class Charge:
    """The reservation for one answer. `settle` it exactly once; further calls change nothing.

    The models that are asked, one after the other, report themselves: `sent`, then `refused` if the server would not
    answer. However else a request ends, what was sent has its price.
    """

    def __init__(self, ledger: "Ledger", key: int, quote: Quote) -> None:
        self._ledger = ledger
        self._key = key
        self._price = quote.price
        self._priced = True
        self._measured = quote.measured
        self._reserved = quote.asked
        self._searches = quote.searches
        self._before = Spent()  # requests before the current one
        self._open = False
        self._aside = 0.0
        self._paid = 0.0
        self._input_tokens = 0
        self._output_tokens = 0.0
        self._counted = Usage(0, 0)

    async def read(self, request: Request) -> OverBudget | None:
        """Note what the model will read. Returns the limit that leaves no room for more than was reserved, if any."""
        self._input_tokens = sum(map(estimate, request.messages))
        if request.tools:
            self._input_tokens += estimate_tools(request.tools)
        return await self._cover(ANSWER_TOKENS)

    async def once_more(self, request: Request) -> OverBudget | None:
        """Note that the model is asked once more in the same answer, with what tools gave; what was sent has its price.

        Returns the limit that leaves no room for it, if any.
        """
        self.heard(None)
        return await self.read(request)

    async def set_aside(self, dollars: float) -> OverBudget | None:
        """Reserve what something beside the model may cost. Returns the limit that leaves no room for it, if any."""
        self._aside += max(0.0, dollars)
        left = max(0.0, self._aside - self._paid)
        over = await self._reserve(self._before + self._so_far() + Spent(0, 0, left))
        if over is not None:
            self._aside -= max(0.0, dollars)
        return over

    def paid(self, dollars: float) -> None:
        """Note what has been paid so far in this answer for all that was set aside."""
        self._before = replace(self._before, dollars=self._before.dollars + dollars - self._paid)
        self._paid = dollars

    async def again(self, more: int) -> OverBudget | None:
        """Reserve room for a further request that reads `more` tokens beside, after the current one is dropped.

        Returns the limit that leaves no room for it, if any.
        """
        so_far = self._so_far()
        input_tokens = self._input_tokens + more
        cost = self._price.of(Usage(input_tokens, ANSWER_TOKENS))
        return await self._reserve(self._before + so_far + Spent(0, input_tokens + ANSWER_TOKENS, cost))

    def dropped(self) -> None:
        """Note that the request was dropped before a word was shown: what was sent has its price, and no answer."""
        self.heard(None)

    def waits(self, model: str) -> None:
        """Ignore it: what waits costs nothing."""

    def sent(self, model: str) -> None:
        """Note that the request goes to that "provider/model" now: it costs its input tokens and one answer."""
        self._before += self._so_far()
        self._go_by(model)
        self._open = True
        self._output_tokens, self._counted = 0.0, Usage(0, 0)

    def refused(self) -> None:
        """Note that the server would not answer: this costs only the words that came, or what the server counted."""
        self._open = False

    def hears(self, input_tokens: int) -> None:
        """Note that a sound with so many tokens is sent next, to be written down; its room was reserved at first."""
        self._input_tokens = input_tokens

    def heard(self, usage: Usage | None) -> None:
        """Note that it is written down, with what the server counted; what is sent after that costs for itself."""
        if usage is not None:
            self.counted(usage)
        self._before += self._so_far()
        self._open = False
        self._input_tokens, self._output_tokens, self._counted = 0, 0.0, Usage(0, 0)

    def covers(self, piece: str) -> bool:
        """Note more of the answer or of the reasoning. Returns whether what is reserved is enough; if not, `extend`."""
        length = len(piece)
        plain = length if piece.isascii() else len(piece.encode("ascii", "ignore"))
        self._output_tokens += plain / 4 + length - plain
        tokens = self._before.tokens + self._input_tokens + self._output_tokens
        return not self._key or tokens <= self._reserved.tokens

    async def extend(self) -> OverBudget | None:
        """Reserve more for the answer. Returns the limit that leaves no room for it, if any."""
        return await self._cover(int(self._output_tokens) + ANSWER_TOKENS)

    async def answered_by(self, model: str) -> OverBudget | None:
        """Note that this "provider/model" answers: its price counts. Returns the limit that leaves no room, if any."""
        self._go_by(model)
        return await self._cover(ANSWER_TOKENS)

    def counted(self, usage: Usage) -> None:
        """Note the server's own count of the tokens so far; what it does not count is estimated."""
        self._counted = usage

    @property
    def key(self) -> int:
        """The key of the reservation; 0 if nothing is reserved, or it is settled."""
        return self._key

    @property
    def priced(self) -> bool:
        """Whether the price of the model that was asked last is known."""
        return self._priced

    @property
    def had(self) -> Spent:
        """What the answer has cost. It costs nothing if it was never sent, or if every server refused it."""
        had = self._before + self._so_far()
        return replace(had, answers=min(1, had.answers))

    def settled(self) -> None:
        """Note that it was settled elsewhere, together with what else the answer left."""
        self._key = 0

    async def settle(self) -> None:
        """Settle it: the answer has ended, and leaves nothing else."""
        if self._key:
            key, self._key = self._key, 0
            await self._ledger.settle(key, self.had)

    def _go_by(self, model: str) -> None:
        price = self._ledger.tariff.price(model)
        self._price, self._priced = price or FREE, price is not None

    def _so_far(self) -> Spent:
        """What the current request has cost so far."""
        counted = self._counted
        if not (self._open or self._output_tokens or counted.input_tokens or counted.output_tokens):
            return Spent()
        had = replace(
            counted,
            input_tokens=counted.input_tokens or self._input_tokens,
            output_tokens=counted.output_tokens or math.ceil(self._output_tokens),
        )
        return Spent(1, had.input_tokens + had.output_tokens, self._price.of(had))

    async def _cover(self, output_tokens: int) -> OverBudget | None:
        """Reserve that many output tokens beside all that was read; returns the limit that leaves no room for them."""
        cost = self._price.of(Usage(self._input_tokens, output_tokens, searches=self._searches))
        return await self._reserve(self._before + Spent(0, self._input_tokens + output_tokens, cost))

    async def _reserve(self, all_of_it: Spent) -> OverBudget | None:
        """Reserve that much in all, if there is room."""
        tokens, dollars = all_of_it.tokens - self._reserved.tokens, all_of_it.dollars - self._reserved.dollars
        more = Spent(0, max(0, tokens), max(0.0, dollars))
        if not self._key or more == Spent():
            return None
        reason = await self._ledger.extend(self._key, self._measured, more)
        if reason is None:
            self._reserved += more
        return reason


class Used(Value):
    """How much of a limit is used. `at`: the Unix time of the count."""

    meter: Meter
    spent: Spent
    at: float


class HasLimits(Protocol):
    """The part of the policy that is read here."""

    @property
    def limits(self) -> Limits:
        """What the config says about limits."""


class Ledger:
    """All budgets. `alert` tells the owner of each that reaches 80 or 100 per cent, once in its period."""

    def __init__(self, store: Store, clock: Clock, tariff: Tariff, policy: Current[HasLimits], alert: Tells) -> None:
        self.tariff = tariff
        self._store = store
        self._clock = clock
        self._policy = policy
        self._alert = alert
        self._said: dict[tuple[str, str, str], tuple[int, float]] = {}
        self._settled_after = -math.inf

    def share(self) -> None:
        """Settle at a start only what no process can be at any more: others may be at the rest."""
        self._settled_after = SETTLED_AFTER

    async def load(self) -> None:
        """Settle what an earlier run left reserved as if all of it had been spent: nobody knows what it cost."""
        left = await self._store.run(spending.settle_all, self._clock.wall() - self._settled_after)
        if left:
            log.info("%d answers of an earlier run are counted at what was reserved for them.", left)

    @property
    def limits(self) -> Limits:
        """What the config says about limits."""
        return self._policy.value.limits

    def quote(
        self,
        origin: Origin,
        model: str,
        input_tokens: int,
        terms: Terms,
        *,
        answer: int = ANSWER_TOKENS,
        searches: int = 0,
        reads: Reads | None = None,
    ) -> Quote:
        """What one answer of that "provider/model" may cost at first. `terms`: how much the person may have there.

        `answer`, `searches`: the output tokens and the searches that are reserved for it. `reads`: the tokens that the
        model reads if its branch is known already.
        """
        price, now = self.tariff.price(model), self._clock.wall()
        priced = price is not None
        measured = meters(terms, origin, priced=priced, new=is_new(origin, now))
        whom = subjects(origin, now, terms.zones, priced=priced, minutes=by_minutes(terms))

        def wanted(turns: int) -> Wanted[OverBudget]:
            read = max(input_tokens, turns)
            cost = (price or FREE).of(Usage(read, answer, searches=searches))
            asked = Spent(1, read + answer, cost)
            return Wanted(whom, asked, now, partial(refused, measured, asked=asked, now=now))

        first = wanted(0)
        reading = (lambda turns: wanted(reads(turns))) if reads else None
        return Quote(price or FREE, measured, first.asked, replace(first, reading=reading), searches)

    def charge(self, quote: Quote, reserved: Reserved[OverBudget] | None) -> Charge | OverBudget:
        """The charge of an answer, or the limit that leaves no room for it."""
        if quote.wanted is None or reserved is None:
            return Charge(self, 0, quote)
        if (reason := reserved.reason) is not None:
            self._tell((Passed(reason.meter, 100, reason.opens),))
            return reason
        self._tell(passed(quote.measured, reserved.before, reserved.asked, quote.wanted.at))
        return Charge(self, reserved.key, replace(quote, asked=reserved.asked))

    async def extend(self, key: int, measured: tuple[Meter, ...], more: Spent) -> OverBudget | None:
        """Reserve more for a growing answer; returns the limit that leaves no room for it."""
        now = self._clock.wall()
        decide = partial(refused, measured, asked=more, now=now)
        reason, before = await self._store.run(spending.extend, key, more, now, decide)
        self._tell((Passed(reason.meter, 100, reason.opens),) if reason else passed(measured, before, more, now))
        return reason

    async def settle(self, key: int, had: Spent) -> None:
        """Settle an answer that has ended. If the store fails, the next start settles it."""
        try:
            await self._store.run(spending.settle, key, had)
        except StoreError as error:
            log.error("an answer could not be settled: %s", error)

    async def standing(self, origin: Origin, zones: Zones, *, trusted: bool) -> tuple[Used, ...]:
        """The limits that count for that person there, and how much of each is used.

        `trusted`: an owner let the person or their group in by hand.
        """
        now = self._clock.wall()
        found = await self._store.held.kept(limit_scopes(origin))
        kept = {(each.scope, each.key): each.value for each in found}
        if (seen := counted(origin)) is not None:
            server, mine = (Counted(each, ahead(now, zones.place)) for each in seen)
            if await self._store.run(spending.is_newcomer, server, mine, now):
                origin = came_today(origin, now, zones.place)
        holding = terms(self.limits, kept, origin, zones, trusted=trusted)
        measured = meters(holding, origin, priced=False, new=is_new(origin, now))
        whom = subjects(origin, now, zones, priced=False)
        counts: Counts = await self._store.run(spending.counts, whom, now)
        return tuple(
            Used(meter, counts.get((meter.subject, meter.allowance.period), Spent()), now) for meter in measured
        )

    def _tell(self, found: tuple[Passed, ...]) -> None:
        """Tell the owner of limits that many people share. A person hears of their own when they ask."""
        for each in found:
            meter = each.meter
            if meter.subject.partition("|")[2] not in ("all", SHARED, UNPRICED) or meter.kind == "newcomers":
                continue
            key = (meter.subject, meter.allowance.unit, meter.allowance.period)
            percent, opens = self._said.get(key, (0, 0.0))
            if each.percent <= percent and each.opens <= opens:
                continue
            self._said[key] = (each.percent, each.opens)
            kind, words, trouble = _told(each, self._clock.wall())
            self._alert(kind, words, trouble=trouble)


def _told(found: Passed, now: float) -> tuple[str, str, Trouble | None]:
    """The kind of an alert, and its words; and what stands from now on, if nothing is left."""
    scope, limit = found.meter.subject.partition("|")[0], allowed(found.meter.allowance)
    subject = say("everywhere") if scope == BOT else scope_ref(scope)
    at, _ = opening(found.opens, now, found.meter.zone)
    phrase = "alert_share" if found.meter.kind == "share" else "alert_budget"
    words = say(phrase, subject=subject, limit=limit, percent=found.percent, at=at)
    kind = f"budget {scope} {found.meter.allowance} {found.percent}"
    if found.percent < 100:
        return kind, words, None
    return kind, words, Trouble(kind, found.opens, again(say("alert_budget_anew", subject=subject, limit=limit), ""))


def tokens(text: str) -> int:
    """An estimate of the tokens of a text that nobody counted."""
    return estimate(Message("user", text)) if text else 0
