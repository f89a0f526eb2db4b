"""Which models each provider offers. Lists are kept for minutes, and longer if a server does not answer."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from provider.contract import Provider
from provider.errors import ConnectionFailed, ModelNotFound, ProviderError, TimedOut
from provider.values import Value

_LIST_FOR: Final = 300.0
_NO_LIST_FOR: Final = 30.0
_LIST_WITHIN: Final = 5.0
_LOCAL_WITHIN: Final = 1.0


class _List(Value):
    """The models that a provider listed. `until`: when to ask again. `error`: why `models` is older than that.

    `known`: the same with the configured default, each once.
    """

    models: tuple[str, ...]
    known: tuple[str, ...]
    until: float
    error: ProviderError | None = None


class Lists:
    """The lists of all providers. `up` is called with the name of each provider that gave its list."""

    def __init__(
        self, providers: Mapping[str, Provider], *, now: Callable[[], float], up: Callable[[str], None]
    ) -> None:
        self._providers = providers
        self._now = now
        self._up = up
        self._lists: dict[str, _List] = {}
        self._seen: dict[str, set[str]] = {}  # all that a list ever held
        self._asking: dict[str, asyncio.Lock] = {}
        self._refreshing: dict[str, asyncio.Task[None]] = {}

    async def fresh(self, name: str) -> tuple[str, ...]:
        """The models of a provider: its list if that is at most some minutes old, else a new one.

        Raises:
            ProviderError: the provider does not tell.
        """
        async with self._asking.setdefault(name, asyncio.Lock()):
            known = self._lists.get(name)
            if known is None or self._now() >= known.until:
                known = self._lists[name] = await self._ask(name, known.models if known else ())
        if known.error is not None:
            raise known.error.with_traceback(None)  # each raise would lengthen the traceback
        return known.models

    async def known(self, name: str) -> tuple[str, ...] | None:
        """All known models of a provider; None if nothing is known, so that any model may exist.

        The server is waited for only if it never gave a list. An older list is returned at once and refreshed
        meanwhile.
        """
        kept = self._lists.get(name)
        if kept is None or not kept.models:
            with suppress(ProviderError):
                await self.fresh(name)
        elif self._now() >= kept.until:
            self._refresh(name)
        found = self._lists[name]
        return None if not found.models and found.error is not None else found.known

    async def dropped(self, name: str, model: str) -> bool:
        """Whether the model was in a provider's list and is there no more. False if the list cannot be read now."""
        if model not in self._seen.get(name, ()):
            return False  # some models work although no list names them
        try:
            return model not in await self.fresh(name)
        except ProviderError:
            return False

    async def all(self) -> dict[str, tuple[str, ...]]:
        """Every known model, by provider. A configured default is always known.

        As long as a provider's list stays the same, so does its tuple: people ask with every key that they press.
        """
        async with asyncio.TaskGroup() as group:
            for name in self._providers:
                if not self._is_fresh(name):
                    group.create_task(self.known(name))
        return {name: self._lists[name].known for name in self._providers}

    def errors(self) -> dict[str, ProviderError]:
        """The error of each provider that did not tell when it was asked last."""
        return {name: kept.error for name, kept in self._lists.items() if kept.error is not None}

    async def default_model(self, name: str) -> str:
        """The model that answers if a provider alone is named.

        Raises:
            ModelNotFound: the provider offers none.
            ProviderError: it has to be asked, and does not tell.
        """
        provider = self._providers[name]
        if provider.default_model and provider.trust != "local":
            return provider.default_model
        try:
            models = await self.fresh(name)  # a local server is asked even if a model is configured: is it up?
        except (ConnectionFailed, TimedOut):
            raise
        except ProviderError:
            if not provider.default_model:
                raise
            models = ()  # it is up and has no list
        model = provider.default_model or next(iter(models), "")
        if not model:
            raise ModelNotFound(f"{name} offers no model for chats.")
        return model

    async def aclose(self) -> None:
        """Stop the refreshes. Idempotent."""
        tasks = tuple(self._refreshing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _is_fresh(self, name: str) -> bool:
        kept = self._lists.get(name)
        return kept is not None and bool(kept.models) and self._now() < kept.until

    def _refresh(self, name: str) -> None:
        if name not in self._refreshing:
            task = self._refreshing[name] = asyncio.create_task(self._again(name), name=f"models of {name}")
            task.add_done_callback(lambda _: self._refreshing.pop(name, None))

    async def _again(self, name: str) -> None:
        with suppress(ProviderError):
            await self.fresh(name)

    async def _ask(self, name: str, older: tuple[str, ...]) -> _List:
        provider = self._providers[name]
        within = _LOCAL_WITHIN if provider.trust == "local" else _LIST_WITHIN
        try:
            async with asyncio.timeout(within):
                models = await provider.models()
        except TimeoutError:
            error: ProviderError = TimedOut(f"{name} did not say within {within:g} s which models it has.")
        except ProviderError as raised:
            error = raised
        else:
            self._up(name)
            self._seen.setdefault(name, set()).update(models)
            return self._list(name, models, _LIST_FOR)
        return self._list(name, older, _NO_LIST_FOR, error)

    def _list(self, name: str, models: tuple[str, ...], seconds: float, error: ProviderError | None = None) -> _List:
        default = self._providers[name].default_model
        known = tuple(dict.fromkeys([default, *models] if default else models))
        before = self._lists.get(name)
        if before is not None and before.known == known:
            known = before.known
        return _List(models, known, self._now() + seconds, error)
