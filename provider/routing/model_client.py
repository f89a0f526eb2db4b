"""One model as it is asked: with a request that fits it, within its limits, again if that can help, and measured."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, closing

from provider.contract import Attempts, CallsTools, Event, Provider, Request, Usage
from provider.dialects.fitting import NoSystemRole, fitted
from provider.dialects.tool_history import in_words, is_in_use
from provider.errors import Abandoned, AnswerTooLong, EmptyAnswer, Overloaded, ProviderError, RateLimited, once_more
from provider.known.model_settings import KnowsModels, ModelSettings, senses, settings_of
from provider.routing.circuit_breaker import CircuitBreaker, Ticket
from provider.routing.deadlines import Deadlines
from provider.routing.fallback import Link
from provider.routing.health import HealthLog, Sample
from provider.routing.progress import Progress
from provider.routing.retries import Patience
from provider.values import Value, replace


class Clocks(Value):
    """`now`: monotonic seconds. `wall`: Unix time. `sleep`: waits for that many seconds."""

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class ModelClient:
    """Asks one model. All models of a provider share its `deadlines`; each has a circuit breaker of its own."""

    def __init__(
        self,
        link: Link,
        provider: Provider,
        *,
        deadlines: Deadlines,
        patience: Patience,
        health: HealthLog,
        clocks: Clocks,
    ) -> None:
        self.circuit = CircuitBreaker()
        self._link = link
        self._provider = provider
        self._deadlines = deadlines
        self._patience = patience
        self._health = health
        self._clocks = clocks
        # Looked at once: to see whether an object is of a protocol takes as long as all else that fits a request.
        self._tool_caller = provider if isinstance(provider, CallsTools) else None
        self._knowing = provider if isinstance(provider, KnowsModels) else None
        self._system_role = not isinstance(provider, NoSystemRole) or provider.supports_system_message

    async def ask(self, request: Request, attempts: Attempts) -> AsyncGenerator[Event, None]:
        """The events of the answer. `attempts` hears of each request as it is sent.

        If an error comes before the first word, the model is asked again as `Patience` says.

        Raises:
            ProviderError: as `Provider.stream`. It is raised at once if the circuit breaker is open.
        """
        request = self._fitted(request)
        ticket = self.circuit.admit(self._clocks.now())
        if ticket is None:
            raise self._left_alone()
        asked_at, tried = self._clocks.now(), 0
        try:
            while True:
                if self._deadlines.turns.full:
                    attempts.waits(str(self._link))
                with closing(await self._deadlines.turn(request.pace)) as watch:
                    attempts.sent(str(self._link))
                    try:
                        async with aclosing(self._provider.stream(request)) as events:
                            with watch:
                                watch.begin()
                                async for event in events:
                                    if (passed := watch.take(event)) is not None:
                                        yield passed
                                    watch.begin()
                                watch.answer.end()
                    except ProviderError as error:
                        if _is_refusal(error):
                            attempts.refused()
                        if isinstance(error, RateLimited) and not error.for_owner:
                            self._deadlines.turns.refused()
                        wait = self._patience.pause(error, tried)
                        if wait is None:
                            self._failed(ticket, error, request, self._sample(watch.answer, asked_at, well=False))
                            raise
                    else:
                        self.circuit.succeeded(ticket)
                        self._health.note(str(self._link), self._sample(watch.answer, asked_at, well=True))
                        return
                await self._clocks.sleep(wait)
                tried += 1
        finally:
            self.circuit.left(ticket)  # nothing happens if it was handed back above

    def _fitted(self, request: Request) -> Request:
        """The request as this model can take it."""
        settings = settings_of(self._knowing, self._link.model)
        if (request.tools or is_in_use(request)) and not self._calls_tools:
            request = in_words(request)
        return fitted(
            replace(request, model=self._link.model),
            window=settings.context,
            senses=senses(settings),
            system_role=self._system_role,
        )

    @property
    def _calls_tools(self) -> bool:
        return self._tool_caller is not None and self._tool_caller.calls_tools

    def _failed(self, ticket: Ticket, error: ProviderError, request: Request, sample: Sample) -> None:
        """Note a failure of the model; a refusal of this very request is none."""
        if error.elsewhere:
            self.circuit.failed(ticket, self._clocks.now(), error, request.asker or request.conversation)
            self._health.note(str(self._link), sample)
        else:
            self.circuit.succeeded(ticket)

    def _sample(self, answer: Progress, asked_at: float, *, well: bool) -> Sample:
        """The measured answer."""
        first_word = None if answer.begun_at is None else answer.begun_at - asked_at
        spent = cost(settings_of(self._knowing, self._link.model), answer.usage)
        return Sample(self._clocks.wall(), first_word, well, spent)

    def _left_alone(self) -> ProviderError:
        last = self.circuit.last or Overloaded()
        wait = self.circuit.wait(self._clocks.now())
        for_ = f"for {wait:.0f} s" if wait else "until a question that is under way shows how it is"
        error = once_more(last, f"Not asked: {self._link} is left alone {for_}. The last failure: {last}")
        error.retry_after = wait
        return error


def _is_refusal(error: ProviderError) -> bool:
    """Whether the server ended the answer itself: it was not we who gave it up, and it did not come empty."""
    return not isinstance(error, Abandoned | AnswerTooLong | EmptyAnswer)


def cost(settings: ModelSettings, usage: Usage | None) -> float | None:
    """US $; None if the token counts or the model's own price is not known."""
    price = settings.price
    return None if usage is None or price is None or price.like else price.of(usage)
