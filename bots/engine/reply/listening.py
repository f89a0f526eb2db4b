"""Asks models for one answer: each request is sent, and what its events say about the answer is noted as they come."""

from collections.abc import Awaitable, Sequence
from contextlib import aclosing
from functools import partial

from bots.engine.language.phrases import say
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.failures import Failures
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.measuring import Measure
from bots.engine.reply.withdrawals import Withdrawals
from bots.engine.spending.limits import OverBudget
from bots.engine.spending.wording import over_budget
from bots.engine.tools.loop import Passes, as_it_is
from provider import Catalog
from provider.contract import Answering, Event, Finish, Reasoning, Request, Text, ToolArguments, Usage
from provider.values import Value


class _Attempts(Value):
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


class Listening:
    """Listens to models."""

    def __init__(self, catalog: Catalog, failures: Failures, withdrawals: Withdrawals) -> None:
        self._catalog = catalog
        self._failures = failures
        self._withdrawals = withdrawals

    def holding(self, names: Sequence[str]) -> str:
        """The first of these names whose model is there."""
        return self._catalog.holding(names)

    def search_offer(self, result: Result) -> float | None:
        """The dollars that a search would cost the model that answers, if it can search the web and did not."""
        known = self._catalog.settings(f"{result.provider}/{result.model}")
        able = known.search is not None and known.search.able and not known.search.always
        return known.search_price / 1000 if able else None

    async def pull(
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

    def shown(self, asking: Asking, result: Result) -> None:
        """Note that the answer stands; if its model was withdrawn where it was chosen, that is told there."""
        if result.answering.gone and not asking.incoming.model and not asking.terminal:
            self._withdrawals.tell(asking.origin, asking.here.choices["model"], result.answering)

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
