"""Begins exchanges: reserves what each costs, and keeps the question with a place for its answer.

Also one that an earlier run left, and one whose question was edited.
"""

from typing import Protocol

from bots.engine.attachments.bounds import Bounds
from bots.engine.attachments.kinds import tokens
from bots.engine.conversation.day import day_line
from bots.engine.conversation.exchange import Exchange
from bots.engine.conversation.history import words_of
from bots.engine.conversation.kept import KeptQuestions
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.language.phrases import say
from bots.engine.questions import Ask, Decline
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Again, Incoming, Origin
from bots.engine.settings.table import Here
from bots.engine.spending.admission import Admission
from bots.engine.spending.ledger import UNCOUNTED, Charge, Ledger, Quote
from bots.engine.spending.ledger import tokens as text_tokens
from bots.engine.spending.limits import OverBudget
from bots.engine.spending.wording import over_budget
from bots.engine.storage.exchanges import Bill
from bots.engine.storage.records import OpenReply, StoredAnswer
from provider.values import Value


class BeginsExchanges(Protocol):
    """The part of the policy that is read here."""

    @property
    def bounds(self) -> Bounds:
        """How much of what people send is read."""

    @property
    def tells_day(self) -> bool:
        """Whether the model is told the day and the language of the place."""


class Begun(Value):
    """A question that is kept, and what its answer is charged to."""

    exchange: Exchange
    charge: Charge


class Exchanges:
    """Begins exchanges: a question kept, room reserved, a reply opened."""

    def __init__(
        self,
        clock: Clock,
        kept: KeptQuestions,
        admission: Admission,
        ledger: Ledger,
        queue: ReplyQueue,
        policy: Current[BeginsExchanges],
    ) -> None:
        self._clock = clock
        self._kept = kept
        self._admission = admission
        self._ledger = ledger
        self._queue = queue
        self._policy = policy

    async def begin(self, ask: Ask, stored: StoredAnswer | None, *, chat: bool) -> Begun | Decline | None:
        """Begin an answer; returns why not, or None if the answer that it would replace is gone.

        `stored`: the answer that it is to replace. `chat`: it goes to a chat and not to a terminal.
        """
        incoming, here, at = ask.incoming, ask.here, self._clock.wall()
        quote = await self._quote(ask, chat=chat, day=self._day(incoming.origin, here, at))
        at_once = self._queue.is_free(incoming.origin.place, incoming.origin.person)
        exchange, reserved = await self._kept.begin(
            incoming, at, here.memory, names=here.names, wanted=quote.wanted, stored=stored, at_once=at_once
        )
        charge = self._ledger.charge(quote, reserved)
        if isinstance(charge, OverBudget):
            return Decline("budget", over_budget(charge, at), over=charge)
        if exchange is None:
            return None
        if self._queue.is_full(exchange.key, incoming.origin.person):  # a question that is not answered is not kept
            bill = Bill(charge.key, charge.had, incoming.origin.place, incoming.origin.person, at)
            await self._kept.drop(exchange, bill)
            return Decline("full", say("queue_full"))
        return Begun(exchange, charge)

    async def take_up(self, ask: Ask, left: OpenReply, *, chat: bool) -> Begun | None:
        """Begin an answer that an earlier run left; None if its question is gone, or there is no room for it."""
        wall = self._clock.wall()
        quote = await self._quote(ask, chat=chat)
        exchange, reserved = await self._kept.take_up(
            ask.incoming, wall, ask.here.memory, left=left, wanted=quote.wanted
        )
        charge = self._ledger.charge(quote, reserved)
        return None if exchange is None or isinstance(charge, OverBudget) else Begun(exchange, charge)

    async def ask_anew(self, ask: Ask, question: int, text: str) -> Charge | Decline:
        """Reserve a further answer to a question whose message reads `text` from now on; returns why there is none.

        `question`: its row in the store. If there is no room, its words stay as they were.
        """
        wall = self._clock.wall()
        quote = await self._quote(ask, chat=True)
        charge = self._ledger.charge(quote, await self._kept.reword(question, ask.incoming.id, text, quote.wanted))
        if isinstance(charge, OverBudget):
            return Decline("budget", over_budget(charge, wall), over=charge)
        return charge

    async def stored(self, again: Again) -> StoredAnswer | None:
        """The answer that is to be given anew or to go on; None if it is gone or has gone on already."""
        return await self._kept.stored(again)

    async def let_go(self, incoming: Incoming) -> None:
        """Forget a question that gets no answer."""
        await self._kept.let_go(incoming)

    def _day(self, origin: Origin, here: Here, at: float) -> str:
        return day_line(origin, here, at) if self._policy.value.tells_day else ""

    async def _quote(self, ask: Ask, *, chat: bool, day: str = "") -> Quote:
        incoming, here = ask.incoming, ask.here
        if ask.free:
            return UNCOUNTED
        beside = tokens((*incoming.attachments, *incoming.quoted_attachments), self._policy.value.bounds.count)
        return await self._admission.quote(
            ask,
            incoming.model or here.model,
            chat=chat,
            beside=beside,
            effort=here.effort,
            search=here.search,
            reads=lambda turns: sum(map(text_tokens, words_of(turns, persona=here.persona, names=here.names, day=day))),
        )
