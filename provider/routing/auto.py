"""The model "auto": which providers are asked, and in what order."""

import logging
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from typing import Final

from provider.contract import Provider, Trust
from provider.errors import ModelNotFound, NotSetUp, ProviderError
from provider.routing.fallback import Link, Tried
from provider.routing.model_lists import Lists

log = logging.getLogger("parley.provider")

_ORDER: Final[tuple[Trust, ...]] = ("account", "local", "stranger", "demo")
_FAILED_FOR: Final = 600.0


class Auto:
    """Remembers which providers failed lately and which have ever been reached; a `guessed` one counts only after that.

    Once any provider is set up, or a guessed one had a model for us, the demo is not asked any more.
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
        self.pinned = ""
        """The "provider/model" that answers first in chats; empty: whichever is found first."""
        self._failed: dict[str, float] = {}
        self._models: dict[str, str] = {}  # the model that was offered last, by provider

    async def walk(self, chat: bool, tried: Tried) -> AsyncGenerator[Link, None]:
        """The models to ask, in order. Providers that failed lately come last: a second try is better than no answer.

        `tried.wanted` is set to the first in the usual order, even if that one failed lately; unless another was wanted
        before.
        """
        sets_wanted = not tried.wanted
        pinned = self.pinned if chat else ""
        holder, _, its_model = pinned.partition("/")
        in_order = sorted(self._providers, key=lambda name: _ORDER.index(self._providers[name].trust))
        first = next((name for name in in_order if self._counts(name) and self._may_be_asked(name, chat)), "")
        if sets_wanted:
            tried.wanted = pinned or self._full_name(first)
        if pinned and holder not in self._providers:
            tried.failed(pinned, NotSetUp(f"{pinned} is pinned, and its provider is not set up."))
        late = [name for name in in_order if self._has_failed(name)]
        for name in sorted(in_order, key=lambda name: (name in late, name != holder)):
            if not self._may_be_asked(name, chat):
                continue
            try:
                model = await self._lists.default_model(name)
            except ProviderError as error:
                if name not in self.never_found():
                    tried.failed(name, error)
                self.failed(name, error)
            else:
                self._models[name] = model
                if name == holder:
                    yield Link(name, its_model)
                if sets_wanted and name == first and not pinned:
                    tried.wanted = self._full_name(name)
                yield Link(name, model)

    def failed(self, name: str, error: ProviderError, model: str = "") -> None:
        """Note that a provider failed, with that model; for ten minutes it is asked last.

        That the pinned model was withdrawn says nothing of the others.
        """
        if isinstance(error, ModelNotFound) and f"{name}/{model}" == self.pinned:
            return
        self._failed[name] = self._now()
        if name not in self._guessed:
            log.warning("auto: %s failed and is passed over for a while: %s: %s", name, type(error).__name__, error)

    def answered(self, name: str, model: str) -> None:
        """Note that a provider works, and which model of it answered."""
        self._failed.pop(name, None)
        self._models.setdefault(name, model)

    def never_found(self) -> frozenset[str]:
        """The guessed providers that were never reached. That they fail is no news."""
        return frozenset(name for name in self._guessed if name not in self._been_up)

    def _may_be_asked(self, name: str, chat: bool) -> bool:
        trust = self._providers[name].trust
        if trust == "demo":
            return not chat and not any(map(self._counts, self._providers))
        return trust != "stranger" or not chat or not any(map(self._is_ours, self._providers))

    def _counts(self, name: str) -> bool:
        """Whether a provider is set up, by the config or by a model that it had for us. The demo never is."""
        return self._providers[name].trust != "demo" and (name not in self._guessed or name in self._models)

    def _full_name(self, name: str) -> str:
        """A provider with its model, if the model is known without asking."""
        model = self._models.get(name) or (self._providers[name].default_model if name else "")
        return f"{name}/{model}" if model else name

    def _is_ours(self, name: str) -> bool:
        """Whether people rely on this provider to read what they write: an account, or a local server once reached."""
        trust = self._providers[name].trust
        return trust == "account" or (trust == "local" and name not in self.never_found())

    def _has_failed(self, name: str) -> bool:
        return self._now() < self._failed.get(name, float("-inf")) + _FAILED_FOR
