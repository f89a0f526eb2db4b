"""One model as it is asked: with a request it can take, within its limits, again where that helps, and measured."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from provider.contract import Attempts, Event, Picture, Provider, Request, Retract, Text, Usage
from provider.dialects.fitting import NoSystemRole, fitted
from provider.errors import Overloaded, ProviderError, once_more
from provider.known.model_settings import ModelSettings
from provider.routing.circuit_breaker import CircuitBreaker
from provider.routing.deadlines import Deadlines
from provider.routing.fallback import Link
from provider.routing.health import HealthLog, Sample
from provider.routing.retries import Retrying

_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Clocks:
    """now: monotonic seconds. wall: Unix time."""

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time


class ModelClient:
    """Asks one model. `deadlines` are shared by all models of a provider, the circuit breaker is its own."""

    def __init__(
        self,
        link: Link,
        provider: Provider,
        *,
        deadlines: Deadlines,
        retrying: Retrying,
        settings: Callable[[], ModelSettings],
        station: HealthLog,
        clocks: Clocks,
    ) -> None:
        self.circuit = CircuitBreaker()
        self._link = link
        self._provider = provider
        self._deadlines = deadlines
        self._retrying = retrying
        self._settings = settings
        self._station = station
        self._clocks = clocks

    async def ask(self, request: Request, attempts: Attempts) -> AsyncGenerator[Event, None]:
        """The answer's events. `attempts` is told of each request once its turn has come.

        Raises:
            ProviderError: as `Provider.stream`; at once where the model is left alone after its failures.
        """
        settings = self._settings()
        request = fitted(
            replace(request, model=self._link.model),
            window=settings.context,
            sees=settings.vision is not False,
            system_role=not isinstance(self._provider, NoSystemRole) or self._provider.supports_system_message,
        )
        ticket = self.circuit.admit(self._clocks.now())
        if ticket is None:
            raise self._left_alone()
        measuring = _Measuring(self._clocks, settings)

        def opened() -> AsyncGenerator[Event, None]:
            attempts.sent(str(self._link))
            return self._provider.stream(request)

        try:
            tries = self._retrying.again(lambda: self._deadlines.watched(opened, attempts.refused))
            async with aclosing(tries) as events:
                async for event in events:
                    measuring.see(event)
                    yield event
        except ProviderError as error:
            if error.elsewhere:
                self.circuit.failed(ticket, self._clocks.now(), error, request.asker or request.conversation)
                self._station.note(str(self._link), measuring.sample(well=False))
            else:
                self.circuit.succeeded(ticket)
            raise
        else:
            self.circuit.succeeded(ticket)
            self._station.note(str(self._link), measuring.sample(well=True))
        finally:
            self.circuit.left(ticket)  # nothing, where it was handed back above

    def _left_alone(self) -> ProviderError:
        last = self.circuit.last or Overloaded()
        wait = self.circuit.wait(self._clocks.now())
        for_ = f"for {wait:.0f} s" if wait else "until a question that is under way shows how it is"
        error = once_more(last, f"Not asked: {self._link} is left alone {for_}. The last failure: {last}")
        error.retry_after = wait
        return error


class _Measuring:
    """What one answer took."""

    def __init__(self, clocks: Clocks, settings: ModelSettings) -> None:
        self._clocks = clocks
        self._settings = settings
        self._began = clocks.now()
        self._first: float | None = None
        self._usage: Usage | None = None

    def see(self, event: Event) -> None:
        if self._first is None and isinstance(event, Text | Picture):
            self._first = self._clocks.now() - self._began
        elif isinstance(event, Retract):
            self._first = None
        elif isinstance(event, Usage):
            self._usage = event

    def sample(self, *, well: bool) -> Sample:
        return Sample(self._clocks.wall(), self._first, well, cost(self._settings, self._usage))


def cost(settings: ModelSettings, usage: Usage | None) -> float | None:
    """US $; None where the count of tokens or a price is not known."""
    if usage is None or settings.input_price is None or settings.output_price is None:
        return None
    return (usage.input_tokens * settings.input_price + usage.output_tokens * settings.output_price) / _MILLION
