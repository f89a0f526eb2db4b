"""Reads the model's answer to one question into the growing reply, and notes what it costs."""

import logging
from collections.abc import Awaitable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from secrets import token_bytes
from typing import Literal, Protocol

from bots.engine.attachments.attachments import Attachments
from bots.engine.attachments.wording import quote
from bots.engine.conversation.history import History, QuestionGone, request_of
from bots.engine.conversation.speakers import are_several, lettered
from bots.engine.conversation.together import keys
from bots.engine.conversation.triggers import has_words
from bots.engine.language.phrases import money, say
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.failures import Failures
from bots.engine.reply.finishing import OF_REASON, after_words
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.measuring import Measure
from bots.engine.reply.not_known import says_it_cannot_know
from bots.engine.reply.rounds import Acts, Rounds
from bots.engine.reply.withdrawals import Withdrawals
from bots.engine.runtime.defects import fenced
from bots.engine.seam.values import Origin, Person
from bots.engine.spending.limits import OverBudget
from bots.engine.spending.wording import over_budget
from bots.engine.storage.records import StoreError
from bots.engine.tools.loop import Passes, as_it_is
from bots.text.visible import is_visible
from provider import Catalog
from provider.contract import Answering, Event, Finish, Reasoning, Request, Text, ToolArguments, Usage
from provider.errors import EmptyAnswer, ProviderError

log = logging.getLogger("parley")

_KEY = token_bytes(16)


@dataclass(frozen=True, slots=True)
class _Attempts:
    """What is sent for an answer is measured and charged; while it waits for its turn, that is seen."""

    measure: Measure
    live: LiveReply

    def waits(self, model: str) -> None:
        self.live.in_line(waits=True)

    def sent(self, model: str) -> None:
        self.live.in_line(waits=False)
        self.measure.sent(model)

    def refused(self) -> None:
        self.measure.refused()


class SaysOnce(Protocol):
    """The part of what tells people why there is no answer that is asked here."""

    def is_news(self, origin: Origin, reason: Literal["unread", "search"]) -> bool:
        """Whether it was not said just now; notes that it is said."""


@dataclass(frozen=True, slots=True)
class Asks:
    """Who is asked: models, and what runs the tools that they call."""

    catalog: Catalog
    rounds: Rounds


