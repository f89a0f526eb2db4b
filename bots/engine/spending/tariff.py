"""The prices of the models."""

import logging

from bots.engine.runtime.clock import Clock
from provider import Catalog
from provider.errors import ProviderError
from provider.known.prices import Price
from provider.values import replace

log = logging.getLogger("parley")

EVERY = 900.0
"""Seconds between two reads of the prices."""


class Tariff:
    """The prices of the models. They are read in the background, because asking servers for their lists takes time."""

    def __init__(self, catalog: Catalog, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._dearest: Price | None = None

    def price(self, model: str) -> Price | None:
        """The price of a model, or the one that stands in for it; None if there is none.

        If the account pays for it, and its provider knows not even a model of a similar name, the dearest price of all
        models that are offered stands in.
        """
        price = self._of(model)
        if price is not None:
            self._note(model, price)
            return price
        return self._dearest if self._catalog.trust(model) == "account" else None

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
            if price := self._of(name):
                self._note(name, price)

    def _of(self, model: str) -> Price | None:
        """Its price, with what a search in the web costs beside."""
        known = self._catalog.settings(model)
        if known.price is None or known.price.search or not known.search_price:
            return known.price
        return replace(known.price, search=known.search_price)

    def _note(self, model: str, price: Price) -> None:
        if self._dearest is None or price.dearness > self._dearest.dearness:
            self._dearest = replace(price, like=price.like or model)
