"""Names -> models: "provider/model", a provider alone, or "auto", the chain that takes the first which answers."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from provider.contract import Answering, Event, Provider, Request, Trust, Url
from provider.errors import (
    BadRequest,
    ConnectionFailed,
    EmptyAnswer,
    Filtered,
    ModelNotFound,
    PromptTooLong,
    ProviderError,
    TimedOut,
)

log = logging.getLogger("parley.provider")

AUTO: Final = "auto"

LOCAL_SERVERS: Final[Mapping[str, Url]] = {
    "ollama": Url("http://127.0.0.1:11434/v1"),
    "lmstudio": Url("http://127.0.0.1:1234/v1"),
}
"""Where people's own model servers listen; to be opened as `openai` providers and named in `guessed`."""

_ORDER: Final[tuple[Trust, ...]] = ("account", "local", "stranger", "demo")
_AT_ONCE: Final = (Filtered, PromptTooLong, BadRequest)
"""Errors that are about the request: the next link would only hide them."""

_FAILED_FOR: Final = 600.0
_LIST_FOR: Final = 300.0
_NO_LIST_FOR: Final = 30.0
_LIST_WITHIN: Final = 5.0
_LOCAL_WITHIN: Final = 1.0
_NEAR: Final = 5

NOBODY: Final = (
    "No model is set up: set OPENAI_API_KEY, start Ollama or LM Studio, or name a server in the config's [providers]."
)


@dataclass(frozen=True, slots=True)
class _List:
    """What a provider said that it offers; `error` where it was asked last and did not say, and `models` is older."""

    models: tuple[str, ...]
    until: float
    error: ProviderError | None = None