class Reader:
    """Asks models, and says what goes wrong."""

    def __init__(
        self,
        asks: Asks,
        history: History,
        attachments: Attachments,
        failures: Failures,
        told: SaysOnce,
        withdrawals: Withdrawals,
    ) -> None:
        self._catalog = asks.catalog
        self._rounds = asks.rounds
        self._history = history
        self._attachments = attachments
        self._failures = failures
        self._told = told
        self._withdrawals = withdrawals

    async def read(self, live: LiveReply, asking: Asking, result: Result, acts: Acts) -> None:
        """Feed the model's stream into the reply; what goes wrong becomes one sentence below the text.

        `acts`: notes that a tool that acts is called.
        """

        def defect(trace: str) -> None:
            live.finish(self._failures.defect(trace, asking.origin))  # the text that came stays

        await fenced(self._follow(live, asking, result, acts), log, defect)

    def shown(self, asking: Asking, result: Result) -> None:
        """Note that the answer stands; if its model was withdrawn where it was chosen, that is told there."""
        if result.answering.gone and not asking.incoming.model and not asking.terminal:
            self._withdrawals.tell(asking.origin, asking.here.choices["model"], result.answering)

    async def _follow(self, live: LiveReply, asking: Asking, result: Result, acts: Acts) -> None:
        """Feed the reply event by event, and finish it."""
        here, origin, charge, exchange = asking.here, asking.origin, asking.charge, asking.exchange
        try:
            branch = partial(self._history.branch, exchange, asking.sender.clock.wall())
            lasts = bool(keys(asking.incoming))  # what is not committed does not wait for the database
            turns = await (self._failures.see_through(branch, origin, asking.incoming.name) if lasts else branch())
            letters = not here.names and are_several(turns)
            turns = lettered(turns) if letters else turns
            turns = await self._history.with_above(
                asking.sender.platform, asking.incoming, exchange, turns, names=here.names
            )
            result.turns = len(turns)
            perceived = await self._attachments.perceived(
                asking.sender,
                turns,
                self._catalog.holding(asking.names),
                str(origin.person),
                charge,
                kept=exchange.kept,
            )
            if perceived.nothing and not has_words(asking.incoming):
                result.measure.outcome = "unread"
                if asking.incoming.again or self._told.is_news(origin, "unread"):
                    live.finish(perceived.nothing)
                else:
                    live.withdraw()
                return
            live.remark("not_read", perceived.said)
            result.files = perceived.lasting
            live.quote(quote(perceived.heard))
            request = request_of(
                exchange,
                perceived.messages,
                persona=here.persona,
                names=here.names,
                letters=letters,
                day=self._history.day(origin, here, asking.sender.clock.wall()),
            )
            request = replace(
                request, asker=opaque(origin.person), effort=here.effort, search=here.search, pace=live.pace
            )
            toolbox = await self._rounds.toolbox(asking)
            request = replace(request, tools=toolbox.definitions) if toolbox else request
            over = await charge.read(request)
            if over is not None:
                result.measure.outcome = "budget"
                live.finish(over_budget(over, asking.sender.clock.wall()))
                return
            pull = partial(self._pull, live, asking, result)
            loop = self._rounds.loop(toolbox, live, asking, result, acts) if toolbox or toolbox.missing else None
            if not await (pull(request) if loop is None else loop.answer(request, pull)):
                return
            if not is_visible(live.text) and live.has_beside:
                live.feed(say("picture"))
            if not is_visible(live.text):
                raise EmptyAnswer
        except ProviderError as error:
            who = f"{result.provider}/{result.model}" if result.provider else asking.model
            seen = bool(live.surfaces) or asking.terminal
            result.ending = after_words(error)
            result.measure.outcome = result.ending.outcome if result.ending is not None else "failed"
            words = self._failures.of_model(who, error, origin, failed=result.failed(), seen=seen)
            live.finish(words, goes_on=result.ending is not None and result.ending.goes_on)
        except QuestionGone:
            live.withdraw()
        except StoreError as error:
            live.finish(self._failures.store_failed(error, origin))
        else:
            self._failures.completed(f"{result.provider}/{result.model}")
            result.ending = OF_REASON[result.reason]
            result.measure.outcome = result.ending.outcome
            words = say(result.ending.phrase) if result.ending.phrase else ""
            self._offer_search(live, asking, result)
            live.finish(words, goes_on=result.ending.goes_on)

    async def _pull(
        self, live: LiveReply, asking: Asking, result: Result, request: Request, passes: Passes = as_it_is
    ) -> bool:
        """One request, as `LiveReply.pull`. Where a stand-in has begun an answer, it goes on with it."""
        model, *instead = asking.names
        if result.answering.instead_of:
            model, instead = f"{result.provider}/{result.model}", []
        chat, attempts = not asking.terminal, _Attempts(result.measure, live)
        stream = self._catalog.stream(model, request, chat=chat, instead=instead, attempts=attempts, tried=result.tried)
        async with aclosing(stream) as events:
            return await live.pull(events, partial(self._heed, asking, result), passes)

    def _offer_search(self, live: LiveReply, asking: Asking, result: Result) -> None:
        """Say once in a place that the model could search the web, below an answer that says it cannot know."""
        known = self._catalog.standing(f"{result.provider}/{result.model}").settings
        able = known.search is not None and known.search.able and not known.search.always
        if not able or asking.here.search or asking.terminal or not says_it_cannot_know(live.text):
            return
        if self._told.is_news(asking.origin, "search"):
            live.remark("sources", say("search_offer", price=money(known.search_price / 1000, ".3g")))

    def _heed(self, asking: Asking, result: Result, event: Event | Answering) -> Awaitable[str] | None:
        """Note what an event says about the answer; gives the sentence that ends an answer that costs too much."""
        charge = asking.charge
        match event:
            case Text(text) | Reasoning(text) | ToolArguments(text=text):
                if result.awaited and isinstance(event, Text):
                    self._failures.answered(result.awaited)
                    self._withdrawals.answered(result.awaited)
                    result.awaited = ""
                    result.measure.first_word()
                if not charge.covers(text):
                    return self._cut(asking, result, charge.extend())
            case Answering(provider, name, wanted) as answering:
                result.answering = answering
                result.provider, result.model = provider, name
                result.awaited = f"{provider}/{name}"
                if wanted:
                    self._failures.stood_in(result.awaited, wanted, result.failed())
                return self._cut(asking, result, charge.answered_by(result.awaited))
            case Usage():
                result.counted(event.input_tokens, event.output_tokens)
                charge.counted(event)
            case Finish(reason):
                result.reason = reason
        return None

    async def _cut(self, asking: Asking, result: Result, reserved: Awaitable[OverBudget | None]) -> str:
        """The sentence that ends the answer if no more could be reserved for it; else empty."""
        over = await reserved
        if over is None:
            return ""
        result.measure.outcome = "budget"
        return say("cut_by_budget", sentence=over_budget(over, asking.sender.clock.wall()))


def opaque(person: Person) -> str:
    """A code that tells people apart without saying who they are; each start of the program gives others."""
    return blake2b(str(person).encode(), digest_size=8, key=_KEY).hexdigest()
