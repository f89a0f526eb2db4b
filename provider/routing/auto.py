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
    """Remembers who failed lately, and who has ever been up: a `guessed` server counts for something only then.

    Once anybody counts for something, by the config or by having had a model for us, the demo is not asked any more.
    """

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
        self._models: dict[str, str] = {}  # the one that was offered last, by provider

    async def walk(self, chat: bool, tried: Tried) -> AsyncGenerator[Link, None]:
        """The links that may be asked, those that failed lately at the end: better a second try than no answer.

        Who was wanted is the first of them, and stays so while it is passed over.
        """
        in_order = sorted(self._providers, key=lambda name: _ORDER.index(self._providers[name].trust))
        first = next((name for name in in_order if self._counts(name) and self._may_be_asked(name, chat)), "")
        tried.wanted = self._full_name(first)
        late = [name for name in in_order if self._has_failed(name)]
        for name in [*(name for name in in_order if name not in late), *late]:
            if not self._may_be_asked(name, chat):
                continue
            try:
                model = await self._lists.default_model(name)
            except ProviderError as error:
                if name not in self.cooling_down():
                    tried.failed(name, error)
                self.failed(name, error)
            else:
                self._models[name] = model
                if name == first:
                    tried.wanted = self._full_name(name)
                yield Link(name, model)

    def failed(self, name: str, error: ProviderError) -> None:
        """Pass it over for a while."""
        self._failed[name] = self._now()
        if name not in self._guessed:
            log.warning("auto: %s failed and is passed over for a while: %s: %s", name, type(error).__name__, error)

    def answered(self, name: str, model: str) -> None:
        """It is well."""
        self._failed.pop(name, None)
        self._models.setdefault(name, model)

    def cooling_down(self) -> frozenset[str]:
        """Whose failure is no news: nobody ever said that they are there."""
        return frozenset(name for name in self._guessed if name not in self._been_up)

    def _may_be_asked(self, name: str, chat: bool) -> bool:
        trust = self._providers[name].trust
        if trust == "demo":
            return not chat and not any(map(self._counts, self._providers))
        return trust != "stranger" or not chat or not any(map(self._is_ours, self._providers))

    def _counts(self, name: str) -> bool:
        """Whether it was set up, by somebody or by the model that it had for us; the demo was not."""
        return self._providers[name].trust != "demo" and (name not in self._guessed or name in self._models)

    def _full_name(self, name: str) -> str:
        """With its model, where that is known without asking."""
        model = self._models.get(name) or (self._providers[name].default_model if name else "")
        return f"{name}/{model}" if model else name

    def _is_ours(self, name: str) -> bool:
        """Whether people here count on that provider to read what they write, and on nobody else."""
        trust = self._providers[name].trust
        return trust == "account" or (trust == "local" and name not in self.cooling_down())

    def _has_failed(self, name: str) -> bool:
        return self._now() < self._failed.get(name, float("-inf")) + _FAILED_FOR
