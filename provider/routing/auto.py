""" "auto": the providers in the order in which they are asked, and who may be asked at all."""

import logging
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from typing import Final

from provider.contract import Provider, Trust
from provider.errors import ProviderError
from provider.routing.fallback import Link, Tried
from provider.routing.model_lists import Lists

log = logging.getLogger("parley.provider")

_ORDER: Final[tuple[Trust, ...]] = ("account", "local", "stranger", "demo")
_FAILED_FOR: Final = 600.0


class Auto:
    """Remembers who failed lately, and who has ever been up: a `guessed` server counts for something only then."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        lists: Lists,
        *,
        guessed: Collection[str],
        been_up: Collection[str],
        now: Callable[[], float],
    ) -> None:
        self._providers = providers
        self._lists = lists
        self._guessed = guessed
        self._been_up = been_up
        self._now = now
        self._failed: dict[str, float] = {}

    async def walk(self, chat: bool, tried: Tried) -> AsyncGenerator[Link, None]:
        """The links that may be asked, those that failed lately at the end: better a second try than no answer."""
        in_order = sorted(self._providers, key=lambda name: _ORDER.index(self._providers[name].trust))
        late = [name for name in in_order if self._has_failed(name)]
        for name in [*(name for name in in_order if name not in late), *late]:
            if not self._may_be_asked(name, chat):
                continue
            try:
                model = await self._lists.default_model(name)
            except ProviderError as error:
                tried.errors[name] = error
                self.failed(name, error)
            else:
                yield Link(name, model)

    def failed(self, name: str, error: ProviderError) -> None:
        """Pass it over for a while."""
        self._failed[name] = self._now()
        if name not in self._guessed:
            log.warning("auto: %s failed and is passed over for a while: %s: %s", name, type(error).__name__, error)

    def answered(self, name: str) -> None:
        """It is well."""
        self._failed.pop(name, None)

    def cooling_down(self) -> frozenset[str]:
        """Whose failure is no news: nobody ever said that they are there."""
        return frozenset(name for name in self._guessed if name not in self._been_up)

    def _may_be_asked(self, name: str, chat: bool) -> bool:
        trust = self._providers[name].trust
        if not chat or trust in ("account", "local"):
            return True
        return trust == "stranger" and not any(map(self._is_ours, self._providers))

    def _is_ours(self, name: str) -> bool:
        """Whether people here count on that provider to read what they write, and on nobody else."""
        trust = self._providers[name].trust
        return trust == "account" or (trust == "local" and name not in self.cooling_down())

    def _has_failed(self, name: str) -> bool:
        return self._now() < self._failed.get(name, float("-inf")) + _FAILED_FOR