class Catalog:
    """All providers under their names.

    `default`: the name that an empty one stands for. `guessed`: names of local providers that nobody configured, which
    count for something only once they have been up. `chat`, in the methods: the answer goes to a chat and not to a
    terminal; then nothing falls from an account or a local server to a stranger, and nothing ever to the demo.
    """

    def __init__(
        self,
        providers: Mapping[str, Provider],
        *,
        default: str = AUTO,
        guessed: Collection[str] = (),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.default = default
        self._providers = dict(providers)
        self._guessed = frozenset(guessed)
        self._now = now
        self._lists: dict[str, _List] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._failed: dict[str, float] = {}
        self._been_up: set[str] = set()

    async def stream(self, name: str, request: Request, *, chat: bool) -> AsyncGenerator[Event | Answering, None]:
        """The answer of the model of that name; `Answering` comes right before its first event. Use `aclosing`.

        Raises:
            ProviderError: nobody answers, or the answer broke off; ModelNotFound where no model is set up at all.
        """
        name = name or self.default
        if name != AUTO:
            provider, model = await self._chosen(name)
            async with aclosing(self._answer(provider, model, request)) as events:
                async for event in events:
                    yield event
            return
        errors: dict[str, ProviderError] = {}
        async with aclosing(self._walk(chat, errors)) as links:
            async for provider, model in links:
                begun = False
                async with aclosing(self._answer(provider, model, request)) as events:
                    try:
                        async for event in events:
                            begun = True
                            yield event
                        return
                    except _AT_ONCE:
                        raise
                    except ProviderError as error:
                        if begun:
                            raise
                        self._fail(provider, error, errors)
        raise self._most_telling(errors)

    async def names(self) -> tuple[str, ...]:
        """Every "provider/model" that is known; asks servers for at most some seconds, and remembers what they say."""
        lists = await self._all_lists()
        return tuple(f"{name}/{model}" for name, models in lists.items() for model in models)

    async def find(self, name: str) -> str:
        """The "provider/model" or "auto" that a person means by `name`: either, a provider alone, a model alone.

        Raises:
            ModelNotFound: nothing or several things; the sentence names what is near.
        """
        name = name.strip()
        if name.lower() == AUTO:
            return AUTO
        if name in self._providers:
            return "/".join(await self._chosen(name))
        provider, _, model = name.partition("/")
        if model and provider in self._providers:
            models = await self._models_or_none(provider)
            if models is None:
                return name
            same = [each for each in models if each.lower() == model.lower()]
            if same:
                return f"{provider}/{model if model in same else same[0]}"
        lists = await self._all_lists()
        offering = [each for each, models in lists.items() if name in models]
        if len(offering) == 1:
            return f"{offering[0]}/{name}"
        if offering:
            raise ModelNotFound(f"Several offer it: {', '.join(f'{each}/{name}' for each in offering)}.")
        raise ModelNotFound(f"There is no model {name!r:.100}. {_near(name, lists)}")

    async def answering(self, *, chat: bool) -> str:
        """The "provider/model" that would be the first to be asked for "auto"; empty where there is none."""
        async with aclosing(self._walk(chat, {})) as links:
            async for provider, model in links:
                return f"{provider}/{model}"
        return ""

    async def aclose(self) -> None:
        """Drop every connection. Idempotent."""
        async with asyncio.TaskGroup() as group:
            for provider in self._providers.values():
                group.create_task(provider.aclose())

    # a chosen model

    async def _chosen(self, name: str) -> tuple[str, str]:
        provider, _, model = name.partition("/")
        if provider not in self._providers:
            known = ", ".join(self._providers) or "none"
            raise ModelNotFound(f"There is no provider {provider!r:.100}; there is {known}.")
        return provider, model or await self._default_model(provider)

    async def _answer(self, name: str, model: str, request: Request) -> AsyncGenerator[Event | Answering, None]:
        async with aclosing(self._providers[name].stream(replace(request, model=model))) as events:
            first = await anext(events, None)
            if first is None:
                raise EmptyAnswer()
            self._failed.pop(name, None)
            self._been_up.add(name)
            yield Answering(name, model)
            yield first
            async for event in events:
                yield event

    # the chain

    async def _walk(self, chat: bool, errors: dict[str, ProviderError]) -> AsyncGenerator[tuple[str, str], None]:
        """The links that may be asked, those that failed lately at the end: better a second try than no answer."""
        chain = sorted(self._providers, key=lambda name: _ORDER.index(self._providers[name].trust))
        late = [name for name in chain if self._has_failed(name)]
        for name in [*(name for name in chain if name not in late), *late]:
            if not self._may_be_asked(name, chat):
                continue
            try:
                model = await self._default_model(name)
            except ProviderError as error:
                self._fail(name, error, errors)
            else:
                yield name, model

    def _may_be_asked(self, name: str, chat: bool) -> bool:
        trust = self._providers[name].trust
        if not chat or trust in ("account", "local"):
            return True
        return trust == "stranger" and not any(map(self._is_ours, self._providers))

    def _is_ours(self, name: str) -> bool:
        """Whether people here count on that provider to read what they write, and on nobody else."""
        trust = self._providers[name].trust
        return trust == "account" or (trust == "local" and (name not in self._guessed or name in self._been_up))

    def _has_failed(self, name: str) -> bool:
        return self._now() < self._failed.get(name, float("-inf")) + _FAILED_FOR

    def _fail(self, name: str, error: ProviderError, errors: dict[str, ProviderError]) -> None:
        self._failed[name] = self._now()
        errors[name] = error
        if name not in self._guessed:
            log.warning("auto: %s failed and is passed over for a while: %s: %s", name, type(error).__name__, error)

    def _most_telling(self, errors: Mapping[str, ProviderError]) -> ProviderError:
        """The error that helps most: of what was configured rather than guessed, and more than "nobody there"."""
        told = [name for name in errors if name not in self._guessed or name in self._been_up]
        if not told:
            return ModelNotFound(NOBODY)
        return errors[min(told, key=lambda name: isinstance(errors[name], ConnectionFailed | TimedOut))]

    # lists of models

    async def _default_model(self, name: str) -> str:
        provider = self._providers[name]
        if provider.default_model and provider.trust != "local":
            return provider.default_model
        try:
            models = await self._models(name)  # of a local server even where a model is configured: is it up?
        except (ConnectionFailed, TimedOut):
            raise
        except ProviderError:
            if not provider.default_model:
                raise
            models = ()  # it is up and keeps no list
        model = provider.default_model or next(iter(models), "")
        if not model:
            raise ModelNotFound(f"{name} offers no model for chats.")
        return model

    async def _models(self, name: str) -> tuple[str, ...]:
        """What a provider offers, by what it said in the last minutes where it did."""
        async with self._asking.setdefault(name, asyncio.Lock()):
            known = self._lists.get(name)
            if known is None or self._now() >= known.until:
                known = self._lists[name] = await self._ask(name, known.models if known else ())
        if known.error is not None:
            raise known.error.with_traceback(None)  # each raise would add to it
        return known.models

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
            self._been_up.add(name)
            return _List(models, self._now() + _LIST_FOR)
        return _List(older, self._now() + _NO_LIST_FOR, error)

    async def _models_or_none(self, name: str) -> tuple[str, ...] | None:
        """All that is known of a provider's models; None where that is nothing, so that any may exist."""
        default = self._providers[name].default_model
        try:
            models = await self._models(name)
        except ProviderError:
            models = self._lists[name].models
            if not models:
                return None
        return tuple(dict.fromkeys([default, *models] if default else models))

    async def _all_lists(self) -> dict[str, tuple[str, ...]]:
        async with asyncio.TaskGroup() as group:
            tasks = {name: group.create_task(self._models_or_none(name)) for name in self._providers}
        lists = {}
        for name, task in tasks.items():
            default = self._providers[name].default_model
            models = task.result()
            lists[name] = models if models is not None else (default,) if default else ()
        return lists


def _near(name: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    full = {f"{provider}/{model}": model for provider, models in lists.items() for model in models}
    if not full:
        return NOBODY
    wanted = name.lower()
    spelled = {each.lower(): each for each in full} | {model.lower(): each for each, model in full.items()}
    near = [spelled[each] for each in get_close_matches(wanted, spelled, n=_NEAR, cutoff=0.5)]
    near += [each for each in full if wanted and wanted in each.lower()]
    if near:
        return f"Near it: {', '.join(list(dict.fromkeys(near))[:_NEAR])}."
    return f"There is, for example: {', '.join(list(full)[:_NEAR])}."
