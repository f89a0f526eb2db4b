"""What the models cost."""

import logging
from dataclasses import dataclass

from bots.engine.runtime.clock import Clock
from provider import Catalog
from provider.errors import ProviderError

log = logging.getLogger("parley")

MILLION = 1_000_000
EVERY = 900.0
"""Seconds between two looks at the prices."""


@dataclass(frozen=True, slots=True)
class Price:
    """US $ for a million tokens, read and written. `known`: somebody said so, or the dearest known one stands in."""

    read: float = 0.0
    written: float = 0.0
    known: bool = False

    def of(self, input_tokens: int, output_tokens: int) -> float:
        """What so many tokens cost."""
        return (input_tokens * self.read + output_tokens * self.written) / MILLION


class Tariff:
    """What the models cost. It is learned in the background: asking servers for their lists takes time."""

    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._dearest = Price()

    def price(self, model: str) -> Price:
        """A model's price; where nobody knows it and it is an account's, that of the dearest known one."""
        known = self._of(model)
        if known.known:
            self._note(known)
            return known
        return self._dearest if self._catalog.trust(model) == "account" else Price()

    async def keep_learning(self) -> None:
        """Look at the prices now, and then for ever. Raises only `CancelledError`."""
        while True:
            await self.learn()
            await self._clock.sleep(EVERY)

    async def learn(self) -> None:
        """Look at the prices of all models that are offered."""
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
