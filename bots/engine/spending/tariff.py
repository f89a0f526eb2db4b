"""The prices of the models."""

import logging
from dataclasses import dataclass

from bots.engine.runtime.clock import Clock
from provider import Catalog
from provider.errors import ProviderError

log = logging.getLogger("parley")

MILLION = 1_000_000
EVERY = 900.0
"""Seconds between two reads of the prices."""


@dataclass(frozen=True, slots=True)
class Price:
    """US $ for a million input tokens and a million output tokens.

    `known`: somebody stated it, or the dearest known price stands in.
    """

    read: float = 0.0
    written: float = 0.0
    known: bool = False

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """The cost of that many tokens in US $."""
        return (input_tokens * self.read + output_tokens * self.written) / MILLION


class Tariff:
    """The prices of the models. They are read in the background, because asking servers for their lists takes time."""

    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._dearest = Price()

    def price(self, model: str) -> Price:
        """The price of a model. If it is unknown and the account pays for it, the dearest known price stands in."""
        known = self._of(model)
        if known.known:
            self._note(known)
            return known
        return self._dearest if self._catalog.trust(model) == "account" else Price()

    async def keep_learning(self) -> None:
        """Read the prices now, and then again and again. Raises only `CancelledError`."""
        while True:
            await self.learn()
            await self._clock.sleep(EVERY)

    async def learn(self) -> None:
        """Read the prices of all models that are offered."""
        try:
            names = await self._catalog.names()
        except ProviderError as error:
            log.info("prices could not be looked up: %s", type(error).__name__)
            return
        for name in names:
            self._note(self._of(name))

    def _of(self, model: str) -> Price:
        settings = self._catalog.standing(model).settings
        if settings.input_price is None and settings.output_price is None:
            return Price()
        return Price(settings.input_price or 0.0, settings.output_price or 0.0, known=True)

    def _note(self, price: Price) -> None:
        if price.known and (price.written, price.read) > (self._dearest.written, self._dearest.read):
            self._dearest = price
